import fc from 'fast-check';
import { expect, test } from 'vitest';
import { branchTag } from './branch-tag.ts';

test.each([
  ['main', 'main'],
  ['feature/pump-watch', 'feature-pump-watch'],
  ['dependabot/npm_and_yarn/a-1.2', 'dependabot-npm_and_yarn-a-1.2'],
])('%s is %s', (branch, tag) => {
  expect(branchTag(branch)).toBe(tag);
});

test.each(['latest', 'LATEST', '1', '1.2', '1.2.3', 'v1.2.3', '1.2.3-rc.1', '2026-11', 'pr-12'])(
  'the branch %s is not taken for a release or a pull request',
  (branch) => {
    expect(branchTag(branch)).toBe(`branch-${branch}`);
  },
);

test.each([
  ['main-0123456', 'main-0123456'],
  ['main-01234567', 'main-01234567'],
  ['+main', 'main'],
  ['é/main', 'main'],
  ['/main', 'main'],
  ['.hidden', 'hidden'],
  ['--force', 'force'],
  ['Fix_#12', 'Fix_-12'],
  ['branch-latest', 'branch-latest'],
])('the branch %j does not move the tag %s of another one', (branch, tag) => {
  expect(branchTag(branch)).toMatch(new RegExp(`^${tag}-[0-9a-f]{8}$`));
});

test('branches have tags of their own, but for a slash', () => {
  const names = fc.string({
    unit: fc.constantFrom('a', '1', '-', '.', '/', '+', 'é'),
    minLength: 1,
    maxLength: 8,
  });
  fc.assert(
    fc.property(names, names, (one, other) => {
      fc.pre(one.replaceAll('/', '-') !== other.replaceAll('/', '-'));
      expect(branchTag(one)).not.toBe(branchTag(other));
    }),
    { numRuns: 1000 },
  );
});

test('names without a letter that a tag can hold are told apart', () => {
  expect(branchTag('ポンプ')).toMatch(/^branch-.*-[0-9a-f]{8}$/);
  expect(branchTag('ポンプ')).not.toBe(branchTag('センサ'));
});

test('names that are too long are told apart by their ends', () => {
  const long = 'a'.repeat(200);
  expect(branchTag(`${long}1`)).not.toBe(branchTag(`${long}2`));
});

test('any branch has a valid tag, which leaves room for a revision and means no release', () => {
  fc.assert(
    fc.property(
      fc.oneof(fc.string({ unit: 'binary' }), fc.string({ maxLength: 300 })),
      (branch) => {
        const tag = branchTag(branch);
        expect(`${tag}-0123456`).toMatch(/^\w[\w.-]{0,127}$/);
        expect(tag).not.toMatch(/^(?:latest|\d+\.\d+|\d+\.\d+\.\d+.*|pr-\d+)$|-[0-9a-f]{7}$/);
      },
    ),
    { numRuns: 1000 },
  );
});
