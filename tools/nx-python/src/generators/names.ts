import { toolProblem, type ToolProblem } from '@modax/findings';
import { pythonKeywords, standardModules } from './reserved-words.ts';

/** One name in the forms in which it is written; `pump-watch` stands for all of them. */
export interface Names {
  /** `pump-watch`: the folder, the project of Nx. */
  readonly kebab: string;
  /** `pump_watch` */
  readonly snake: string;
  /** `pumpWatch` */
  readonly camel: string;
  /** `PumpWatch` */
  readonly pascal: string;
  /** `pump watch`, in a sentence. */
  readonly words: string;
}

/** With a longer one, generated lines would be too long for the formatters. */
export const longestName = 30;

const form = /^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/;

/**
 * The forms of a name, or why it is none: `NAME_INVALID` for one of another form, or that Python has
 * taken; `PROJECT_NAME_TAKEN` for one of `taken`.
 */
export function namesOf(
  name: string,
  taken: readonly string[],
): Names | { readonly problem: ToolProblem } {
  if (!form.test(name) || name.length > longestName) {
    return invalid(
      `'${name}' is no name: it must be words of a-z and 0-9 that begin with a letter, with a hyphen between them, ${longestName} characters at most`,
      'Give a name such as pump-watch.',
    );
  }
  const parts = name.split('-');
  const snake = parts.join('_');
  if (pythonKeywords.has(snake)) {
    return invalid(`'${name}' is a keyword of Python`, 'Choose another name.');
  }
  if (standardModules.has(snake)) {
    return invalid(`'${name}' is a module of Python's standard library`, 'Choose another name.');
  }
  if (taken.includes(name)) {
    const message = `'${name}' is there already; nothing was written`;
    const remedy = 'Choose another name, or remove what has this one.';
    return { problem: toolProblem('PROJECT_NAME_TAKEN', message, { remedy }) };
  }
  const pascal = parts.map(capital).join('');
  return {
    kebab: name,
    snake,
    camel: pascal.charAt(0).toLowerCase() + pascal.slice(1),
    pascal,
    words: parts.join(' '),
  };
}

function capital(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}

export function invalid(message: string, remedy: string): { readonly problem: ToolProblem } {
  return { problem: toolProblem('NAME_INVALID', message, { remedy }) };
}
