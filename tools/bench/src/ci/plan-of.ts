import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Durations, readDurations, secondsOf } from '@modax/bootstrap/durations';
import { matrixOf } from '@modax/bootstrap/matrix';
import { tasksOf, unitsOf } from '@modax/bootstrap/units';
import { BenchProblem } from '../bench-problem.ts';
import { succeed } from '../measuring/stopwatch.ts';
import { type Bench, nxCall, type Workspace } from '../workspaces/workspace.ts';
import type { CiPlan } from './our-ci.ts';

const TARGETS = ['check', 'test-matrix', 'docker-scan', 'scan'].join(',');
const JOBS = 8;

/** A plan, and the steps that it names. */
export interface Planned {
  readonly plan: CiPlan;
  /** The same where there is no remote cache. */
  readonly planWithoutCache: CiPlan;
  /** Nx's names of the tasks that would run or be taken from a cache. */
  readonly tasks: ReadonlySet<string>;
}

/**
 * What CI does for what differs from a commit, as the matrix of this checkout plans it.
 * @param kept the tasks that a remote cache has
 */
export async function planSince(
  bench: Bench,
  workspace: Workspace,
  base: string,
  kept: ReadonlySet<string>,
): Promise<Planned> {
  const file = await planFile(bench, workspace, ['affected', `--base=${base}`]);
  return plannedIn(readFileSync(file, 'utf8'), recordsOf(bench), kept);
}

/** What CI does for a push where nothing was green yet, and nothing is in a cache. */
export async function planOfEverything(bench: Bench, workspace: Workspace): Promise<CiPlan> {
  const file = await planFile(bench, workspace, ['run-many']);
  return plannedIn(readFileSync(file, 'utf8'), recordsOf(bench), new Set()).planWithoutCache;
}

/** Where Nx has written its plan of what CI asks for. */
export async function planFile(
  bench: Bench,
  workspace: Workspace,
  words: readonly string[],
): Promise<string> {
  const file = join(bench.folder, 'plan.json');
  const call = nxCall(workspace, [...words, `--targets=${TARGETS}`, `--graph=${file}`]);
  await succeed(call, bench.signal);
  return file;
}

/** What this checkout has on record. */
interface Records {
  readonly durations: Durations;
  /** The workspace's own Python. */
  readonly python: string;
}

/**
 * Reads what Nx has planned: the jobs, with the seconds that their steps took where that was recorded. What is kept takes
 * none where CI asks a remote cache, in the jobs that check; an image is in no cache. When the jobs are made it is not
 * known yet what is kept.
 */
export function plannedIn(
  text: string,
  { durations, python }: Records,
  kept: ReadonlySet<string>,
): Planned {
  const matrix = matrixOf(text, { jobs: JOBS, fork: false, durations, python });
  const stepsOf = new Map(unitsOf(text).map(({ task, steps }) => [task, steps]));
  const seconds = (...steps: readonly string[]): number => secondsOf(steps, durations);
  const planWith = (isLeft: (step: string) => boolean): CiPlan => ({
    check: matrix.check.map(({ tasks }) =>
      seconds(...tasks.flatMap((task) => stepsOf.get(task) ?? []).filter(isLeft)),
    ),
    coverage: matrix.coverage.length,
    images: matrix.images,
    integration: matrix.integration.map((project) => seconds(`${project}:test`)),
    scan: matrix.scan.map((project) =>
      seconds(
        ...['scan-code', 'scan-dependencies', 'scan-files'].map((step) => `${project}:${step}`),
      ),
    ),
  });
  return {
    plan: planWith((step) => !kept.has(step)),
    planWithoutCache: planWith(() => true),
    tasks: tasksOf(text),
  };
}

function recordsOf({ root }: Bench): Records {
  const durations = readDurations(root);
  // What is reckoned with for a step that nobody has measured would be all that the figures are made of.
  if (durations.size === 0) throw new BenchProblem('NOTHING_CHECKED', 'no durations are recorded');
  return {
    durations,
    python: readFileSync(join(root, '.python-version'), 'utf8').trim(),
  };
}
