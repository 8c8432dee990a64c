/** The kinds of change; `docs/use/commit-hooks.md` says what each is for. */
export const TYPES = [
  'build',
  'chore',
  'ci',
  'docs',
  'feat',
  'fix',
  'perf',
  'refactor',
  'revert',
  'style',
  'test',
] as const;

/** In characters of the whole first line. */
export const LONGEST_SUBJECT = 100;

/** What is wrong with a message: the first line, the column that it is about, and what to do. */
export interface MessageProblem {
  /** Counted from 1. */
  readonly line: number;
  /** In characters, counted from 1. */
  readonly column: number;
  readonly message: string;
}

/** What is wanted of a message. */
export interface MessageForm {
  /** Whether its first line may be longer than {@link LONGEST_SUBJECT}. */
  readonly isOfAnyLength?: boolean;
}

/** Messages that git writes itself; autosquash messages vanish when they are squashed. */
const WRITTEN_BY_GIT = /^(?:Merge |Revert "|Reapply "|(?:fixup|squash|amend)! )/;
/** Type, scope, exclamation mark, colon, the rest. */
const HEAD = /^([^\s(!:]*)(\([^)]*\)?)?(!?)(:?)(.*)$/u;
const SCOPE = /^\([A-Za-z0-9]+(?:-[A-Za-z0-9]+)*\)$/;
/** A footer, which tools read; prose may speak of breaking changes without a colon. */
const BREAKING = /^breaking[ -]change\s*:/i;

/**
 * Everything that is wrong with the lines of a message as it will be committed, comments already taken
 * out; empty for a Conventional Commit and for what git writes itself.
 */
export function messageProblems(
  lines: readonly string[],
  { isOfAnyLength = false }: MessageForm = {},
): readonly MessageProblem[] {
  const [first = ''] = lines;
  if (first.trim() === '') return [at(1, 1, 'the message is empty')];
  if (WRITTEN_BY_GIT.test(first)) return [];
  return [...headProblems(first), ...subjectProblems(first, isOfAnyLength), ...bodyProblems(lines)];
}

function headProblems(first: string): readonly MessageProblem[] {
  const [, type = '', scope = '', breaking = '', colon = '', rest = ''] = HEAD.exec(first) ?? [];
  const afterType = type.length + 1;
  const afterScope = afterType + scope.length + breaking.length;
  const problems: MessageProblem[] = [];
  if (!isType(type)) {
    problems.push(at(1, 1, `'${type}' is no type; known are ${TYPES.join(', ')}`));
  }
  if (scope !== '' && !SCOPE.test(scope)) {
    problems.push(at(1, afterType, 'a scope is letters, digits and dashes, as in (ai-layer)'));
  }
  const wrong = colonProblem(colon, rest);
  if (wrong !== undefined) problems.push(at(1, afterScope + colon.length, wrong));
  return problems;
}

function colonProblem(colon: string, rest: string): string | undefined {
  if (colon === '') return 'a colon and a space stand before the subject';
  if (rest.trim() === '') return 'the subject is empty';
  if (!/^ \S/.test(rest)) return 'exactly one space stands between the colon and the subject';
  return undefined;
}

function subjectProblems(first: string, isOfAnyLength: boolean): readonly MessageProblem[] {
  const length = Array.from(first).length;
  const problems: MessageProblem[] = [];
  if (length > LONGEST_SUBJECT && !isOfAnyLength) {
    problems.push(
      at(
        1,
        LONGEST_SUBJECT + 1,
        `the first line has ${length} characters, ${LONGEST_SUBJECT} are allowed`,
      ),
    );
  }
  if (/[.。]\s*$/u.test(first))
    problems.push(at(1, length, 'no dot stands at the end of the subject'));
  return problems;
}

function bodyProblems(lines: readonly string[]): readonly MessageProblem[] {
  const problems: MessageProblem[] = [];
  if ((lines[1] ?? '').trim() !== '') {
    problems.push(at(2, 1, 'an empty line stands between the subject and the body'));
  }
  for (const [index, line] of lines.entries()) {
    if (index === 0 || !BREAKING.test(line) || /^BREAKING[ -]CHANGE: \S/.test(line)) continue;
    problems.push(
      at(index + 1, 1, 'a breaking change is told as `BREAKING CHANGE: ` and what breaks'),
    );
  }
  return problems;
}

function isType(word: string): boolean {
  return TYPES.some((type) => type === word);
}

function at(line: number, column: number, message: string): MessageProblem {
  return { line, column, message };
}

/**
 * The lines that git will commit: without comments, without what `git commit --verbose` shows below its
 * scissors, without empty lines at both ends. Of a message that was not edited git keeps comments: it has
 * no comment character.
 */
export function committedLines(
  text: string,
  commentCharacter: string | undefined,
): readonly string[] {
  const lines = text.split(/\r?\n/);
  if (commentCharacter === undefined) return withoutEmptyEnds(lines);
  const scissors = lines.findIndex((line) =>
    line.startsWith(`${commentCharacter} ------------------------ >8 ---`),
  );
  const shown = (scissors === -1 ? lines : lines.slice(0, scissors)).filter(
    (line) => !line.startsWith(commentCharacter),
  );
  return withoutEmptyEnds(shown);
}

function withoutEmptyEnds(lines: readonly string[]): readonly string[] {
  const begin = lines.findIndex((line) => line.trim() !== '');
  const end = lines.findLastIndex((line) => line.trim() !== '');
  return begin === -1 ? [] : lines.slice(begin, end + 1);
}
