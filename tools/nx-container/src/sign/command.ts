import { ANY_EXIT_CODE, type Call } from '../running/execute.ts';

/** The files of a run, in its folder. */
export const FILES = {
  publicKey: 'cosign.pub',
  predicate: 'provenance.json',
  signingConfiguration: 'signing-config.json',
  trustedRoot: 'trusted-root.json',
} as const;

/**
 * No service of Sigstore: who signs with a key of one's own tells no public log of it, and needs nothing
 * beside the registry.
 */
export const NO_SERVICES: Readonly<Record<string, string>> = {
  [FILES.signingConfiguration]:
    '{"mediaType":"application/vnd.dev.sigstore.signingconfig.v0.2+json"}',
  [FILES.trustedRoot]: '{"mediaType":"application/vnd.dev.sigstore.trustedroot+json;version=0.1"}',
};

const KEY = '--key=env://COSIGN_PRIVATE_KEY';
const SIGN = [
  '--yes',
  KEY,
  `--signing-config=${FILES.signingConfiguration}`,
  `--trusted-root=${FILES.trustedRoot}`,
];

/** What a key says of an image; `type` is that of the predicate (in-toto). */
export interface Statement {
  readonly what: string;
  readonly type: string;
  /** The words of cosign that make it; the reference with digest comes behind them. */
  readonly make: readonly string[];
}

export const SIGNATURE: Statement = {
  what: 'signature',
  type: 'https://sigstore.dev/cosign/sign/v1',
  make: ['sign', ...SIGN],
};

export const PROVENANCE: Statement = {
  what: 'provenance',
  type: 'https://slsa.dev/provenance/v1',
  make: ['attest', ...SIGN, '--type=slsaprovenance1', `--predicate=${FILES.predicate}`],
};

/**
 * What the key says of an image that is of this type. Not `verify`, which is content with any statement:
 * one with provenance alone would pass for signed.
 */
export function statedWords({ type }: Statement, reference: string): readonly string[] {
  const key = `--key=${FILES.publicKey}`;
  return ['verify-attestation', key, '--insecure-ignore-tlog=true', `--type=${type}`, reference];
}

/** The public half of the key. */
export const PUBLIC_KEY = ['public-key', KEY] as const;

/** What this cosign can do. */
export const ABILITIES = ['sign', '--help'] as const;

export function cosignCall(
  cwd: string,
  words: readonly string[],
  environment: NonNullable<Call['environment']>,
  deadlineMs: number,
): Call {
  return {
    program: 'cosign',
    name: words[0] ?? '',
    arguments: words,
    cwd,
    environment,
    exitCodes: ANY_EXIT_CODE,
    deadlineMs,
  };
}
