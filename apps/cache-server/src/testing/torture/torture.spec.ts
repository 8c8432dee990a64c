import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished, test } from 'vitest';
import { Random } from '../random.ts';
import { CannotHere } from './torture.ts';
import { TORTURES } from './tortures.ts';

/* A few of each; `npm run torture` does all. */
// What is written is brought to a disk that others may keep busy.
const PATIENT = { timeout: 900_000 };

test.for(TORTURES)('$name', PATIENT, async ({ run, countInTests: count }, { skip }) => {
  const folder = mkdtempSync(join(tmpdir(), 'modax-torture-'));
  onTestFinished(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  try {
    await run({ count, random: new Random(1), folder, tell: () => undefined });
  } catch (error) {
    if (!(error instanceof CannotHere)) throw error;
    console.warn(`SKIPPED: ${error.message}`);
    skip(error.message);
  }
});
