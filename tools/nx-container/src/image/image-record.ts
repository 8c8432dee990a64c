import { arrayOf, numberOf, parseJson, recordOf, textOf } from '@modax/findings';

/** A part of an image in a registry. */
export interface Blob {
  readonly digest: string;
  /** Bytes, as it is stored and pushed. */
  readonly size: number;
}

/** A package that was put into an image, as its metadata name it. */
export interface ImagePackage {
  readonly name: string;
  readonly version: string;
}

/** What is known of an image that was built: `reports/<project>/image-build.json`. */
export interface ImageRecord {
  readonly project: string;
  /** Of the manifest: the image's name for ever. */
  readonly digest: string;
  readonly platform: string;
  readonly version: string;
  /** The commit; `-dirty` behind it when the image has more than that. */
  readonly revision: string;
  /** RFC 3339. */
  readonly created: string;
  /** The references with digest that its stages begin from. */
  readonly bases: readonly string[];
  /** Digest of its configuration, by which engines name it. */
  readonly configuration: string;
  /** Bytes of configuration and layers. */
  readonly size: number;
  readonly layers: readonly Blob[];
  /** The lock of its packages, relative to the workspace. */
  readonly lock: string;
  /** Our own packages and those of the lock. */
  readonly packages: readonly ImagePackage[];
}

export const DIGEST = /^sha256:[0-9a-f]{64}$/;

/** @returns undefined when the text is no such record. */
export function parseImageRecord(text: string): ImageRecord | undefined {
  const record = recordOf(parseJson(text)) ?? {};
  const texts = textsOf(record, TEXTS);
  const size = numberOf(record['size']);
  const bases = listOf(record['bases'], textOf);
  const layers = listOf(record['layers'], blob);
  const packages = listOf(record['packages'], imagePackage);
  if (!texts || !DIGEST.test(texts.digest)) return undefined;
  if (size === undefined || !bases || !layers || !packages) return undefined;
  return { ...texts, size, bases, layers, packages };
}

const TEXTS = [
  'project',
  'digest',
  'configuration',
  'platform',
  'version',
  'revision',
  'created',
  'lock',
] as const;

/** The texts of a record under these keys; undefined when one is missing. */
export function textsOf<Key extends string>(
  record: Readonly<Record<string, unknown>>,
  keys: readonly Key[],
): Readonly<Record<Key, string>> | undefined {
  const entries = keys.map((key) => [key, textOf(record[key])] as const);
  return entries.every(([, text]) => text !== undefined)
    ? (Object.fromEntries(entries) as Record<Key, string>)
    : undefined;
}

/** A list of which everything can be read; undefined when something cannot. */
export function listOf<Item>(
  value: unknown,
  read: (value: unknown) => Item | undefined,
): readonly Item[] | undefined {
  const items = arrayOf(value)?.map(read);
  const whole = items?.filter((item) => item !== undefined);
  return whole?.length === items?.length ? whole : undefined;
}

function imagePackage(value: unknown): ImagePackage | undefined {
  const record = recordOf(value);
  const name = textOf(record?.['name']);
  const version = textOf(record?.['version']);
  return name === undefined || version === undefined ? undefined : { name, version };
}

/** A descriptor of the OCI image specification. */
export function blob(value: unknown): Blob | undefined {
  const record = recordOf(value);
  const digest = textOf(record?.['digest']);
  const size = numberOf(record?.['size']);
  return digest === undefined || !DIGEST.test(digest) || size === undefined
    ? undefined
    : { digest, size };
}
