import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { withLock } from '@modax/bootstrap/lock';
import { printable, problemText, readExceptions } from '@modax/findings';
import { Interrupted, type Repository } from '../repository.ts';
import { applyFormatting } from './apply-formatting.ts';
import type { Reformatted } from './formatting.ts';
import { checkFormatted, checkStaged } from './check-staged.ts';
import { reportOf, type Report } from './report.ts';
import type { RunContext } from './run-context.ts';
import { stateFolder, takeSnapshot } from './snapshot.ts';
import { stagedFiles, type Staged } from './staged.ts';
import { namesBeyondLintStaged } from './unchecked-names.ts';

/** What the hook needs beside the repository. */
export interface Surroundings {
  /** UTC, `YYYY-MM-DD`. */
  readonly today: string;
  readonly tell: (text: string) => void;
}

const SCRATCH = 'scratch-';

/**
 * Checks what is staged. When everything passes, formatting is staged with it; when anything does not,
 * index and working tree are as they were.
 * @returns the exit code: 0, 1 for findings, 2 when something that is needed is missing
 */
export async function preCommit(
  repository: Repository,
  { today, tell }: Surroundings,
): Promise<number> {
  const staged = await stagedFiles(repository);
  if (staged.files.length === 0) return 0;
  const state = stateFolder(repository);
  mkdirSync(state, { recursive: true });
  // The snapshot serves one commit at a time.
  return withLock(
    state,
    'a commit',
    async () => {
      for (const entry of readdirSync(state)) {
        if (!entry.startsWith(SCRATCH)) continue;
        // A tool of a hook that was killed may still be writing there for a moment.
        rmSync(join(state, entry), { recursive: true, maxRetries: 10, retryDelay: 50 });
      }
      const scratch = mkdtempSync(join(state, SCRATCH));
      try {
        const { text, exitCode } = await check({ repository, today }, staged, scratch);
        tell(text);
        return exitCode;
      } finally {
        rmSync(scratch, { recursive: true, force: true });
      }
    },
    { signal: repository.signal, write: tell },
  );
}

async function check(
  { repository, today }: { readonly repository: Repository; readonly today: string },
  staged: Staged,
  scratch: string,
): Promise<Report> {
  const beyond = reportOf([namesBeyondLintStaged(staged.files)], [], today);
  if (beyond.exitCode !== 0) return beyond;
  const preparing = takeSnapshot(repository).then(({ tree }): RunContext => ({
    repository,
    tree,
    scratch,
  }));
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
  if (changed.size === 0) return first;

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
  const now = await stagedFiles(repository);
  if (JSON.stringify(now) !== JSON.stringify(staged)) {
    return refused('', 'the index changed while the commit was checked: commit again');
  }
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

function refused(text: string, why: string): Report {
  return { exitCode: 1, text: `${text}${text === '' ? '' : '\n'}${why}\n` };
}

function stopIfAsked({ signal }: Repository): void {
  if (signal.aborted) throw new Interrupted();
}
