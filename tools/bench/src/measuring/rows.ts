import { BenchProblem } from '../bench-problem.ts';
import type { Costs } from './rounds.ts';
import type { Cost } from './stopwatch.ts';

/** The highest ratios to the measure that issue and team agreed on. */
export interface Asked {
  readonly wall?: number;
  readonly cpu?: number;
}

/** One line of the table. */
export interface Row {
  readonly id: string;
  readonly title: string;
  /** The one figure of all rounds: their medians, where the suite does not make it in another way. */
  readonly cost: Cost;
  /** What the case cost by what its measure cost. */
  readonly wallRatio: number;
  readonly cpuRatio: number;
  readonly asked: Asked;
  /** Whether every ratio that is asked for is kept; nothing when none is. */
  readonly isReached: boolean | undefined;
  /** Every round, in seconds. */
  readonly rounds: readonly Cost[];
}

/** How a row is made of what was measured. */
export interface RowPlan {
  readonly id: string;
  readonly title: string;
  /** The case that is 1.00 for this row. */
  readonly measure: string;
  readonly asked?: Asked;
}

/** The middle value; of an even number, the mean of the two in the middle. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = (sorted.length - 1) / 2;
  const [low, high] = [sorted[Math.floor(middle)], sorted[Math.ceil(middle)]];
  if (low === undefined || high === undefined) {
    throw new BenchProblem('NOTHING_CHECKED', 'there is no median of nothing');
  }
  return (low + high) / 2;
}

/** The rows of the plans, in their order. What a case cost is the median of its rounds, if nothing else is given. */
export function rowsOf(
  plans: readonly RowPlan[],
  costs: Costs,
  costOf = (id: string): Cost => medianCost(costs[id] ?? []),
): readonly Row[] {
  return plans.map(({ id, title, measure, asked = {} }) => {
    const [cost, one] = [costOf(id), costOf(measure)];
    const wallRatio = cost.wallSeconds / one.wallSeconds;
    const cpuRatio = cost.cpuSeconds / one.cpuSeconds;
    return {
      id,
      title,
      cost,
      wallRatio,
      cpuRatio,
      asked,
      isReached: isReached(asked, wallRatio, cpuRatio),
      rounds: costs[id] ?? [],
    };
  });
}

function medianCost(rounds: readonly Cost[]): Cost {
  return {
    wallSeconds: median(rounds.map(({ wallSeconds }) => wallSeconds)),
    cpuSeconds: median(rounds.map(({ cpuSeconds }) => cpuSeconds)),
  };
}

function isReached({ wall, cpu }: Asked, wallRatio: number, cpuRatio: number): boolean | undefined {
  if (wall === undefined && cpu === undefined) return undefined;
  return (wall === undefined || wallRatio <= wall) && (cpu === undefined || cpuRatio <= cpu);
}
