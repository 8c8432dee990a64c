import type { Call } from './execute.ts';

/** What a hook tells git of another place than the folder that it is started in, and how to read paths. */
const ELSEWHERE = {
  GIT_DIR: undefined,
  GIT_WORK_TREE: undefined,
  GIT_INDEX_FILE: undefined,
  GIT_LITERAL_PATHSPECS: undefined,
};

/** A question to git about the repository in a folder. */
export function gitCall(
  cwd: string,
  name: string,
  words: readonly string[],
  exitCodes: readonly number[] = [0],
): Call {
  return {
    program: 'git',
    name,
    arguments: words,
    cwd,
    environment: ELSEWHERE,
    exitCodes,
    deadlineMs: 60_000,
  };
}
