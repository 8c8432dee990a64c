import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Settings } from '../settings.ts';
import type { Entries } from './entries.ts';
import type { Limits } from './entry-index.ts';
import { FolderEntries } from './folder/folder-entries.ts';
import { FolderStore, type FolderEvent } from './folder/folder-store.ts';
import { keepUp } from './folder/upkeep.ts';
import type { Store } from './store.ts';

/** What a store has of its surroundings. */
export interface StoreSurroundings {
  readonly now: () => number;
  readonly observe: (event: FolderEvent) => void;
  /** Something went wrong that no request has to do with. */
  readonly report: (error: unknown) => void;
}

/** A store that is in use. */
export interface OpenStore {
  readonly store: Store;
  /** How much is in it, where that is known without asking. */
  readonly held: { readonly entries: number; readonly bytes: number } | undefined;
  close(): Promise<void>;
}

export function limitsOf({ totalBytes, untrustedBytes, ageMs }: Settings): Limits {
  return { bytes: totalBytes, untrustedBytes, age: ageMs };
}

/** Opens the store of the settings, for a server. */
export async function openStore(
  settings: Settings,
  surroundings: StoreSurroundings,
): Promise<OpenStore> {
  const { bucket } = settings;
  if (bucket === undefined) return openFolder(settings, surroundings);
  const folder = await spoolFolder(settings);
  const { openBucket } = await bucketModule();
  const store = openBucket(bucket, { ...surroundings, folder });
  return { store, held: undefined, close: () => store.close() };
}

/** Opens the entries of the settings, for a command beside servers. */
export async function openEntries(settings: Settings): Promise<Entries> {
  const { bucket, folder } = settings;
  if (bucket === undefined) return FolderEntries.in(folder);
  const { entriesOf } = await bucketModule();
  return entriesOf(bucket, await spoolFolder(settings));
}

/** Its client takes memory and time at the start that a folder does not need. */
function bucketModule() {
  return import('./s3/open-bucket.ts');
}

/** Where what is on its way lies, on a disk: a folder for temporary files is memory in many containers. */
async function spoolFolder({ folder }: Settings): Promise<string> {
  const spool = join(folder, 'spool');
  await mkdir(spool, { recursive: true, mode: 0o700 });
  return spool;
}

async function openFolder(settings: Settings, surroundings: StoreSurroundings): Promise<OpenStore> {
  const limits = { ...limitsOf(settings), verifiesReads: settings.verifiesReads };
  const store = await FolderStore.open(settings.folder, limits, surroundings);
  const stopping = new AbortController();
  const upkeep = keepUp(store, stopping.signal, surroundings.report);
  return {
    store,
    held: store.index,
    close: async () => {
      stopping.abort();
      await store.close();
      await upkeep;
    },
  };
}
