import { hash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createRemoteJWKSet, type JWTVerifyGetKey } from 'jose';
import { changeTokens } from '../token-file.ts';
import type { TokenRecord } from '../token.ts';
import { mint, type Minted } from './mint.ts';
import { type Policy, policyIn, PolicyProblem } from './policy.ts';

/** The token of a job that ended so long ago is taken out when another is added: nobody shows it any more. */
const KEPT_MS = 60 * 60_000;
const KEYS_MS = 5000;

/** Gives tokens to jobs that show who they are. */
export class JobTokens {
  readonly #policy: Policy;
  readonly #keys: JWTVerifyGetKey;
  readonly #tokenFile: string;
  readonly #now: () => number;
  /** Identities that were shown, by their hash, until they are of no use. */
  readonly #used = new Map<string, number>();

  constructor(policy: Policy, keys: JWTVerifyGetKey, tokenFile: string, now: () => number) {
    this.#policy = policy;
    this.#keys = keys;
    this.#tokenFile = tokenFile;
    this.#now = now;
  }

  /** @throws PolicyProblem */
  static of(policyFile: string, tokenFile: string, now: () => number): JobTokens {
    const policy = readPolicy(policyFile);
    const keys = createRemoteJWKSet(new URL(policy.keys), { timeoutDuration: KEYS_MS });
    return new JobTokens(policy, keys, tokenFile, now);
  }

  /** Makes a token, which the server knows from then on, for the job whose identity is shown. */
  async give(identity: string): Promise<Minted> {
    const minted = await mint({ policy: this.#policy, keys: this.#keys, now: this.#now }, identity);
    if (minted.kind === 'minted') {
      if (!this.#isFirst(identity, Date.parse(minted.record.expiresAt))) {
        return { kind: 'refused', why: 'this identity has a token already' };
      }
      await changeTokens(this.#tokenFile, (tokens) => [
        ...tokens.filter((token) => !this.#isForgotten(token)),
        minted.record,
      ]);
    }
    return minted;
  }

  /** An identity is good for one token: with more somebody could fill the file, and take the places of others. */
  #isFirst(identity: string, until: number): boolean {
    const digest = hash('sha256', identity);
    for (const [known, end] of this.#used) if (end < this.#now()) this.#used.delete(known);
    if (this.#used.has(digest)) return false;
    this.#used.set(digest, until);
    return true;
  }

  #isForgotten({ expiresAt, isOfJob }: TokenRecord): boolean {
    return (
      isOfJob === true && expiresAt !== undefined && Date.parse(expiresAt) + KEPT_MS < this.#now()
    );
  }
}

function readPolicy(file: string): Policy {
  let text;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    throw new PolicyProblem(error instanceof Error ? error.message : String(error));
  }
  return policyIn(text);
}
