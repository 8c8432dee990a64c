/** How much is done at a time. */
export interface LoadLimits {
  /** Requests of all tokens. */
  readonly requests: number;
  /** Requests of one token. */
  readonly requestsOfToken: number;
}

/** Counts what goes on, so that no token takes all there is. */
export class Load {
  readonly #limits: LoadLimits;
  readonly #ofToken = new Map<string, number>();
  #all = 0;

  constructor(limits: LoadLimits) {
    this.#limits = limits;
  }

  get requests(): number {
    return this.#all;
  }

  /** Begins a request of a token, unless that is one too many. */
  begin(token: string): boolean {
    const own = this.#ofToken.get(token) ?? 0;
    if (this.#all >= this.#limits.requests || own >= this.#limits.requestsOfToken) return false;
    this.#all += 1;
    this.#ofToken.set(token, own + 1);
    return true;
  }

  end(token: string): void {
    const own = (this.#ofToken.get(token) ?? 0) - 1;
    this.#all -= 1;
    if (own > 0) this.#ofToken.set(token, own);
    else this.#ofToken.delete(token);
  }
}
