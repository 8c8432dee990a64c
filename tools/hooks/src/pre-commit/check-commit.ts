import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { printable, problemText, readExceptions } from '@modax/findings';
import { Interrupted, type Repository } from '../repository.ts';
import { applyFormatting } from './apply-formatting.ts';
import { checkFormatted, checkStaged } from './check-staged.ts';
import type { Reformatted } from './formatting.ts';
import { reportOf, type Report } from './report.ts';
import type { RunContext } from './run-context.ts';
import { stagedFiles, type Staged } from './staged.ts';
import { namesBeyondLintStaged } from './unchecked-names.ts';

/** A commit that is about to be made. */
export interface Commit {
  readonly repository: Repository;
  readonly staged: Staged;
  /** UTC, `YYYY-MM-DD`. */
  readonly today: string;
}

/** What the commit is worth, in the snapshot that is being prepared; when all passes, its formatting is staged. */
export async function checkCommit(
  preparing: Promise<RunContext>,
  { repository, staged, today }: Commit,
): Promise<Report> {
  const beyond = reportOf([namesBeyondLintStaged(staged.files)], [], today);
  if (beyond.exitCode !== 0) return beyond;
  const checked = await checkStaged(repository.root, staged.files, preparing);
  const context = await preparing;
  const { sources, found, others, changed, disturbed } = checked;
  stopIfAsked(repository);

  const read = readExceptions(context.tree, today);
  if ('problems' in read) {
    return { exitCode: 2, text: `${read.problems.map(problemText).join('\n')}\n` };
  }
  const report = (results: Parameters<typeof reportOf>[0]): Report =>
    reportOf(results, read.exceptions, today);
  const first = report([...others, ...found]);
  if (disturbed)
    return refused(first.text, 'a file changed while the commit was checked: commit again');
  if (changed.size === 0) {
    return first.exitCode === 0 ? unlessRestaged(repository, staged, first) : first;
  }

  const basic = report(others);
  if (basic.exitCode !== 0) return first;
  for (const [path, { after }] of changed) writeFileSync(join(context.tree, path), after);
  const second = report(await checkFormatted(context, sources, changed));
  stopIfAsked(repository);
  // Nothing is written, so the lines are those of what the person has, where that was at fault already.
  if (second.exitCode !== 0) return first.exitCode === 0 ? second : first;
  return format(context, staged, changed);
}

/** Stages the formatting, unless the index is no longer what was checked or nothing would be left of it. */
async function format(
  context: RunContext,
  staged: Staged,
  changed: ReadonlyMap<string, Reformatted>,
): Promise<Report> {
  // From here on it is too late to stop: what has begun is brought to its end.
  const repository = { ...context.repository, signal: new AbortController().signal };
  const unchanged: Report = { exitCode: 0, text: '' };
  const still = await unlessRestaged(repository, staged, unchanged);
  if (still !== unchanged) return still;
  const { kept, empty } = await applyFormatting({ ...context, repository }, changed, staged);
  if (empty) {
    return refused(
      '',
      'nothing of the change is left once it is formatted: there is nothing to commit',
    );
  }
  const lines = [...changed.keys()].map((path) => {
    const rest = kept.includes(path) ? ' (in the commit; your own file stays as it is)' : '';
    return `formatted ${printable(path)}${rest}\n`;
  });
  return { exitCode: 0, text: lines.join('') };
}

/** What is committed has to be what was checked: what was staged meanwhile nobody has looked at. */
async function unlessRestaged(
  repository: Repository,
  staged: Staged,
  report: Report,
): Promise<Report> {
  const now = await stagedFiles(repository);
  return JSON.stringify(now) === JSON.stringify(staged)
    ? report
    : refused('', 'the index changed while the commit was checked: commit again');
}

function refused(text: string, why: string): Report {
  return { exitCode: 1, text: `${text}${text === '' ? '' : '\n'}${why}\n` };
}

function stopIfAsked({ signal }: Repository): void {
  if (signal.aborted) throw new Interrupted();
}
