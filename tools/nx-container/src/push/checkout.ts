import { isProblem, type ToolProblem } from '@modax/findings';
import { withoutHistory } from '../project/source-state.ts';
import { type Call, execute, type Output, type Surroundings } from '../running/execute.ts';
import { gitCall } from '../running/git.ts';
import type { Checkout } from '../tags/git-event.ts';

/** What a push has to know of the repository. */
export interface PushedCheckout extends Checkout {
  /** All tags `v…` of the repository. */
  readonly releases: readonly string[];
  /** Whether anything differs from what is committed. */
  readonly dirty: boolean;
}

const BRANCHES = /^refs\/heads\//;
/** One tag a line, whatever a person has set for lists. */
const RELEASES = ['for-each-ref', '--format=%(refname:strip=2)'] as const;

export async function readCheckout(
  root: string,
  surroundings: Surroundings,
): Promise<PushedCheckout | ToolProblem> {
  const outputs: Output[] = [];
  for (const call of checkoutCalls(root)) {
    const output = await execute(call, surroundings);
    if (isProblem(output)) return withoutHistory(output);
    outputs.push(output);
  }
  const [head, branch, here, all, status] = outputs.map(({ stdout }) => stdout.trim());
  return {
    revision: head ?? '',
    ...(branch === undefined || branch === '' ? {} : { branch: branch.replace(BRANCHES, '') }),
    releaseTags: lines(here),
    releases: lines(all),
    dirty: status !== '',
  };
}

function checkoutCalls(root: string): readonly Call[] {
  return [
    gitCall(root, 'head', ['rev-parse', 'HEAD']),
    // 1: no branch is checked out.
    gitCall(root, 'branch', ['symbolic-ref', '--quiet', 'HEAD'], [0, 1]),
    gitCall(root, 'tags of the commit', [...RELEASES, '--points-at=HEAD', 'refs/tags/v*']),
    gitCall(root, 'tags', [...RELEASES, 'refs/tags/v*']),
    gitCall(root, 'status', ['status', '--porcelain=v1', '--untracked-files=all']),
  ];
}

function lines(text = ''): readonly string[] {
  return text.split('\n').filter((line) => line !== '');
}
