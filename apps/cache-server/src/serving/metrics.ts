import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { FolderEvent } from '../storage/folder/folder-store.ts';
import type { CacheEvent } from './events.ts';

/** What is asked when somebody reads the metrics. */
export interface MetricSources {
  /** How much is stored, where the server knows it. */
  readonly held: { readonly entries: number; readonly bytes: number } | undefined;
  readonly requests: () => number;
}

/** Counts until somebody asks: each request adds to some, and Prometheus asks a few times a minute. */
class Tally {
  readonly counts = new Map<string, number>();

  add(label: string, count: number): void {
    this.counts.set(label, (this.counts.get(label) ?? 0) + count);
  }
}

/** The metrics of a server, in the form of Prometheus. */
export class Metrics {
  readonly registry = new Registry();
  readonly #reads = this.#counter(
    'reads_total',
    'Entries that were asked for, by result',
    'result',
  );
  readonly #writes = this.#counter('writes_total', 'Entries that were sent, by result', 'result');
  readonly #refused = this.#counter(
    'refused_total',
    'Requests that were refused, by reason',
    'reason',
  );
  readonly #failures = this.#counter(
    'store_failures_total',
    'The store could not be asked',
    'operation',
  );
  readonly #storeEvents = this.#counter('store_events_total', 'What happened to entries', 'event');
  readonly #bytes = this.#counter('bytes_total', 'Bytes of bodies, by direction', 'direction');
  readonly #jobTokens = this.#counter(
    'job_tokens_total',
    'Tokens that jobs asked for, by outcome',
    'outcome',
  );
  readonly #seconds = new Histogram({
    name: 'modax_cache_request_seconds',
    help: 'Time from the headers of a request to the end of its answer',
    labelNames: ['method'] as const,
    buckets: [0.001, 0.005, 0.02, 0.1, 0.5, 2, 10, 60],
    registers: [this.registry],
  });

  constructor({ held, requests }: MetricSources) {
    if (held !== undefined) {
      this.#gauge('entries', 'Entries that are stored', () => held.entries);
      this.#gauge('stored_bytes', 'Bytes of the files that are stored', () => held.bytes);
    }
    this.#gauge('requests_running', 'Requests for entries that go on', requests);
  }

  observe(event: CacheEvent): void {
    switch (event.kind) {
      case 'hit':
        this.#reads.add('hit', 1);
        this.#bytes.add('sent', event.bytes);
        break;
      case 'miss':
        this.#reads.add('miss', 1);
        break;
      case 'stored':
        this.#writes.add('stored', 1);
        this.#bytes.add('received', event.bytes);
        break;
      case 'exists':
        this.#writes.add('exists', 1);
        break;
      case 'refused':
        this.#refused.add(event.reason, 1);
        break;
      case 'token':
        this.#jobTokens.add(event.outcome, 1);
        break;
      case 'failed':
        this.#failures.add(event.operation, 1);
        break;
    }
  }

  observeStore(event: FolderEvent): void {
    this.#storeEvents.add(event, 1);
  }

  took(method: 'GET' | 'PUT', seconds: number): void {
    this.#seconds.observe({ method }, seconds);
  }

  #counter(name: string, help: string, label: string): Tally {
    const tally = new Tally();
    new Counter({
      name: `modax_cache_${name}`,
      help,
      labelNames: [label],
      registers: [this.registry],
      collect() {
        this.reset();
        for (const [value, count] of tally.counts) this.inc({ [label]: value }, count);
      },
    });
    return tally;
  }

  #gauge(name: string, help: string, value: () => number): void {
    new Gauge({
      name: `modax_cache_${name}`,
      help,
      registers: [this.registry],
      collect() {
        this.set(value());
      },
    });
  }
}
