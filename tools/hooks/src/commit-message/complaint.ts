import { printable } from '@modax/findings';
import { type MessageForm, messageProblems } from './parse.ts';

/** GitHub starts nothing for a commit whose message says so anywhere, and nothing that was left out is made up for. */
const SKIPPING = /\[(?:skip ci|ci skip|no ci|skip actions|actions skip)\]|^skip-checks:/i;
const EXAMPLE = 'fix(control-layer): keep the emergency stop of a device that floods';

/**
 * What is wrong with a message, for people; undefined when it is a Conventional Commit, and switches no check off.
 * @param what is judged: `the commit message`
 */
export function messageComplaint(
  what: string,
  lines: readonly string[],
  form: MessageForm = {},
): string | undefined {
  const skipping = lines.find((line) => SKIPPING.test(line));
  if (skipping !== undefined) {
    return `${what} would keep every workflow from running, on main too:\n  | ${printable(skipping)}\n`;
  }
  const problems = messageProblems(lines, form);
  if (problems.length === 0) return undefined;
  const places = problems.map(
    ({ line, column, message }) => `  line ${line}, column ${column}: ${printable(message)}\n`,
  );
  return (
    `${what} is not a Conventional Commit:\n  | ${printable(lines[0] ?? '')}\n` +
    `${places.join('')}an example:\n  | ${EXAMPLE}\n`
  );
}
