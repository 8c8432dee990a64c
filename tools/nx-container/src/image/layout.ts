import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { parseJson, recordOf, textOf } from '@modax/findings';
import { textIfThere } from '../running/files.ts';
import { type Blob, blob, listOf } from './image-record.ts';

/** An image in an OCI layout (image-layout.md of the OCI image specification). */
export interface LayoutImage extends Blob {
  readonly configuration: Blob;
  readonly layers: readonly Blob[];
  /** RFC 3339; none when its configuration has none. */
  readonly created: string | undefined;
  /** As whom its program runs; empty where its configuration does not say: then it is root. */
  readonly user: string;
}

/**
 * Reads the one image of a layout, and compares the digest of its manifest with the bytes that are there.
 * @returns undefined when the folder is no layout of one image, or its manifest is another.
 */
export async function readLayout(folder: string): Promise<LayoutImage | undefined> {
  const index = recordOf(parseJson(await textIfThere(join(folder, 'index.json'))));
  const [image, ...others] = listOf(index?.['manifests'], blob) ?? [];
  if (image === undefined || others.length > 0) return undefined;
  const text = await textIfThere(blobFile(folder, image.digest));
  if (digestOf(text) !== image.digest) return undefined;
  const manifest = recordOf(parseJson(text));
  const configuration = blob(manifest?.['config']);
  const layers = listOf(manifest?.['layers'], blob);
  if (configuration === undefined || layers === undefined) return undefined;
  const said = describedBy(await textIfThere(blobFile(folder, configuration.digest)));
  return { ...image, configuration, layers, ...said };
}

/** What the configuration of an image says of it. */
function describedBy(text: string): Pick<LayoutImage, 'created' | 'user'> {
  const described = recordOf(parseJson(text));
  return {
    created: textOf(described?.['created']),
    user: textOf(recordOf(described?.['config'])?.['User']) ?? '',
  };
}

/** Where a layout keeps what a digest names. */
export function blobFile(folder: string, digest: string): string {
  return join(folder, 'blobs', ...digest.split(':'));
}

export function digestOf(content: string | Uint8Array): string {
  return `sha256:${createHash('sha256').update(content).digest('hex')}`;
}
