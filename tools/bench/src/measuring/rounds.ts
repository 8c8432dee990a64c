import type { ProgramCall } from '@modax/command';
import type { Cost } from './stopwatch.ts';

/** One thing that is measured: what is made ready before the clock runs, and the call it runs for. */
export interface Case {
  /** Stable, for machines. */
  readonly id: string;
  readonly title: string;
  /** Not measured; brings everything into the state from which the call is to start. */
  readonly prepare: () => void | Promise<void>;
  /** Read when it is prepared. */
  readonly call: ProgramCall;
  /** Not measured; throws when the call did not do what the row is about. */
  readonly verify?: () => void;
}

/** What every round of a case cost, in the order of the rounds. */
export type Costs = Readonly<Record<Case['id'], readonly Cost[]>>;

/** Effects of a measurement, given so that its order can be tested without time. */
export interface Clockwork {
  readonly costOf: (call: ProgramCall) => Promise<Cost>;
  readonly tell: (text: string) => void;
}

/**
 * Measures every case once, then every case again, until each has its rounds: what slows the machine for a
 * while slows all of them. Cases may build on what the one before left.
 */
export async function measureInTurn(
  cases: readonly Case[],
  rounds: number,
  { costOf, tell }: Clockwork,
): Promise<Costs> {
  const costs = new Map<string, Cost[]>(cases.map(({ id }) => [id, []]));
  for (let round = 1; round <= rounds; round += 1) {
    for (const one of cases) {
      const { id, title, prepare, verify } = one;
      await prepare();
      const cost = await costOf(one.call);
      verify?.();
      costs.get(id)?.push(cost);
      tell(
        `  round ${round}/${rounds}  ${title}: ${cost.wallSeconds.toFixed(2)} s, CPU ${cost.cpuSeconds.toFixed(2)} s\n`,
      );
    }
  }
  return Object.fromEntries(costs);
}
