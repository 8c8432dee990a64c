import { expect, test } from 'vitest';
import { costOf } from './cost.ts';
import { documentCi } from './document-ci.ts';
import { meanOf, rowOf } from './ci-suite.ts';
import { ourCi } from './our-ci.ts';
import { plannedIn } from './plan-of.ts';
import { entriesOf, keptIn } from './keys.ts';
import { missing } from './replay.ts';

const DOCUMENT = {
  check: [60, 50],
  image: [10, 20],
  checkout: 1,
  integration: 40,
  dependencies: [15, 15],
  code: 12,
};
const OURS = {
  checkout: 1,
  plan: 10,
  setUp: 20,
  setUpAnew: 30,
  images: { 'ai-layer': 5, 'control-layer': 6 },
  audit: 2,
  start: 3,
};
const NOTHING = { check: [], coverage: 0, images: [], integration: [], scan: [] };

test('the jobs of a stage run beside each other, its workflows too', () => {
  expect(costOf([[[1, 2], [3]], [[4]]])).toEqual({ machineSeconds: 10, criticalSeconds: 5 });
  expect(costOf([])).toEqual({ machineSeconds: 0, criticalSeconds: 0 });
});

test('the document checks both layers on three Pythons, and its images come from a cache the first time', () => {
  expect(costOf(documentCi(DOCUMENT))).toEqual({
    machineSeconds: 3 * 110 + 2 + 40 + 42 + 29,
    criticalSeconds: 60,
  });
});

test('without a change there are plans, verdicts, and the workflows themselves', () => {
  expect(costOf(ourCi(NOTHING, OURS)).machineSeconds).toBe(4 * 11 + 22 + 1);
});

test('a change of a layer costs what it reaches', () => {
  const plan = { ...NOTHING, check: [30, 10], coverage: 1, images: ['ai-layer'], scan: [3] };
  expect(costOf(ourCi(plan, OURS))).toEqual({
    machineSeconds: 4 * 11 + (53 + 33 + 1) + (28 + 38 + 30) + (22 + 26 + 2),
    criticalSeconds: 10 + 28 + 38 + 30 + 1,
  });
});

test('an image that was not measured is told', () => {
  expect(() => ourCi({ ...NOTHING, images: ['other'] }, OURS)).toThrow('of other was not measured');
});

test('the mean is of both figures, and machine seconds are held against what is asked', () => {
  const busy = { ...NOTHING, check: [30] };
  const nothing = costOf(ourCi(NOTHING, OURS));
  expect(meanOf([NOTHING, busy], OURS).machineSeconds).toBe(nothing.machineSeconds + 26.5);
  const document = { machineSeconds: 1000, criticalSeconds: 100 };
  const row = rowOf({ id: 'docs', title: 'docs', asked: 0.05 }, nothing, document);
  expect(row).toMatchObject({ cpuRatio: 0.067, isReached: false });
  expect(rowOf({ id: 'lock', title: 'lock' }, nothing, document).isReached).toBeUndefined();
});

test('a task is missed when its key differs and it was not planned', () => {
  const before = new Map([
    ['a:test', '1'],
    ['b:test', '1'],
    ['c:test', '1'],
  ]);
  const now = new Map([...before, ['a:test', '2'], ['b:test', '2'], ['new:test', '1']]);
  expect(missing(before, now, new Set(['a:test']))).toEqual(['b:test', 'new:test']);
});

test('a cache has what has run with the very same key', () => {
  const cache = new Set(
    entriesOf(
      new Map([
        ['a:test', '1'],
        ['b:test', '1'],
      ]),
    ),
  );
  const now = new Map([
    ['a:test', '1'],
    ['b:test', '2'],
    ['c:test', '1'],
    ['d:scan-files', '1'],
  ]);
  cache.add('d:scan-files 1');
  expect([...keptIn(cache, now)]).toEqual(['a:test']);
});

/** A plan as Nx writes it, of tasks and what they wait for. */
function planOf(dependencies: Readonly<Record<string, readonly string[]>>): string {
  const ids = Object.keys(dependencies).map((id) => [id, ...id.split(':')] as const);
  const nodes: Record<string, { data: { root: string; targets: Record<string, object> } }> = {};
  for (const [id, project = '', target = ''] of ids) {
    nodes[project] ??= { data: { root: project, targets: {} } };
    const executor = dependencies[id]?.length === 0 ? 'tools:tool' : 'nx:noop';
    nodes[project].data.targets[target] = { executor };
  }
  const tasks = ids.map(([id, project, target]) => [id, { id, target: { project, target } }]);
  return JSON.stringify({
    graph: { nodes },
    tasks: { tasks: Object.fromEntries(tasks) as object, dependencies },
  });
}

test('a plan of Nx becomes jobs with the seconds that were recorded, without what a cache has', () => {
  const text = planOf({
    'ai-layer:test': [],
    'ai-layer:check': ['ai-layer:test'],
    'ai-layer:test-3.9': [],
    'ai-layer:docker-scan': [],
    'ai-layer:scan-files': [],
    'ai-layer:scan': ['ai-layer:scan-files'],
    'layers-e2e:test-3.9': [],
  });
  const durations = new Map([
    ['ai-layer:test', 40],
    ['ai-layer:scan-files', 2],
    ['ai-layer:scan-code', 1],
    ['ai-layer:scan-dependencies', 1],
    ['layers-e2e:test', 30],
  ]);
  const kept = new Set(['ai-layer:test']);
  const { plan, planWithoutCache, tasks } = plannedIn(text, { durations, python: '3.11' }, kept);
  expect(planWithoutCache).toEqual({
    check: [110],
    coverage: 2,
    images: ['ai-layer'],
    integration: [30],
    scan: [4],
  });
  expect(plan).toEqual({ ...planWithoutCache, check: [70] });
  expect(tasks.has('ai-layer:docker-scan')).toBe(true);
  expect(tasks.size).toBe(7);
});
