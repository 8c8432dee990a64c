import type { Client, Place } from '../github/client.ts';
import { githubProblem } from '../github/github-problem.ts';
import type { Checkout } from '../git.ts';
import { EXIT, RepositoryProblem } from '../problem.ts';
import { announce } from '../release/announce.ts';
import {
  type CheckRun,
  checkRun,
  checksOfBranch,
  requiredChecks,
  workflowRun,
} from '../release/checks.ts';
import { tagState } from '../release/tag-state.ts';
import { checksPassed, LONGEST_MILLISECONDS, mayBeReleased } from '../release/verify.ts';
import type { Rules, Ruleset } from '../rules/rules.ts';
import type { Command } from './command-line.ts';

/** What a release is made with. */
export interface ReleaseSurroundings extends Checkout {
  readonly rules: Rules;
  readonly client: Client;
  readonly place: Place;
  readonly print: (text: string) => void;
  readonly tell: (text: string) => void;
  readonly wait: (milliseconds: number) => Promise<void>;
}

/**
 * Verifies a tag, or announces the release of one.
 * @returns the exit code
 * @throws RepositoryProblem
 */
export async function release(
  command: Extract<Command, { name: 'announce' | 'verify' }>,
  around: ReleaseSurroundings,
): Promise<number> {
  const { client, place, print } = around;
  const state = await tagState(around, command.release);
  const { notes, onMain } = mayBeReleased(state);
  const { commit } = state;
  if (command.name === 'announce') {
    const done = await announce(client, place, { release: command.release, commit, notes });
    print(`${command.release.tag}: ${done}\n`);
    return EXIT.same;
  }
  const { tag } = command.release;
  const required = requiredChecks(mainOf(around.rules)).map((check) => ({
    ...check,
    name: check.name.replace(OF_PULL_REQUEST, ''),
  }));
  const clock = { now: Date.now, giveUpAt: Date.now() + LONGEST_MILLISECONDS };
  await checksPassed(required, {
    ...around,
    ...clock,
    of: 'main',
    remedy: 'Mend main, and tag what is green.',
    runs: () => checkRunsOf(client, place, { commit: onMain, ref: 'main' }),
  });
  await checksPassed(
    required.filter(({ name }) => name === OF_TAG),
    {
      ...around,
      ...clock,
      of: tag,
      remedy: 'Read what was found in its images, mend that on main, and release another version.',
      runs: () => checkRunsOf(client, place, { commit, ref: tag }),
    },
  );
  print(`${tag} (${commit}) may be released\n`);
  return EXIT.same;
}

function mainOf({ rulesets }: Rules): Ruleset {
  const main = rulesets.find(({ name }) => name === 'main');
  if (main !== undefined) return main;
  throw new RepositoryProblem(
    'RULES_INVALID',
    'there is no ruleset main',
    'Take it back from git.',
  );
}

/** What a branch requires are the checks of a pull request; a push of it has them under their own names. */
const OF_PULL_REQUEST = / of a pull request to main$/;
/** What the tag itself is checked with: main has scanned the images on another day, with less that was known. */
const OF_TAG = 'Docker Build';
/** What checks a branch or a tag itself: each push, and each Monday, or when asked, what has become known since. */
const OF_ITS_OWN: ReadonlySet<string> = new Set(['push', 'schedule', 'workflow_dispatch']);

/** The checks that a commit has had as the newest of main, or as that of a tag. */
async function checkRunsOf(
  client: Client,
  place: Place,
  { commit, ref }: { readonly commit: string; readonly ref: string },
): Promise<readonly CheckRun[]> {
  const asked = { ...place, per_page: 100 };
  const read = async () => {
    // Before the checks: a workflow that ends in between has its check then, and else would be told of by neither.
    const ran = await client.paginate('GET /repos/{owner}/{repo}/actions/runs', {
      ...asked,
      head_sha: commit,
      branch: ref,
    });
    const checks = await client.paginate('GET /repos/{owner}/{repo}/commits/{ref}/check-runs', {
      ...asked,
      ref: commit,
      // The latest of a name alone could be that of the tag, whose checks have the names of main's.
      filter: 'all',
    });
    return { ran, checks };
  };
  const { ran, checks } = await read().catch((error: unknown) => {
    const enough = 'Give the job `checks: read` and `actions: read`.';
    throw githubProblem(error, `reading the checks of ${commit}`, enough);
  });
  const workflows = ran.map(workflowRun).filter(({ event }) => OF_ITS_OWN.has(event));
  return checksOfBranch(checks.map(checkRun), workflows);
}
