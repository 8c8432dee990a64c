import { join } from 'node:path';
import { BenchProblem } from '../bench-problem.ts';
import { succeed } from '../measuring/stopwatch.ts';
import { type Bench, nxCall, type Workspace } from '../workspaces/workspace.ts';
import { planFile } from './plan-of.ts';

/** The keys of tasks, by their names. */
export type Keys = ReadonlyMap<string, string>;

/** The keys of all tasks as they are checked out. */
export async function keysOf(bench: Bench, workspace: Workspace): Promise<Keys> {
  const plan = await planFile(bench, workspace, ['run-many']);
  const program = join(bench.root, 'tools/nx-python/src/explaining/main.ts');
  const call = nxCall(workspace, []);
  const [node] = call.argv;
  const rows: unknown = JSON.parse(
    await succeed({ ...call, argv: [node, program, plan] }, bench.signal),
  );
  if (!Array.isArray(rows)) throw new BenchProblem('NOTHING_CHECKED', 'there are no keys');
  return new Map(
    rows.map((row) => {
      const { task, key } = row as { readonly task: string; readonly key: string };
      return [task, key] as const;
    }),
  );
}

/** What a cache has once these tasks have run. */
export function entriesOf(keys: Keys): readonly string[] {
  return [...keys].map(entryOf);
}

/** Its key holds the database of vulnerabilities, which is another one every few hours; here it is one for all. */
const OF_ITS_DAY = /:scan-files$/;

/** The tasks that are in a cache. */
export function keptIn(cache: ReadonlySet<string>, keys: Keys): ReadonlySet<string> {
  const kept = [...keys].filter((row) => cache.has(entryOf(row)));
  return new Set(kept.map(([task]) => task).filter((task) => !OF_ITS_DAY.test(task)));
}

function entryOf([task, key]: readonly [string, string]): string {
  return `${task} ${key}`;
}
