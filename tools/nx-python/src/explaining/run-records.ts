import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { arrayOf, parseJson, recordOf, textOf } from '@modax/findings';

/** What a task had when it was run, or was first answered from a cache. */
export interface RunRecord {
  readonly key: string;
  /** ISO 8601, UTC. */
  readonly at: string;
  readonly passed: boolean;
  /** Digests by the name of the input. */
  readonly inputs: Readonly<Record<string, string>>;
}

/** Enough to go back and forth between a few states; more would only fill the disk. */
const kept = 8;

function fileOf(root: string, task: string): string {
  return join(root, '.nx/keys', `${encodeURIComponent(task)}.json`);
}

/** The records of a task, the newest first; none where there are none that can be read. */
export function readRecords(root: string, task: string): readonly RunRecord[] {
  let text: string;
  try {
    text = readFileSync(fileOf(root, task), 'utf8');
  } catch {
    return [];
  }
  return (arrayOf(parseJson(text)) ?? []).flatMap((entry) => {
    const { key, at, passed, inputs } = recordOf(entry) ?? {};
    const digests = Object.entries(recordOf(inputs) ?? {}).flatMap(([name, digest]) => {
      const known = textOf(digest);
      return known === undefined ? [] : [[name, known] as const];
    });
    return typeof key === 'string' && typeof at === 'string' && typeof passed === 'boolean'
      ? [{ key, at, passed, inputs: Object.fromEntries(digests) }]
      : [];
  });
}

/** Puts a record before those that are there; what was known of the same key is replaced. */
export function writeRecord(root: string, task: string, record: RunRecord): void {
  const others = readRecords(root, task).filter(({ key }) => key !== record.key);
  const file = fileOf(root, task);
  mkdirSync(dirname(file), { recursive: true });
  // Two runs in one checkout may write at once; whoever reads finds one of them whole.
  const draft = `${file}.${process.pid}`;
  writeFileSync(draft, JSON.stringify([record, ...others].slice(0, kept)));
  renameSync(draft, file);
}
