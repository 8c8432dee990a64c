import { createHash } from 'node:crypto';
import { lstatSync, readdirSync } from 'node:fs';
import { mkdir, rename, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { isMissing, type ToolProblem } from '@modax/findings';
import { forgetOld, settleAt } from '../image/place.ts';
import { textIfThere } from '../running/files.ts';
import type { ContextPlan } from './context.ts';

/** What is kept of dependencies: their files, and what these were when they were laid out. */
const FILES = 'files';
const LISTING = 'listing';

/**
 * The folder of dependencies that is known by `state`, as an earlier run has laid it out, or as `layOut` does now into
 * the folder that it is given. What somebody has changed in it since, for whatever reason, is laid out anew: the image
 * says that it is of a commit, whose lock knows nothing of that.
 */
export async function keptDependencies(
  { folder, run }: Pick<ContextPlan, 'folder' | 'run'>,
  state: readonly unknown[],
  layOut: (draft: string) => Promise<ToolProblem | undefined>,
): Promise<string | ToolProblem> {
  const digest = createHash('sha256').update(JSON.stringify(state)).digest('hex');
  const kept = join(folder, `dependencies-${digest}`);
  const dependencies = join(kept, FILES);
  if (await isAsLaidOut(kept)) return dependencies;
  // In the folder of the run, and moved to its place whole: what was interrupted is never taken for all.
  const draft = join(run, 'dependencies');
  await mkdir(join(draft, FILES), { recursive: true });
  const problem = await layOut(join(draft, FILES));
  if (problem !== undefined) return problem;
  await writeFile(join(draft, LISTING), listingOf(join(draft, FILES)));
  // Another run may have laid the same out meanwhile, and be reading it.
  if (!(await isAsLaidOut(kept))) await setAside(kept, join(run, 'changed'));
  await settleAt(draft, kept);
  await forgetOld(folder, 'dependencies-', kept);
  return dependencies;
}

/** Moves a folder out of the way, at once; it goes with the run. */
async function setAside(folder: string, aside: string): Promise<void> {
  try {
    await rename(folder, aside);
  } catch (error) {
    if (!isMissing(error)) throw error;
  }
}

async function isAsLaidOut(kept: string): Promise<boolean> {
  const listing = await textIfThere(join(kept, LISTING));
  try {
    return listing !== '' && listing === listingOf(join(kept, FILES));
  } catch (error) {
    // Somebody takes it away.
    if (isMissing(error)) return false;
    throw error;
  }
}

/**
 * A digest of the names, sizes, modes and times of all files: reading them whole would take a build its speed. The times
 * are those that nobody can set, of the last change of whatever kind; that of a folder changes when it is moved.
 */
function listingOf(folder: string): string {
  const lines = readdirSync(folder, { recursive: true, withFileTypes: true }).map((entry) => {
    const path = join(entry.parentPath, entry.name);
    const name = relative(folder, path);
    const { mode, size, ctimeNs } = lstatSync(path, { bigint: true });
    return entry.isDirectory() ? `${name}\0${mode}` : `${name}\0${mode}\0${size}\0${ctimeNs}`;
  });
  return createHash('sha256').update(lines.sort().join('\n')).digest('hex');
}
