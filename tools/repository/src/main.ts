import { createInterface } from 'node:readline/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { interruption } from '@modax/command';
import { runCommand } from './commands/run-command.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url)).replace(/\/$/, '');
const interruptions = interruption();
const { signal } = interruptions;

try {
  process.exitCode = await runCommand(process.argv.slice(2), {
    root,
    environment: process.env,
    signal,
    print: (text) => process.stdout.write(text),
    tell: (text) => process.stderr.write(text),
    agree: process.stdin.isTTY ? agree : undefined,
    wait: (milliseconds) => delay(milliseconds, undefined, { signal }),
  });
} finally {
  interruptions.release();
}

/** Only a whole `yes` is one; the end of the input and an interruption are none. */
async function agree(question: string): Promise<boolean> {
  process.stderr.write(question);
  // Not `terminal`: Ctrl-C stays a signal.
  const lines = createInterface({ input: process.stdin, terminal: false, signal });
  for await (const line of lines) return line.trim() === 'yes';
  signal.throwIfAborted();
  return false;
}
