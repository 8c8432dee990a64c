import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { FolderEvent } from '../storage/folder/folder-store.ts';
import type { CacheEvent } from './events.ts';

/** What is asked when somebody reads the metrics. */
export interface MetricSources {
  /** How much is stored, where the server knows it. */
  readonly held: { readonly entries: number; readonly bytes: number } | undefined;
  readonly requests: () => number;
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
        this.#reads.inc({ result: 'hit' });
        this.#bytes.inc({ direction: 'sent' }, event.bytes);
        break;
      case 'miss':
        this.#reads.inc({ result: 'miss' });
        break;
      case 'stored':
        this.#writes.inc({ result: 'stored' });
        this.#bytes.inc({ direction: 'received' }, event.bytes);
        break;
      case 'exists':
        this.#writes.inc({ result: 'exists' });
        break;
      case 'refused':
        this.#refused.inc({ reason: event.reason });
        break;
      case 'token':
        this.#jobTokens.inc({ outcome: event.outcome });
        break;
      case 'failed':
        this.#failures.inc({ operation: event.operation });
        break;
    }
  }

  observeStore(event: FolderEvent): void {
    this.#storeEvents.inc({ event });
  }

  took(method: 'GET' | 'PUT', seconds: number): void {
    this.#seconds.observe({ method }, seconds);
  }

  #counter<Label extends string>(name: string, help: string, label: Label): Counter<Label> {
    const labelNames = [label] as const;
    return new Counter({
      name: `modax_cache_${name}`,
      help,
      labelNames,
      registers: [this.registry],
    });
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
