/** What CI costs for one change. */
export interface CiCost {
  /** Of all jobs together. */
  readonly machineSeconds: number;
  /** From the push to the last verdict, where there are machines for all jobs. */
  readonly criticalSeconds: number;
}

/** Seconds of the jobs of a workflow: those of a stage run beside each other, after those of the stage before. */
export type Workflow = readonly (readonly number[])[];

/** Workflows that one push starts, beside each other. */
export function costOf(workflows: readonly Workflow[]): CiCost {
  const sum = (seconds: readonly number[]): number => seconds.reduce((all, one) => all + one, 0);
  return {
    machineSeconds: sum(workflows.flat(2)),
    criticalSeconds: Math.max(
      0,
      ...workflows.map((stages) => sum(stages.map((jobs) => Math.max(0, ...jobs)))),
    ),
  };
}
