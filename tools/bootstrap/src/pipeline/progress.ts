import type { PlannedStep } from './plan.ts';

/** A step that Nx has just named as finished. */
export interface Finished {
  readonly id: string;
  readonly passed: boolean;
  readonly fromCache: boolean;
}

/**
 * Reads one line of Nx's output. Nx names a passed step after a tick, and a failed one as the heading of
 * its output. What a tool prints may look the same: the caller knows which steps there are. The final
 * table does not depend on this.
 */
export function parseFinished(line: string): Finished | undefined {
  const match = /^(?:(✔|√) {2}|> )nx run (\S+)(?: {2}\[(.*)\])?$/u.exec(line);
  const [, tick, id, note = ''] = match ?? [];
  if (id === undefined) return undefined;
  return { id, passed: tick !== undefined, fromCache: /cache/.test(note) };
}

/** Tells of each finished step in one line, as it is named. */
export class Progress {
  readonly #tell: (text: string) => void;
  readonly #readPlan: () => readonly PlannedStep[] | undefined;
  readonly #told = new Set<string>();
  #plan: ReadonlyMap<string, PlannedStep> | undefined;
  #quiet = true;

  /** `readPlan` is asked until it knows the steps; it does so before the first of them is named. */
  constructor(tell: (text: string) => void, readPlan: () => readonly PlannedStep[] | undefined) {
    this.#tell = tell;
    this.#readPlan = readPlan;
  }

  /** Takes the next line of Nx's output. */
  take(line: string): void {
    const finished = parseFinished(line);
    if (finished !== undefined) this.#report(finished);
  }

  /** To be called now and then: says what is still awaited when nothing else was said since. */
  signOfLife(): void {
    const awaited = [...(this.#steps()?.values() ?? [])].filter(({ id }) => !this.#told.has(id));
    const [first] = awaited;
    if (this.#quiet && first !== undefined) {
      const others = awaited.length - 1;
      const more = others === 0 ? '' : ` and ${others} more`;
      this.#tell(`still awaited: ${first.project} ${first.step}${more}\n`);
    }
    this.#quiet = true;
  }

  #report({ id, passed, fromCache }: Finished): void {
    const plan = this.#steps();
    const step = plan?.get(id);
    if (step === undefined || this.#told.has(id)) return;
    this.#told.add(id);
    this.#quiet = false;
    const total = String(plan?.size ?? 0);
    const count = String(this.#told.size).padStart(total.length);
    const origin = fromCache ? ' (cache)' : '';
    this.#tell(
      `[${count}/${total}] ${passed ? 'passed' : 'FAILED'}  ${step.project} ${step.step}${origin}\n`,
    );
  }

  #steps(): ReadonlyMap<string, PlannedStep> | undefined {
    if (this.#plan === undefined) {
      const steps = this.#readPlan();
      if (steps !== undefined) this.#plan = new Map(steps.map((step) => [step.id, step]));
    }
    return this.#plan;
  }
}
