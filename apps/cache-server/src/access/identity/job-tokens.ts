import { hash } from 'node:crypto';
import { createRemoteJWKSet, type JWTVerifyGetKey } from 'jose';
import { textOfFile } from '../../text-of-file.ts';
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
  /** Identities that were given a token, by the hash of what is signed, and when each ends. */
  readonly #used = new Map<string, number>();
  /** The last token that is being made for each identity, by that hash. */
  readonly #turns = new Map<string, Promise<unknown>>();
  /** By when those identities are judged that are looked at now: the issuer and the file may be slow. */
  readonly #judging = new Map<symbol, number>();

  constructor(policy: Policy, keys: JWTVerifyGetKey, tokenFile: string, now: () => number) {
    this.#policy = policy;
    this.#keys = keys;
    this.#tokenFile = tokenFile;
    this.#now = now;
  }

  /** @throws PolicyProblem */
  static of(policyFile: string, tokenFile: string, now: () => number): JobTokens {
    const policy = policyIn(textOfFile(policyFile, PolicyProblem));
    const keys = createRemoteJWKSet(new URL(policy.keys), { timeoutDuration: KEYS_MS });
    return new JobTokens(policy, keys, tokenFile, now);
  }

  /** Makes a token, which the server knows from then on, for the job whose identity is shown. */
  async give(identity: string): Promise<Minted> {
    const [request, time] = [Symbol('request'), this.#now()];
    this.#judging.set(request, time);
    try {
      return await this.#giveAt(time, identity);
    } finally {
      this.#judging.delete(request);
    }
  }

  async #giveAt(time: number, identity: string): Promise<Minted> {
    const minted = await mint({ policy: this.#policy, keys: this.#keys, time }, identity);
    if (minted.kind !== 'minted') return minted;
    const digest = hash('sha256', signedPartOf(identity));
    return this.#inTurn(digest, async () => {
      if (this.#isUsed(digest)) {
        return { kind: 'refused', why: 'this identity has a token already' };
      }
      await changeTokens(this.#tokenFile, (tokens) => [
        ...tokens.filter((token) => !this.#isForgotten(token)),
        minted.record,
      ]);
      // Not before: a job that was given none, as the file could not be written, asks again.
      this.#used.set(digest, minted.identityUntil);
      return minted;
    });
  }

  /** Whoever shows an identity for which a token is being made waits until that is made, or cannot be. */
  async #inTurn(digest: string, work: () => Promise<Minted>): Promise<Minted> {
    const before = this.#turns.get(digest) ?? Promise.resolve();
    const turn = before.then(work, work);
    this.#turns.set(digest, turn);
    try {
      return await turn;
    } finally {
      if (this.#turns.get(digest) === turn) this.#turns.delete(digest);
    }
  }

  /** An identity is good for one token: with more somebody could fill the file, and take the places of others. */
  #isUsed(digest: string): boolean {
    // Nobody who is looked at now was judged so early that it could have been taken.
    const earliest = Math.min(...this.#judging.values());
    for (const [known, end] of this.#used) if (end < earliest) this.#used.delete(known);
    return this.#used.has(digest);
  }

  #isForgotten({ expiresAt, isOfJob }: TokenRecord): boolean {
    return (
      isOfJob === true && expiresAt !== undefined && Date.parse(expiresAt) + KEPT_MS < this.#now()
    );
  }
}

/** The same signature can be written in several ways, what is signed in one. */
function signedPartOf(identity: string): string {
  return identity.slice(0, identity.lastIndexOf('.'));
}
