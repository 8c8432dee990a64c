import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { commandMessage, commandProperty, pathUri, printable } from './escape.ts';
import { anyText } from './testing/arbitraries.ts';

const CONTROL = /[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/u;

describe('text for a terminal', () => {
  test('keeps what people write', () => {
    expect(printable('Müller: 表 🙂 50 % of a::b, [x]')).toBe('Müller: 表 🙂 50 % of a::b, [x]');
  });

  test('loses colours, cursor movements and hidden directions', () => {
    expect(printable('\u001b[31mred\u001b[0m\u001b]0;title\u0007 a\u202eb\u0000')).toBe('red ab');
  });

  test('is one line', () => {
    expect(printable('one\r\ntwo\tthree')).toBe('one two three');
  });

  test('cannot be taken for a command by the runner that prints it', () => {
    expect(printable('::add-mask::a')).toBe(': :add-mask::a');
    expect(printable('  ::error::a')).toBe('  : :error::a');
    expect(printable('a ##[error]b')).toBe('a ## [error]b');
  });

  test('never holds a control character, and is the same when escaped again', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const escaped = printable(text);
        expect(escaped).not.toMatch(CONTROL);
        expect(escaped.trimStart()).not.toMatch(/^::|##\[/);
        expect(escaped.isWellFormed()).toBe(true);
        expect(printable(escaped)).toBe(escaped);
      }),
    );
  });
});

describe('text in a workflow command', () => {
  test('is escaped as the runner unescapes it', () => {
    expect(commandMessage('50 %\r\nnext: a, b')).toBe('50 %25%0D%0Anext: a, b');
    expect(commandProperty('a:b,c%\n')).toBe('a%3Ab%2Cc%25%0A');
  });

  test('never ends the command, nor a property', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        expect(commandMessage(text)).not.toMatch(CONTROL);
        expect(commandProperty(text)).not.toMatch(CONTROL);
        expect(commandProperty(text)).not.toMatch(/[:,]/);
      }),
    );
  });
});

describe('a path as a URI', () => {
  test('keeps its segments', () => {
    expect(pathUri('apps/ai layer/a#b?c:d.py')).toBe('apps/ai%20layer/a%23b%3Fc%3Ad.py');
  });

  test('leads back to the path', () => {
    fc.assert(
      fc.property(anyText, (path) => {
        expect(decodeURIComponent(pathUri(path))).toBe(path.toWellFormed());
        expect(pathUri(path)).toMatch(/^[\w\-./%!~*'()]*$/);
      }),
    );
  });
});
