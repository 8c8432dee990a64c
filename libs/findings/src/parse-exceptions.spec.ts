import { posix } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseExceptions } from './parse-exceptions.ts';
import { anyText } from './testing/arbitraries.ts';
import { acceptedShell } from './testing/findings.ts';

const source = { file: 'exceptions.json', today: '2026-11-23' };

/** What is wrong with a file of these entries. */
function complaints(...entries: unknown[]): string[] {
  return complaintsOf(JSON.stringify({ exceptions: entries }));
}

function complaintsOf(text: string): string[] {
  const parsed = parseExceptions(text, source);
  return 'problems' in parsed ? parsed.problems.map(({ message }) => message) : [];
}

describe('a well-formed file', () => {
  test('gives its exceptions as they are written', () => {
    const other = {
      ...acceptedShell,
      path: undefined,
      package: 'requests',
      owner: 'a@modax.example',
    };
    const text = JSON.stringify({ exceptions: [acceptedShell, other] });
    expect(parseExceptions(text, source)).toEqual({ exceptions: [acceptedShell, other] });
  });

  test('may be empty', () => {
    expect(parseExceptions('{ "exceptions": [] }', source)).toEqual({ exceptions: [] });
  });

  test('may still hold an exception that has expired: that is not for the reader to judge', () => {
    expect(complaints({ ...acceptedShell, expires: '2020-02-29' })).toEqual([]);
  });
});

describe('a file that is refused', () => {
  test('names the file and tells what to do', () => {
    expect(parseExceptions('{', source)).toMatchObject({
      problems: [
        {
          code: 'EXCEPTIONS_INVALID',
          where: { path: 'exceptions.json' },
          remedy: 'Correct the entries that the message names; until then no exception is applied.',
        },
      ],
    });
  });

  test.each([
    ['{', /^it is not JSON: SyntaxError/],
    ['[]', /^it is not an object with a list named "exceptions"\.$/],
    ['{ "exceptions": {} }', /^it is not an object with a list named "exceptions"\.$/],
    ['{ "exceptions": [], "exception": [] }', /^the property "exception" is unknown\.$/],
    ['{ "exceptions": ["B602"] }', /^exceptions\[0\] must be an object\.$/],
  ])('%s', (text, message) => {
    expect(complaintsOf(text)).toEqual([expect.stringMatching(message)]);
  });

  test('names every entry and property that is wrong, not the first alone', () => {
    expect(
      complaints(acceptedShell, { tool: 'bandit', rule: 'B602', path: 'apps/x/a.py', why: '' }),
    ).toEqual([
      'exceptions[1].reason is missing.',
      'exceptions[1].owner is missing.',
      'exceptions[1].expires is missing.',
      'exceptions[1].why is an unknown property.',
    ]);
  });

  test('holds two exceptions for the same thing', () => {
    expect(complaints(acceptedShell, { ...acceptedShell, reason: 'another reason' })).toEqual([
      'exceptions[1] repeats exceptions[0].',
    ]);
  });
});

describe('a property that is refused', () => {
  test.each([
    [{ tool: 'Bandit!' }, ".tool must be a tool's name, such as bandit"],
    [{ tool: 7 }, '.tool must be text'],
    [{ rule: 'B*' }, '.rule must be one rule id, without spaces and wildcards'],
    [{ rule: '' }, '.rule must be one rule id, without spaces and wildcards'],
    [{ reason: ' too few   ' }, '.reason must say why, in at least 10 characters'],
    [{ owner: 'somebody' }, '.owner must be a team, such as @platform, or a mail address'],
    [{ expires: '31.01.2027' }, '.expires must be a date of the calendar, written YYYY-MM-DD'],
    [{ expires: '2027-02-29' }, '.expires must be a date of the calendar, written YYYY-MM-DD'],
    [{ expires: 'never' }, '.expires must be a date of the calendar, written YYYY-MM-DD'],
    [{ expires: '2027-11-24' }, '.expires must not lie beyond 2027-11-23, a year from today'],
  ])('%j', (property, complaint) => {
    expect(complaints({ ...acceptedShell, ...property })).toEqual([`exceptions[0]${complaint}.`]);
  });

  test('the last day of the year to come is allowed', () => {
    expect(complaints({ ...acceptedShell, expires: '2027-11-23' })).toEqual([]);
  });
});

describe('an exception is too broad', () => {
  test('without a path and a package', () => {
    expect(complaints({ ...acceptedShell, path: undefined })).toEqual([
      'exceptions[0] is too broad: it needs a path or a package that it is about.',
    ]);
  });

  test('when its package is a pattern', () => {
    expect(complaints({ ...acceptedShell, path: undefined, package: '*' })).toEqual([
      "exceptions[0].package must be one package's name.",
    ]);
  });

  test('or unclear, with both', () => {
    expect(complaints({ ...acceptedShell, package: 'requests' })).toEqual([
      'exceptions[0] must be about a path or about a package, not both.',
    ]);
  });

  test.each([
    '**',
    '*',
    '**/*',
    '*.py',
    'apps/**',
    'apps/*/src/a.py',
    'apps/{x,y}/**',
    'apps/x?/a',
    'app[s]/x/a',
    'apps/@(x|y)/a',
    '!apps/x/a',
    '{apps/x,**}/a',
  ])('when a wildcard is in the first two segments: %s', (path) => {
    expect(complaints({ ...acceptedShell, path })).toEqual([
      'exceptions[0].path is too broad: its first two segments must be without wildcards.',
    ]);
  });

  test.each(['/apps/x/a.py', 'apps//a.py', 'apps/x/', '', 'apps\\x\\a.py'])(
    'a path is relative to the workspace: %j is not',
    (path) => {
      expect(complaints({ ...acceptedShell, path })).toEqual([
        'exceptions[0].path must be relative to the workspace root, with / between its segments.',
      ]);
    },
  );

  test.each(['../apps/x/a', './apps/x/a', 'apps/x/../../**', 'apps/x/{../..,a}/**', 'apps/x/.'])(
    'a path does not step outside: %s',
    (path) => {
      expect(complaints({ ...acceptedShell, path })).toEqual([
        'exceptions[0].path must not contain the segments . and ...',
      ]);
    },
  );

  test.each(['apps/x/**', 'apps/x/src/*.py', 'uv.lock', 'docker-compose.yml', 'apps/x/a@2.py'])(
    'not: %s',
    (path) => {
      expect(complaints({ ...acceptedShell, path })).toEqual([]);
    },
  );
});

test('whatever path is accepted reaches only into its first two segments', () => {
  const segment = fc
    .array(
      fc.constantFrom(
        'a',
        'b',
        '*',
        '**',
        '?',
        '!',
        '{',
        '}',
        ',',
        '..',
        '.',
        '[',
        ']',
        '(',
        ')',
        '@',
        '+',
        '|',
      ),
      {
        minLength: 1,
        maxLength: 5,
      },
    )
    .map((parts) => parts.join(''));
  const pattern = fc.array(segment, { minLength: 1, maxLength: 4 }).map((parts) => parts.join('/'));
  const path = fc.array(fc.constantFrom('a', 'b', 'ab', 'c'), { minLength: 1, maxLength: 4 });
  fc.assert(
    fc.property(pattern, path, (glob, segments) => {
      fc.pre(complaints({ ...acceptedShell, path: glob }).length === 0);
      if (!posix.matchesGlob(segments.join('/'), glob)) return;
      expect(segments.slice(0, 2)).toEqual(glob.split('/').slice(0, 2));
    }),
    { numRuns: 500 },
  );
});

test('no text makes the reader throw', () => {
  const value = fc.oneof(anyText, fc.integer(), fc.constant(null), fc.constant([]));
  const entry = fc.dictionary(
    fc.oneof(fc.constantFrom(...Object.keys(acceptedShell), '__proto__', 'package'), anyText),
    value,
  );
  fc.assert(
    fc.property(
      fc.oneof(
        anyText,
        fc.array(fc.oneof(entry, value)).map((exceptions) => JSON.stringify({ exceptions })),
      ),
      (text) => {
        parseExceptions(text, source);
      },
    ),
  );
});
