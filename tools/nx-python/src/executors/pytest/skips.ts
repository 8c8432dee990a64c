import { pythonStatements, type PythonStatement } from './python-statements.ts';

/** A test that is skipped whatever the machine, and where that is said. */
export interface UnconditionalSkip {
  readonly line: number;
  readonly message: string;
}

/** The words of pytest and unittest by which a file skips, as it has imported them. */
interface Words {
  /** Of a mark or decorator. */
  readonly mark: RegExp;
  /** Of a call at the beginning of a statement. */
  readonly call: RegExp;
}

const ALWAYS =
  /\b(?:skip[iI]f\(\s*(?:condition\s*=\s*)?(?:True|1|not False)|skipUnless\(\s*(?:condition\s*=\s*)?(?:False|0|None|not True))\s*[,)]/;
/** What decides while it runs, or only names something to be used later. */
const DECIDES = /\b(?:if|or|and|lambda)\b/;

/**
 * The tests of a source that are skipped without a condition: they never say again that something is broken. A skip
 * that depends on the machine is none, nor is one where something else may be meant: in a function that tests call, in
 * a fixture that others may override, in a class that inherits tests and leaves one out, in what a test makes to try
 * it. A test that is expected to fail runs, and says when it no longer does.
 */
export function unconditionalSkips(source: string): readonly UnconditionalSkip[] {
  const statements = pythonStatements(source);
  const words = wordsOf(statements);
  const reached = statements.filter(
    ({ isConditional, code }) => !isConditional && !DECIDES.test(code),
  );
  const named = reached.flatMap(({ code, inside }) => {
    const name = /^(?<name>\w+)\s*(?::[^=]+)?=(?!=)/.exec(code)?.groups?.['name'];
    return inside.length === 0 && name !== undefined && isWhole(code, words) ? [name] : [];
  });
  const byName = new RegExp(
    `^@(?:${named.join('|')})\\b|\\bmarks\\s*=\\s*(?:${named.join('|')})\\b`,
  );
  return reached
    .filter(
      (statement) =>
        isMarked(statement, words) ||
        (named.length > 0 && byName.test(statement.code)) ||
        isCalled(statement, words),
    )
    .map(({ line }) => ({
      line,
      message: 'a test that is always skipped never says so again: mend it, or take it out',
    }));
}

function wordsOf(statements: readonly PythonStatement[]): Words {
  const imports = statements
    .map(({ code }) => code)
    .filter((code) => /^(?:from|import)\b/.test(code));
  const modules = (of: string): readonly string[] => [
    of,
    ...imports.flatMap((code) => {
      const as = new RegExp(`^import .*\\b${of} as (?<as>\\w+)`).exec(code)?.groups?.['as'];
      return as === undefined ? [] : [as];
    }),
  ];
  const taken = (of: string, name: string): boolean =>
    imports.some((code) => new RegExp(`^from ${of} import .*\\b${name}\\b`).test(code));
  const pytest = `(?:${modules('pytest').join('|')})\\.`;
  const unittest = `(?:${modules('unittest').join('|')})\\.`;
  const marks = [
    `${pytest}mark\\.skip`,
    `${unittest}skip`,
    ...(taken('pytest', 'mark') ? ['mark\\.skip'] : []),
    ...(taken('unittest', 'skip') ? ['skip'] : []),
  ];
  const calls = [
    `${pytest}(?:skip|xfail)\\(`,
    'self\\.skipTest\\(',
    `raise (?:${unittest})?SkipTest\\b`,
    ...['skip', 'xfail'].filter((name) => taken('pytest', name)).map((name) => `${name}\\(`),
  ];
  return {
    mark: new RegExp(`(?<![\\w.])(?:${marks.join('|')})\\b(?![\\w.])`),
    call: new RegExp(`^(?:return )?(?:${calls.join('|')})`),
  };
}

/** A decorator, the marks of a case, or those of a whole module or class. */
function isMarked({ code, inside }: PythonStatement, { mark }: Words): boolean {
  if (inside.some((header) => !header.startsWith('class '))) return false;
  const isUse = code.startsWith('@') || /\bmarks\s*=/.test(code) || /^pytestmark\b/.test(code);
  return isUse && (mark.test(code) || ALWAYS.test(code));
}

/** Whether a statement does nothing but give a mark a name. */
function isWhole(code: string, { mark }: Words): boolean {
  const given = code.slice(code.indexOf('=') + 1).trim();
  return mark.exec(given)?.index === 0 && /^[\w.]+(?:\([^()]*\))?$/.test(given);
}

function isCalled({ code, inside }: PythonStatement, { call }: Words): boolean {
  if (!call.test(code)) return false;
  const [test, ...around] = inside.toReversed();
  if (test === undefined) return true;
  return /^(?:async )?def test/.test(test) && around.every(ownsItsTests);
}

/** Whether the tests of a class, by its header, are its own: one of another class may be left out for a reason. */
function ownsItsTests(header: string): boolean {
  return /^class \w+\s*(?:\(\s*(?:(?:\w+\.)*(?:IsolatedAsyncio)?TestCase\s*,?\s*)?\))?\s*:/.test(
    header,
  );
}
