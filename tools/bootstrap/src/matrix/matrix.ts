import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { printable, renderTable, type Column } from '@modax/findings';
import type { MatrixCommand } from '../command-line.ts';
import { commitOf, isAncestor } from '../git.ts';
import type { ResultStream } from '../pipeline/check.ts';
import { textOfPlan, unable, withPlan } from '../pipeline/nx-answer.ts';
import type { Scope } from '../pipeline/nx.ts';
import type { Session } from '../session.ts';
import { EXIT } from '../stage-0/problem.mjs';
import { readDurations } from './durations.ts';
import { type Matrix, matrixOf } from './matrix-of.ts';
import type { Job } from './pack.ts';

const TARGETS = ['check', 'test-matrix', 'docker-scan', 'scan'] as const;

/**
 * Says in which jobs CI checks what differs from a commit; runs none, and needs no Python. Writes to `stdout`.
 */
export async function matrix(
  session: Session,
  command: MatrixCommand,
  stdout: ResultStream,
): Promise<number> {
  const scope = await scopeSince(session, command.base);
  const planned = await withPlan(session, scope, textOfPlan, TARGETS);
  if ('trouble' in planned) return unable(session, planned.trouble);
  const { root } = session;
  const durations = readDurations(root);
  const python = readFileSync(join(root, '.python-version'), 'utf8').trim();
  const { jobs, fork } = command;
  stdout.write(FORMS[command.form](matrixOf(planned.text, { jobs, fork, durations, python })));
  return EXIT.green;
}

/** Everything, unless it is certain that the base is a commit that the present one is built on. */
async function scopeSince(session: Session, base: string): Promise<Scope> {
  const everything = (because: string): Scope => {
    session.tell(`everything: ${because}\n`);
    return { kind: 'everything', because };
  };
  if (base === '') return everything('there is nothing to compare with');
  const commit = await commitOf(session, base);
  if (commit === undefined) return everything(`${printable(base)} is no commit of this clone`);
  if (!(await isAncestor(session, commit, 'HEAD'))) {
    return everything(`HEAD is not built on ${printable(base)}`);
  }
  return { kind: 'affected', base: commit };
}

/** A job as a workflow passes it on: an expression there cannot join lines. */
function inWords({ name, tasks, pythons }: Job): Readonly<Record<string, string>> {
  return { name, tasks: tasks.join(' '), pythons: pythons.join('\n') };
}

const columns: readonly Column<Job>[] = [
  { header: 'job', text: ({ name }) => name },
  { header: 'seconds', text: ({ seconds }) => String(seconds), align: 'right' },
  { header: 'tasks', text: ({ tasks }) => tasks.join(' ') },
];

const FORMS: Readonly<Record<MatrixCommand['form'], (matrix: Matrix) => string>> = {
  table: ({ check, images }) => {
    const table = check.length === 0 ? '' : `${renderTable(columns, check, { colour: false })}\n\n`;
    return `${table}${check.length} jobs, images: ${images.join(', ') || 'none'}\n`;
  },
  json: (matrix) => `${JSON.stringify(matrix, undefined, 2)}\n`,
  // Names of projects and targets have no character that means anything to GitHub or to a shell.
  github: ({ check, ...rest }) =>
    Object.entries({ check: check.map(inWords), ...rest })
      .map(([output, value]) => `${output}=${JSON.stringify(value)}\n`)
      .join(''),
};
