import { messageComplaint } from './complaint.ts';
import { committedLines } from './parse.ts';

/** A commit that a pull request brings. */
export interface ProposedCommit {
  readonly revision: string;
  readonly message: string;
}

/**
 * What is wrong with the messages that a pull request would bring into the history, for people: GitHub makes a commit of
 * its title, or takes its commits as they are, and asks no hook.
 */
export function proposedComplaints(
  title: string,
  commits: readonly ProposedCommit[],
): readonly string[] {
  const complaints = [
    messageComplaint('the title of the pull request', [title]),
    ...commits.map(({ revision, message }) =>
      messageComplaint(`the message of ${revision}`, committedLines(message, undefined)),
    ),
  ];
  return complaints.filter((complaint) => complaint !== undefined);
}
