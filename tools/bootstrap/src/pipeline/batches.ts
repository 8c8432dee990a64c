import type { PlannedStep } from './plan.ts';

/** The executors that can run many steps in one process and one run of their tool. */
const BATCHING = '@modax/nx-python:';

/**
 * Whether steps of the same tool are run together. Nx runs one batch after the other, and nothing beside
 * it: that gains where a tool has more steps than there are cores, and loses where a core would be idle.
 */
export function batchesPay(steps: readonly PlannedStep[], cores: number): boolean {
  const counts = new Map<string, number>();
  for (const { executor } of steps) {
    if (executor.startsWith(BATCHING)) counts.set(executor, (counts.get(executor) ?? 0) + 1);
  }
  return Math.max(0, ...counts.values()) > cores;
}
