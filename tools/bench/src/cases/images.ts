import { appendFileSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { ProgramCall } from '@modax/command';
import { BenchProblem } from '../bench-problem.ts';
import { documentBuild, LAYOUT } from './document-build.ts';
import { layOutOwnBuild, type OwnBuild } from './own-build.ts';
import type { Case } from '../measuring/rounds.ts';
import type { RowPlan } from '../measuring/rows.ts';
import { succeed } from '../measuring/stopwatch.ts';
import { type Blobs, blobsOf, type Weight, weightOf } from '../measuring/weights.ts';
import type { WeightPlan } from '../report/weights.ts';
import type { Builder } from '../workspaces/builder.ts';
import {
  documentContext,
  layDocumentContext,
  type Service,
} from '../workspaces/document-context.ts';
import { type Bench, callIn, commit, empty, nxCall, resetTo } from '../workspaces/workspace.ts';

const CHANGES = {
  nothing: 'nothing changed',
  line: 'one line of source',
  dependency: 'one dependency',
} as const;
type Change = keyof typeof CHANGES;
type Kind = 'document' | 'ours';

const LINE_ASKED = { wall: 0.25 };

const changes = Object.keys(CHANGES) as readonly Change[];
const idOf = (kind: Kind, change: Change) => (kind === 'ours' ? change : `document-${change}`);

const titleOf = (kind: Kind, change: Change) =>
  `${CHANGES[change]}, ${kind === 'ours' ? 'docker-build' : "the document's layout"}`;

/** Each change in the document's layout, which is 1.00, and then as we build it. */
const BUILD_ROWS: readonly RowPlan[] = changes.flatMap((change) => {
  const measure = idOf('document', change);
  return [
    { id: measure, title: titleOf('document', change), measure },
    {
      id: change,
      title: titleOf('ours', change),
      measure,
      ...(change === 'line' ? { asked: LINE_ASKED } : {}),
    },
  ];
});

/** One line once more, where all is laid out and only the call of Docker is measured: one Dockerfile beside the other. */
const DOCKER_ROW: RowPlan = {
  id: 'line-by-docker',
  title: `${CHANGES.line}, docker build alone`,
  measure: idOf('document', 'line'),
  asked: LINE_ASKED,
};

export const IMAGE_ROWS: readonly RowPlan[] = [...BUILD_ROWS, DOCKER_ROW];

/** What the images of the builds may weigh. */
export const IMAGE_WEIGHTS: readonly WeightPlan[] = BUILD_ROWS.map(({ id, title, measure }) => ({
  id,
  title,
  measure,
  asked: id === 'line' ? { imageRatio: 0.6, pushedShare: 0.05 } : {},
}));

/** One that needs little from others, and one that computes with a large package. */
export const SERVICES: readonly Service[] = [
  { name: 'control-layer', module: 'modax_control', source: 'fleet.py' },
  { name: 'ai-layer', module: 'modax_ai', source: 'analyst.py' },
];

/** Another version than that of the lock, of a package with which everything else is content. */
const OTHER_VERSION = 'idna==3.10';

/** The cases, and what the images weighed that they built: filled while they are measured. */
export interface ImageCases {
  readonly cases: readonly Case[];
  readonly weights: ReadonlyMap<string, Weight>;
}

/**
 * The image of a service after each change. A round begins with a builder that knows the image of
 * the commit `start` and nothing else, and each change is new to it.
 */
export function imageCases(
  bench: Bench,
  builder: Builder,
  service: Service,
  start: string,
  layOut = layOutOwnBuild,
): ImageCases {
  const { workspace } = builder;
  const weights = new Map<string, Weight>();
  const layout = join(bench.folder, LAYOUT);
  const call: Readonly<Record<Kind, ProgramCall>> = {
    document: documentBuild(bench, builder, service),
    ours: nxCall(workspace, ['run', `${service.name}:docker-build`]),
  };
  const built: Readonly<Record<Kind, () => Blobs>> = {
    document: () => blobsOf(layout),
    ours: () => blobsOf(ownLayout(workspace.root, service)),
  };
  const before: Record<Kind, Blobs> = { document: new Map(), ours: new Map() };
  const { begin, change } = changing(bench, builder, service, start);
  const prepare: Readonly<Record<Change, () => Promise<void>>> = {
    nothing: async () => {
      await begin();
      rmSync(layout, { recursive: true, force: true });
      await succeed(call.document, bench.signal);
      await succeed(call.ours, bench.signal);
      for (const kind of ['document', 'ours'] as const) before[kind] = built[kind]();
    },
    ...change,
  };
  const caseOf = (kind: Kind, what: Change): Case => {
    const id = idOf(kind, what);
    return {
      id,
      title: titleOf(kind, what),
      prepare: async () => {
        // One change for both, of which the document's is measured first.
        if (kind === 'ours') return;
        await prepare[what]();
        rmSync(layout, { recursive: true, force: true });
      },
      call: call[kind],
      verify: () => {
        const image = built[kind]();
        const weight = weightOf(image, before[kind]);
        requireChange(id, what !== 'nothing', weight);
        before[kind] = image;
        weights.set(id, weight);
      },
    };
  };
  let laidOut: OwnBuild = { call: call.ours, layout: '' };
  const lineByDocker: Case = {
    id: DOCKER_ROW.id,
    title: DOCKER_ROW.title,
    prepare: async () => {
      await change.line();
      laidOut = await layOut(bench, workspace, service);
    },
    get call() {
      return laidOut.call;
    },
    verify: () => {
      requireChange(DOCKER_ROW.id, true, weightOf(blobsOf(laidOut.layout), before.ours));
    },
  };
  const cases = changes.flatMap((what) => [caseOf('document', what), caseOf('ours', what)]);
  // At the end: the document's does not see its change.
  return { cases: [...cases, lineByDocker], weights };
}

/** How the workspace and the document's folder come to be as a change wants them. */
function changing(bench: Bench, { workspace }: Builder, service: Service, start: string) {
  const run = (...argv: ProgramCall['argv']) => succeed(callIn(workspace, argv), bench.signal);
  let lines = 0;
  const begin = async (): Promise<void> => {
    await run('docker', 'buildx', 'prune', '--all', '--force');
    await resetTo(bench, workspace, start);
    empty(workspace, ['.modax/images', '.nx', 'reports']);
    await layDocumentContext(bench, workspace, service);
  };
  const change = {
    line: async (): Promise<void> => {
      lines += 1;
      const folders = [join(workspace.root, 'apps', service.name), documentContext(bench, service)];
      for (const folder of folders) {
        const file = join(folder, 'src', service.module, service.source);
        appendFileSync(file, `# change ${lines} of a bench\n`);
      }
      await commit(bench, workspace, 'change');
    },
    dependency: async (): Promise<void> => {
      await run('uv', 'lock', '--quiet', `--upgrade-package=${OTHER_VERSION}`);
      await commit(bench, workspace, 'change');
      await layDocumentContext(bench, workspace, service);
    },
  };
  return { begin, change };
}

/** The layout of the image that `docker-build` has made last. */
function ownLayout(root: string, { name }: Service): string {
  const record = readFileSync(join(root, 'reports', name, 'image-build.json'), 'utf8');
  const { digest } = JSON.parse(record) as { readonly digest: string };
  return join(root, '.modax/images', name, `image-${digest.replace(':', '-')}`);
}

/** A manifest and a configuration are new with every commit, whose name they hold. */
const WITHOUT_A_LAYER = 2;

/**
 * A build that made no new layer after a change, or anything new without one, has a time that says nothing.
 * @throws BenchProblem `NOTHING_CHECKED`
 */
export function requireChange(id: string, isChanged: boolean, { pushedBlobs }: Weight): void {
  if (isChanged ? pushedBlobs > WITHOUT_A_LAYER : pushedBlobs === 0) return;
  throw new BenchProblem(
    'NOTHING_CHECKED',
    `${id}: ${pushedBlobs} blobs of the image are new, which is not what its row is about`,
  );
}
