import { findRepository, GitFailed, Interrupted } from './repository.ts';

/** What git and the person give to a hook. */
export interface HookCall {
  readonly hook: string;
  /** What git hands to it. */
  readonly words: readonly string[];
  /** The folder that git has started it in. */
  readonly folder: string;
  readonly variables: NodeJS.ProcessEnv;
  readonly signal: AbortSignal;
  readonly tell: (text: string) => void;
  /** Reads what git writes to it, to the end. */
  readonly input: () => Promise<string>;
}

/**
 * Runs one of the hooks.
 * @returns the exit code: 0, 1 when something is wrong with what is committed or pushed, 2 when
 *   something that is needed is missing, 130 when interrupted
 */
export async function runHook(call: HookCall): Promise<number> {
  try {
    return await perform(call);
  } catch (error) {
    return explain(error, call);
  }
}

/** Each hook loads what it needs alone, while git says which repository it is. */
async function perform(call: HookCall): Promise<number> {
  const { hook, words, tell, input } = call;
  const [first = ''] = words;
  const finding = findRepository(call.folder, call.variables, call.signal);
  switch (hook) {
    case 'pre-commit': {
      const [{ preCommit }, repository] = await Promise.all([
        import('./pre-commit/hook.ts'),
        finding,
      ]);
      return preCommit(repository, { today: new Date().toISOString().slice(0, 10), tell });
    }
    case 'commit-msg': {
      const [{ commitMessage }, repository] = await Promise.all([
        import('./commit-message/hook.ts'),
        finding,
      ]);
      return commitMessage(repository, first, tell);
    }
    case 'pre-push': {
      const [{ prePush }, repository] = await Promise.all([import('./pre-push/hook.ts'), finding]);
      return prePush(repository, { remote: first, updates: await input() }, tell);
    }
    default:
      await finding;
      tell(`there is no hook '${hook}': pre-commit, commit-msg and pre-push are known\n`);
      return 2;
  }
}

function explain(error: unknown, { signal, tell }: HookCall): number {
  if (signal.aborted || error instanceof Interrupted) {
    tell('interrupted: nothing was changed\n');
    return 130;
  }
  if (error instanceof GitFailed) {
    tell(`${error.message}\n`);
    return 2;
  }
  if (error instanceof Error && 'code' in error && error.code === 'ERR_MODULE_NOT_FOUND') {
    // What was pulled needs more packages than are installed.
    tell(`TOOL_MISSING: ${error.message}\n  Run \`npm run setup\`.\n`);
    return 2;
  }
  throw error;
}
