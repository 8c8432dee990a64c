import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from '@modax/command';
import { BenchProblem } from '../bench-problem.ts';
import type { Cost } from '../measuring/stopwatch.ts';
import { cpuSecondsOf } from './process-tree.ts';
import type { CacheServer } from './server.ts';

/** What is asked for, or sent, over and over. */
export interface Load {
  readonly id: string;
  readonly title: string;
  readonly method: 'GET' | 'PUT';
  /** Bytes of an entry. */
  readonly size: number;
}

const CONNECTIONS = 16;
const SECONDS = 4;
/** As many different entries are asked for. */
const ENTRIES = 64;
/** More than can be sent in the time. */
const NEW_ENTRIES = 200_000;
/** Costs are told for so many requests. */
const COUNTED = 1000;

let sent = 0;

/**
 * What a thousand requests cost, in time and in CPU of the server, while it is asked as fast as it answers.
 * @throws BenchProblem when one of them failed: then the time says nothing.
 */
export async function costOfLoad(
  server: CacheServer,
  { method, size }: Load,
  { folder, signal }: { readonly folder: string; readonly signal: AbortSignal },
): Promise<Cost> {
  const paths = method === 'GET' ? await stored(server, size) : newPaths(server);
  const list = join(folder, 'paths.txt');
  writeFileSync(list, paths.map((path) => `${path}\n`).join(''));
  const script = join(import.meta.dirname, 'load.lua');
  const words = [
    ...['--threads=1', `--connections=${CONNECTIONS}`, `--duration=${SECONDS}s`],
    ...['--timeout=30s', `--script=${script}`, server.address, '--'],
    ...[method, list, String(method === 'PUT' ? size : 0), server.authorization],
  ];
  const before = cpuSecondsOf(server.pid);
  const outcome = await run(
    {
      argv: ['wrk', ...words],
      cwd: folder,
      env: { PATH: process.env['PATH'] ?? '' },
      deadlineMs: 120_000,
      outputLimitBytes: 1024 * 1024,
    },
    { signal },
  );
  const cpu = cpuSecondsOf(server.pid) - before;
  if (signal.aborted) throw new BenchProblem('INTERRUPTED', 'interrupted');
  const said = outcome.kind === 'exited' ? outcome.stderr : outcome.kind;
  const { requests, microseconds, failed } = resultIn(said);
  if (failed > 0 || requests === 0) {
    throw new BenchProblem(
      'MEASURED_COMMAND_FAILED',
      `${failed} of ${requests} requests to ${server.title} failed`,
      said,
    );
  }
  return {
    wallSeconds: (microseconds / 1e6 / requests) * COUNTED,
    cpuSeconds: (cpu / requests) * COUNTED,
  };
}

/** What wrk's script wrote last. */
function resultIn(text: string): Readonly<Record<'requests' | 'microseconds' | 'failed', number>> {
  const found =
    /\{"requests":(?<requests>\d+),"microseconds":(?<microseconds>\d+),"failed":(?<failed>\d+)\}/.exec(
      text,
    )?.groups;
  if (found === undefined) {
    throw new BenchProblem('TIME_UNREADABLE', 'wrk wrote no result', text);
  }
  const { requests, microseconds, failed } = found;
  return { requests: Number(requests), microseconds: Number(microseconds), failed: Number(failed) };
}

const entries = new Map<string, readonly string[]>();

/** What is called one of the entries of a size that a load leaves. */
export function entryName(size: number, place: number): string {
  return `${size}-${place}`;
}

/** Paths of entries of a size, which were sent before. */
async function stored(server: CacheServer, size: number): Promise<readonly string[]> {
  const key = `${server.id} ${server.port} ${size}`;
  const known = entries.get(key);
  if (known !== undefined) return known;
  const count = size > 1_000_000 ? 8 : ENTRIES;
  const paths = Array.from({ length: count }, (_, place) => server.pathOf(entryName(size, place)));
  for (const path of paths) {
    const response = await fetch(`${server.address}${path}`, {
      method: 'PUT',
      headers: {
        'Content-Type': 'application/octet-stream',
        ...(server.authorization === '' ? {} : { Authorization: server.authorization }),
      },
      body: new Uint8Array(size).fill(120),
    });
    await response.arrayBuffer();
    if (!response.ok) {
      throw new BenchProblem(
        'MEASURED_COMMAND_FAILED',
        `${server.title} answered a PUT with ${response.status}`,
      );
    }
  }
  entries.set(key, paths);
  return paths;
}

function newPaths(server: CacheServer): readonly string[] {
  sent += 1;
  return Array.from({ length: NEW_ENTRIES }, (_, place) => server.pathOf(`${sent}-${place}`));
}
