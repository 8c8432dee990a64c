import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { run } from '@modax/command';
import { expect, it, onTestFinished } from 'vitest';
import { writeFiles } from '../testing/folders.ts';
import { processesWith, until } from '../testing/processes.ts';
import { listeningSession } from '../testing/sessions.ts';
import { sampleWorkspace } from '../testing/workspaces.ts';
import { PLAN } from './nx.ts';
import { nxEnvironment } from './nx-environment.ts';

const nxProcess = fileURLToPath(new URL('nx-process.ts', import.meta.url));

it('a pipeline that is killed leaves no Nx and no task behind', async () => {
  // By this it is told from the same test in another checkout on the machine.
  const sleep = `sleep 900.${process.pid}`;
  const root = sampleWorkspace({ api: { test: { command: `touch marks; ${sleep}` } } });
  const words = [process.execPath, nxProcess, join(root, PLAN), 'run-many', '--targets=check'];
  // Stands for the pipeline: it starts Nx and waits.
  const pipeline = spawn('sh', ['-c', '"$@" & wait', 'sh', ...words], {
    cwd: root,
    env: { ...nxEnvironment(listeningSession(root).environment) },
    stdio: 'ignore',
  });
  onTestFinished(() => {
    pipeline.kill('SIGKILL');
  });
  await until(() => existsSync(join(root, 'marks')), 'the test is at work');
  expect(processesWith(sleep)).not.toEqual([]);
  pipeline.kill('SIGKILL');
  await once(pipeline, 'exit');
  await until(() => processesWith(root).length === 0, 'Nx has ended');
  await until(() => processesWith(sleep).length === 0, 'its task has ended');
});

it('a step that is the only one of its batch is not taken for a failed one when it begins', async () => {
  const root = sampleWorkspace({});
  writeFiles(root, { 'uv.lock': 'version = 1\n' });
  // Enough of them that they are run in batches, of which the first holds one alone.
  const names = Array.from({ length: availableParallelism() + 1 }, (_, place) => `pump-${place}`);
  for (const [place, name] of names.entries()) {
    const first = { projects: ['pump-0'], target: 'lint' };
    const targets = {
      wait: { command: 'true', dependsOn: place === 0 ? [] : [first] },
      lint: {
        executor: '@modax/nx-python:flake8',
        options: { timeoutSeconds: 60 },
        dependsOn: ['wait'],
      },
    };
    writeFiles(root, { [`apps/${name}/project.json`]: JSON.stringify({ name, targets }) });
  }
  const words = ['run-many', '--targets=lint', '--output-style=static-failures-only'];
  const outcome = await run({
    argv: [process.execPath, nxProcess, join(root, PLAN), ...words],
    cwd: root,
    env: nxEnvironment(listeningSession(root).environment),
    deadlineMs: 240_000,
    outputLimitBytes: 1024 * 1024,
  });
  if (outcome.kind !== 'exited') throw new Error(outcome.kind);
  expect(outcome.code).not.toBe(0);
  // There is no Python here: it fails, and is named once, for that.
  expect(outcome.stdout.match(/^> nx run pump-0:lint$/gm)).toHaveLength(1);
});
