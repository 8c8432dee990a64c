import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { BenchProblem } from '../bench-problem.ts';

/** The blobs of an image, by the hexadecimal digits of their digest: bytes, as a registry keeps them. */
export type Blobs = ReadonlyMap<string, number>;

/** What an image is in bytes, and what of it a registry lacks that has the image before. */
export interface Weight {
  readonly imageBytes: number;
  readonly pushedBytes: number;
  /** How many blobs these are: a manifest, a configuration, layers. */
  readonly pushedBlobs: number;
}

/**
 * The blobs of the one image of an OCI layout.
 * @throws BenchProblem `NOTHING_CHECKED` when there is none.
 */
export function blobsOf(layout: string): Blobs {
  const folder = join(layout, 'blobs/sha256');
  let names: readonly string[] = [];
  try {
    names = readdirSync(folder);
  } catch {
    // Told below, like an empty one.
  }
  if (names.length === 0) throw new BenchProblem('NOTHING_CHECKED', `${layout} holds no image`);
  return new Map(names.map((name) => [name, statSync(join(folder, name)).size]));
}

export function weightOf(image: Blobs, before: Blobs): Weight {
  const lacking = [...image].filter(([digest]) => !before.has(digest));
  return {
    imageBytes: bytes([...image]),
    pushedBytes: bytes(lacking),
    pushedBlobs: lacking.length,
  };
}

function bytes(blobs: readonly (readonly [string, number])[]): number {
  return blobs.reduce((sum, [, size]) => sum + size, 0);
}
