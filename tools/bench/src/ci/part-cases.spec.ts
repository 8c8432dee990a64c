import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { run } from '@modax/command';
import { expect, onTestFinished, test } from 'vitest';
import { BenchProblem } from '../bench-problem.ts';
import { succeed } from '../measuring/stopwatch.ts';
import { environmentOf } from '../workspaces/workspace.ts';
import { documentParts, ourParts, partCases } from './part-cases.ts';

const root = resolve(import.meta.dirname, '../../../..');

function casesOf() {
  const folder = mkdtempSync(join(tmpdir(), 'modax-bench-ci-'));
  onTestFinished(() => {
    rmSync(folder, { recursive: true });
  });
  const { signal } = new AbortController();
  const bench = { root, folder, variables: process.env, signal, tell: () => undefined };
  const workspace = { root, env: environmentOf(root, bench) };
  const stop = () => Promise.resolve();
  const cases = partCases(bench, { workspace, base: 'base', certificates: folder, stop });
  return { folder, signal, cases };
}

test('what jobs are put together of is measured once each', () => {
  const ids = casesOf().cases.map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
  expect(ids).toEqual(
    expect.arrayContaining([
      'check-ai-layer',
      'our-image-cache-server',
      'plan',
      'set-up',
      'audit',
      'start',
    ]),
  );
});

test('the workspace is looked at with what its job runs', () => {
  const workflow = readFileSync(join(root, '.github/workflows/security-scan.yml'), 'utf8');
  const [, job = ''] = /\n {2}workflows:\n(.*?)\n {2}tell-workspace:\n/s.exec(workflow) ?? [];
  const commands = [...job.matchAll(/run: (.+)/g)].map(([, command = '']) => command);
  // What has to be fetched is counted for nobody; of nothing that was stopped there is nothing to take away.
  const measured = commands.filter((command) => !/download-db-only|security-tab/.test(command));
  expect(measured).toHaveLength(4);
  const script = readFileSync(join(import.meta.dirname, 'audit.sh'), 'utf8');
  for (const command of measured) expect(script).toContain(`${command}\n`);
});

test('a checkout is one of its own, of what is committed', async () => {
  const { folder, signal, cases } = casesOf();
  const checkout = cases.find(({ id }) => id === 'checkout');
  if (checkout === undefined) throw new Error('there is none');
  await succeed(checkout.call, signal);
  expect(existsSync(join(folder, 'job/package.json'))).toBe(true);
  expect(existsSync(join(folder, 'job/node_modules'))).toBe(false);
});

/**
 * Another test may link to a package while tar reads it. Nothing of it changes but how many links it has, and the archive
 * is whole; tar makes a failure of that.
 */
async function packed(prepare: () => void | Promise<void>): Promise<void> {
  try {
    await prepare();
  } catch (error) {
    const isWhole = error instanceof BenchProblem && /as we read it/.test(error.said);
    if (!isWhole) throw error;
  }
}

test('a plan needs no more than a checkout, and the packages that were kept', async () => {
  const { folder, signal, cases } = casesOf();
  const plan = cases.find(({ id }) => id === 'plan');
  if (plan === undefined) throw new Error('there is none');
  await packed(plan.prepare);
  const outcome = await run(plan.call, { signal });
  expect(outcome).toMatchObject({ kind: 'exited', code: 0 });
  // Or it would be npm that is measured.
  expect(outcome).toMatchObject({ stderr: expect.not.stringContaining('npm ci') as string });
  expect(existsSync(join(folder, 'job/.venv'))).toBe(false);
});

test('jobs take the medians of their parts together', () => {
  const seconds = casesOf().cases.map(({ id }, index) => {
    const cost = (wallSeconds: number) => ({ wallSeconds, cpuSeconds: 0 });
    return [id, [cost(index), cost(index + 2), cost(100)]] as const;
  });
  const costs = Object.fromEntries(seconds);
  const at = (id: string) => costs[id]?.[1]?.wallSeconds ?? NaN;
  expect(documentParts(costs)).toMatchObject({
    check: [
      at('checkout') + at('install-control-layer') + at('check-control-layer'),
      at('checkout') + at('install-ai-layer') + at('check-ai-layer'),
    ],
    integration: at('checkout') + at('install-both') + at('integration'),
    code: at('checkout') + at('install-bandit') + at('bandit'),
  });
  expect(ourParts(costs)).toMatchObject({
    plan: at('plan'),
    setUp: at('set-up'),
    setUpAnew: at('set-up-anew'),
    images: { 'cache-server': at('our-image-cache-server') },
  });
});
