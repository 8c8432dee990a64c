import { describe, expect, test } from 'vitest';
import { permissionsOf } from '../access/scope.ts';
import { parseCommandLine, UsageProblem } from './command-line.ts';

const words = (line: string): readonly string[] => line.split(' ');

test.each([
  ['--help', { name: 'help' }],
  [
    'token create --for main --scope trusted',
    { name: 'token create', purpose: 'main', permissions: permissionsOf.trusted, days: undefined },
  ],
  [
    'token create --for release --scope blind --days 30',
    { name: 'token create', purpose: 'release', permissions: permissionsOf.blind, days: 30 },
  ],
  [
    'token create --for a --scope reader',
    { name: 'token create', purpose: 'a', permissions: permissionsOf.reader, days: undefined },
  ],
  [
    'token create --for a --scope pr-7',
    {
      name: 'token create',
      purpose: 'a',
      permissions: permissionsOf.pullRequest(7),
      days: undefined,
    },
  ],
  ['token list --json', { name: 'token list', json: true }],
  ['token revoke 0123456789ab', { name: 'token revoke', id: '0123456789ab' }],
  ['stats', { name: 'stats', json: false }],
  ['verify --json', { name: 'verify', json: true }],
  ['prune', { name: 'prune', json: false }],
])('%s', (line, command) => {
  expect(parseCommandLine(words(line))).toEqual(command);
});

describe('what is not understood is refused', () => {
  test.each([
    ['serve now', 'there is no command'],
    ['token', 'there is no command'],
    ['token make', 'there is no command'],
    ['stats all', 'not understood'],
    ['stats --loud', '--loud'],
    ['token create --scope trusted', '--for'],
    ['token create --for a', '--scope'],
    ['token create --for a --scope main', '--scope'],
    ['token create --for a --scope pr-0', '--scope'],
    ['token create --for a --scope reader --days 0', '--days'],
    ['token create --for a --scope reader --days soon', '--days'],
    ['token revoke', 'the id of one token'],
    ['token revoke ../tokens', 'the id of one token'],
  ])('%s', (line, message) => {
    expect(() => parseCommandLine(words(line))).toThrow(UsageProblem);
    expect(() => parseCommandLine(words(line))).toThrow(message);
  });

  test('a purpose that is more than a line', () => {
    const line = ['token', 'create', '--for', 'a\nb', '--scope', 'reader'];
    expect(() => parseCommandLine(line)).toThrow('--for');
  });
});
