import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { lastCall } from './last-call.ts';

function folder(): string {
  const made = mkdtempSync(join(tmpdir(), 'modax-last-call-'));
  onTestFinished(() => {
    rmSync(made, { recursive: true });
  });
  return made;
}

const deadlineMs = 60_000;
const env = { PATH: process.env['PATH'] ?? '' };

test('it runs when it is asked to, not before, and says how it ended', async () => {
  const cwd = folder();
  const words = [
    'sh',
    '-c',
    'echo sorry >&2; cp asked "$1"; exit 3',
    'sh',
    'a file; exit 0',
  ] as const;
  const call = lastCall({ argv: words, cwd, env, deadlineMs });
  // As long as it would take to run too early.
  spawnSync(process.execPath, ['--version']);
  writeFileSync(join(cwd, 'asked'), '');
  expect(await call.make()).toEqual({ code: 3, stderr: 'sorry\n' });
  expect(existsSync(join(cwd, 'a file; exit 0'))).toBe(true);
});

test.each(['SIGINT', 'SIGKILL'] as const)(
  'it runs when the whole group of who wanted it gets %s',
  async (signal) => {
    const cwd = folder();
    const program = join(cwd, 'program.ts');
    writeFileSync(
      program,
      `import { lastCall } from ${JSON.stringify(join(import.meta.dirname, 'last-call.ts'))};
lastCall({ argv: ['sh', '-c', 'echo heard by nobody >&2; touch done'], cwd: ${JSON.stringify(cwd)}, env: process.env, deadlineMs: 1000 });
console.log('ready');
setInterval(() => {}, 1000);
`,
    );
    const child = spawn(process.execPath, [program], { cwd, detached: true });
    await once(child.stdout, 'data');
    expect(existsSync(join(cwd, 'done'))).toBe(false);
    process.kill(-(child.pid ?? 0), signal);
    await vi.waitFor(
      () => {
        expect(existsSync(join(cwd, 'done'))).toBe(true);
      },
      { timeout: 60_000 },
    );
  },
);

test.each([
  ['there is no shell', { PATH: '' }, ['touch', 'done'], /ENOENT/],
  ['it does not end', env, ['sleep', '2'], /no end within 100 ms/],
] as const)('it says so when %s', async (_, variables, argv, why) => {
  const call = lastCall({ argv, cwd: folder(), env: variables, deadlineMs: 100 });
  expect(await call.make()).toEqual({ code: null, stderr: expect.stringMatching(why) as string });
});
