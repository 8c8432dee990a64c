import { fileURLToPath } from 'node:url';
import { runCommand } from '../commands/run-command.ts';
import { environmentFor, type GitHub } from './github.ts';

const ROOT = fileURLToPath(new URL('../../../..', import.meta.url));

/** How a command has ended. */
export interface Told {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** What a command is given beside its words. */
interface Given {
  /** Where the rules lie; this checkout where nothing else is said. */
  readonly root?: string;
  readonly variables?: Readonly<Record<string, string | undefined>>;
  readonly agree?: (question: string) => Promise<boolean>;
  readonly wait?: () => Promise<void>;
}

/** `npm run repository -- …`, with a clock that does not wait. */
export async function repository(
  github: Omit<GitHub, 'stop'>,
  words: readonly string[],
  { root = ROOT, variables, agree, wait = () => Promise.resolve() }: Given = {},
): Promise<Told> {
  let [stdout, stderr] = ['', ''];
  const code = await runCommand(words, {
    root,
    environment: environmentFor(github, variables),
    signal: new AbortController().signal,
    print: (text) => (stdout += text),
    tell: (text) => (stderr += text),
    agree,
    wait,
  });
  return { code, stdout, stderr };
}
