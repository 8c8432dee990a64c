import type { ProgramCall } from '@modax/command';
import { expect, test } from 'vitest';
import { type Case, measureInTurn } from './rounds.ts';

const callOf = (name: string): ProgramCall => ({
  argv: [name],
  cwd: '/',
  env: {},
  deadlineMs: 1,
  outputLimitBytes: 1,
});

test('the cases take turns, each prepared before and verified after its call', async () => {
  const done: string[] = [];
  const one = (id: string): Case => ({
    id,
    title: id,
    prepare: () => {
      done.push(`prepare ${id}`);
    },
    call: callOf(id),
    verify: () => {
      done.push(`verify ${id}`);
    },
  });
  let seconds = 0;
  const told: string[] = [];

  const costs = await measureInTurn([one('a'), one('b')], 2, {
    costOf: ({ argv: [name] }) => {
      done.push(`call ${name}`);
      seconds += 1;
      return Promise.resolve({ wallSeconds: seconds, cpuSeconds: seconds / 2 });
    },
    tell: (text) => told.push(text),
  });

  const round = ['a', 'b'].flatMap((id) => [`prepare ${id}`, `call ${id}`, `verify ${id}`]);
  expect(done).toEqual([...round, ...round]);
  expect(costs).toEqual({
    a: [
      { wallSeconds: 1, cpuSeconds: 0.5 },
      { wallSeconds: 3, cpuSeconds: 1.5 },
    ],
    b: [
      { wallSeconds: 2, cpuSeconds: 1 },
      { wallSeconds: 4, cpuSeconds: 2 },
    ],
  });
  expect(told[0]).toBe('  round 1/2  a: 1.00 s, CPU 0.50 s\n');
});

test('what did not do its row’s work ends the measuring', async () => {
  const wrong: Case = {
    id: 'a',
    title: 'a',
    prepare: () => undefined,
    call: callOf('a'),
    verify: () => {
      throw new Error('nothing ran');
    },
  };
  const measuring = measureInTurn([wrong], 5, {
    costOf: () => Promise.resolve({ wallSeconds: 1, cpuSeconds: 1 }),
    tell: () => undefined,
  });
  await expect(measuring).rejects.toThrow('nothing ran');
});
