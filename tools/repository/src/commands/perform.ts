import type { Client, Place } from '../github/client.ts';
import { githubProblem } from '../github/github-problem.ts';
import { mayAdminister, observe, reviewerIds } from '../github/observe.ts';
import { type Change, isDone, type Plan, planFor } from '../plan/plan.ts';
import { type ReviewerIds, requestsOf } from '../plan/requests.ts';
import { EXIT, RepositoryProblem } from '../problem.ts';
import type { Rules } from '../rules/rules.ts';
import type { RulesCommand } from './command-line.ts';
import { nameOf, planAsJson, renderPlan } from './render-plan.ts';
import { wrongUse } from './wrong-use.ts';

/** How it is spoken with whoever asked. */
export interface Talk {
  /** For data. */
  readonly print: (text: string) => void;
  /** For talk. */
  readonly tell: (text: string) => void;
  /** Asks a person; undefined where there is none. */
  readonly agree: ((question: string) => Promise<boolean>) | undefined;
}

export interface Surroundings extends Talk {
  readonly rules: Rules;
  readonly client: Client;
  readonly place: Place;
}

/**
 * Compares the rules, and sets them when that is asked for and agreed to.
 * @returns the exit code
 * @throws RepositoryProblem
 */
export async function perform(command: RulesCommand, around: Surroundings): Promise<number> {
  const { rules, client, place } = around;
  await mayAdminister(client, place);
  // Before anything is set: who is to agree to deployments has to be there.
  const idOf = await reviewerIds(client, place, rules);
  const plan = planFor(rules, await observe(client, place, rules));
  const name = `${place.owner}/${place.repo}`;
  around.print(command.json ? planAsJson(plan, name) : renderPlan(plan, name));
  if (command.name === 'check') {
    return exitCodeOf(plan);
  }
  if (plan.changes.length === 0) return exitCodeOf(plan);
  if (!(await isAgreed(command.yes, plan, around))) return EXIT.drift;
  await apply(plan, idOf, around);
  // What GitHub took is what it says afterwards.
  const left = planFor(rules, await observe(client, place, rules));
  if (left.changes.length > 0) {
    throw new RepositoryProblem(
      'GITHUB_REFUSED',
      `GitHub has taken it otherwise: ${left.changes.map(nameOf).join(', ')}`,
      'See what differs: npm run repository -- check',
    );
  }
  return exitCodeOf(left);
}

function exitCodeOf(plan: Plan): number {
  return isDone(plan) ? EXIT.same : EXIT.drift;
}

async function isAgreed(yes: boolean, plan: Plan, { agree, tell }: Surroundings): Promise<boolean> {
  if (yes) return true;
  if (agree === undefined) {
    throw wrongUse('nothing was set: nobody can be asked here, and --yes was not given');
  }
  const isAgreedTo = await agree(`Set these ${plan.changes.length}? Only yes sets them: `);
  if (!isAgreedTo) tell('nothing was set\n');
  return isAgreedTo;
}

async function apply(plan: Plan, idOf: ReviewerIds, around: Surroundings): Promise<void> {
  for (const [done, change] of plan.changes.entries()) {
    try {
      await make(change, idOf, around);
    } catch (error) {
      throw withHowFar(githubProblem(error, `setting ${nameOf(change)}`), done, plan);
    }
    around.tell(`set ${nameOf(change)}\n`);
  }
}

async function make(change: Change, idOf: ReviewerIds, around: Surroundings): Promise<void> {
  for (const { route, parameters } of requestsOf(change, idOf)) {
    await around.client.request(route, { ...parameters, ...around.place });
  }
}

/** How much of a plan was done is what the person has to know first. */
function withHowFar(problem: unknown, done: number, { changes }: Plan): unknown {
  if (!(problem instanceof RepositoryProblem)) return problem;
  const { code, message, remedy } = problem;
  const far = `${done} of ${changes.length} are set. ${remedy} A second run goes on from here.`;
  return new RepositoryProblem(code, message, far);
}
