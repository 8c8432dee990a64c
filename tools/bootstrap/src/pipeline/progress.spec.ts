import { describe, expect, it } from 'vitest';
import { eachLine } from './lines.ts';
import type { PlannedStep } from './plan.ts';
import { parseFinished, Progress } from './progress.ts';

const plan: readonly PlannedStep[] = ['api:lint', 'api:test', 'web:lint'].map((id) => {
  const [project = '', step = ''] = id.split(':');
  return { id, project, step, executor: 'tools:tool', outputs: [] };
});

/** `read` answers with the steps, as soon as they are known. */
function listen(read: () => readonly PlannedStep[] | undefined = () => plan) {
  const pieces: string[] = [];
  const progress = new Progress((text) => pieces.push(text), read);
  return { progress, told: () => pieces.join('') };
}

describe('A line of Nx', () => {
  it.each([
    ['✔  nx run api:lint', { id: 'api:lint', passed: true, fromCache: false }],
    ['✔  nx run api:lint  [local cache]', { id: 'api:lint', passed: true, fromCache: true }],
    [
      '✔  nx run api:lint  [existing outputs match the cache, left as is]',
      { id: 'api:lint', passed: true, fromCache: true },
    ],
    ['> nx run api:test', { id: 'api:test', passed: false, fromCache: false }],
  ])('%s names a finished step', (line, finished) => {
    expect(parseFinished(line)).toEqual(finished);
  });

  it.each(['', '- api', 'nx run api:lint', '✔  3 tests', '> api@1.0.0 test'])(
    '%j names none',
    (line) => {
      expect(parseFinished(line)).toBeUndefined();
    },
  );
});

describe('Progress of a run', () => {
  it('is one line for each step, counted', () => {
    const { progress, told } = listen();
    progress.take('✔  nx run api:lint  [local cache]');
    progress.take('> nx run api:test');
    expect(told()).toBe('[1/3] passed  api lint (cache)\n[2/3] FAILED  api test\n');
  });

  it('asks for the plan until it is known, and then no more', () => {
    const answers = [undefined, plan];
    const { progress, told } = listen(() => answers.shift());
    progress.signOfLife();
    expect(told()).toBe('');
    progress.take('✔  nx run api:lint');
    progress.take('✔  nx run api:test');
    expect(told()).toBe('[1/3] passed  api lint\n[2/3] passed  api test\n');
  });

  it('is not deceived by what tools print', () => {
    const { progress, told } = listen();
    progress.take('> nx run api:deploy');
    progress.take('✔  nx run api:lint');
    progress.take('✔  nx run api:lint');
    expect(told()).toBe('[1/3] passed  api lint\n');
  });

  it('gives a sign of life only when nothing else was said', () => {
    const { progress, told } = listen();
    progress.take('✔  nx run api:lint');
    progress.signOfLife();
    progress.signOfLife();
    progress.take('✔  nx run web:lint');
    progress.signOfLife();
    progress.signOfLife();
    expect(told()).toBe(
      '[1/3] passed  api lint\nstill awaited: api test and 1 more\n' +
        '[2/3] passed  web lint\nstill awaited: api test\n',
    );
  });
});

describe('Output that arrives in pieces', () => {
  it('is handed on by whole lines, without control characters', () => {
    const lines: string[] = [];
    const take = eachLine((line) => lines.push(line));
    for (const piece of ['a', 'b\n\u001b[3', '1mc\u001b[0m\r\n', 'd']) take(piece);
    expect(lines).toEqual(['ab', 'c']);
  });
});
