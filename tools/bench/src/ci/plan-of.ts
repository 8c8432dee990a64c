import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Durations, parseDurations, secondsOf } from '@modax/bootstrap/durations';
import { pack } from '@modax/bootstrap/pack';
import { projectsWith, tasksOf, unitsOf } from '@modax/bootstrap/units';
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
  return plannedIn(readFileSync(file, 'utf8'), durationsOf(bench), kept);
}

/** What CI does for a push where nothing was green yet, and nothing is in a cache. */
export async function planOfEverything(bench: Bench, workspace: Workspace): Promise<CiPlan> {
  const file = await planFile(bench, workspace, ['run-many']);
  return plannedIn(readFileSync(file, 'utf8'), durationsOf(bench), new Set()).planWithoutCache;
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

/**
 * Reads what Nx has planned: the jobs, with the seconds that their steps took where that was recorded. What is kept takes
 * none where CI asks a remote cache, in the jobs that check; an image is in no cache.
 */
export function plannedIn(text: string, durations: Durations, kept: ReadonlySet<string>): Planned {
  return {
    plan: planIn(text, durations, kept),
    planWithoutCache: planIn(text, durations, new Set()),
    tasks: tasksOf(text),
  };
}

function planIn(text: string, durations: Durations, kept: ReadonlySet<string>): CiPlan {
  const all = unitsOf(text);
  // On the workspace's own Python the tests run with the other checks.
  const units = all.filter(({ python }) => python !== '3.11');
  const python = [...new Set(all.flatMap((unit) => (unit.python ? [unit.project] : [])))];
  const seconds = (...steps: readonly string[]): number => secondsOf(steps, durations);
  const secondsLeft = (task: string): number => {
    const steps = units.find((unit) => unit.task === task)?.steps ?? [];
    return seconds(...steps.filter((step) => !kept.has(step)));
  };
  // What is kept is not known yet when the jobs are made.
  const jobs = pack(units, { jobs: JOBS, secondsOf: ({ steps }) => seconds(...steps) });
  return {
    check: jobs.map(({ tasks }) => tasks.reduce((sum, task) => sum + secondsLeft(task), 0)),
    coverage: python.length,
    images: projectsWith(text, 'docker-scan'),
    integration: python
      .filter((project) => project.endsWith('-e2e'))
      .map((project) => seconds(`${project}:test`)),
    scan: projectsWith(text, 'scan').map((project) =>
      seconds(
        ...['scan-code', 'scan-dependencies', 'scan-files'].map((step) => `${project}:${step}`),
      ),
    ),
  };
}

function durationsOf({ root }: Bench): Durations {
  return parseDurations(readFileSync(join(root, 'config/step-durations.json'), 'utf8'));
}
