import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import pytest from './executors/pytest/executor.ts';
import { SampleWorkspace } from './testing/sample-workspace.ts';

/*
 * The gate of the tests is seen failing for each reason of its own: one planted fault, the real pytest.
 */

const options = { timeoutSeconds: 280 };
let workspace: SampleWorkspace;
let context: SampleWorkspace['context'];

beforeEach(() => {
  workspace = new SampleWorkspace();
  ({ context } = workspace);
});
afterEach(() => {
  rmSync(workspace.root, { recursive: true });
});

const rules = () => workspace.report('pytest').findings.map(({ rule }) => rule);
const codes = () => workspace.report('pytest').problems.map(({ code }) => code);

describe('pytest', () => {
  it('fails with a failing test, and names its file and line', async () => {
    workspace.plant('tests/test_wrong.py', '\n\ndef test_wrong() -> None:\n    assert 1 == 2\n');
    expect(await pytest(options, context)).toEqual({ success: false });
    expect(workspace.report('pytest').findings).toMatchObject([
      { rule: 'test-failed', location: { path: 'apps/pump/tests/test_wrong.py', line: 3 } },
    ]);
  });

  it('fails when a test module cannot be imported', async () => {
    workspace.plant('tests/test_import.py', 'import does_not_exist\n');
    expect(await pytest(options, context)).toEqual({ success: false });
    expect(rules()).toEqual(['test-error']);
    expect(codes()).toEqual(['TESTS_NOT_COLLECTED', 'ERRORS_FOUND']);
  });

  it('fails when no test could be collected, whatever exception meets the module', async () => {
    workspace.plant('tests/test_import.py', 'import does_not_exist\n');
    const soon = new Date(Date.now() + 86_400_000).toISOString().slice(0, 10);
    const exception = {
      ...{ tool: 'pytest', rule: 'test-error', path: 'apps/pump/tests/test_import.py' },
      ...{ owner: '@modax/control', reason: 'It is not installed here.', expires: soon },
    };
    workspace.write('exceptions.json', JSON.stringify({ exceptions: [exception] }));
    expect(await pytest(options, context)).toEqual({ success: false });
    expect(codes()[0]).toBe('TESTS_NOT_COLLECTED');
  });

  it('fails when no test is collected', async () => {
    workspace.plant('tests/test_flow.py', '');
    expect(await pytest(options, context)).toEqual({ success: false });
    expect(codes()).toEqual(['NO_TESTS']);
  });

  it('fails when every test is skipped', async () => {
    workspace.plant(
      'tests/test_flow.py',
      'import sys\nimport pytest\n\n\n@pytest.mark.skipif(sys.maxsize > 0, reason="small")\ndef test_nothing() -> None:\n    pass\n',
    );
    expect(await pytest(options, context)).toEqual({ success: false });
    expect(codes()).toEqual(['NO_TESTS']);
  });

  it('fails when one of its tests is always skipped, and not when one is where it cannot run', async () => {
    const skipped = (mark: string) =>
      `import sys\nimport pytest\n\n\n@pytest.mark.${mark}\ndef test_more() -> None:\n    assert sys\n`;
    workspace.plant('tests/test_more.py', skipped('skipif(sys.maxsize > 0, reason="small")'));
    expect(await pytest(options, context)).toEqual({ success: true });
    workspace.plant('tests/test_more.py', skipped('skip(reason="later")'));
    expect(await pytest(options, context)).toEqual({ success: false });
    expect(workspace.report('pytest').findings).toMatchObject([
      { rule: 'test-always-skipped', location: { path: 'apps/pump/tests/test_more.py', line: 5 } },
      { rule: 'test-skipped' },
    ]);
  });

  it('fails when a test ends the run before the others, and says that all went well', async () => {
    workspace.plant(
      'tests/test_last.py',
      'import pytest\n\n\ndef test_end() -> None:\n    pytest.exit("enough", returncode=0)\n\n\ndef test_wrong() -> None:\n    assert 1 == 2\n',
    );
    expect(await pytest(options, context)).toEqual({ success: false });
    expect(codes()).toEqual(['TOOL_OUTPUT_UNREADABLE']);
  });

  it('fails when coverage is under the floor', async () => {
    workspace.plant('src/pump/untested.py', `"""Untested."""\n\nx = 1\n${'x += 1\n'.repeat(20)}`);
    expect(await pytest(options, context)).toEqual({ success: false });
    expect(rules()).toEqual(['coverage-below-floor']);
  });

  it('fails without a coverage report', async () => {
    workspace.replaceTool(
      'pytest',
      '"$REAL" "$@"; code=$?; rm ../../reports/pump/pytest.coverage.json; exit $code',
    );
    expect(await pytest(options, context)).toEqual({ success: false });
    expect(codes()).toEqual(['COVERAGE_MISSING']);
  });

  it('never takes the report of an earlier run for its own', async () => {
    expect(await pytest(options, context)).toEqual({ success: true });
    workspace.replaceTool('pytest', 'exit 0');
    expect(await pytest(options, context)).toEqual({ success: false });
    expect(codes()).toEqual(['TOOL_OUTPUT_UNREADABLE']);
  });
});

describe('pytest in two processes', () => {
  beforeEach(() => {
    workspace.plantSetting('test-processes', 2);
    workspace.plant('tests/test_other.py', 'def test_other() -> None:\n    assert True\n');
  });

  it('says of a clean project what one says, with the coverage of both', async () => {
    expect(await pytest(options, context)).toEqual({ success: true });
    expect(workspace.report('pytest').findings).toEqual([]);
    for (const name of ['pytest.1.xml', 'pytest.2.xml', 'pytest.coverage.xml']) {
      expect(existsSync(join(workspace.root, 'reports/pump', name))).toBe(true);
    }
  });

  it('leaves nothing of an earlier run in one process', async () => {
    const reports = () =>
      ['pytest.xml', 'pytest.1.xml'].map((name) =>
        existsSync(join(workspace.root, 'reports/pump', name)),
      );
    workspace.plantSetting('test-processes', 1);
    await pytest(options, context);
    expect(reports()).toEqual([true, false]);
    workspace.plantSetting('test-processes', 2);
    await pytest(options, context);
    expect(reports()).toEqual([false, true]);
  });

  it.each([
    ['a test that fails', 'def test_wrong() -> None:\n    assert 1 == 2\n', 'ERRORS_FOUND'],
    ['a module that cannot be imported', 'import does_not_exist\n', 'TESTS_NOT_COLLECTED'],
    [
      'a thread that fails after its test',
      // In pytest's own clean-up, when every test has had its result.
      'import threading\n\n\ndef fail() -> None:\n    raise ValueError("late")\n\n\ndef test_late(request) -> None:\n    thread = threading.Thread(target=fail)\n    request.config.add_cleanup(lambda: (thread.start(), thread.join()))\n',
      'TOOL_CONTRADICTS_ITSELF',
    ],
    [
      'a process that ends in a test',
      'import os\n\n\ndef test_gone() -> None:\n    os._exit(0)\n',
      'TOOL_OUTPUT_UNREADABLE',
    ],
    [
      'a process that ends after its tests',
      'import atexit\nimport os\n\natexit.register(os._exit, 7)\n\n\ndef test_one() -> None:\n    assert True\n',
      'TOOL_CRASHED',
    ],
    [
      'a process whose coverage is lost',
      'import atexit\nimport os\n\natexit.register(lambda: os.remove(os.environ["COVERAGE_FILE"]))\n\n\ndef test_one() -> None:\n    assert True\n',
      'COVERAGE_MISSING',
    ],
  ])('fails with %s', async (_, text, code) => {
    workspace.plant('tests/test_wrong.py', text);
    expect(await pytest(options, context)).toEqual({ success: false });
    expect(codes()[0]).toBe(code);
  });

  it('runs a test beside the sources once', async () => {
    workspace.plant('test_root.py', 'def test_root() -> None:\n    assert 1 == 2\n');
    expect(await pytest(options, context)).toEqual({ success: false });
    expect(rules()).toEqual(['test-failed']);
  });

  it('names the file and the line of what failed', async () => {
    workspace.plant('tests/test_wrong.py', '\n\ndef test_wrong() -> None:\n    assert 1 == 2\n');
    expect(await pytest(options, context)).toEqual({ success: false });
    expect(workspace.report('pytest').findings).toMatchObject([
      { rule: 'test-failed', location: { path: 'apps/pump/tests/test_wrong.py', line: 3 } },
    ]);
  });

  it('fails when no test of either is run', async () => {
    for (const name of ['flow', 'other']) workspace.plant(`tests/test_${name}.py`, '');
    expect(await pytest(options, context)).toEqual({ success: false });
    expect(codes()).toEqual(['NO_TESTS']);
  });

  it('fails when what both cover is under the floor', async () => {
    workspace.plant('src/pump/untested.py', `"""Untested."""\n\nx = 1\n${'x += 1\n'.repeat(20)}`);
    expect(await pytest(options, context)).toEqual({ success: false });
    expect(rules()).toEqual(['coverage-below-floor']);
  });
});
