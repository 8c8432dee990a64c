import { join, resolve } from 'node:path';

/** How a server is set up; all of it comes from the environment. */
export interface Settings {
  readonly host: string;
  readonly port: number;
  /** The commit that the server was built from; its image says it. */
  readonly revision: string;
  /** Absolute: entries and tokens lie in it. */
  readonly folder: string;
  /** Bytes of all entries. */
  readonly totalBytes: number;
  /** Bytes of those of pull requests. */
  readonly untrustedBytes: number;
  /** Bytes of one entry. */
  readonly entryBytes: number;
  /** Milliseconds that an entry is kept after its last use. */
  readonly ageMs: number;
  /** Compare what is read with what was written at each read, and not when its file is opened alone. */
  readonly verifiesReads: boolean;
  /** Where the policy lies by which jobs are given tokens; without one they are given none. */
  readonly policyFile: string | undefined;
  readonly tls: TlsFiles | undefined;
  /** Where entries are kept instead of in the folder. */
  readonly bucket: Bucket | undefined;
}

/** Files in PEM. */
export interface TlsFiles {
  readonly certificate: string;
  readonly key: string;
}

/** A bucket of a service that speaks the protocol of S3; who may use it is known from the `AWS_` variables. */
export interface Bucket {
  readonly name: string;
  /** Before the keys of all objects: `` or a path that ends with a slash. */
  readonly prefix: string;
  /** The address of the service, unless it is that of the region. */
  readonly endpoint: string | undefined;
  readonly region: string;
}

/** A setting is none. */
export class SettingProblem extends Error {
  readonly code = 'SETTING_INVALID';

  constructor(message: string) {
    super(message);
    this.name = 'SettingProblem';
  }
}

const GIB = 1024 ** 3;
const MIB = 1024 ** 2;
const DAY_MS = 24 * 60 * 60_000;

/**
 * Reads the settings.
 * @throws SettingProblem naming the variable
 */
export function settingsIn(variables: Variables, cwd: string): Settings {
  const number = (name: string, otherwise: number, least: number, most: number): number =>
    numberIn(name, variables[name], otherwise, { least, most });
  const totalBytes = number('CACHE_LIMIT_GIB', 20, 1, 1_000_000) * GIB;
  const share = number('CACHE_UNTRUSTED_PERCENT', 25, 0, 90) / 100;
  return {
    host: variables['HOST'] || '127.0.0.1',
    port: number('PORT', 8002, 0, 65_535),
    revision: variables['MODAX_REVISION'] || 'unknown',
    folder: resolve(cwd, variables['CACHE_FOLDER'] || join('.modax', 'remote-cache')),
    totalBytes,
    untrustedBytes: Math.floor(totalBytes * share),
    entryBytes: number('CACHE_ENTRY_LIMIT_MIB', 2048, 1, 1_000_000) * MIB,
    ageMs: number('CACHE_AGE_DAYS', 30, 1, 36_500) * DAY_MS,
    verifiesReads: choiceIn('CACHE_VERIFY', variables, ['opening', 'reading']) === 'reading',
    policyFile: fileIn('CACHE_POLICY_FILE', variables, cwd),
    tls: tlsIn(variables, cwd),
    bucket: bucketIn(variables),
  };
}

type Variables = Readonly<Record<string, string | undefined>>;

/** One of some words; the first where there is none. */
function choiceIn<Word extends string>(
  name: string,
  variables: Variables,
  words: readonly [Word, ...Word[]],
): Word {
  const text = variables[name] ?? '';
  const word = text === '' ? words[0] : words.find((known) => known === text);
  if (word !== undefined) return word;
  throw new SettingProblem(`${name} has to be one of ${words.join(', ')}`);
}

function fileIn(name: string, variables: Variables, cwd: string): string | undefined {
  const path = variables[name] ?? '';
  return path === '' ? undefined : resolve(cwd, path);
}

function tlsIn(variables: Variables, cwd: string): TlsFiles | undefined {
  const certificate = fileIn('CACHE_TLS_CERTIFICATE', variables, cwd);
  const key = fileIn('CACHE_TLS_KEY', variables, cwd);
  if (certificate !== undefined && key !== undefined) return { certificate, key };
  if (certificate === undefined && key === undefined) return undefined;
  throw new SettingProblem('CACHE_TLS_CERTIFICATE and CACHE_TLS_KEY are set both, or neither');
}

/** What S3 allows for the name of a bucket, and what needs no escape in the key of an object. */
const BUCKET_NAME = /^[a-z\d][a-z\d.-]{1,61}[a-z\d]$/;
const PREFIX = /^(?:[\w.-]+\/)*$/;

function bucketIn(variables: Variables): Bucket | undefined {
  const name = variables['CACHE_S3_BUCKET'] ?? '';
  if (name === '') return undefined;
  if (!BUCKET_NAME.test(name)) throw new SettingProblem('CACHE_S3_BUCKET is no name of a bucket');
  const prefix = variables['CACHE_S3_PREFIX'] ?? '';
  if (!PREFIX.test(prefix)) {
    throw new SettingProblem('CACHE_S3_PREFIX has to be a path that ends with a slash');
  }
  const endpoint = variables['CACHE_S3_ENDPOINT'] || undefined;
  if (endpoint !== undefined && !/^https?:$/.test(URL.parse(endpoint)?.protocol ?? '')) {
    throw new SettingProblem('CACHE_S3_ENDPOINT has to begin with https:// or http://');
  }
  return { name, prefix, endpoint, region: variables['AWS_REGION'] || 'us-east-1' };
}

function numberIn(
  name: string,
  text: string | undefined,
  otherwise: number,
  { least, most }: { readonly least: number; readonly most: number },
): number {
  if (text === undefined || text === '') return otherwise;
  const value = Number(text);
  if (/^\d+$/.test(text) && value >= least && value <= most) return value;
  throw new SettingProblem(`${name} has to be a whole number from ${least} to ${most}`);
}
