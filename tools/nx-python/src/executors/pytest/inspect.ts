import { basename } from 'node:path';
import type { Finding } from '@modax/findings';
import { projectPath } from '../../running/paths.ts';
import { pythonSources } from '../../running/project-files.ts';
import type { ToolContext } from '../../running/tool.ts';
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

function hasTests(source: string): boolean {
  return /^(?:async )?def test/m.test(source);
}

/** Classes with tests that have neither a collected name nor unittest's base. */
function uncollectedClasses(source: string): readonly ForgottenTest[] {
  return classes(source)
    .filter(({ name, bases, body }) => {
      const isCollected = name.startsWith('Test') || /\bTestCase\b/.test(bases);
      return !isCollected && /^[ \t]+(?:async )?def test/m.test(body);
    })
    .map(({ name, line }) => ({
      line,
      message: `the tests in class ${name} never run: name it Test${name}`,
    }));
}

interface PythonClass {
  readonly name: string;
  readonly bases: string;
  readonly line: number;
  /** Up to the next line that is not indented. */
  readonly body: string;
}

function classes(source: string): readonly PythonClass[] {
  const declaration = /^class (?<name>\w+)\s*(?:\((?<bases>[^)]*)\))?\s*:/gm;
  return [...source.matchAll(declaration)].map((match) => {
    const after = source.slice(match.index + match[0].length);
    const end = /^\S/m.exec(after)?.index ?? after.length;
    return {
      name: match.groups?.['name'] ?? '',
      bases: match.groups?.['bases'] ?? '',
      line: source.slice(0, match.index).split('\n').length,
      body: after.slice(0, end),
    };
  });
}
