import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { parseJson, recordOf, textOf } from '@modax/findings';
import type { Logger } from 'pino';
import { JobTokens } from './access/identity/job-tokens.ts';
import { Tokens } from './access/tokens.ts';
import { CacheServer } from './serving/cache-server.ts';
import type { CacheEvent } from './serving/events.ts';
import { Load } from './serving/load.ts';
import { Metrics } from './serving/metrics.ts';
import { readTls } from './serving/tls.ts';
import type { Settings } from './settings.ts';
import type { FolderEvent } from './storage/folder/folder-store.ts';
import { openStore } from './storage/open-store.ts';

/** A server that runs. */
export interface Running {
  /** Without a slash at its end. */
  readonly address: string;
  /** Lets what has begun end, and ends. */
  stop(): Promise<void>;
}

/** Of all tokens, and of one or of a pull request. Each may have a piece of 256 KiB in memory. */
const REQUESTS = 512;
const REQUESTS_OF_TOKEN = 256;
/** A client that sends or takes less has gone, or wants to hold what others need. */
const PATIENCE = { graceMs: 30_000, slowestRate: 64 * 1024 };
/** Shorter than Docker waits before it kills. */
const DRAIN_MS = 8000;

/** Where the tokens of a server lie. */
export function tokenFileIn({ folder }: Pick<Settings, 'folder'>): string {
  return join(folder, 'tokens.json');
}

/** Opens the store and listens. */
export async function serve(settings: Settings, log: Logger): Promise<Running> {
  const tls = settings.tls && readTls(settings.tls);
  const tokenFile = tokenFileIn(settings);
  const tokens = new Tokens(tokenFile, Date.now, (error) => {
    log.error({ error }, 'the tokens cannot be read again: those that were known stay');
  });
  const jobTokens = settings.policyFile && JobTokens.of(settings.policyFile, tokenFile, Date.now);
  const opened = await openStore(settings, {
    now: Date.now,
    observe: (event: FolderEvent) => {
      metrics.observeStore(event);
      if (event !== 'evicted') log.warn({ event }, 'an entry was taken out');
    },
    report: (error) => {
      log.error({ error }, 'the entries cannot be looked after');
    },
  });
  const { store, held } = opened;
  const load = new Load({ requests: REQUESTS, requestsOfToken: REQUESTS_OF_TOKEN });
  const metrics = new Metrics({ held, requests: () => load.requests });
  const server = new CacheServer({
    store,
    tls,
    access: (authorization) => tokens.access(authorization),
    jobTokens: jobTokens || undefined,
    load,
    entryBytes: settings.entryBytes,
    patience: PATIENCE,
    observe: (event) => {
      metrics.observe(event);
      tell(log, event);
    },
    identity: { version: statedVersion(), revision: settings.revision },
    metrics,
    monotonic: () => performance.now(),
    report: (error) => {
      log.error({ error }, 'a request has no answer');
    },
  });
  const { address, port } = await server.listen(settings.host, settings.port);
  const host = address.includes(':') ? `[${address}]` : address;
  return {
    address: `${tls === undefined ? 'http' : 'https'}://${host}:${port}`,
    stop: async () => {
      await server.drain(DRAIN_MS);
      await opened.close();
    },
  };
}

function statedVersion(): string {
  const manifest = readFileSync(new URL('../package.json', import.meta.url), 'utf8');
  return textOf(recordOf(parseJson(manifest))?.['version']) ?? 'unknown';
}

/** What somebody has to look at. That entries are found or stored is told by the metrics. */
function tell(log: Logger, event: CacheEvent): void {
  if (event.kind === 'failed') {
    const { operation, error } = event;
    log.error({ operation, error }, 'the store failed; a build goes on without it');
  } else if (event.kind === 'refused') {
    log.info({ reason: event.reason }, 'a request was refused');
  } else if (event.kind === 'token') {
    log.info({ outcome: event.outcome, detail: event.detail }, 'a job asked for a token');
  }
}
