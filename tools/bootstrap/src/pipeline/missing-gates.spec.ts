import { describe, expect, it } from 'vitest';
import { missingGates } from './missing-gates.ts';
import type { PlannedStep } from './plan.ts';

const gates = [
  ['lint', 'flake8'],
  ['format', 'black'],
  ['typecheck', 'mypy'],
  ['test', 'pytest'],
  ['scan-code', 'bandit'],
  ['scan-dependencies', 'safety'],
  ['scan-files', 'trivy'],
] as const;

const plan: readonly PlannedStep[] = gates.map(([step, tool]) => ({
  id: `api:${step}`,
  project: 'api',
  step,
  executor: `@modax/nx-python:${tool}`,
  outputs: [],
}));

describe('The gates of a Python project', () => {
  it('are all there', () => {
    expect(missingGates(plan, ['api'])).toEqual([]);
  });

  it.each(gates)('are not whole without %s', (step) => {
    // An aggregate in its place (nx:noop) is not in the plan at all.
    const without = plan.filter((planned) => planned.step !== step);
    expect(missingGates(without, ['api'])).toEqual([`api:${step}`]);
  });

  it('are not replaced by another program', () => {
    const replaced = plan.map((planned) =>
      planned.step === 'test' ? { ...planned, executor: 'nx:run-commands' } : planned,
    );
    expect(missingGates(replaced, ['api'])).toEqual(['api:test']);
  });

  it('are missing altogether when the project is not checked', () => {
    expect(missingGates(plan, ['api', 'web'])).toHaveLength(gates.length);
  });

  it('are not asked of other projects', () => {
    expect(missingGates([], [])).toEqual([]);
  });
});
