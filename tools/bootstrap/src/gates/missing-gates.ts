import type { GraphProject, PlannedStep } from '../pipeline/plan.ts';
import { projectAt, type GatedProject } from './gates.ts';

/**
 * The gates that a plan has not, each as `project:step`, of the projects that are asked for: what the
 * project's `check` must gather, and is a step of its own.
 */
export function missingGates(
  plan: readonly PlannedStep[],
  gated: readonly GatedProject[],
  projects: readonly GraphProject[],
  isAsked: (project: string) => boolean,
): readonly string[] {
  const planned = new Set(plan.map(({ id }) => id));
  return gated.flatMap((expected) => {
    const name = projectAt(projects, expected)?.name ?? expected.name;
    return isAsked(name)
      ? gatesOf(expected)
          .map((step) => `${name}:${step}`)
          .filter((id) => !planned.has(id))
      : [];
  });
}

function gatesOf({ targets }: GatedProject): readonly string[] {
  const gathered = targets['check']?.['dependsOn'];
  return (Array.isArray(gathered) ? gathered : []).filter(
    (name): name is string => typeof name === 'string' && targets[name]?.['executor'] !== 'nx:noop',
  );
}
