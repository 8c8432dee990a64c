import { cacheSuites } from './cache/cache-suites.ts';
import { requireCacheParts } from './cache/server-plans.ts';
import { ciSuite } from './ci/ci-suite.ts';
import { CHECK_ROWS, checkCases, type Projects, restore } from './cases/checks.ts';
import { EXECUTOR_ROWS, executorCases } from './cases/executors.ts';
import { HOOK_ROWS, hookCases } from './cases/hook.ts';
import { IMAGE_ROWS, IMAGE_WEIGHTS, imageCases, SERVICES } from './cases/images.ts';
import { hookPeers } from './cases/pre-commit.ts';
import { PEER_ROWS, peerCases } from './cases/peers.ts';
import type { Command } from './command-line.ts';
import { type Case, measureInTurn } from './measuring/rounds.ts';
import { type RowPlan, rowsOf } from './measuring/rows.ts';
import { costOf } from './measuring/stopwatch.ts';
import type { Suite } from './report/suite.ts';
import { weightRows } from './report/weights.ts';
import { requireParts, startBuilder } from './workspaces/builder.ts';
import { generatedProjects, growTo } from './workspaces/generated.ts';
import { OWN_LAYERS } from './workspaces/own-layers.ts';
import { installPeers } from './workspaces/peers.ts';
import {
  type Bench,
  cloneWorkspace,
  commitOf,
  resetTo,
  type Workspace,
} from './workspaces/workspace.ts';

type Measuring = Extract<Command, { name: 'measure' }>;

/** A suite before it is measured. */
interface SuitePlan {
  readonly id: string;
  readonly title: string;
  readonly size: number;
  readonly cases: readonly Case[];
  readonly rows: readonly RowPlan[];
}

/** Measures the parts, one suite after another, in one clone; the cases of a suite take turns. */
export async function* measure(bench: Bench, command: Measuring): AsyncGenerator<Suite> {
  if (command.parts.includes('images') || command.parts.includes('ci')) requireParts();
  if (command.parts.includes('cache')) requireCacheParts();
  bench.tell('setting up a clone\n');
  const workspace = await cloneWorkspace(bench, 'workspace');
  if (command.parts.includes('hook') || command.parts.includes('peers')) {
    yield await hookSuite(bench, workspace, command);
  }
  if (command.parts.includes('layers')) {
    const size = OWN_LAYERS.names.length;
    yield await suite(bench, command.rounds, {
      id: 'layers',
      title: `this repository's ${size} Python projects`,
      size,
      cases: checkCases(bench, workspace, OWN_LAYERS),
      rows: CHECK_ROWS,
    });
  }
  // Before the workspace grows: Nx has to look at no more than there is.
  if (command.parts.includes('images')) yield* imageSuites(bench, workspace, command);
  if (command.parts.includes('cache')) yield* cacheSuites(bench, workspace, command.rounds);
  if (command.parts.includes('ci')) yield await ciSuite(bench, workspace, command.rounds);
  yield* generatedSuites(bench, workspace, command);
}

async function* imageSuites(
  bench: Bench,
  workspace: Workspace,
  { rounds }: Measuring,
): AsyncGenerator<Suite> {
  const commit = await commitOf(bench);
  bench.tell('starting a builder\n');
  const builder = await startBuilder(bench, workspace);
  try {
    for (const service of SERVICES) {
      const { cases, weights } = imageCases(bench, builder, service, commit);
      const measured = await suite(bench, rounds, {
        id: `image-${service.name}`,
        title: `the image of ${service.name}`,
        size: 1,
        cases,
        rows: IMAGE_ROWS,
      });
      yield { ...measured, weights: weightRows(IMAGE_WEIGHTS, weights) };
    }
  } finally {
    await builder.stop();
    await resetTo(bench, workspace, commit);
  }
}

async function hookSuite(
  bench: Bench,
  workspace: Workspace,
  { parts, rounds }: Measuring,
): Promise<Suite> {
  const peers = parts.includes('peers')
    ? hookPeers(bench, workspace, OWN_LAYERS, await installPeers(bench, workspace))
    : [];
  const cases = [...hookCases(bench, workspace, OWN_LAYERS), ...peers];
  bench.tell('warming up\n');
  await measureInTurn(cases, 1, clockwork(bench));
  const measured = await suite(bench, rounds, {
    id: 'hook',
    title: 'a commit of one Python file of ai-layer',
    size: 1,
    cases,
    rows: [...HOOK_ROWS, ...peers.map(({ id, title }) => ({ id, title, measure: 'parallel' }))],
  });
  await restore(bench, workspace);
  return measured;
}

async function* generatedSuites(
  bench: Bench,
  workspace: Workspace,
  { parts, rounds, sizes }: Measuring,
): AsyncGenerator<Suite> {
  const others = parts.filter((part) => part === 'executors' || part === 'peers');
  // Enough projects that a start counts little, few enough that the tools one by one come to an end.
  const middle = sizes[Math.floor(sizes.length / 2)];
  let from: readonly string[] = [];
  for (const size of sizes) {
    const isCompared = size === middle && others.length > 0;
    if (!isCompared && !parts.includes('generated')) continue;
    const projects = generatedProjects(size);
    bench.tell(`generating projects: ${size} in all\n`);
    await growTo(bench, workspace, { from, to: projects });
    from = projects.names;
    if (parts.includes('generated')) {
      yield await suite(bench, rounds, {
        id: `generated-${size}`,
        title: `${size} generated projects`,
        size,
        cases: checkCases(bench, workspace, projects),
        rows: CHECK_ROWS,
      });
    }
    if (!isCompared) continue;
    for (const part of others) {
      yield await suite(bench, rounds, await comparison(part, bench, workspace, projects));
    }
  }
}

async function comparison(
  part: 'executors' | 'peers',
  bench: Bench,
  workspace: Workspace,
  projects: Projects,
): Promise<SuitePlan> {
  const size = projects.names.length;
  return part === 'executors'
    ? {
        id: part,
        title: `each executor, ${size} generated projects`,
        size,
        cases: executorCases(bench, workspace, projects),
        rows: EXECUTOR_ROWS,
      }
    : {
        id: part,
        title: `others on the same steps, ${size} generated projects`,
        size,
        cases: peerCases(bench, workspace, projects, await installPeers(bench, workspace)),
        rows: PEER_ROWS,
      };
}

async function suite(bench: Bench, rounds: number, plan: SuitePlan): Promise<Suite> {
  const { id, title, size, cases, rows } = plan;
  bench.tell(`${title}: ${cases.length} cases, ${rounds} rounds\n`);
  const costs = await measureInTurn(cases, rounds, clockwork(bench));
  return { id, title, size, rounds, rows: rowsOf(rows, costs) };
}

function clockwork({ signal, tell }: Bench): Parameters<typeof measureInTurn>[2] {
  return { costOf: (call) => costOf(call, signal), tell };
}
