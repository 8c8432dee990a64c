import type { Scope } from './nx.ts';

type Chosen = Extract<Scope, { kind: 'chosen' }>;

const TASK = /^(?<project>[\w@/.-]+):(?<target>[\w.-]+)$/;

/** Whether a word names one of Nx's tasks: `ai-layer:check`. It may still be one that there is not. */
export function isTaskName(word: string): boolean {
  return TASK.test(word) && !word.startsWith('-');
}

/** Chosen tasks in as few runs of Nx as run nothing else: one for all projects that the same targets are chosen of. */
export function chosenScopes(tasks: readonly string[]): readonly Chosen[] {
  const targetsOf = new Map<string, Set<string>>();
  for (const task of tasks) {
    const { project = '', target = '' } = TASK.exec(task)?.groups ?? {};
    targetsOf.set(project, (targetsOf.get(project) ?? new Set()).add(target));
  }
  const scopes = new Map<string, Chosen>();
  for (const [project, chosen] of targetsOf) {
    const targets = [...chosen].sort();
    const key = targets.join(',');
    const projects = [...(scopes.get(key)?.projects ?? []), project];
    scopes.set(key, { kind: 'chosen', targets, projects });
  }
  return [...scopes.values()];
}
