import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { withLock } from '@modax/bootstrap/lock';
import type { Repository } from '../repository.ts';
import { stateFolder, takeSnapshot, withIndexOfNow, writeTree } from './snapshot.ts';
import { stagedFiles } from './staged.ts';

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
  const state = stateFolder(repository);
  mkdirSync(state, { recursive: true });
  // The snapshot serves one commit at a time. One without files to judge waits too: it is seldom, and seldom long.
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
      const begun: Promise<unknown>[] = [];
      const begin = <Result>(work: Promise<Result>): Promise<Result> => {
        begun.push(work);
        return work;
      };
      try {
        const now = withIndexOfNow(repository, scratch);
        // Git answers while the checks' many modules are read.
        const listing = begin(stagedFiles(now));
        const writing = begin(writeTree(now));
        const reading = begin(import('./check-commit.ts'));
        // All of them first: there may be nothing to judge, and then what the others say does not matter.
        await Promise.allSettled(begun);
        const staged = await listing;
        if (staged.files.length === 0) return 0;
        const written = await writing;
        const { checkCommit } = await reading;
        const preparing = begin(
          takeSnapshot(repository, written).then(({ tree }) => ({ repository, tree, scratch })),
        );
        const { text, exitCode } = await checkCommit(preparing, { repository, today, staged });
        tell(text);
        return exitCode;
      } finally {
        // What git still writes would otherwise outlive folder and lock.
        await Promise.allSettled(begun);
        rmSync(scratch, { recursive: true, force: true });
      }
    },
    { signal: repository.signal, write: tell },
  );
}
