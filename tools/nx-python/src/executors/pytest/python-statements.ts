/** A statement of Python source, as far as it can be told without running it. */
export interface PythonStatement {
  /** Of its first line, counted from 1. */
  readonly line: number;
  /** On one line, with every literal string empty and no comment. */
  readonly code: string;
  /** The function that it stands in; none outside of functions. */
  readonly inside?: PythonFunction;
  /** Whether something that is only known when it runs decides that it is reached. */
  readonly isConditional: boolean;
}

export interface PythonFunction {
  readonly name: string;
  /** Of the function, without their `@`. */
  readonly decorators: readonly string[];
}

interface Block {
  readonly indentation: number;
  readonly isConditional: boolean;
  readonly inside?: PythonFunction;
  /** Whether there was a way out of the function before: what follows may not be reached. */
  mayBeLeft: boolean;
}

const LITERAL =
  /(?<string>(?<quote>"""|'''|"|')(?:\\[\s\S]|(?!\k<quote>)[\s\S])*?\k<quote>)|#[^\n]*/g;
/** Headers whose body is always reached. */
const ALWAYS = /^(?:class|with|async with)\b/;
const FUNCTION = /^(?:async )?def (?<name>\w+)/;
const CONDITION = /^(?:if|elif|else|for|async for|while|try|except|finally|match|case)\b/;
const LEAVES = /\b(?:return|raise|assert)\b/;

/** The statements of a source, in order; the header of a block is one of its own. */
export function pythonStatements(source: string): readonly PythonStatement[] {
  const module: Block = { indentation: -1, isConditional: false, mayBeLeft: false };
  const blocks = [module];
  let decorators: string[] = [];
  return logicalLines(source).map((own): PythonStatement => {
    while (blocks.length > 1 && (blocks.at(-1) ?? module).indentation >= own.indentation)
      blocks.pop();
    const around = blocks.at(-1) ?? module;
    const { line, code } = own;
    const opened = blockOf(own, around, decorators);
    if (opened !== undefined) blocks.push(opened);
    decorators = code.startsWith('@') ? [...decorators, code.slice(1)] : [];
    const { inside } = around;
    const isConditional = around.isConditional || around.mayBeLeft;
    if (inside !== undefined && LEAVES.test(code)) leave(blocks, inside);
    return { line, code, ...(inside === undefined ? {} : { inside }), isConditional };
  });
}

/** The block that a statement begins. */
function blockOf(
  { code, indentation }: LogicalLine,
  around: Block,
  decorators: readonly string[],
): Block | undefined {
  const name = FUNCTION.exec(code)?.groups?.['name'];
  if (name !== undefined) {
    return { ...around, indentation, inside: { name, decorators }, mayBeLeft: false };
  }
  if (ALWAYS.test(code)) return { ...around, indentation };
  return CONDITION.test(code) ? { ...around, indentation, isConditional: true } : undefined;
}

/** What stands in the same function behind a way out of it is only reached by who did not take that. */
function leave(blocks: readonly Block[], from: PythonFunction): void {
  for (const block of blocks) {
    if (block.inside === from) block.mayBeLeft = true;
  }
}

interface LogicalLine {
  readonly line: number;
  readonly code: string;
  readonly indentation: number;
}

/** A statement may go over several lines, in brackets or behind a backslash. */
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
  return begun === undefined ? lines : [...lines, begun];
}

function withoutLiterals(source: string): string {
  return source.replaceAll(LITERAL, (literal, string: string | undefined) =>
    string === undefined ? '' : `""${'\\\n'.repeat(count(literal, /\n/g))}`,
  );
}

function count(text: string, what: RegExp): number {
  return text.match(what)?.length ?? 0;
}
