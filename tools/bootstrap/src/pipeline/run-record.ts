import { isRecord, textOf, valueAt } from '../values.ts';

export type Source = 'run' | 'local cache' | 'remote cache';

/** What Nx noted of one task that came to its end. */
export interface TaskRecord {
  readonly exitCode: number;
  /** Milliseconds. */
  readonly durationMs: number;
  /** Milliseconds since the epoch. */
  readonly endedAt: number;
  readonly source: Source;
  /** Nx's key of the task, under which its output is kept. */
  readonly hash: string;
}

export interface RunRecord {
  /** The words behind `nx`. */
  readonly command: string;
  /** By task id; a task that never ran has none. */
  readonly tasks: ReadonlyMap<string, TaskRecord>;
}

const SOURCES: Readonly<Record<string, Source>> = {
  'cache-miss': 'run',
  'local-cache-hit': 'local cache',
  'remote-cache-hit': 'remote cache',
};

/**
 * Reads `.nx/cache/run.json`, which Nx writes at the end of a run.
 * @throws Error when it is not what this version of Nx writes: no half-read record may look green.
 */
export function parseRunRecord(text: string): RunRecord {
  const document: unknown = JSON.parse(text);
  const command = textOf(valueAt(document, ['run', 'command']));
  const tasks = valueAt(document, ['tasks']);
  if (command === undefined || !Array.isArray(tasks)) throw new Error('it has no command or tasks');
  return { command, tasks: new Map(tasks.map(taskRecord)) };
}

function taskRecord(task: unknown): [string, TaskRecord] {
  const record = isRecord(task) ? task : {};
  const id = textOf(record['taskId']);
  const exitCode = record['status'];
  const source = SOURCES[textOf(record['cacheStatus']) ?? ''];
  const startedAt = Date.parse(textOf(record['startTime']) ?? '');
  const endedAt = Date.parse(textOf(record['endTime']) ?? '');
  if (id === undefined || typeof exitCode !== 'number' || source === undefined) {
    throw new Error(`it has a task without id, status or cacheStatus: ${JSON.stringify(task)}`);
  }
  if (Number.isNaN(startedAt) || Number.isNaN(endedAt)) {
    throw new Error(`it has a task without times: ${id}`);
  }
  const hash = textOf(record['hash']) ?? '';
  return [id, { exitCode, durationMs: endedAt - startedAt, endedAt, source, hash }];
}
