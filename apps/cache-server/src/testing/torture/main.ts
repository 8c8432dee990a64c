import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { UsageProblem } from '../../administration/command-line.ts';
import { Random } from '../random.ts';
import { parseCommandLine, USAGE } from './command-line.ts';
import { CannotHere } from './torture.ts';
import type { NamedTorture } from './tortures.ts';

try {
  const command = parseCommandLine(process.argv.slice(2));
  if (command.name === 'help') process.stdout.write(USAGE);
  else for (const torture of command.tortures) await tortured(torture, command.seed);
} catch (error) {
  if (!(error instanceof UsageProblem)) throw error;
  process.stderr.write(`${error.code}: ${error.message}\n${USAGE}`);
  process.exitCode = 2;
}

/** Tells what was seen; one that finds a broken promise does not keep the others from running. */
async function tortured({ name, count, run }: NamedTorture, seed: number): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'modax-torture-'));
  const tell = (text: string): void => {
    process.stderr.write(`  ${text}`);
  };
  try {
    const seen = await run({ count, random: new Random(seed), folder, tell });
    process.stdout.write(`${name}: ${seen}\n`);
  } catch (error) {
    const isSkipped = error instanceof CannotHere;
    const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
    process.stdout.write(`${name}: ${isSkipped ? `SKIPPED: ${error.message}` : message}\n`);
    process.exitCode ??= isSkipped ? 3 : 1;
    if (!isSkipped) process.exitCode = 1;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
