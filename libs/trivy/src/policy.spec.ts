import { expect, test } from 'vitest';
import { weightOf } from './policy.ts';

const weight = (Severity: string | undefined, FixedVersion: string | undefined = '2') =>
  weightOf({ Severity, FixedVersion }, 'high');

test.each([
  ['CRITICAL', 'error'],
  ['HIGH', 'error'],
  ['MEDIUM', 'note'],
  ['LOW', 'note'],
  ['UNKNOWN', 'error'],
  [undefined, 'error'],
])('%s with a fix is %s at the threshold high', (severity, expected) => {
  expect(weight(severity)).toBe(expected);
});

test('what nobody has fixed is a note, however bad', () => {
  expect(weight('CRITICAL', '')).toBe('note');
  expect(weightOf({ Severity: 'CRITICAL' }, 'low')).toBe('note');
});

test('the threshold moves', () => {
  expect(weightOf({ Severity: 'MEDIUM', FixedVersion: '2' }, 'medium')).toBe('error');
  expect(weightOf({ Severity: 'HIGH', FixedVersion: '2' }, 'critical')).toBe('note');
});
