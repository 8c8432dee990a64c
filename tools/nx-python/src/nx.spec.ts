import { once } from 'node:events';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { NxWorkspace, said } from './testing/nx-workspace.ts';

/* The plugin as Nx runs it: inference, options, keys, restored reports, interruption. */

let workspace: NxWorkspace;

beforeEach(() => {
  workspace = new NxWorkspace();
});
afterEach(() => {
  rmSync(workspace.root, { recursive: true });
});

const nx = async (...parameters: string[]) => said(await workspace.nx(parameters));
const fromCache = /existing outputs match the cache|local cache|read the output from the cache/;

describe('inference', () => {
  it('gives a folder with nothing but a pyproject.toml every target', async () => {
    const { text } = await nx('show', 'project', 'pump', '--json');
    const project = JSON.parse(text) as { targets: Record<string, unknown> };
    expect(Object.keys(project.targets).sort()).toEqual([
      'check',
      'format',
      'lint',
      'scan',
      'scan-code',
      'scan-dependencies',
      'scan-files',
      'test',
      'test-3.10',
      'test-3.11',
      'test-3.12',
      'test-3.13',
      'test-3.9',
      'test-matrix',
      'typecheck',
    ]);
  });

  it('refuses a gate that it does not know, by file and key', async () => {
    workspace.plant('pyproject.toml', '[project]\nname = "pump"\n\n[tool.modax]\ncoverage = 90\n');
    const { code, text } = await nx('show', 'project', 'pump', '--json');
    expect(code).not.toBe(0);
    expect(text).toContain('apps/pump/pyproject.toml: [tool.modax] coverage is unknown');
  });
});

describe('options', () => {
  it.each([
    ['--timeoutSeconds=soon', 'timeoutSeconds'],
    ['--timeoutSeconds=0', 'timeoutSeconds'],
    ['--timeout=3', 'timeout'],
  ])('%s is refused by its name', async (option, name) => {
    const { code, text } = await nx('run', 'pump:lint', option);
    expect(code).not.toBe(0);
    expect(text).toContain(`'${name}'`);
  });
});

describe('the cache', () => {
  it('restores the reports, and runs again when a source changes', async () => {
    expect((await nx('run', 'pump:lint')).code).toBe(0);
    const report = join(workspace.root, 'reports/pump/flake8.sarif');
    const first = readFileSync(report, 'utf8');
    rmSync(join(workspace.root, 'reports'), { recursive: true });
    expect((await nx('run', 'pump:lint')).text).toMatch(fromCache);
    expect(readFileSync(report, 'utf8')).toBe(first);
    workspace.plant('src/pump/more.py', 'print(undefined)\n');
    expect((await nx('run', 'pump:lint')).code).toBe(1);
  });

  it('does not remember a failure', async () => {
    workspace.plant('src/pump/more.py', 'print(undefined)\n');
    expect((await nx('run', 'pump:lint')).code).toBe(1);
    expect((await nx('run', 'pump:lint')).code).toBe(1);
  });

  it.each(['true', 'false'])(
    'keeps no result of other files than those of the key (batch: %s)',
    async (batch) => {
      const fault = join(workspace.root, 'apps/pump/src/pump/fault.py');
      const lint = async () =>
        said(await workspace.nx(['run', 'pump:lint'], { NX_BATCH_MODE: batch }));
      workspace.plant('src/pump/fault.py', 'print(undefined)\n');
      // Someone mends the file between Nx's look at it and the tool's.
      workspace.replaceTool('flake8', `rm -f "${fault}"; exec "$REAL" "$@"`);
      const { code, text } = await lint();
      expect(text).toContain(
        'INPUTS_CHANGED: changed while the task ran: apps/pump/src/pump/fault.py',
      );
      expect(code).toBe(1);
      expect((await lint()).code).toBe(0);
      workspace.plant('src/pump/fault.py', 'print(undefined)\n');
      expect((await lint()).text).toContain('INPUTS_CHANGED');
    },
  );

  it('never answers for a run that writes', async () => {
    const unformatted = () => {
      workspace.plant('src/pump/more.py', 'x=1\n');
    };
    for (let run = 0; run < 2; run++) {
      unformatted();
      expect((await nx('run', 'pump:format', '--configuration=fix')).code).toBe(0);
      expect(readFileSync(join(workspace.root, 'apps/pump/src/pump/more.py'), 'utf8')).toBe(
        'x = 1\n',
      );
    }
  });

  it('does not outlive an exception', async () => {
    const exception = {
      tool: 'bandit',
      rule: 'B602',
      path: 'apps/pump/src/pump/shell.py',
      reason: 'The name comes from a closed list.',
      owner: '@modax/control',
      expires: '2020-01-01',
    };
    expect((await nx('run', 'pump:scan-code')).code).toBe(0);
    workspace.write('exceptions.json', JSON.stringify({ exceptions: [exception] }));
    const { code, text } = await nx('run', 'pump:scan-code');
    expect(code).toBe(1);
    expect(text).toContain('exception-expired');
  });
});

describe('a Python of the matrix that is not installed', () => {
  const run = async (variables: Readonly<Record<string, string>> = {}) => {
    workspace.plant(
      'project.json',
      // A version that nobody has.
      JSON.stringify({ name: 'pump', targets: { 'test-3.9': { options: { python: '3.99' } } } }),
    );
    return said(await workspace.nx(['run', 'pump:test-3.9'], variables));
  };

  it('is skipped at a desk and fails in CI, which does not take the skip from the cache', async () => {
    const desk = await run();
    expect(desk.code).toBe(0);
    expect(desk.text).toContain('skipped: Python 3.99 is not installed');
    const ci = await run({ CI: 'true' });
    expect(ci.code).toBe(1);
    expect(ci.text).toContain('INTERPRETER_MISSING');
  });
});

describe('a run that is ended from outside', () => {
  it.each([
    // What a terminal does on Ctrl-C: the whole group in the foreground gets the signal.
    ['SIGINT', (pid: number) => -pid],
    // What a supervisor does: one process gets it.
    ['SIGTERM', (pid: number) => pid],
  ] as const)('by %s takes the tests and all that they started along', async (signal, target) => {
    const file = join(workspace.root, 'pid');
    workspace.plant(
      'tests/test_flow.py',
      [
        'import os',
        'import subprocess',
        '',
        '',
        'def test_hangs() -> None:',
        '    child = subprocess.Popen(["sh", "-c", "trap \'\' TERM INT; while :; do sleep 1; done"])',
        `    with open("${file}.partial", "w") as pid:`,
        '        pid.write(str(child.pid))',
        `    os.rename("${file}.partial", "${file}")`,
        '    child.wait()',
        '',
      ].join('\n'),
    );
    const running = workspace.start(['run', 'pump:test']);
    const ended = once(running, 'exit');
    while (!existsSync(file)) await sleep(50);
    const pid = Number(readFileSync(file, 'utf8'));
    expect(alive(pid)).toBe(true);
    if (running.pid === undefined) throw new Error('nx was not started');
    process.kill(target(running.pid), signal);
    expect((await ended)[0]).not.toBe(0);
    while (alive(pid)) await sleep(50);
  });
});

function alive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
