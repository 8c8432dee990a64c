import { pythonStatements, type PythonStatement } from './python-statements.ts';

/** A test that is skipped whatever the machine, and where that is said. */
export interface UnconditionalSkip {
  readonly line: number;
  readonly message: string;
}

const MARK = /(?:^@(?:\w+\.)*|\bmark\.)(?<mark>skip|xfail|expectedFailure)\b(?<rest>.*)/;
const ALWAYS_TRUE = /\bskipif\(\s*(?:condition\s*=\s*)?(?:True|1|not False)\s*[,)]/i;
const CALL = /^(?:(?:pytest\.)?(?:skip|xfail)\(|self\.skipTest\(|raise (?:\w+\.)*SkipTest\b)/;

/**
 * The tests of a source that are skipped, or expected to fail, without a condition: they never say again that
 * something is broken. A skip that depends on the machine is none, nor is one in a function that tests call when
 * they want to be skipped.
 */
export function unconditionalSkips(source: string): readonly UnconditionalSkip[] {
  return pythonStatements(source)
    .filter((statement) => !statement.isConditional && !/\bif\b/.test(statement.code))
    .filter((statement) => isMarked(statement) || isCalled(statement))
    .map(({ line }) => ({
      line,
      message: 'a test that is always skipped never says so again: mend it, or take it out',
    }));
}

function isMarked({ code, inside }: PythonStatement): boolean {
  const isOfTests = code.startsWith('@') || /\bmarks\s*=/.test(code);
  const isNamed = inside === undefined && /^\w+\s*(?::[^=]+)?=/.test(code);
  if (!isOfTests && !isNamed) return false;
  return ALWAYS_TRUE.test(code) || isWithoutCondition(MARK.exec(code)?.groups);
}

/** `xfail` alone takes a condition, as its first argument or by name. */
function isWithoutCondition(mark: Readonly<Record<string, string>> | undefined): boolean {
  if (mark === undefined) return false;
  if (mark['mark'] !== 'xfail') return true;
  const inBrackets = /^\((?<first>.*)/.exec(mark['rest'] ?? '')?.groups?.['first'] ?? ')';
  return (
    /^\s*(?:\)|(?!condition\b)\w+\s*=(?!=))/.test(inBrackets) && !/\bcondition\s*=/.test(inBrackets)
  );
}

function isCalled({ code, inside }: PythonStatement): boolean {
  if (!CALL.test(code)) return false;
  return (
    inside === undefined ||
    /^(?:test|setup|setUp)/.test(inside.name) ||
    inside.decorators.some((decorator) => /\bfixture\b/.test(decorator))
  );
}
