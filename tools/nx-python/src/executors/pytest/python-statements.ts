/** A statement of Python source, as far as it can be told without running it. */
export interface PythonStatement {
  /** Of its first line, counted from 1. */
  readonly line: number;
  /** On one line, with every literal string empty and no comment. */
  readonly code: string;
  /** The headers of the functions and classes that it stands in, the innermost last. */
  readonly inside: readonly string[];
  /** Whether something that is only known when it runs decides that it is reached. */
  readonly isConditional: boolean;
}

interface Block {
  readonly indentation: number;
  readonly isConditional: boolean;
  readonly inside: readonly string[];
  /** Whether there was a way out of the function before: what follows may not be reached. */
  mayBeLeft: boolean;
}

// No alternative takes what another one could: an opened quote that is never closed would cost too much.
const LITERAL =
  /(?<string>(?<quote>"""|'''|"|')(?:\\[\s\S]|(?!\k<quote>)[^\\])*?\k<quote>)|#[^\n]*/g;
const SCOPE = /^(?:(?:async )?def|class) /;
const CONDITION = /^(?:if|elif|else|for|async for|while|try|except|finally|match|case)\b/;
const CONTEXT = /^(?:async )?with\b/;
/** Of a block under one of these it is not known that it comes to its end. */
const SWALLOWING = /\b(?:suppress|raises)\(/;
const LEAVES = /\b(?:return|raise|assert|break|continue)\b|\b(?:exit|fail|importorskip)\(/;

/** The statements of a source, in order; the header of a block is one of its own. */
export function pythonStatements(source: string): readonly PythonStatement[] {
  const module: Block = { indentation: -1, isConditional: false, inside: [], mayBeLeft: false };
  const blocks = [module];
  return logicalLines(source).map((own): PythonStatement => {
    while ((blocks.at(-1) ?? module).indentation >= own.indentation) blocks.pop();
    const around = blocks.at(-1) ?? module;
    const { line, code } = own;
    const { inside } = around;
    const isConditional = around.isConditional || around.mayBeLeft;
    const opened = blockOf(own, around);
    if (opened !== undefined) blocks.push(opened);
    if (inside.length > 0 && LEAVES.test(code)) leave(blocks, inside);
    return { line, code, inside, isConditional };
  });
}

/** The block that a statement begins. */
function blockOf({ code, indentation }: LogicalLine, around: Block): Block | undefined {
  if (SCOPE.test(code)) {
    return { ...around, indentation, inside: [...around.inside, code], mayBeLeft: false };
  }
  if (CONDITION.test(code) || (CONTEXT.test(code) && SWALLOWING.test(code))) {
    return { ...around, indentation, isConditional: true };
  }
  return CONTEXT.test(code) ? { ...around, indentation } : undefined;
}

/** What stands in the same function behind a way out of it is only reached by who did not take that. */
function leave(blocks: readonly Block[], from: readonly string[]): void {
  for (const block of blocks) {
    if (block.inside === from) block.mayBeLeft = true;
  }
}

interface LogicalLine {
  readonly line: number;
  readonly code: string;
  readonly indentation: number;
}

/** The body of a function or class may stand behind its header, as if it were a line of its own. */
function headAndBody(line: LogicalLine): readonly LogicalLine[] {
  const { code, indentation } = line;
  const end = SCOPE.test(code) ? headerEnd(code) : code.length;
  const body = code.slice(end).trim();
  if (body === '') return [line];
  return [
    { ...line, code: code.slice(0, end) },
    { ...line, code: body, indentation: indentation + 1 },
  ];
}

/** Behind the first colon that is in no bracket: those in one are of annotations, slices and lambdas. */
function headerEnd(code: string): number {
  let depth = 0;
  for (const { 0: character, index } of code.matchAll(/[()[\]{}:]/g)) {
    if ('([{'.includes(character)) depth += 1;
    else if (character !== ':') depth -= 1;
    else if (depth === 0) return index + 1;
  }
  return code.length;
}

/** A statement may go over several lines, in brackets or behind a backslash; one line may hold a header and its body. */
function logicalLines(source: string): readonly LogicalLine[] {
  const lines: LogicalLine[] = [];
  let begun: LogicalLine | undefined;
  let depth = 0;
  for (const [place, text] of withoutLiterals(source).split('\n').entries()) {
    const code = text.trim();
    if (code === '' && begun === undefined) continue;
    depth = Math.max(0, depth + count(code, /[([{]/g) - count(code, /[)\]}]/g));
    const goesOn = code.endsWith('\\');
    const part = goesOn ? code.slice(0, -1).trimEnd() : code;
    begun =
      begun === undefined
        ? { line: place + 1, code: part, indentation: text.search(/\S/) }
        : { ...begun, code: `${begun.code} ${part}` };
    if (depth > 0 || goesOn) continue;
    lines.push(begun);
    begun = undefined;
  }
  return (begun === undefined ? lines : [...lines, begun]).flatMap(headAndBody);
}

function withoutLiterals(source: string): string {
  return source.replaceAll(LITERAL, (literal, string: string | undefined) =>
    string === undefined ? '' : `""${'\\\n'.repeat(count(literal, /\n/g))}`,
  );
}

function count(text: string, what: RegExp): number {
  return text.match(what)?.length ?? 0;
}
