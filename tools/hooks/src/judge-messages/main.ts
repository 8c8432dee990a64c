/**
 * `EVENT=pull_request TITLE=… AUTHOR=… node tools/hooks/src/judge-messages/main.ts` where GitHub's merge of a pull request is checked
 * out: judges its title and the messages of its commits. Of any other event it has nothing to judge. Ends with 1 when
 * one is no Conventional Commit.
 */
import { type ProposedCommit, proposedComplaints } from '../commit-message/proposed.ts';
import { findRepository, git } from '../repository.ts';

const { EVENT: event, TITLE: title = '', AUTHOR: author = '' } = process.env;
if (event === 'pull_request') {
  const commits = await proposedCommits();
  const complaints = proposedComplaints(title, commits, author);
  process.stderr.write(complaints.join('\n'));
  console.log(`${commits.length + 1} messages judged, ${complaints.length} complaints`);
  process.exitCode = complaints.length === 0 ? 0 : 1;
} else {
  console.log('no pull request: the messages were judged in theirs');
}

/** Those between the base and the head of the pull request; none where something else is checked out. */
async function proposedCommits(): Promise<readonly ProposedCommit[]> {
  const { signal } = new AbortController();
  const repository = await findRepository(process.cwd(), process.env, signal);
  const line = await git(repository, ['rev-list', '--parents', '-1', 'HEAD']);
  const parents = line.trim().split(' ').slice(1);
  const [base, head] = parents;
  if (base === undefined || head === undefined) return [];
  const words = ['log', '-z', '--no-merges', '--format=%h%n%B', `${base}..${head}`];
  return (await git(repository, words))
    .split('\0')
    .filter((entry) => entry !== '')
    .map((entry) => {
      const end = entry.indexOf('\n');
      return { revision: entry.slice(0, end), message: entry.slice(end + 1) };
    });
}
