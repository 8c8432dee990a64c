import { isProblem, toolProblem, type ToolProblem } from '@modax/findings';
import { type Call, execute, type Surroundings } from '../running/execute.ts';
import { gitCall } from '../running/git.ts';
import { changedOfHidden, hiddenFiles } from './hidden-files.ts';

/** Which state of its sources an image is of. */
export interface SourceState {
  /** The commit that last touched them, 40 hex digits. */
  readonly revision: string;
  /** When that commit was made, in seconds since the epoch. */
  readonly committedAt: number;
  /** Files among them that differ from what is committed, relative to the workspace. */
  readonly changed: readonly string[];
}

/** Which files are asked about. */
export interface Sources {
  /** Files and folders, relative to the workspace. */
  readonly paths: readonly string[];
  /** What of them does not count, as patterns. */
  readonly without?: readonly string[];
}

/**
 * Asks git which commit last touched the paths, and which files below them differ from it. The answer is
 * the same for every later commit that leaves them alone: so is the image.
 */
export async function sourceState(
  root: string,
  { paths, without = [] }: Sources,
  surroundings: Surroundings,
): Promise<SourceState | ToolProblem> {
  // Paths are paths, whatever characters are in them.
  const wanted = paths.map((path) => `:(literal)${path}`);
  const unwanted = without.map((pattern) => `:(exclude,glob)${pattern}`);
  const outputs = await Promise.all(
    sourceCalls(root, [...wanted, ...unwanted]).map((call) => execute(call, surroundings)),
  );
  const problem = outputs.find(isProblem);
  if (problem !== undefined) return withoutHistory(problem);
  const [shallow = '', log = '', status = '', others = '', flags = ''] = outputs.map((output) =>
    isProblem(output) ? '' : output.stdout,
  );
  const hidden = await changedOfHidden(root, hiddenFiles(flags), surroundings);
  if (isProblem(hidden)) return hidden;
  return readState(shallow, log, [...changedFiles(status), ...entriesOf(others), ...hidden]);
}

function sourceCalls(root: string, paths: readonly string[]): readonly Call[] {
  const git = (name: string, ...words: readonly string[]) => gitCall(root, name, words);
  return [
    git('shallow', 'rev-parse', '--is-shallow-repository'),
    git('log', 'log', '-1', '--no-show-signature', '--format=%H %ct', '--', ...paths),
    git('status', 'status', '--porcelain=v1', '-z', '--untracked-files=no', '--', ...paths),
    // Also what a person keeps out of git's sight, which a wheel takes all the same.
    git(
      'new files',
      'ls-files',
      '-z',
      '--others',
      '--exclude-per-directory=.gitignore',
      '--',
      ...paths,
    ),
    // What a person has told git to take for unchanged, or for not there.
    git('hidden files', 'ls-files', '-v', '--stage', '-z', '--', ...paths),
  ];
}

/** git that says no means that there is no history; what else kept it from answering is told as it is. */
export function withoutHistory(problem: ToolProblem): ToolProblem {
  if (problem.code !== 'TOOL_CRASHED') return problem;
  return toolProblem('HISTORY_MISSING', problem.message, {
    remedy: 'Work in a clone of the repository that git can read.',
  });
}

function readState(
  shallow: string,
  log: string,
  changed: readonly string[],
): SourceState | ToolProblem {
  if (shallow.trim() !== 'false') {
    return toolProblem(
      'HISTORY_MISSING',
      'the clone has not the whole history, in which the commit of an image is looked for',
      { remedy: 'Run `git fetch --unshallow`; in CI check out with `fetch-depth: 0`.' },
    );
  }
  const { revision, seconds } =
    /^(?<revision>[0-9a-f]{40}) (?<seconds>\d+)\n$/.exec(log)?.groups ?? {};
  if (revision === undefined || seconds === undefined) {
    return toolProblem('HISTORY_MISSING', 'no commit holds the files of the image yet', {
      remedy: 'Commit the project first: an image is known by its commit.',
    });
  }
  return { revision, committedAt: Number(seconds), changed };
}

/** `XY path`, and behind a renamed one, in an entry of its own, the path that it had. */
function changedFiles(status: string): readonly string[] {
  const entries = entriesOf(status);
  const paths: string[] = [];
  for (let index = 0; index < entries.length; index += 1) {
    const entry = entries[index] ?? '';
    paths.push(entry.slice(3));
    if (/^(?:[RC].|.[RC])/.test(entry)) index += 1;
  }
  return paths;
}

function entriesOf(text: string): readonly string[] {
  return text.split('\0').filter((entry) => entry !== '');
}
