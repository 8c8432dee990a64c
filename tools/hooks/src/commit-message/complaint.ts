import { printable } from '@modax/findings';
import { type MessageForm, messageProblems } from './parse.ts';

const EXAMPLE = 'fix(control-layer): keep the emergency stop of a device that floods';

/**
 * What is wrong with a message, for people; undefined when it is a Conventional Commit.
 * @param what is judged: `the commit message`
 */
export function messageComplaint(
  what: string,
  lines: readonly string[],
  form: MessageForm = {},
): string | undefined {
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
