import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  affectedTasks,
  copyDatabase,
  prepareForNx,
  reportsOf,
  runGates,
} from '../testing/nx-station.ts';
import { repository } from '../testing/sample-workspace.ts';
import { fileChanges } from './testing/file-changes.ts';
import { lockChanges } from './testing/lock-changes.ts';
import { machineChanges } from './testing/machine-changes.ts';
import { type Change, gates, Station } from './testing/station.ts';

/*
 * The table of the oracle, against Nx itself: what really runs, what `nx affected` reaches, and that an
 * answer from the cache is the one that a run would give.
 */

const changes: readonly Change[] = [...fileChanges, ...lockChanges, ...machineChanges];
/** Those that need nothing installed but the tools. */
const judged = ['lint', 'format', 'scan-code', 'scan-files'];
const database = join(repository, '../shared/data/trivy-db');
const patience = 1_800_000;

let station: Station;
beforeAll(() => {
  station = new Station(changes);
  prepareForNx(station.workspace);
});
afterAll(() => {
  station.workspace.remove();
});

function named(name: string): Change {
  const change = changes.find((one) => one.name === name);
  if (change === undefined) throw new Error(`the table has no ${name}`);
  return change;
}

const known = (tasks: readonly string[]) =>
  tasks.filter((task) => judged.includes(task.split(':')[1] ?? '')).sort();

describe('what Nx runs', () => {
  const sequence = [
    'apps/pump/README.md edited',
    'libs/flow/src/flow/main.py edited',
    'apps/valve/tests/test_spare.py renamed to apps/valve/tests/test_else.py',
    'apps/pump/src/pump/spare.py deleted',
    '.flake8',
    'alpha in the lock',
    'orphan in the lock',
    'docs/use.md edited',
    'tools/nx-python/src/executors/flake8/parse.ts edited',
    'of bandit in the pump',
  ];

  test(
    'are the tasks whose result may differ, and it is the result of a run',
    { timeout: patience },
    async () => {
      const { workspace } = station;
      const state = new Map<string, number>();
      station.world(state);
      const first = await runGates(workspace, judged);
      expect([first.code, first.text]).toEqual([0, expect.not.stringContaining('_FAILED')]);
      expect(first.ran.length).toBe(5 * judged.length);
      for (const name of sequence) {
        state.set(name, 1);
        station.world(state);
        const { code, ran } = await runGates(workspace, judged);
        expect([name, code, ran]).toEqual([name, 0, known(named(name).tasks)]);
      }
      const cached = reportsOf(workspace);
      const whole = await runGates(workspace, judged, { NX_SKIP_NX_CACHE: 'true' });
      expect(whole.ran.length).toBe(first.ran.length);
      expect(Object.fromEntries(reportsOf(workspace))).toEqual(Object.fromEntries(cached));
      // Back to where it began: all of it is remembered.
      station.world(new Map());
      expect((await runGates(workspace, judged)).ran).toEqual([]);
    },
  );

  test.skipIf(!existsSync(database))(
    'are the scans of files when a database appears, and they look into it',
    { timeout: patience },
    async () => {
      const { workspace } = station;
      station.world(new Map());
      const without = await runGates(workspace, ['lint', 'scan-files']);
      const variables = { TRIVY_CACHE_DIR: copyDatabase(workspace, database) };
      const scans = ['flow', 'kit', 'pump', 'rig', 'valve'].map((name) => `${name}:scan-files`);
      expect(without.code).toBe(0);
      expect((await runGates(workspace, ['lint', 'scan-files'], variables)).ran).toEqual(scans);
      expect((await runGates(workspace, ['lint', 'scan-files'], variables)).ran).toEqual([]);
      const cached = reportsOf(workspace);
      await runGates(workspace, ['lint', 'scan-files'], {
        ...variables,
        NX_SKIP_NX_CACHE: 'true',
      });
      expect(Object.fromEntries(reportsOf(workspace))).toEqual(Object.fromEntries(cached));
      expect((await runGates(workspace, ['lint', 'scan-files'])).ran).toEqual([]);
    },
  );
  if (!existsSync(database)) console.warn(`SKIPPED: there is no Trivy database in ${database}`);
});

describe('nx affected reaches every task whose key changes', () => {
  const reached = [
    'apps/pump/src/pump/main.py edited',
    'apps/pump/README.md edited',
    'apps/valve/tests/test_spare.py renamed to apps/valve/tests/test_else.py',
    'libs/flow/src/flow/spare.py deleted',
    "a library's version",
    'alpha in the lock',
    '[tool.black]',
    '.flake8',
    '.python-version edited',
    'tools/nx-python/src/executors/mypy/inspect.ts edited',
    'libs/findings/src/gate.ts edited',
    'smol-toml',
    'config/broker.json edited',
    'scripts/part.mjs edited',
    'of mypy in the library',
  ];

  test.each(reached)('when it is %s', { timeout: patience }, async (name) => {
    const { tasks, files = {} } = named(name);
    station.world(new Map([[name, 1]]));
    const affected = await affectedTasks(station.workspace, gates, Object.keys(files));
    expect(tasks.filter((task) => !affected.includes(task))).toEqual([]);
  });

  test('when it is a library that is imported without a word', { timeout: patience }, async () => {
    station.world(new Map());
    const kit = ['libs/kit/src/kit/main.py'];
    expect(await affectedTasks(station.workspace, ['test'], kit)).toEqual(['kit:test']);
    station.workspace.write({ 'apps/valve/tests/test_more.py': 'import kit\n' });
    expect(await affectedTasks(station.workspace, ['test'], kit)).toEqual([
      'kit:test',
      'rig:test',
      'valve:test',
    ]);
  });
});
