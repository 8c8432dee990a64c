import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { once } from 'node:events';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { temporaryFolder, writeFiles } from '../testing/folders.ts';
import { until } from '../testing/processes.ts';
import { withLock } from './lock.mjs';
import { Interrupted } from './problem.mjs';

const lockModule = new URL('lock.mjs', import.meta.url).href;

/** Another command in the same checkout: does `work` with the lock. */
function otherCommand(root: string, work: string): ChildProcess {
  const script = `
    import { withLock } from ${JSON.stringify(lockModule)};
    import { appendFileSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
    await withLock(${JSON.stringify(root)}, 'setup', async () => { ${work} });
  `;
  const child = spawn(process.execPath, ['--input-type=module', '--eval', script], {
    cwd: root,
    stdio: 'ignore',
  });
  onTestFinished(() => {
    child.kill('SIGKILL');
  });
  return child;
}

const holdForEver = `writeFileSync('held', ''); await new Promise((wake) => setTimeout(wake, 1e8));`;

async function holder(root: string): Promise<ChildProcess> {
  const child = otherCommand(root, holdForEver);
  await until(() => existsSync(join(root, 'held')), 'the other command has the lock');
  return child;
}

describe('Two commands in one checkout', () => {
  it('hands back what the work came to, and leaves no lock', async () => {
    const root = temporaryFolder();
    expect(await withLock(root, 'setup', () => Promise.resolve('done'))).toBe('done');
    expect(existsSync(join(root, '.modax/lock'))).toBe(false);
  });

  it('leaves no lock when the work fails', async () => {
    const root = temporaryFolder();
    await expect(
      withLock(root, 'setup', () => Promise.reject(new Error('broken'))),
    ).rejects.toThrow('broken');
    expect(existsSync(join(root, '.modax/lock'))).toBe(false);
  });

  it('says whom it waits for, and goes on when that one has finished', async () => {
    const root = temporaryFolder();
    const other = otherCommand(
      root,
      `writeFileSync('held', ''); while (!existsSync('go')) await new Promise((w) => setTimeout(w, 10));`,
    );
    await until(() => existsSync(join(root, 'held')), 'the other command has the lock');
    const told: string[] = [];
    await withLock(root, 'pipeline', () => Promise.resolve(), {
      write: (text) => {
        told.push(text);
        writeFiles(root, { go: '' });
      },
    });
    expect(told).toEqual([
      `waiting for setup (process ${String(other.pid)}), which works in this checkout\n`,
    ]);
  });

  it('takes over from a command that was killed', async () => {
    const root = temporaryFolder();
    const other = await holder(root);
    other.kill('SIGKILL');
    await once(other, 'exit');
    const told: string[] = [];
    await withLock(root, 'setup', () => Promise.resolve(), { write: (text) => told.push(text) });
    expect(told).toEqual([]);
  });

  it('is not deceived by another process that has the id of a dead one', async () => {
    const root = temporaryFolder();
    const owner = { pid: process.pid, born: 'long ago', purpose: 'setup' };
    writeFiles(root, { '.modax/lock/owner.json': JSON.stringify(owner) });
    expect(await withLock(root, 'setup', () => Promise.resolve('mine'))).toBe('mine');
  });

  it('stops waiting when asked to', async () => {
    const root = temporaryFolder();
    await holder(root);
    const controller = new AbortController();
    const waiting = withLock(root, 'setup', () => Promise.resolve(), {
      signal: controller.signal,
      write: () => {
        controller.abort();
      },
    });
    await expect(waiting).rejects.toBeInstanceOf(Interrupted);
  });

  it('gives up at last, naming the lock', async () => {
    const root = temporaryFolder();
    await holder(root);
    const waiting = withLock(root, 'setup', () => Promise.resolve(), { longestWaitMs: 0 });
    await expect(waiting).rejects.toMatchObject({
      code: 'LOCK_HELD',
      remedy: expect.stringContaining(join(root, '.modax/lock')) as string,
    });
  });

  it('lets one in at a time, when many find a dead one’s lock at once', async () => {
    const root = temporaryFolder();
    const dead = { pid: process.pid, born: 'long ago', purpose: 'setup' };
    writeFiles(root, { '.modax/lock/owner.json': JSON.stringify(dead), log: '' });
    const work = `
      appendFileSync('log', existsSync('inside') ? 'two at once\\n' : '');
      writeFileSync('inside', '');
      await new Promise((wake) => setTimeout(wake, 5));
      rmSync('inside');
      appendFileSync('log', 'done\\n');
    `;
    await Promise.all(
      Array.from({ length: 8 }, async () => once(otherCommand(root, work), 'exit')),
    );
    expect(readFileSync(join(root, 'log'), 'utf8')).toBe('done\n'.repeat(8));
  });
});
