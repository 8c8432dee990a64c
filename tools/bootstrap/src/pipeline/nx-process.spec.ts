import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it, onTestFinished } from 'vitest';
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
