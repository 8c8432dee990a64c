import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { longestName, namesOf } from './names.ts';

function codeOf(name: string, taken: readonly string[] = []): string | undefined {
  const names = namesOf(name, taken);
  if (!('problem' in names)) return undefined;
  expect(names.problem.message).toContain(name);
  expect(names.problem.remedy).not.toBe('');
  return names.problem.code;
}

test('a name is written in the form of each place', () => {
  expect(namesOf('pump-watch-2', [])).toEqual({
    kebab: 'pump-watch-2',
    snake: 'pump_watch_2',
    camel: 'pumpWatch2',
    pascal: 'PumpWatch2',
    words: 'pump watch 2',
  });
});

describe('no name', () => {
  test.each([
    '',
    'Pump',
    'pump_watch',
    'pump watch',
    '-pump',
    'pump-',
    'pump--watch',
    '2-pumps',
    'pump.watch',
    '../pump',
    'größe',
    'pump\n',
    'a'.repeat(longestName + 1),
  ])('is %j', (name) => {
    expect(codeOf(name)).toBe('NAME_INVALID');
  });

  test.each(['class', 'async', 'match', 'json', 'asyncio', 'tomllib', 'imp'])(
    'is %s, which Python has taken',
    (name) => {
      expect(codeOf(name)).toBe('NAME_INVALID');
    },
  );

  test('is one that is there', () => {
    expect(codeOf('ai-layer', ['ai-layer'])).toBe('PROJECT_NAME_TAKEN');
    expect(codeOf('ai-layers', ['ai-layer'])).toBeUndefined();
  });
});

test('two names are never the same module', () => {
  const any = fc.stringMatching(/^[a-z][a-z0-9]{0,4}(-[a-z0-9]{1,4}){0,3}$/);
  fc.assert(
    fc.property(any, any, (one, other) => {
      const [first, second] = [namesOf(one, []), namesOf(other, [])];
      fc.pre(one !== other && !('problem' in first) && !('problem' in second));
      if ('problem' in first || 'problem' in second) return;
      expect(first.snake).not.toBe(second.snake);
    }),
  );
});
