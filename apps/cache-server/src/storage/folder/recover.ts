import { statSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import type { Scope } from '../../access/scope.ts';
import type { Found } from '../entries.ts';
import { type Places, scopeOfFolder } from './places.ts';
import { hashIn } from '../../protocol/cache-path.ts';
import { isMissing } from '../file-errors.ts';

/** After so many files requests are answered: a tenth of the time of asking for each and waiting. */
const AT_A_TIME = 64;

/**
 * All entries that lie in the folders of a store, and when each was last used, as far as its file tells.
 * @param skip is told why a folder or a file could not be looked at; what it throws ends the search
 */
export async function findEntries(
  places: Places,
  signal: AbortSignal,
  skip: (error: unknown) => void,
): Promise<readonly Found[]> {
  const found: Found[] = [];
  for await (const { scope, folder, names } of foldersIn(places, skip)) {
    for (const [place, name] of names.entries()) {
      if (place % AT_A_TIME === 0) await setImmediate();
      if (signal.aborted) return found;
      const hash = hashIn(`/v1/cache/${name}`);
      const state = hash === undefined ? undefined : stateOf(join(folder, name), skip);
      if (hash === undefined || state?.isFile() !== true) continue;
      found.push([
        { scope, hash },
        { size: state.size, usedAt: state.mtimeMs },
      ]);
    }
  }
  return found;
}

function stateOf(file: string, skip: (error: unknown) => void) {
  try {
    return statSync(file, { throwIfNoEntry: false });
  } catch (error) {
    skip(error);
    return undefined;
  }
}

async function* foldersIn(
  { entries }: Places,
  skip: (error: unknown) => void,
): AsyncGenerator<{
  readonly scope: Scope;
  readonly folder: string;
  readonly names: readonly string[];
}> {
  for (const name of await namesIn(entries, skip)) {
    const scope = scopeOfFolder(name);
    if (scope === undefined) continue;
    for (const part of await namesIn(join(entries, scope), skip)) {
      const folder = join(entries, scope, part);
      yield { scope, folder, names: await namesIn(folder, skip) };
    }
  }
}

async function namesIn(folder: string, skip: (error: unknown) => void): Promise<readonly string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if (!isMissing(error)) skip(error);
    return [];
  }
}
