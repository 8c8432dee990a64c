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

/** `npm run repository -- …` for the rules of this checkout. */
export async function repository(
  github: GitHub,
  words: readonly string[],
  variables: Readonly<Record<string, string | undefined>> = {},
  agree?: (question: string) => Promise<boolean>,
): Promise<Told> {
  let [stdout, stderr] = ['', ''];
  const code = await runCommand(words, {
    root: ROOT,
    environment: environmentFor(github, variables),
    signal: new AbortController().signal,
    print: (text) => (stdout += text),
    tell: (text) => (stderr += text),
    agree,
    wait: () => Promise.resolve(),
  });
  return { code, stdout, stderr };
}
