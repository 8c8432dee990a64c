import { realpathSync } from 'node:fs';
import { resolve } from 'node:path';
import { cleanEnvironment, run } from '@modax/command';

/** The repository that a hook works for, and what its programs are started with. */
export interface Repository {
  /** The working tree's top folder, absolute, without symbolic links. */
  readonly root: string;
  /** Git's folder of this working tree (of a linked one: its own), absolute. */
  readonly gitFolder: string;
  /** The index that becomes the commit, absolute. `git commit <path>` and `-a` use one of their own. */
  readonly index: string;
  /** The environment without the variables that bind git to one repository. */
  readonly environment: Readonly<Record<string, string>>;
  /** Aborts when the person or the system asks to stop. */
  readonly signal: AbortSignal;
}

/** Thrown when the person or the system asked to stop. */
export class Interrupted extends Error {
  constructor() {
    super('interrupted');
    this.name = 'Interrupted';
  }
}

/** Thrown when git itself could not do what it was asked; the message is git's. */
export class GitFailed extends Error {
  constructor(command: string, said: string) {
    super(`${command}: ${said.trim()}`);
    this.name = 'GitFailed';
  }
}

/** Of what git tells its hooks, all that would bind another git, such as a test's, to this repository. */
const BINDING =
  /^GIT_(?!(?:AUTHOR|COMMITTER|CONFIG|SSH|TRACE|EXEC_PATH|TERMINAL_PROMPT|ASKPASS)|EDITOR)/;
const DEADLINE_MS = 120_000;
const OUTPUT_LIMIT_BYTES = 256 * 1024 * 1024;

/** The environment of a program that a hook starts. */
export function unboundEnvironment(variables: NodeJS.ProcessEnv): Record<string, string> {
  const kept = Object.entries(variables).filter(([name]) => !BINDING.test(name));
  return cleanEnvironment(Object.fromEntries(kept));
}

/** The repository whose top folder is `folder`: git starts its hooks there. */
export async function findRepository(
  folder: string,
  variables: NodeJS.ProcessEnv,
  signal: AbortSignal,
): Promise<Repository> {
  const root = realpathSync(folder);
  const environment = unboundEnvironment(variables);
  const unknown = { root, gitFolder: root, index: '', environment, signal };
  const gitFolder = (await git(unknown, ['rev-parse', '--absolute-git-dir'])).replace(/\n$/, '');
  const index = resolve(root, variables['GIT_INDEX_FILE'] ?? resolve(gitFolder, 'index'));
  return { ...unknown, gitFolder, index };
}

export interface GitOptions {
  readonly stdin?: string;
  readonly variables?: Readonly<Record<string, string>>;
}

/**
 * What git answers, whole.
 * @throws GitFailed when its exit code is not 0; Interrupted when asked to stop.
 */
export async function git(
  repository: Repository,
  words: readonly string[],
  options: GitOptions = {},
): Promise<string> {
  const { answer, failure } = await ask(repository, words, options);
  if (answer === undefined) throw new GitFailed(`git ${words[0] ?? ''}`, failure);
  return answer;
}

/** The same; nothing where git answers with another exit code than 0. */
export async function gitAnswer(
  repository: Repository,
  words: readonly string[],
): Promise<string | undefined> {
  return (await ask(repository, words, {})).answer;
}

async function ask(
  { root, environment, signal }: Repository,
  words: readonly string[],
  { stdin, variables = {} }: GitOptions,
): Promise<{ readonly answer?: string; readonly failure: string }> {
  const outcome = await run(
    {
      argv: ['git', '--literal-pathspecs', '-c', 'core.quotePath=false', ...words],
      cwd: root,
      env: { ...environment, ...variables },
      deadlineMs: DEADLINE_MS,
      outputLimitBytes: OUTPUT_LIMIT_BYTES,
      ...(stdin === undefined ? {} : { stdin }),
    },
    { signal },
  );
  if (outcome.kind === 'cancelled') throw new Interrupted();
  if (outcome.kind === 'exited' && outcome.code === 0)
    return { answer: outcome.stdout, failure: '' };
  const failure = 'stderr' in outcome ? outcome.stderr : outcome.kind;
  return { failure };
}
