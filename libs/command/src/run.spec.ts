import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { run } from './run.ts';
import { callOf, nodeCall, shellCall, temporaryFolder } from './testing/programs.ts';

test('a program that ends by itself gives its code and both its outputs', async () => {
  const outcome = await run(
    nodeCall('console.log("found"); console.error("done"); process.exitCode = 3;'),
  );
  expect(outcome).toMatchObject({ kind: 'exited', code: 3, stdout: 'found\n', stderr: 'done\n' });
});

test('arguments and working directory arrive as they are, whatever is in them', async () => {
  const cwd = temporaryFolder();
  const odd = ['a b', '$(id)', '; exit 7', 'é*'];
  const outcome = await run(callOf(['printf', '%s\n', ...odd], { cwd }));
  expect(outcome).toMatchObject({ kind: 'exited', stdout: `${odd.join('\n')}\n` });
  expect(await run(callOf(['pwd', '-P'], { cwd }))).toMatchObject({ stdout: `${cwd}\n` });
});

test('the environment is the given one and nothing else', async () => {
  const env = { PATH: process.env['PATH'] ?? '', ONLY: 'this' };
  const outcome = await run(callOf(['env'], { env }));
  expect('stdout' in outcome && outcome.stdout.trim().split('\n').sort()).toEqual([
    'ONLY=this',
    `PATH=${env.PATH}`,
  ]);
});

test('a program that a signal ends is told from one that exits', async () => {
  expect(await run(shellCall('kill -KILL $$'))).toMatchObject({
    kind: 'killed',
    signal: 'SIGKILL',
  });
});

test('a program that is nowhere on the path is not found', async () => {
  expect(await run(callOf(['no-such-program']))).toEqual({
    kind: 'not-found',
    program: 'no-such-program',
  });
});

test('a program is looked for on the path of its own environment', async () => {
  const folder = temporaryFolder();
  const file = join(folder, 'mine');
  writeFileSync(file, '#!/bin/sh\necho mine\n');
  chmodSync(file, 0o755);
  expect(await run(callOf(['mine']))).toMatchObject({ kind: 'not-found' });
  expect(await run(callOf(['mine'], { env: { PATH: folder } }))).toMatchObject({
    kind: 'exited',
    stdout: 'mine\n',
  });
  expect(await run(callOf(['mine'], { env: {} }))).toMatchObject({ kind: 'not-found' });
});

test('a file without permission to execute says so', async () => {
  const file = join(temporaryFolder(), 'tool');
  writeFileSync(file, '#!/bin/sh\n');
  const outcome = await run(callOf([file]));
  expect(outcome).toMatchObject({ kind: 'not-executable', program: file });
  expect(outcome).toHaveProperty('reason', expect.stringContaining('EACCES'));
});

test('a script whose interpreter is gone is not called missing', async () => {
  const folder = temporaryFolder();
  const file = join(folder, 'tool');
  writeFileSync(file, '#!/no/such/python\n');
  chmodSync(file, 0o755);
  const reason = `${file} exists, but the interpreter that it names does not`;
  expect(await run(callOf([file]))).toEqual({ kind: 'not-executable', program: file, reason });
  expect(await run(callOf(['tool'], { env: { PATH: folder } }))).toMatchObject({ reason });
});

test('a working directory that does not exist is not blamed on the program', async () => {
  const cwd = join(temporaryFolder(), 'gone');
  expect(await run(callOf(['true'], { cwd }))).toEqual({
    kind: 'not-executable',
    program: 'true',
    reason: `the working directory ${cwd} does not exist`,
  });
});

test('arguments that no system accepts are an outcome as well', async () => {
  expect(await run(callOf(['true', 'a\0b']))).toMatchObject({ kind: 'not-executable' });
  const outcome = await run(callOf(['true', 'x'.repeat(4_000_000)]));
  expect(outcome).toHaveProperty('reason', expect.stringContaining('E2BIG'));
});

test('a folder is not executable', async () => {
  const folder = join(temporaryFolder(), 'tool');
  mkdirSync(folder);
  expect(await run(callOf([folder]))).toMatchObject({ kind: 'not-executable' });
});

test('standard input is sent whole, and is empty when there is none', async () => {
  const stdin = `${'grüße '.repeat(50_000)}end`;
  expect(await run(callOf(['cat'], { stdin }))).toMatchObject({ kind: 'exited', stdout: stdin });
  expect(await run(callOf(['cat']))).toMatchObject({ kind: 'exited', code: 0, stdout: '' });
});

test('a program may end without reading its input', async () => {
  const outcome = await run(callOf(['true'], { stdin: 'x'.repeat(1_000_000) }));
  expect(outcome).toMatchObject({ kind: 'exited', code: 0 });
});

test('a character that arrives in two pieces stays one character', async () => {
  const outcome = await run(
    nodeCall(`
      const bytes = Buffer.from('a€b');
      process.stdout.write(bytes.subarray(0, 2), () =>
        setTimeout(() => process.stdout.write(bytes.subarray(2)), 50));
    `),
  );
  expect(outcome).toMatchObject({ stdout: 'a€b' });
});

test('output is shown while the program runs, and is complete in the end', async () => {
  const seen = { stdout: '', stderr: '' };
  const outcome = await run(nodeCall('console.log("one"); console.error("two");'), {
    onOutput: (stream, text) => {
      seen[stream] += text;
    },
  });
  expect(seen).toEqual({ stdout: 'one\n', stderr: 'two\n' });
  expect(outcome).toMatchObject(seen);
});

test('a flood of output just before the end is not lost', async () => {
  const outcome = await run(shellCall('yes 123456789 | head -c 900000'));
  expect(outcome).toMatchObject({ kind: 'exited', code: 0, stdout: '123456789\n'.repeat(90_000) });
});

test('output that arrives while this process is stalled is not lost', async () => {
  let pieces = 0;
  const outcome = await run(shellCall('echo one; yes 123456789 | head -c 300000'), {
    onOutput: () => {
      pieces += 1;
      if (pieces === 1) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1500);
    },
  });
  expect(outcome).toMatchObject({ stdout: `one\n${'123456789\n'.repeat(30_000)}` });
});

test('more output than the limit ends the program and keeps what is within it', async () => {
  const outcome = await run(callOf(['yes'], { outputLimitBytes: 1001 }));
  expect(outcome).toMatchObject({
    kind: 'too-much-output',
    limitBytes: 1001,
    stdout: `${'y\n'.repeat(500)}y`,
    stderr: '',
  });
});

test('output of exactly the limit is not too much', async () => {
  expect(await run(callOf(['printf', 'four'], { outputLimitBytes: 4 }))).toMatchObject({
    kind: 'exited',
    stdout: 'four',
  });
});

test('each of the two outputs has a limit of its own', async () => {
  const outcome = await run(
    shellCall('printf 12345678; printf 123456789 >&2', { outputLimitBytes: 8 }),
  );
  expect(outcome).toMatchObject({
    kind: 'too-much-output',
    stdout: '12345678',
    stderr: '12345678',
  });
});

test('a deadline longer than timers can count does not strike at once', async () => {
  expect(await run(callOf(['sleep', '0.1'], { deadlineMs: 1e12 }))).toMatchObject({
    kind: 'exited',
  });
});

test('a run that was cancelled before it began starts nothing', async () => {
  const file = join(temporaryFolder(), 'started');
  const outcome = await run(callOf(['touch', file]), { signal: AbortSignal.abort() });
  expect(outcome).toMatchObject({ kind: 'cancelled', stdout: '', stderr: '' });
  expect(await run(callOf(['test', '-e', file]))).toMatchObject({ code: 1 });
});

test('a program that ends others may be given longer to do so', async () => {
  // Longer than the usual grace: without its own it would be killed and say nothing.
  const script =
    'process.on("SIGTERM", () => setTimeout(() => { console.log("cleared"); process.exit(); }, 2500));' +
    'setInterval(() => undefined, 1000); console.log("ready");';
  const controller = new AbortController();
  const outcome = await run(nodeCall(script), {
    signal: controller.signal,
    graceMs: 30_000,
    onOutput: () => {
      controller.abort();
    },
  });
  expect(outcome).toMatchObject({ kind: 'cancelled', stdout: 'ready\ncleared\n' });
});
