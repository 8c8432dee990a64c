/** A job that the last one of a workflow waits for, as GitHub tells of it in `needs`. */
export interface NeededJob {
  readonly name: string;
  /** `success`, `failure`, `cancelled` or `skipped`. */
  readonly result: string;
  readonly outputs: Readonly<Record<string, string>>;
}

/** The job that says what the others have to do, in outputs with their names: lists as JSON. */
const PLAN = 'plan';
const NOTHING_TO_DO = '[]';

/**
 * Reads `toJSON(needs)`.
 * @throws Error when it is something else.
 */
export function parseNeeds(text: string): readonly NeededJob[] {
  const needs: unknown = JSON.parse(text);
  if (!isRecord(needs)) throw new Error('the needed jobs are no object');
  return Object.entries(needs).map(([name, job]) => {
    const result = isRecord(job) ? job['result'] : undefined;
    const outputs = isRecord(job) && isRecord(job['outputs']) ? job['outputs'] : {};
    if (typeof result !== 'string') throw new Error(`${name} has no result`);
    const texts = Object.entries(outputs).filter((entry) => typeof entry[1] === 'string');
    return { name, result, outputs: Object.fromEntries(texts) as NeededJob['outputs'] };
  });
}

/**
 * Why a workflow is not green: every job has to have succeeded, but one that was skipped because the plan has nothing
 * for it to do. A job that was skipped for another reason has checked nothing.
 */
export function complaints(jobs: readonly NeededJob[]): readonly string[] {
  const plan = jobs.find(({ name }) => name === PLAN);
  if (plan === undefined) return [`there is no job ${PLAN}`];
  return jobs.flatMap(({ name, result }) => {
    if (result === 'success') return [];
    if (result !== 'skipped') return [`${name}: ${result}`];
    if (plan.result === 'success' && plan.outputs[name] === NOTHING_TO_DO) return [];
    return [`${name}: skipped, although the plan does not say that there is nothing to do`];
  });
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
