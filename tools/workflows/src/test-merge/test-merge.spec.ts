import { describe, expect, it } from 'vitest';
import { testMergeComplaint } from './test-merge.ts';

const right = { parents: ['m2', 'h1'], head: 'h1', base: 'main', tips: ['m3', 'm2', 'm1'] };

describe('The merge that is checked out for a pull request', () => {
  it.each([
    ['of its branch and its base', {}],
    ['into a base that has moved on since', { parents: ['m1', 'h1'] }],
  ])('is the right one: %s', (_, other) => {
    expect(testMergeComplaint({ ...right, ...other })).toBeUndefined();
  });

  it.each([
    ['into the base before', { parents: ['d1', 'h1'] }, 'a merge into d1, which main has never'],
    ['of what was proposed before', { parents: ['m2', 'h0'] }, 'merges h0, and h1 is proposed'],
    ['of nothing', { parents: ['h1'] }, 'has 1 parents'],
    ['of more', { parents: ['m2', 'h1', 'h2'] }, 'has 3 parents'],
    ['of a branch that is not told', { head: '' }, 'merges h1, and  is proposed'],
  ])('is not the right one: %s', (_, other, told) => {
    expect(testMergeComplaint({ ...right, ...other })).toContain(told);
  });
});
