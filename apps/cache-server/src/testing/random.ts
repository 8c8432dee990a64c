/** The same numbers for the same seed, so that what was found can be found again. */
export class Random {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  /** A whole number from 0 to `below`, which is not among them. */
  below(below: number): number {
    // Marsaglia's xorshift of 32 bits (Journal of Statistical Software 8/14, 2003); 0 stays 0.
    let state = this.#state === 0 ? 0x9e3779b9 : this.#state;
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    this.#state = state >>> 0;
    return this.#state % below;
  }

  of<Item>(items: readonly [Item, ...Item[]]): Item {
    return items[this.below(items.length)] ?? items[0];
  }
}
