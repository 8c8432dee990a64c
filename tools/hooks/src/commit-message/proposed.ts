import { printable } from '@modax/findings';
import { messageComplaint } from './complaint.ts';
import { committedLines } from './parse.ts';

/** What is to vanish before anybody else sees it, or says nothing: here it would stay. */
const PASSING = /^(?:(?:fixup|squash|amend)! |Merge )/;
/** Dependabot names all that it updates, however long that is, and gives its title again. */
const MACHINE = 'dependabot[bot]';

/** A commit that a pull request brings. */
export interface ProposedCommit {
  readonly revision: string;
  readonly message: string;
}

/**
 * What is wrong with the messages that a pull request would bring into the history, for people: GitHub makes a commit of
 * its title, or takes its commits as they are, and asks no hook.
 * @param author the account that proposes it
 */
export function proposedComplaints(
  title: string,
  commits: readonly ProposedCommit[],
  author: string,
): readonly string[] {
  const complaints = [
    complaint('the title of the pull request', [title], author),
    ...commits.map(({ revision, message }) =>
      complaint(`the message of ${revision}`, committedLines(message, undefined), author),
    ),
  ];
  return complaints.filter((one) => one !== undefined);
}

function complaint(what: string, lines: readonly string[], author: string): string | undefined {
  const [first = ''] = lines;
  if (PASSING.test(first)) {
    return `${what} is one that vanishes where it is squashed or merged; here it would stay:\n  | ${printable(first)}\n`;
  }
  return messageComplaint(what, lines, { isOfAnyLength: author === MACHINE });
}
