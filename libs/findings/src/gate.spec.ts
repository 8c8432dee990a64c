import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Finding } from './finding.ts';
import { gate } from './gate.ts';
import { anyFinding } from './testing/arbitraries.ts';
import { long, shell } from './testing/findings.ts';

const note: Finding = { ...long, severity: 'note' };

test('nothing found passes', () => {
  expect(gate({ findings: [], budget: 0 })).toEqual({
    passed: true,
    errors: 0,
    warnings: 0,
    budget: 0,
    reasons: [],
  });
});

test('one error fails, whatever the budget', () => {
  const result = gate({ findings: [shell], budget: 100 });
  expect(result.passed).toBe(false);
  expect(result.reasons).toMatchObject([{ code: 'ERRORS_FOUND', message: '1 error found.' }]);
});

test('warnings pass up to the budget', () => {
  expect(gate({ findings: [long, long], budget: 2 })).toMatchObject({ passed: true, warnings: 2 });
});

test('one warning more than the budget fails and says how many to mend', () => {
  expect(gate({ findings: [long, long, long], budget: 1 })).toMatchObject({
    passed: false,
    reasons: [
      {
        code: 'WARNINGS_OVER_BUDGET',
        message: '3 warnings found, the budget is 1.',
        remedy: 'Mend 2 of them; the budget only falls.',
      },
    ],
  });
});

test('fewer warnings than the budget pass, with a notice that it can fall', () => {
  expect(gate({ findings: [long], budget: 5 })).toMatchObject({
    passed: true,
    notice: 'The budget can fall from 5 to 1.',
  });
});

test('notes never count', () => {
  expect(gate({ findings: [note, note], budget: 0 })).toMatchObject({ passed: true, warnings: 0 });
});

test.each([Number.NaN, -1, 0.5, Infinity])('a budget of %d is refused', (budget) => {
  expect(() => gate({ findings: [long], budget })).toThrow(RangeError);
});

test('it passes exactly when there is no reason not to', () => {
  fc.assert(
    fc.property(fc.array(anyFinding), fc.nat(5), (findings, budget) => {
      const { passed, errors, warnings, reasons } = gate({ findings, budget });
      expect(passed).toBe(reasons.length === 0);
      expect(passed).toBe(errors === 0 && warnings <= budget);
    }),
  );
});
