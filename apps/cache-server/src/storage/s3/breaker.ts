/** How long a service that fails is left alone. */
export interface BreakerSettings {
  /** Failures, one after another, after which it is not asked. */
  readonly failures: number;
  /** Milliseconds after which it is tried again, by one request. */
  readonly restMs: number;
  readonly now: () => number;
}

/** Asking what does not answer costs each build the time of the deadline; after some failures nobody asks for a while. */
export class Breaker {
  readonly #settings: BreakerSettings;
  #failures = 0;
  #triedAt = 0;

  constructor(settings: BreakerSettings) {
    this.#settings = settings;
  }

  /** Whether to ask. The one that tries again is told so, and others wait for what it finds. */
  mayAsk(): boolean {
    const { failures, restMs, now } = this.#settings;
    if (this.#failures < failures) return true;
    if (now() - this.#triedAt < restMs) return false;
    this.#triedAt = now();
    return true;
  }

  succeeded(): void {
    this.#failures = 0;
  }

  failed(): void {
    this.#failures += 1;
    this.#triedAt = this.#settings.now();
  }
}
