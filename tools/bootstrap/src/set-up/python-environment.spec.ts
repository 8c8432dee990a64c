import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { execute } from '../session.ts';
import { Interrupted } from '../stage-0/problem.mjs';
import { temporaryFolder, writeFiles, writeProgram } from '../testing/folders.ts';
import { until } from '../testing/processes.ts';
import { listeningSession, type ListeningSession } from '../testing/sessions.ts';
import { ensurePythonEnvironment } from './python-environment.ts';

/** A uv that builds an environment, as far as set-up can tell, and says whether it was there before. */
const UV = `
if [ "$1" = lock ]; then
  [ -e lock-outdated ] && exit 1
  [ -e .venv ] || [ ! -e no-interpreter ] || exit 2
  exit 0
fi
[ -e .venv ] && echo updates >> uv-calls || echo builds >> uv-calls
env > uv-environment
if [ -e uv-fails ]; then cat uv-fails >&2; exit 2; fi
mkdir -p .venv/bin
printf '#!/bin/sh\\necho Python 3.11.7\\n' > .venv/bin/python; chmod +x .venv/bin/python
mkdir -p .venv/lib/tool; touch .venv/bin/tool .venv/lib/tool/main.py .venv/lib/tool/data.json
if [ -e uv-waits ]; then touch uv-waiting; sleep 1000; fi
`;

function checkout(signal?: AbortSignal): ListeningSession {
  const root = temporaryFolder();
  writeFiles(root, {
    'pyproject.toml': '[tool.uv.workspace]\nmembers = ["libs/*"]\n',
    'libs/contracts/pyproject.toml': '[project]\nname = "contracts"\n',
    'uv.lock': 'version = 1\n',
    '.python-version': '3.11\n',
  });
  const session = listeningSession(
    root,
    { VIRTUAL_ENV: '/elsewhere', UV_PROJECT_ENVIRONMENT: '/elsewhere' },
    signal,
  );
  const program = writeProgram(root, 'uv', UV);
  return { ...session, uv: { program, version: '1.2.3' } };
}

function uvCalls({ root }: ListeningSession): readonly string[] {
  return readFileSync(join(root, 'uv-calls'), 'utf8').trim().split('\n');
}

describe('The Python environment', () => {
  it('is built once', async () => {
    const session = checkout();
    await ensurePythonEnvironment(session);
    await ensurePythonEnvironment(session);
    expect(uvCalls(session)).toEqual(['builds']);
  });

  it('is the project’s, whatever environment the person has switched on', async () => {
    const session = checkout();
    await ensurePythonEnvironment(session);
    expect(readFileSync(join(session.root, 'uv-environment'), 'utf8')).not.toContain('elsewhere');
  });

  it.each(['uv.lock', '.python-version', 'pyproject.toml', 'libs/contracts/pyproject.toml'])(
    'is brought up to date after a change of %s',
    async (file) => {
      const session = checkout();
      await ensurePythonEnvironment(session);
      const text = readFileSync(join(session.root, file), 'utf8');
      writeFiles(session.root, { [file]: `${text}\n` });
      await ensurePythonEnvironment(session);
      expect(uvCalls(session)).toEqual(['builds', 'updates']);
    },
  );

  it('is brought up to date for another uv', async () => {
    const session = checkout();
    await ensurePythonEnvironment(session);
    await ensurePythonEnvironment({ ...session, uv: { ...session.uv, version: '2.0.0' } });
    expect(uvCalls(session)).toEqual(['builds', 'updates']);
  });

  it('is built anew when it is not ours', async () => {
    const session = checkout();
    writeFiles(session.root, { '.venv/of-someone-else': '' });
    await ensurePythonEnvironment(session);
    expect(existsSync(join(session.root, '.venv/of-someone-else'))).toBe(false);
  });

  it.each([
    ['is gone', 'rm .venv/bin/python'],
    ['does not run', 'echo broken > .venv/bin/python'],
    ['points nowhere', 'ln -sf /nowhere/python .venv/bin/python'],
  ])('is built anew when its interpreter %s', async (_, harm) => {
    const session = checkout();
    await ensurePythonEnvironment(session);
    await harmed(session, harm);
    await ensurePythonEnvironment(session);
    expect(uvCalls(session)).toEqual(['builds', 'builds']);
  });
});

describe('An environment that is no longer whole', () => {
  it.each([
    ['a program is removed', 'rm .venv/bin/tool'],
    ['a package is removed', 'rm -r .venv/lib/tool'],
    ['one file of a package is removed', 'rm .venv/lib/tool/data.json'],
    ['its removal was interrupted', 'rm -r .venv/lib'],
    ['it is not known what it held', 'rm .venv/.modax-files'],
  ])('is built anew when %s', async (_, harm) => {
    const session = checkout();
    await ensurePythonEnvironment(session);
    await harmed(session, harm);
    await ensurePythonEnvironment(session);
    await ensurePythonEnvironment(session);
    expect(uvCalls(session)).toEqual(['builds', 'builds']);
  });

  it('is left alone when tools keep files in it', async () => {
    const session = checkout();
    await ensurePythonEnvironment(session);
    await harmed(
      session,
      'mkdir .venv/lib/tool/__pycache__; touch .venv/lib/tool/__pycache__/main.pyc',
    );
    await harmed(session, 'touch .venv/lib/tool/cache; rm -r .venv/lib/tool/__pycache__');
    await ensurePythonEnvironment(session);
    expect(uvCalls(session)).toEqual(['builds']);
  });

  it('is built anew when it was copied from another checkout', async () => {
    const other = checkout();
    await ensurePythonEnvironment(other);
    const session = checkout();
    await harmed(session, `cp -r ${other.root}/.venv .`);
    await ensurePythonEnvironment(session);
    expect(uvCalls(session)).toEqual(['builds']);
    expect(existsSync(join(session.root, '.venv/lib/tool/main.py'))).toBe(true);
  });
});

describe('A lock that is not that of the projects', () => {
  it('is refused before anything is installed', async () => {
    const session = checkout();
    writeFiles(session.root, { 'lock-outdated': '' });
    await expect(ensurePythonEnvironment(session)).rejects.toMatchObject({ code: 'LOCK_OUTDATED' });
    expect(existsSync(join(session.root, '.venv'))).toBe(false);
  });

  it('is refused where only the installation brings the interpreter to ask', async () => {
    const session = checkout();
    writeFiles(session.root, { 'no-interpreter': '' });
    await ensurePythonEnvironment(session);
    expect(uvCalls(session)).toEqual(['builds']);
  });

  it('is not asked for again while nothing changes', async () => {
    const session = checkout();
    await ensurePythonEnvironment(session);
    writeFiles(session.root, { 'lock-outdated': '' });
    await ensurePythonEnvironment(session);
    writeFiles(session.root, { 'libs/contracts/pyproject.toml': '[project]\nname = "other"\n' });
    await expect(ensurePythonEnvironment(session)).rejects.toMatchObject({ code: 'LOCK_OUTDATED' });
  });

  const uv = [
    fileURLToPath(new URL('../../../../.modax/uv/bin/uv', import.meta.url)),
    ...(process.env['PATH'] ?? '').split(':').map((folder) => join(folder, 'uv')),
  ].find((file) => existsSync(file));

  it.skipIf(uv === undefined)('is known by the real uv, without a network', async () => {
    const session = { ...checkout(), uv: { program: uv ?? '', version: '0' } };
    const project = '[project]\nname = "contracts"\nversion = "1"\nrequires-python = ">=3.9"\n';
    const index = { UV_DEFAULT_INDEX: 'http://127.0.0.1:9/simple', UV_OFFLINE: '1' };
    const here = { ...session, environment: { ...process.env, ...session.environment, ...index } };
    writeFiles(session.root, {
      'pyproject.toml': `${project.replace('contracts', 'sample')}[tool.uv.workspace]\nmembers = ["libs/*"]\n`,
      'libs/contracts/pyproject.toml': project,
      '.python-version': '3\n',
    });
    rmSync(join(session.root, 'uv.lock'));
    await harmed(here, `${uv ?? ''} lock --offline`);
    await ensurePythonEnvironment(here);
    expect(existsSync(join(session.root, '.venv/bin/python'))).toBe(true);
    writeFiles(session.root, {
      'libs/contracts/pyproject.toml': `${project}dependencies = ["httpx"]\n`,
    });
    await expect(ensurePythonEnvironment(here)).rejects.toMatchObject({ code: 'LOCK_OUTDATED' });
  });
});

async function harmed(session: ListeningSession, harm: string): Promise<void> {
  await execute(session, ['/bin/sh', '-c', harm], { deadlineMs: 10_000 });
}

describe('An interrupted installation', () => {
  it('has no stamp, and is built anew by the next command', async () => {
    const controller = new AbortController();
    const session = checkout(controller.signal);
    writeFiles(session.root, { 'uv-waits': '' });
    const installing = ensurePythonEnvironment(session);
    await until(() => existsSync(join(session.root, 'uv-waiting')), 'uv is at work');
    controller.abort();
    await expect(installing).rejects.toBeInstanceOf(Interrupted);

    rmSync(join(session.root, 'uv-waits'));
    await ensurePythonEnvironment({ ...session, signal: new AbortController().signal });
    expect(uvCalls(session)).toEqual(['builds', 'builds']);
  });
});

describe('An environment that cannot be had', () => {
  it.each([
    [
      'PYTHON_3_11_MISSING',
      'error: No interpreter found for Python 3.11 in search path',
      'there is no Python 3.11 on this machine, and uv cannot download one',
    ],
    [
      'PYTHON_3_11_MISSING',
      'error: Failed to download https://github.com/astral-sh/python-build-standalone/x: dns error',
      'there is no Python 3.11 on this machine, and uv cannot download one',
    ],
    [
      'NETWORK_UNREACHABLE',
      'error: error sending request for url (https://pypi.org/simple/)',
      'uv cannot reach the Python package index',
    ],
    [
      'UV_SYNC_FAILED',
      'error: Failed to build numpy',
      'the Python packages could not be installed: uv sync ended with exit code 2',
    ],
  ])('is told as %s', async (code, said, message) => {
    const session = checkout();
    writeFiles(session.root, { 'uv-fails': said });
    await expect(ensurePythonEnvironment(session)).rejects.toMatchObject({ code, message });
    expect(existsSync(join(session.root, '.venv/.modax-installed'))).toBe(false);
  });
});
