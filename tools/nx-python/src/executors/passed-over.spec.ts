import { rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { SampleWorkspace } from '../testing/sample-workspace.ts';
import bandit from './bandit/executor.ts';
import black from './black/executor.ts';
import flake8 from './flake8/executor.ts';
import mypy from './mypy/executor.ts';
import pytest from './pytest/executor.ts';
import safety from './safety/executor.ts';
import trivy from './trivy/executor.ts';

/*
 * What the real tools pass over by themselves, in silence and with a success: places, comments,
 * configuration and variables by which a fault could be there and the task green.
 */

const options = { timeoutSeconds: 120 };
let workspace: SampleWorkspace;

beforeEach(() => {
  workspace = new SampleWorkspace();
  return () => {
    rmSync(workspace.root, { recursive: true });
  };
});

const rules = (tool: string) => workspace.report(tool).findings.map(({ rule }) => rule);
const codes = (tool: string) => workspace.report(tool).problems.map(({ code }) => code);

describe('flake8', () => {
  it('does not know a name because a variable calls it built in', async () => {
    workspace.plant('src/pump/names.py', 'print(undefined)\n');
    process.env['PYFLAKES_BUILTINS'] = 'undefined';
    try {
      expect(await flake8(options, workspace.context)).toEqual({ success: false });
    } finally {
      delete process.env['PYFLAKES_BUILTINS'];
    }
    expect(rules('flake8')).toEqual(['F821']);
  });

  it('obeys no comment that silences a whole file', async () => {
    workspace.plant('src/pump/silenced.py', '# flake8: noqa\nprint(undefined)\n');
    expect(await flake8(options, workspace.context)).toEqual({ success: false });
    expect(rules('flake8')).toEqual(['F821']);
  });

  it('fails on a file that it cannot open', async () => {
    symlinkSync('nowhere.py', join(workspace.root, 'apps/pump/src/pump/dangling.py'));
    expect(await flake8(options, workspace.context)).toEqual({ success: false });
    expect(rules('flake8')).toContain('E902');
  });
});

describe('flake8, about comments that silence every rule', () => {
  it('fails on one, whatever it silences', async () => {
    workspace.plant('src/pump/unused.py', 'import os  # noqa\n');
    expect(await flake8(options, workspace.context)).toEqual({ success: false });
    expect(rules('flake8')).toEqual(['bare-noqa']);
  });
});

describe('black', () => {
  const judge = () => black({ ...options, check: true }, workspace.context);

  it.each(['src/pump/build', 'venv'])('judges sources in %s', async (folder) => {
    workspace.plant(`${folder}/unformatted.py`, 'x=1\n');
    expect(await judge()).toEqual({ success: false });
    expect(rules('black')).toEqual(['would-reformat']);
  });

  it('judges what an ignore file names: it is in no cache key', async () => {
    workspace.write('.gitignore', 'unformatted.py\n');
    workspace.plant('.gitignore', 'unformatted.py\n');
    workspace.plant('src/pump/unformatted.py', 'x=1\n');
    expect(await judge()).toEqual({ success: false });
    expect(rules('black')).toEqual(['would-reformat']);
  });

  it('names the file and the place that it cannot parse', async () => {
    workspace.plant('src/pump/broken.py', 'def broken(:\n');
    expect(await judge()).toEqual({ success: false });
    expect(workspace.report('black').findings).toMatchObject([
      { location: { path: 'apps/pump/src/pump/broken.py', line: 1 } },
    ]);
  });
});

describe('mypy', () => {
  it('has no verdict by a configuration that it could not read', async () => {
    workspace.write('pyproject.toml', '[tool.mypy]\nstrict = true\nno_such_option = 1\n');
    expect(await mypy(options, workspace.context)).toEqual({ success: false });
    expect(codes('mypy')).toEqual(['TOOL_OUTPUT_UNREADABLE']);
  });

  it('tells which module it found twice', async () => {
    workspace.plant('src/other/flow.py', 'x = 1\n');
    workspace.plant('src/another/flow.py', 'x = 1\n');
    expect(await mypy(options, workspace.context)).toEqual({ success: false });
    expect(workspace.report('mypy').findings[0]?.message).toContain('Duplicate module named');
  });
});

describe('pytest', () => {
  it.each(['build', 'venv'])('runs the tests in tests/%s', async (folder) => {
    workspace.plant(`tests/${folder}/test_wrong.py`, 'def test_wrong() -> None:\n    assert 0\n');
    expect(await pytest(options, workspace.context)).toEqual({ success: false });
    expect(rules('pytest')).toEqual(['test-failed']);
  });

  it('believes no run that a test ended early with a success', async () => {
    workspace.plant(
      'tests/test_a_first.py',
      'import pytest\n\n\ndef test_one() -> None:\n    pass\n\n\ndef test_end() -> None:\n    pytest.exit("enough", returncode=0)\n',
    );
    expect(await pytest(options, workspace.context)).toEqual({ success: false });
  });

  it('reads subtests, of which pytest counts each as a test', async () => {
    const subtests = (value: string) =>
      `import pytest\n\n\ndef test_sub(subtests: pytest.Subtests) -> None:\n    for n in range(3):\n        with subtests.test(n=n):\n            assert ${value}\n`;
    workspace.plant('tests/test_sub.py', subtests('n < 3'));
    expect(await pytest(options, workspace.context)).toEqual({ success: true });
    workspace.plant('tests/test_sub.py', subtests('n != 1'));
    expect(await pytest(options, workspace.context)).toEqual({ success: false });
    expect(rules('pytest')).toEqual(['test-failed']);
  });

  it('tells that a teardown failed after its test had passed', async () => {
    workspace.plant(
      'tests/test_teardown.py',
      'import pytest\n\n\n@pytest.fixture\ndef broken():\n    yield\n    raise RuntimeError("boom")\n\n\ndef test_passes(broken) -> None:\n    pass\n',
    );
    expect(await pytest(options, workspace.context)).toEqual({ success: false });
    expect(workspace.report('pytest').findings).toMatchObject([
      { rule: 'test-error', location: { path: 'apps/pump/tests/test_teardown.py', line: 10 } },
    ]);
  });
});

describe('bandit', () => {
  const shell =
    'import subprocess\n\n\ndef start(name: str) -> None:\n    subprocess.call(name, shell=True)\n';

  it.each(['src/pump/latests.py', 'src/contests/shell.py', 'tests_of_pumps.py'])(
    'judges %s, which has the letters of the tests’ folder in its name',
    async (file) => {
      workspace.plant(file, shell);
      expect(await bandit(options, workspace.context)).toEqual({ success: false });
      expect(rules('bandit')).toEqual(['B404', 'B602']);
    },
  );

  it('leaves the tests to assert', async () => {
    workspace.plant('tests/unit/test_more.py', 'def test_more() -> None:\n    assert True\n');
    expect(await bandit(options, workspace.context)).toEqual({ success: true });
  });

  it('takes no instruction from the configuration of the workspace', async () => {
    workspace.plant('src/pump/shell.py', shell);
    workspace.write('pyproject.toml', '[tool.bandit]\nskips = ["B404", "B602"]\n');
    expect(await bandit(options, workspace.context)).toEqual({ success: false });
  });

  it('fails when there is nothing but tests to look at', async () => {
    rmSync(join(workspace.root, 'apps/pump/src'), { recursive: true });
    expect(await bandit(options, workspace.context)).toEqual({ success: false });
    expect(codes('bandit')).toEqual(['NO_FILES']);
  });
});

describe('Trivy', () => {
  // Put together here, or this file would be a finding itself.
  const key = ['AKIA', 'IOSFODNN7', 'EXAMPLQ'].join('');

  it.each(['src/pump/vendor/keys.py', 'src/pump/locales/de.py', 'usr/share/keys.txt'])(
    'finds a secret in %s',
    async (file) => {
      workspace.plant(file, `AWS_ACCESS_KEY_ID = "${key}"\n`);
      expect(await trivy(options, workspace.context)).toEqual({ success: false });
      expect(rules('trivy')).toContain('aws-access-key-id');
    },
  );

  it('fails on a Dockerfile that it cannot parse', async () => {
    workspace.plant('Dockerfile', 'FRUM python:3.11\nUSER root\n');
    expect(await trivy(options, workspace.context)).toEqual({ success: false });
    expect(codes('trivy')).toEqual(['TOOL_OUTPUT_UNREADABLE']);
  });

  it('fails on an inline exception, which hides a misconfiguration without trace', async () => {
    const comment = ['# trivy', 'ignore', 'DS-0002'].join(':');
    workspace.plant('Dockerfile', `FROM python:3.11\n${comment}\nUSER root\n`);
    expect(await trivy(options, workspace.context)).toEqual({ success: false });
    expect(rules('trivy')).toContain('inline-exception');
  });
});

describe('mypy, about what it would pass over', () => {
  it.each([
    ['src/pump/hidden.py', '# mypy: ignore-errors\nx: int = "one"\n', 'inline-configuration'],
    ['src/pump/hidden.py', '# type: ignore\nx: int = "one"\n', 'whole-file-ignored'],
    [
      'src/pump/flow.pyi',
      'def flow(strokes: int, volume: float) -> float: ...\n',
      'stub-hides-source',
    ],
  ])('fails on %s with %j', async (file, text, rule) => {
    workspace.plant(file, text);
    expect(await mypy(options, workspace.context)).toEqual({ success: false });
    expect(rules('mypy')).toContain(rule);
  });

  it('fails on a comment that ignores whatever is wrong with its line', async () => {
    workspace.plant('src/pump/wrong.py', 'x: int = "one"  # type: ignore\n');
    expect(await mypy(options, workspace.context)).toEqual({ success: false });
    expect(rules('mypy')).toEqual(['ignore-without-code']);
  });

  it('judges a file beside the sources', async () => {
    workspace.plant('tasks.py', 'x: int = "one"\n');
    expect(await mypy(options, workspace.context)).toEqual({ success: false });
    expect(rules('mypy')).toEqual(['assignment']);
  });
});

describe('pytest, about what it would pass over', () => {
  it('fails on tests in a file that it would not open', async () => {
    workspace.plant('tests/check_flow.py', 'def test_forgotten() -> None:\n    assert False\n');
    expect(await pytest(options, workspace.context)).toEqual({ success: false });
    expect(rules('pytest')).toEqual(['test-not-collected']);
  });

  it.each([
    ['tests/test_class.py', 'class Flow:\n    def test_it(self) -> None:\n        assert False\n'],
    ['tests/.hidden/test_flow.py', 'def test_it() -> None:\n    assert False\n'],
  ])('fails on tests in %s that it would not collect', async (file, text) => {
    workspace.plant(file, text);
    expect(await pytest(options, workspace.context)).toEqual({ success: false });
    // What is wrong in it, and that nothing of it ran.
    expect(rules('pytest')).toEqual(['test-not-collected', 'test-not-collected']);
  });

  it.each([
    'collect_ignore = ["test_valve.py"]\n',
    'collect_ignore_glob = []\ncollect_ignore_glob += ["test_v*"]\n',
    'def pytest_ignore_collect(collection_path):\n    return "valve" in collection_path.name or None\n',
    'if True:\n    collect_ignore = ["test_valve.py"]\n',
    'pytest_ignore_collect = lambda collection_path: collection_path.name == "test_valve.py" or None\n',
  ])('fails on a file that conftest.py takes out of the run: %j', async (text) => {
    workspace.plant('tests/test_valve.py', 'def test_it() -> None:\n    assert False\n');
    workspace.plant('tests/conftest.py', text);
    expect(await pytest(options, workspace.context)).toEqual({ success: false });
    expect(rules('pytest')).toEqual(['test-not-collected']);
  });

  it('counts a source folder that nothing imports and that has no __init__.py', async () => {
    workspace.plant('src/pump/spare/part.py', `x = 1\n${'x += 1\n'.repeat(20)}`);
    expect(await pytest(options, workspace.context)).toEqual({ success: false });
    expect(rules('pytest')).toEqual(['coverage-below-floor']);
  });
});

describe('Safety, about dependencies that are in no lock', () => {
  it.each(['requirements.txt', 'deploy/requirements-dev.in', 'setup.cfg', 'Pipfile'])(
    'fails on %s',
    async (file) => {
      workspace.plant(file, 'requests==2.19.0\n');
      expect(await safety(options, workspace.context)).toEqual({ success: false });
      expect(rules('safety')).toContain('dependencies-outside-lock');
    },
  );
});
