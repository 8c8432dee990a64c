import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { fileURLToPath } from 'node:url';
import { run } from '@modax/command';
import { parseJson } from '@modax/findings';
import { describe, expect, it } from 'vitest';
import { environmentFor } from './testing/github.ts';
import { gitHubOfTests } from './testing/github-of-tests.ts';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));

const github = gitHubOfTests();

describe('The command as a process', () => {
  const words = [process.execPath, 'tools/repository/src/main.ts'] as const;
  const limits = { cwd: ROOT, deadlineMs: 60_000, outputLimitBytes: 1_000_000 };

  it('writes data to stdout, and ends with the exit code', async () => {
    const outcome = await run({
      argv: [...words, 'check', '--json'],
      env: environmentFor(github),
      ...limits,
    });
    expect(outcome).toMatchObject({ kind: 'exited', code: 1, stderr: '' });
    expect(parseJson('stdout' in outcome ? outcome.stdout : '')).toMatchObject({
      repository: 'modax/modax',
    });
  });

  it('ends when it is interrupted', async () => {
    const stopped = createServer();
    stopped.listen(0, '127.0.0.1');
    await once(stopped, 'listening');
    const { port } = stopped.address() as AddressInfo;
    const env = environmentFor(github, { GITHUB_API_URL: `http://127.0.0.1:${port}` });
    const child = spawn(words[0], [words[1], 'check'], {
      cwd: ROOT,
      env,
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    // It has asked, and is answered by nobody.
    await once(stopped, 'connection');
    child.kill('SIGINT');
    const said = child.stderr.toArray();
    expect(await once(child, 'exit')).toEqual([130, null]);
    expect(Buffer.concat(await said).toString()).toBe('interrupted\n');
    stopped.close();
  });
});
