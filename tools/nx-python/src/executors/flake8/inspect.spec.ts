import { expect, test } from 'vitest';
import { bareLines } from './inspect.ts';

test.each([
  'import os  # noqa\n',
  'import os  #NOQA: because of old code\n',
  'import os  # noqa:\n',
])('silences every rule: %j', (source) => {
  expect(bareLines(`"""A pump."""\n${source}`)).toEqual([2]);
});

test.each([
  'import os  # noqa: F401\n',
  'import os  # noqa:F401,E402 the order matters\n',
  'import os  # NoQA : E402\n',
  '# no quality is promised\n',
])('names what it silences: %j', (source) => {
  expect(bareLines(source)).toEqual([]);
});
