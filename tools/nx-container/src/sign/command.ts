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

/** The SLSA 1 predicate, as cosign names it. */
const PROVENANCE = '--type=slsaprovenance1';
const SIGN = [
  '--yes',
  '--key=env://COSIGN_PRIVATE_KEY',
  `--signing-config=${FILES.signingConfiguration}`,
  `--trusted-root=${FILES.trustedRoot}`,
];
const VERIFY = [`--key=${FILES.publicKey}`, '--insecure-ignore-tlog=true'];

/** What an image is given, and how one sees that it has it already; both of a reference with digest. */
export interface Statement {
  readonly what: string;
  readonly make: readonly string[];
  readonly verify: readonly string[];
}

export const STATEMENTS: readonly Statement[] = [
  {
    what: 'provenance',
    make: ['attest', ...SIGN, PROVENANCE, `--predicate=${FILES.predicate}`],
    verify: ['verify-attestation', ...VERIFY, PROVENANCE],
  },
  { what: 'signature', make: ['sign', ...SIGN], verify: ['verify', ...VERIFY] },
];

/** The public half of the key. */
export const PUBLIC_KEY = ['public-key', '--key=env://COSIGN_PRIVATE_KEY'] as const;

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
