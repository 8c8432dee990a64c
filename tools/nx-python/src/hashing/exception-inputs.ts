import { type Exception, exceptionsFile, parseExceptions } from '@modax/findings';
import { normalizedName } from '@modax/python-lock';
import { type KeyInput, input } from './key-input.ts';

/** The run whose exceptions are looked for. */
export interface ExceptionReach {
  readonly tool: string;
  /** Folders that findings can lie in: the project's and those of the libraries that it is read with. */
  readonly roots: readonly string[];
  /** Folders of all projects: an exception for another project's files meets nothing here. */
  readonly allRoots: readonly string[];
  /** Names of the packages that are audited. */
  readonly packages: readonly string[];
}

/**
 * The exceptions that can meet a run's findings, each with whether it has ended `today` (UTC,
 * `YYYY-MM-DD`): a green result must not outlive them. A file that is refused is refused to every run.
 */
export function exceptionInputs(
  text: string | undefined,
  today: string,
  reach: ExceptionReach,
): readonly KeyInput[] {
  if (text === undefined) return [];
  const read = parseExceptions(text, { file: exceptionsFile, today });
  if ('problems' in read) return [input(exceptionsFile, read.problems)];
  return read.exceptions
    .filter((exception) => meets(exception, reach))
    .map((exception) => {
      const { tool, rule, path, package: name, expires } = exception;
      const title = [exceptionsFile, tool, rule, path ?? name].join(' ');
      const ended = expires < today;
      return input(ended ? `${title} (ended ${expires})` : title, { ...exception, ended });
    });
}

function meets(exception: Exception, { tool, roots, allRoots, packages }: ExceptionReach): boolean {
  if (exception.tool !== tool) return false;
  const { path } = exception;
  if (path === undefined) {
    return packages.includes(normalizedName(exception.package));
  }
  const of = (root: string) => path === root || path.startsWith(`${root}/`);
  return roots.some(of) || !allRoots.some(of);
}
