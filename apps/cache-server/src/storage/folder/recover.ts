import { opendir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Found } from '../entries.ts';
import type { EntryKey } from '../store.ts';
import { type Places, scopeOfFolder } from './places.ts';
import { hashIn } from '../../protocol/cache-path.ts';
import { isMissing } from '../file-errors.ts';

/** How many files are asked for at a time, while requests are answered. */
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
  let waiting: Promise<void>[] = [];
  const ask = async (key: EntryKey, file: string): Promise<void> => {
    const state = await stat(file).catch((error: unknown) => {
      if (!isMissing(error)) skip(error);
      return undefined;
    });
    if (state?.isFile() === true) {
      found.push([key, { size: state.size, usedAt: state.mtimeMs }]);
    }
  };
  for await (const { key, file } of filesIn(places, skip)) {
    if (signal.aborted) break;
    waiting.push(ask(key, file));
    if (waiting.length < AT_A_TIME) continue;
    await Promise.all(waiting);
    waiting = [];
  }
  await Promise.all(waiting);
  return found;
}

async function* filesIn(
  places: Places,
  skip: (error: unknown) => void,
): AsyncGenerator<{ readonly key: EntryKey; readonly file: string }> {
  for await (const scopeFolder of namesIn(places.entries, skip)) {
    const scope = scopeOfFolder(scopeFolder);
    if (scope === undefined) continue;
    for await (const part of namesIn(join(places.entries, scope), skip)) {
      for await (const name of namesIn(join(places.entries, scope, part), skip)) {
        const hash = hashIn(`/v1/cache/${name}`);
        if (hash === undefined) continue;
        yield { key: { scope, hash }, file: join(places.entries, scope, part, name) };
      }
    }
  }
}

async function* namesIn(folder: string, skip: (error: unknown) => void): AsyncGenerator<string> {
  try {
    for await (const { name } of await opendir(folder)) yield name;
  } catch (error) {
    if (!isMissing(error)) skip(error);
  }
}
