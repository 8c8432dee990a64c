import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join, resolve } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { succeed } from '../measuring/stopwatch.ts';
import { program } from '../testing/programs.ts';
import { type Bench, callIn, environmentOf, type Workspace } from '../workspaces/workspace.ts';
import { pushSuite } from './ci-suite.ts';
import { partCases } from './part-cases.ts';

/*
 * What is changed and replayed is this repository; a program stands in for Nx that plans the same at every commit, and one
 * for uv. What Nx plans, the bench itself shows.
 */

const root = resolve(import.meta.dirname, '../../../..');
const targets = { check: { executor: 'nx:noop' }, test: { executor: 'tools:test' } };
const PLAN = {
  graph: { nodes: { pages: { data: { root: 'pages', targets } } } },
  tasks: {
    tasks: Object.fromEntries(
      ['check', 'test'].map((target) => {
        const id = `pages:${target}`;
        return [id, { id, target: { project: 'pages', target }, outputs: [] }];
      }),
    ),
    dependencies: { 'pages:check': ['pages:test'], 'pages:test': [] },
  },
};
/** One key is another at each commit. */
const NODE = `
for word; do case "$word" in --graph=*) exec cp "$PLAN" "\${word#--graph=}" ;; esac; done
if [ "\${KEY-}" = none ]; then exec echo '{}'; fi
case " \${BROKEN-} " in *" $(git rev-parse HEAD) "*) echo 'no such file' >&2; exit 1 ;; esac
printf '[{"task":"pages:check","key":"1"},{"task":"pages:%s","key":"%s"}]' "\${TASK-test}" "\${KEY-$(git rev-parse HEAD)}"`;

async function standIn(
  key: object,
): Promise<{ bench: Bench; workspace: Workspace; start: string; told: readonly string[] }> {
  const folder = mkdtempSync(join(tmpdir(), 'modax-bench-push-'));
  onTestFinished(() => {
    rmSync(folder, { recursive: true });
  });
  const { signal } = new AbortController();
  const told: string[] = [];
  const tell = (text: string): void => void told.push(text);
  const bench = { root, folder, variables: process.env, signal, tell };
  const clone = join(folder, 'clone');
  const env = environmentOf(clone, bench);
  const words = ['git', 'clone', '--quiet', root, clone] as const;
  await succeed(callIn({ root: folder, env }, words), signal);
  writeFileSync(join(folder, 'nx-plan.json'), JSON.stringify(PLAN));
  program(join(clone, 'node_modules/.bin/node'), NODE);
  program(join(folder, 'programs/uv'), 'echo "# $3" >> uv.lock');
  const PATH = [join(folder, 'programs'), env['PATH'] ?? ''].join(delimiter);
  const variables = { ...env, PATH, PLAN: join(folder, 'nx-plan.json'), ...key };
  const workspace = { root: clone, env: variables };
  const head = await succeed(callIn(workspace, ['git', 'rev-parse', 'HEAD']), signal);
  return { bench, workspace, start: head.trim(), told };
}

async function suiteOf(key: object = {}) {
  const { bench, workspace, start, told } = await standIn(key);
  const stop = () => Promise.resolve();
  const builder = { workspace, base: 'base', certificates: bench.folder, stop };
  const seconds = partCases(bench, builder).map(
    ({ id }) => [id, [{ wallSeconds: 1, cpuSeconds: 1 }]] as const,
  );
  const costs = Object.fromEntries(seconds);
  const suite = await pushSuite(bench, workspace, { start, costs });
  const machine = Object.fromEntries(suite.rows.map(({ id, cost }) => [id, cost.cpuSeconds]));
  const git = (...words: readonly string[]) =>
    succeed(callIn(workspace, ['git', ...words]), bench.signal);
  const left = [await git('status', '--porcelain'), await git('rev-parse', 'HEAD')];
  return { suite, machine, start, left, told };
}

test('each kind of change is made and counted, and the last commits are replayed', async () => {
  const { suite, machine, start, left } = await suiteOf();
  expect(suite.title).toMatch(
    /^CI of a push; 0 tasks missed in 6 changes and \d+ commits, asked 0$/,
  );
  // Four plans, four verdicts, the workspace looked at and told of, and one job that checks a step nobody has measured.
  expect(machine).toMatchObject({ docs: 4 + 4 + 2 + 1 + 12, lock: 23, mean: 23, document: 35 });
  expect(machine['mean-without-cache']).toBe(23);
  const asked = suite.rows.filter(({ isReached }) => isReached !== undefined);
  expect(asked.map((row) => [row.id, row.asked.cpu, row.isReached])).toEqual([
    ['docs', 0.02, false],
    ['mean', 0.1, false],
    ['mean-without-cache', 0.1, false],
  ]);
  // As it was: what was changed is taken back.
  expect(left).toEqual(['', `${start}\n`]);
});

test('a task whose key a change makes another, and that is not planned, is missed', async () => {
  const { suite } = await suiteOf({ TASK: 'lint' });
  const { missed, commits } =
    /; (?<missed>\d+) tasks missed in 6 changes and (?<commits>\d+) commits/.exec(suite.title)
      ?.groups ?? {};
  expect(Number(missed)).toBe(6 + Number(commits));
});

test('where Nx tells no keys the bench ends', async () => {
  await expect(suiteOf({ KEY: 'none' })).rejects.toThrow('there are no keys');
});

test('what main has run is taken from the remote cache', async () => {
  const { machine } = await suiteOf({ KEY: 'the same' });
  expect(machine).toMatchObject({ docs: 13, mean: 13, 'mean-without-cache': 23, everything: 23 });
});

/** The newest commits of this repository before the last, the younger first. */
async function commitsBefore(): Promise<readonly string[]> {
  const list = ['git', 'rev-list', '--first-parent', '--max-count=60', 'HEAD~1'] as const;
  const { signal } = new AbortController();
  return (
    await succeed(
      callIn({ root, env: environmentOf(root, { root, variables: process.env }) }, list),
      signal,
    )
  )
    .trim()
    .split('\n');
}

test('a commit at which Nx makes no keys is told, and left out of the mean', async () => {
  const [broken = ''] = await commitsBefore();
  const { suite, machine, told } = await suiteOf({ BROKEN: broken });
  const mean = suite.rows.find(({ id }) => id === 'mean');
  expect(mean?.title).toBe(`mean of ${suite.size} of the last ${suite.size + 1} commits`);
  expect(machine['mean']).toBe(23);
  expect(told.join('')).toMatch(
    new RegExp(`^${broken.slice(0, 7)} has no keys: .*\nno such file$`, 'm'),
  );
});

test('where most commits have no keys the bench ends', async () => {
  const all = (await commitsBefore()).join(' ');
  await expect(suiteOf({ BROKEN: all })).rejects.toThrow('0 commits could be replayed');
});
