import type { GatedProject } from '../gates/gates.ts';
import { missingGates } from '../gates/missing-gates.ts';
import type { Scope } from './nx.ts';
import type { NxRun } from './run-nx.ts';
import { stepResult, type Reports, type StepResult } from './step-result.ts';

/** The rows of a run, and why it is no success although no step says so. */
export interface Judgement {
  readonly steps: readonly StepResult[];
  readonly trouble: string | undefined;
}

/**
 * What a run of Nx is worth. Green is only what was planned, ran to its end and was recorded: a run that
 * checked nothing of everything, a step that was never run, or a bad exit code that no step explains is
 * a failure with a row of its own.
 */
export function judge(
  run: NxRun,
  scope: Scope,
  reports: Reports,
  gated: readonly GatedProject[],
): Judgement {
  const steps = run.plan.map((planned) =>
    stepResult(planned, run.record?.tasks.get(planned.id), run.interruptedAt, reports),
  );
  const trouble =
    run.trouble ??
    unknownTrouble(run, scope) ??
    hiddenTrouble(run, scope, steps) ??
    missingTrouble(run, scope, gated);
  if (trouble === undefined) return { steps, trouble };
  const row = {
    project: 'workspace',
    step: 'nx',
    verdict: 'failed',
    warnings: 0,
    problems: ['NX_FAILED'],
    notes: [],
  } as const;
  return { steps: [...steps, row], trouble };
}

/**
 * The gates are asked of every project whose `check` was to be run. Of another one that is in the plan only what others
 * need of it is run, as the types of a library.
 */
function missingTrouble(
  { plan, projects, record, interruptedAt }: NxRun,
  scope: Scope,
  gated: readonly GatedProject[],
): string | undefined {
  if (interruptedAt !== undefined) return undefined;
  const isAsked = (name: string): boolean => {
    switch (scope.kind) {
      case 'everything':
        return true;
      case 'affected':
        // The record has what the plan leaves out: a `check` does nothing itself.
        return record?.tasks.has(`${name}:check`) ?? true;
      case 'chosen':
        return scope.targets.includes('check') && scope.projects.includes(name);
    }
  };
  const missing = missingGates(plan, gated, projects ?? [], isAsked);
  return missing.length === 0
    ? undefined
    : `${missing.join(', ')}: no gate is run there; take out what replaces it`;
}

/** Nx passes over what it does not know, and says that all went well. */
function unknownTrouble({ projects = [] }: NxRun, scope: Scope): string | undefined {
  if (scope.kind !== 'chosen') return undefined;
  const known = new Map(projects.map(({ name, targets }) => [name, targets]));
  const unknown = scope.projects.flatMap((project) =>
    scope.targets
      .filter((target) => known.get(project)?.[target] === undefined)
      .map((target) => `${project}:${target}`),
  );
  return unknown.length === 0 ? undefined : `${unknown.join(', ')}: there is no such task`;
}

function hiddenTrouble(run: NxRun, scope: Scope, steps: readonly StepResult[]): string | undefined {
  if (run.interruptedAt !== undefined || steps.some(({ verdict }) => verdict === 'failed')) {
    return undefined;
  }
  if (steps.some(({ verdict }) => verdict === 'skipped'))
    return 'Nx left out steps without a reason';
  if (run.exitCode !== 0) return `Nx ended with exit code ${run.exitCode}, which no step explains`;
  if (scope.kind !== 'affected' && steps.length === 0) return 'there is nothing to check';
  return undefined;
}
