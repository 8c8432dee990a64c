import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cleanEnvironment, type ProgramCall } from '@modax/command';
import { describe, expect, onTestFinished, test } from 'vitest';
import { costOf, parseTimes, succeed } from './stopwatch.ts';

const never = new AbortController().signal;
const callOf = (...argv: ProgramCall['argv']): ProgramCall => ({
  argv,
  cwd: tmpdir(),
  env: cleanEnvironment(process.env),
  deadlineMs: 60_000,
  outputLimitBytes: 1024 * 1024,
});

describe('what a program cost', () => {
  test('counts the processes below it: two that compute for a second each cost two', async () => {
    const compute = 'const end = process.cpuUsage(); while (process.cpuUsage(end).user < 1e6);';
    const twice = `const { spawnSync } = require('node:child_process');
      for (const _ of [1, 2]) spawnSync(process.execPath, ['-e', ${JSON.stringify(compute)}]);`;
    const { wallSeconds, cpuSeconds } = await costOf(callOf(process.execPath, '-e', twice), never);
    expect(cpuSeconds).toBeGreaterThanOrEqual(2);
    expect(wallSeconds).toBeGreaterThanOrEqual(2);
  });

  test('is not what it waited', async () => {
    const { wallSeconds, cpuSeconds } = await costOf(callOf('sleep', '1'), never);
    expect(wallSeconds).toBeGreaterThanOrEqual(1);
    expect(cpuSeconds).toBeLessThan(1);
  });

  test('is told of a program whose words look like shell', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'modax-bench-'));
    onTestFinished(() => {
      rmSync(folder, { recursive: true });
    });
    const file = join(folder, 'words');
    const words = ['$(touch hit)', '; touch hit', '"`touch hit`"', ''];
    const write = `require('node:fs').writeFileSync(process.argv[1], JSON.stringify(process.argv.slice(2)))`;
    const call = callOf(process.execPath, '-e', write, file, ...words);
    await costOf({ ...call, cwd: folder }, never);
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(words);
    expect(existsSync(join(folder, 'hit'))).toBe(false);
  });

  test('is nothing when the program fails: the error has its code and what it said', async () => {
    const failing = costOf(
      callOf(process.execPath, '-e', `console.error('no database'); process.exit(3)`),
      never,
    );
    await expect(failing).rejects.toMatchObject({
      code: 'MEASURED_COMMAND_FAILED',
      message: expect.stringContaining('exited with 3') as string,
      said: expect.stringContaining('no database') as string,
    });
  });

  test.each<[ProgramCall['argv'], string]>([
    [['no-such-program-here'], 'exited with 127'],
    [[process.execPath, '-e', 'process.kill(process.ppid, "SIGKILL")'], 'killed'],
  ])('is nothing when %j does not end by itself', async (argv, how) => {
    await expect(costOf(callOf(...argv), never)).rejects.toThrow(how);
  });

  test('is nothing when the bench is interrupted', async () => {
    const interrupted = costOf(callOf('sleep', '60'), AbortSignal.timeout(200));
    await expect(interrupted).rejects.toMatchObject({ code: 'INTERRUPTED' });
  });
});

test('what a program prints is for those who ask', async () => {
  expect(await succeed(callOf('echo', 'abc'), never)).toBe('abc\n');
  await expect(succeed(callOf('no-such-program-here'), never)).rejects.toMatchObject({ said: '' });
});

describe('times', () => {
  test('are wall, user and system', () => {
    expect(parseTimes('12.340 10.000 1.500\n')).toEqual({ wallSeconds: 12.34, cpuSeconds: 11.5 });
  });

  test('may be written with a comma', () => {
    expect(parseTimes('0,202 0,100 0,010\n').wallSeconds).toBe(0.202);
  });

  test.each(['', '1 2', 'a b c'])('that are none are refused: %j', (text) => {
    expect(() => parseTimes(text)).toThrow('no times');
  });
});
