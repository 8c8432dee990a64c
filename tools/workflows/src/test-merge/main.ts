/**
 * `EVENT=pull_request HEAD_SHA=… BASE_REF=main node tools/workflows/src/test-merge/main.ts` where GitHub's merge of a pull
 * request is checked out. Needs Node 24, git with the whole history, and no package. Exits with 0 when that is the one
 * that is proposed, or for any other event, 1 when it is not, 2 when that cannot be told.
 */
import { execFileSync } from 'node:child_process';
import { OUTPUT_LIMIT } from '../checkout.ts';
import { testMergeComplaint } from './test-merge.ts';

const { EVENT: event, HEAD_SHA: head = '', BASE_REF: base = '' } = process.env;
try {
  if (event === undefined) throw new Error('EVENT says of no event');
  if (event === 'pull_request') judge();
  else console.log('no pull request: nothing is merged to be tested');
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 2;
}

function judge(): void {
  const [, ...parents] = git('rev-list', '--parents', '--max-count=1', 'HEAD').split(' ');
  const tips = git('rev-list', '--first-parent', `refs/remotes/origin/${base}`).split('\n');
  const complaint = testMergeComplaint({ parents, head, base, tips });
  if (complaint === undefined) console.log('the merge is the one that is proposed');
  else {
    console.error(`TEST_MERGE_STALE: ${complaint}`);
    console.error('What to do: push a commit, or close and reopen the pull request.');
    console.error('GitHub made that merge before; to run this again would check the same.');
    process.exitCode = 1;
  }
}

function git(...words: readonly string[]): string {
  const options = { encoding: 'utf8', maxBuffer: OUTPUT_LIMIT } as const;
  return execFileSync('git', words, options).trim();
}
