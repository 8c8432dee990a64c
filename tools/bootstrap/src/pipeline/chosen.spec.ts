import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chosenScopes, isTaskName } from './chosen.ts';

describe('Chosen tasks', () => {
  it('of projects that share their targets are one run', () => {
    const tasks = ['a:check', 'b:check', 'a:test-3.9', 'c:check', 'b:test-3.9'];
    expect(chosenScopes(tasks)).toEqual([
      { kind: 'chosen', targets: ['check', 'test-3.9'], projects: ['a', 'b'] },
      { kind: 'chosen', targets: ['check'], projects: ['c'] },
    ]);
  });

  it('are all run, and nothing else, whatever is chosen', () => {
    const task = fc
      .tuple(fc.constantFrom('a', 'b', 'c', 'd'), fc.constantFrom('check', 'test-3.9', 'test-3.10'))
      .map((words) => words.join(':'));
    fc.assert(
      fc.property(fc.uniqueArray(task), (tasks) => {
        const run = chosenScopes(tasks).flatMap(({ targets, projects }) =>
          projects.flatMap((project) => targets.map((target) => `${project}:${target}`)),
        );
        expect([...run].sort()).toEqual([...tasks].sort());
      }),
    );
  });

  it.each(['ai-layer:check', '@modax/x:test-3.9'])('%s names one', (word) => {
    expect(isTaskName(word)).toBe(true);
  });

  it.each(['ai-layer', 'a,b:check', '--all:check', 'a:check:fix', '', 'a b:check', 'a:$(x)'])(
    '%j names none',
    (word) => {
      expect(isTaskName(word)).toBe(false);
    },
  );
});
