import type { Stats } from 'node:fs';
import { mkdir, mkdtemp, readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * Where the images of a project are made and kept, absolute: in a folder that git does not see. A
 * project's name is a folder's and holds no separator.
 */
export function imageFolder(workspaceRoot: string, project: string): string {
  return join(workspaceRoot, '.modax/images', project);
}

/** Where an image lies as an OCI layout: by its digest, so that no build takes the place of another's. */
export function layoutFolder(folder: string, digest: string): string {
  return join(folder, `image-${digest.replace(':', '-')}`);
}

/** Longer than any run may take. */
const ABANDONED_MS = 24 * 60 * 60 * 1000;

/** A folder for one run, which takes it away; what a run left that was killed, the next one finds a day later. */
export async function beginRun(folder: string): Promise<string> {
  await mkdir(folder, { recursive: true });
  const run = await mkdtemp(join(folder, 'run-'));
  const { mtimeMs: now } = await stat(run);
  const runs = await entriesOf(folder, 'run-');
  await takeAway(runs.filter(({ state }) => now - state.mtimeMs > ABANDONED_MS));
  return run;
}

/** The image, as an OCI layout, in the folder of a run. */
export const LAYOUT = 'layout';

/** The record of the last build, in the workspace's reports. */
export function buildRecordFile(workspaceRoot: string, project: string): string {
  return join(workspaceRoot, 'reports', project, 'image-build.json');
}

/**
 * Moves a folder that is complete to the place that is named by what it holds. Where another run has put
 * the same, that stays.
 */
export async function settleAt(draft: string, place: string): Promise<void> {
  try {
    await rename(draft, place);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code !== 'ENOTEMPTY' && code !== 'EEXIST') throw error;
  }
}

/** How many of a kind are kept: those of a branch or two to which one goes back. */
const KEPT = 3;

/** Takes away all but the newest of the folder's entries that begin so; never the one in use. */
export async function forgetOld(folder: string, beginning: string, inUse: string): Promise<void> {
  const others = (await newestFirst(folder, beginning)).filter((path) => path !== inUse);
  await takeAway(others.slice(KEPT - 1).map((path) => ({ path })));
}

async function takeAway(entries: readonly Pick<Entry, 'path'>[]): Promise<void> {
  await Promise.all(entries.map(({ path }) => rm(path, { recursive: true, force: true })));
}

/** The folder's entries that begin so, absolute, by when they were put there. */
export async function newestFirst(folder: string, beginning: string): Promise<readonly string[]> {
  const entries = await entriesOf(folder, beginning);
  // Not the time of its content, which is that of the image.
  return [...entries]
    .sort((one, other) => other.state.ctimeMs - one.state.ctimeMs)
    .map(({ path }) => path);
}

interface Entry {
  /** Absolute. */
  readonly path: string;
  readonly state: Stats;
}

async function entriesOf(folder: string, beginning: string): Promise<readonly Entry[]> {
  const names = (await readdir(folder)).filter((name) => name.startsWith(beginning));
  const found = await Promise.all(
    names.map(async (name) => {
      const path = join(folder, name);
      // Another run may have taken it away.
      const state = await stat(path).catch(() => undefined);
      return state === undefined ? [] : [{ path, state }];
    }),
  );
  return found.flat();
}
