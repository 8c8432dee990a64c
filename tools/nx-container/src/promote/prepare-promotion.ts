import { isProblem, toolProblem, type ToolProblem } from '@modax/findings';
import { type ImageRequest, prepareBuild } from '../build/prepare-build.ts';
import { readCheckout } from '../push/checkout.ts';
import { otherVersion } from '../push/plan.ts';
import { type Surroundings } from '../running/execute.ts';
import type { GitEvent } from '../tags/git-event.ts';
import { releaseEvent } from '../tags/release-event.ts';
import { candidates } from './candidates.ts';

export type ReleaseEvent = Extract<GitEvent, { readonly kind: 'release' }>;

/** A promotion that may be done. */
export interface PreparedPromotion {
  /** The commit that last touched the image's sources. */
  readonly revision: string;
  readonly version: string;
  readonly event: ReleaseEvent;
  /** The digest of the image that it is to be built on; empty where it is built on none. */
  readonly base: string;
  /** All release tags, of which some may have been refused: a release of another branch is one too. */
  readonly releases: readonly string[];
  /** At which of them the image was pushed is asked of the registry. */
  readonly commits: readonly string[];
}

/** Decides a promotion, before any registry is asked. */
export async function preparePromotion(
  request: ImageRequest,
  branch: string,
  surroundings: Surroundings,
): Promise<PreparedPromotion | ToolProblem> {
  const { workspaceRoot, name } = request;
  const checkout = await readCheckout(workspaceRoot, surroundings);
  if (isProblem(checkout)) return checkout;
  const event = releaseEvent(surroundings.variables, checkout);
  if (event?.kind !== 'release') {
    return toolProblem('EVENT_UNKNOWN', 'no release tag, or more than one, is checked out');
  }
  const plan = await prepareBuild(request, surroundings);
  if (isProblem(plan)) return plan;
  const { version } = plan.project;
  const { revision, changed } = plan.source;
  const other = otherVersion({ project: name, version }, event);
  if (other !== undefined) return other;
  if (changed.length > 0) {
    return toolProblem('TREE_DIRTY', `files differ from the commit ${revision}`);
  }
  const commits = await candidates(workspaceRoot, { branch, revision }, surroundings);
  if (isProblem(commits)) return commits;
  const base = plan.bases[0]?.reference.split('@')[1] ?? '';
  return { revision, version, base, event, releases: checkout.releases, commits };
}
