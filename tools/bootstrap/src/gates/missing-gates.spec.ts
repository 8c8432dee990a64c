import { describe, expect, it } from 'vitest';
import type { PlannedStep } from '../pipeline/plan.ts';
import type { GatedProject } from './gates.ts';
import { missingGates } from './missing-gates.ts';

const steps = ['lint', 'test'] as const;
const api: GatedProject = {
  name: 'api',
  root: 'apps/api',
  targets: {
    lint: { executor: 'tools:lint' },
    test: { executor: 'tools:test' },
    scan: { executor: 'nx:noop' },
    check: { executor: 'nx:noop', dependsOn: [...steps, 'scan'] },
  },
};

function plan(project: string, ...names: readonly string[]): readonly PlannedStep[] {
  return names.map((step) => ({
    id: `${project}:${step}`,
    project,
    step,
    executor: 'tools:tool',
    outputs: [],
  }));
}

const all = (): boolean => true;

describe('The gates of a project', () => {
  it('are all there', () => {
    expect(missingGates(plan('api', ...steps), [api], [], all)).toEqual([]);
  });

  it.each(steps)('are not whole without %s', (step) => {
    const without = plan('api', ...steps).filter((planned) => planned.step !== step);
    expect(missingGates(without, [api], [], all)).toEqual([`api:${step}`]);
  });

  it('are those of its folder, whatever its name is in Nx', () => {
    const renamed = {
      name: 'interface',
      root: 'apps/api',
      targets: {},
      namedInputs: undefined,
      implicitDependencies: undefined,
    };
    expect(missingGates(plan('interface', ...steps), [api], [renamed], all)).toEqual([]);
    expect(missingGates(plan('api', ...steps), [api], [renamed], all)).toHaveLength(2);
  });

  it('are not asked of projects that the run has no business with', () => {
    expect(missingGates([], [api], [], (name) => name !== 'api')).toEqual([]);
  });
});
