import { basename } from 'node:path';
import type { Finding } from '@modax/findings';
import { projectPath } from '../../running/paths.ts';
import { pythonSources } from '../../running/project-files.ts';
import type { ToolContext } from '../../running/tool.ts';
import { type PythonStatement, pythonStatements } from './python-statements.ts';
import { unconditionalSkips } from './skips.ts';

/** The files that pytest opens when it looks for tests. */
const collected = /^(?:test_.*|.*_test|conftest)\.py$/;

/** A test that never runs, and what to do about it. */
export interface ForgottenTest {
  readonly line?: number;
  readonly message: string;
}

/** What looks like a test and never runs: pytest passes it over without a word, or with a note. */
export function inspectTests(
  place: Pick<ToolContext, 'workspaceRoot' | 'project'>,
): readonly Finding[] {
  return pythonSources(place.project).flatMap(({ file, text }) => {
    const finding =
      (rule: string) =>
      ({ line, message }: ForgottenTest): Finding => ({
        tool: 'pytest',
        rule,
        severity: 'error',
        message,
        location: { path: projectPath(place, file), ...(line === undefined ? {} : { line }) },
      });
    return [
      ...forgottenTests(file, text).map(finding('test-not-collected')),
      ...(isOfTests(file) ? unconditionalSkips(text) : []).map(finding('test-always-skipped')),
    ];
  });
}

function isOfTests(file: string): boolean {
  return collected.test(basename(file)) || file.startsWith('tests/');
}

/** The tests of a file, relative to its project, that pytest does not collect. */
export function forgottenTests(file: string, source: string): readonly ForgottenTest[] {
  const hidden = file.split('/').find((name) => name.startsWith('.'));
  const opened = collected.test(basename(file));
  if (hidden !== undefined) {
    return opened || hasTests(source)
      ? [{ message: `the tests in this file never run: pytest does not look into ${hidden}` }]
      : [];
  }
  if (opened) return uncollectedClasses(source);
  return file.startsWith('tests/') && hasTests(source)
    ? [{ message: 'the tests in this file never run: name it test_*.py' }]
    : [];
}

const TEST = /^(?:async )?def test/;
const CLASS = /^class (?<name>\w+)\s*(?:\((?<bases>.*)\))?\s*:/;

function hasTests(source: string): boolean {
  return pythonStatements(source).some(
    ({ code, inside }) => inside.length === 0 && TEST.test(code),
  );
}

/** Classes with tests that have neither a collected name nor unittest's base. */
function uncollectedClasses(source: string): readonly ForgottenTest[] {
  const statements = pythonStatements(source);
  return statements.flatMap(({ code, inside, line }, place) => {
    const { name = '', bases = '' } = CLASS.exec(code)?.groups ?? {};
    if (inside.length > 0 || name === '') return [];
    const isCollected = name.startsWith('Test') || /\bTestCase\b/.test(bases);
    return isCollected || !hasMethods(statements, place)
      ? []
      : [{ line, message: `the tests in class ${name} never run: name it Test${name}` }];
  });
}

/** Whether there is a test among the statements between a class and the next statement of the module. */
function hasMethods(statements: readonly PythonStatement[], place: number): boolean {
  const next = statements.findIndex(({ inside }, at) => at > place && inside.length === 0);
  return statements
    .slice(place + 1, next === -1 ? statements.length : next)
    .some(({ code, inside }) => TEST.test(code) && CLASS.test(inside.at(-1) ?? ''));
}
