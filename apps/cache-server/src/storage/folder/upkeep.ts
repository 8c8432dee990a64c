import { setTimeout as wait } from 'node:timers/promises';
import type { FolderStore } from './folder-store.ts';
import { scrub } from './scrub.ts';

/** A disk reads a hundred times that much: who asks for entries notices nothing. */
const SCRUB_RATE = 8 * 1024 * 1024;
const SCRUB_ROUND_MS = 24 * 60 * 60_000;
/** Entries become too old also while nobody stores anything. */
const PRUNE_MS = 10 * 60_000;

/**
 * Reads all entries once a day and takes out those that have become too old, until it is aborted.
 * @param report what went wrong; it goes on after that
 */
export async function keepUp(
  store: FolderStore,
  signal: AbortSignal,
  report: (error: unknown) => void,
): Promise<void> {
  const pace = {
    bytesPerSecond: SCRUB_RATE,
    roundMs: SCRUB_ROUND_MS,
    now: Date.now,
    wait: (milliseconds: number) => pause(milliseconds, signal),
  };
  await store.recovered.catch(report);
  await Promise.all([
    scrub(store, pace, signal, report),
    repeated(() => store.prune(), PRUNE_MS, signal, report),
  ]);
}

async function repeated(
  work: () => Promise<void>,
  milliseconds: number,
  signal: AbortSignal,
  report: (error: unknown) => void,
): Promise<void> {
  for (;;) {
    await pause(milliseconds, signal);
    if (signal.aborted) return;
    await work().catch(report);
  }
}

/** Lets time pass; less when it is aborted. */
async function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  await wait(milliseconds, undefined, { signal, ref: false }).catch(() => undefined);
}
