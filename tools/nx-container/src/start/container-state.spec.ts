import { expect, test } from 'vitest';
import { isWell, parseContainerState, whyNeverHealthy } from './container-state.ts';

const running = {
  image: 'sha256:1',
  isRunning: true,
  exitCode: 0,
  health: 'starting',
  checkSaid: '',
};

test('what an engine says of a container is read, with the last word of its check', () => {
  const Log = [
    { ExitCode: 1, Output: 'not yet' },
    { ExitCode: 1, Output: 'refused\n' },
  ];
  const Health = { Status: 'unhealthy', FailingStreak: 2, Log };
  const State = { Status: 'running', Running: true, ExitCode: 0, Health };
  expect(parseContainerState(JSON.stringify({ Image: 'sha256:1', State }))).toEqual({
    ...running,
    health: 'unhealthy',
    checkSaid: 'refused',
  });
});

test.each(['', '[]', '{}', '{"Image":"sha256:1","State":{"Running":"yes","ExitCode":0}}'])(
  'what is no container is none: %s',
  (text) => {
    expect(parseContainerState(text)).toBeUndefined();
  },
);

test('a container is well when it is healthy, or says what it says without others', () => {
  const alone = { ...running, checkSaid: '503 {"store":"writable"}' };
  expect(isWell({ ...running, health: 'healthy' }, undefined)).toBe(true);
  expect(isWell(alone, '503 {')).toBe(true);
  expect(isWell(alone, undefined)).toBe(false);
  expect(isWell(alone, '500 {')).toBe(false);
  expect(isWell(running, '503 {')).toBe(false);
  expect(isWell({ ...alone, isRunning: false }, '503 {')).toBe(false);
  expect(isWell({ ...alone, health: 'unhealthy' }, '503 {')).toBe(false);
  expect(isWell({ ...running, isRunning: false, health: 'healthy' }, undefined)).toBe(false);
});

test('a container that is starting or healthy may be waited for', () => {
  expect(whyNeverHealthy(running)).toBeUndefined();
  expect(whyNeverHealthy({ ...running, health: 'healthy' })).toBeUndefined();
});

test.each([
  [{ isRunning: false, exitCode: 3, health: 'healthy' }, 'its program ended with 3'],
  [{ health: undefined }, 'the image has no HEALTHCHECK'],
  [{ health: 'unhealthy', checkSaid: 'refused' }, 'says that it is not: refused'],
  [{ health: 'unhealthy' }, 'without a word'],
])('one that is not waited for says why: %j', (state, why) => {
  expect(whyNeverHealthy({ ...running, ...state })).toContain(why);
});
