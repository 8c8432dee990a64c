import { existsSync } from 'node:fs';
import { cp, lstat, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join, matchesGlob } from 'node:path';
import {
  isProblem,
  parseJson,
  recordOf,
  textOf,
  toolProblem,
  type ToolProblem,
} from '@modax/findings';
import { type ImageProject, sourcesOf } from '../../project/image-project.ts';
import { execute, type Surroundings } from '../../running/execute.ts';
import { gitCall } from '../../running/git.ts';
import { type ContextPlan, done, type Layout, type Platform } from '../context.ts';
import { keptDependencies } from '../kept-dependencies.ts';
import { settle } from '../settle.ts';
import { installedPaths, nodePackages, packageAt } from './node-packages.ts';
import { dependenciesCall, PROCESSORS } from './npm-call.ts';

/** The locked Node and the locked packages, and the sources of our own, which Node runs as they are. */
export const typeScriptLayout: Layout = {
  dependencies: layOutDependencies,
  packages: layOutPackages,
  installed: async ({ project }, { dependencies, packages }) => [
    ...(await nodePackages(dependencies, foldersOf(project))),
    ...(await Promise.all(project.members.map(({ folder }) => packageAt(join(packages, folder))))),
  ],
};

/** Below which packages are installed: the root, and each package of ours. */
function foldersOf({ members }: ImageProject): readonly string[] {
  return ['', ...members.map(({ folder }) => folder)];
}

/** Rises when packages are laid out in another way, so that what lies there is not taken over. */
const LAYOUT_VERSION = 1;

/** The package by which npm's lock holds Node itself. */
function nodePackage(platform: Platform): string {
  return `node-linux-${PROCESSORS[platform]}`;
}

async function layOutDependencies(
  plan: ContextPlan,
  surroundings: Surroundings,
): Promise<string | ToolProblem> {
  const { workspaceRoot, project, platform } = plan;
  const lock = await readFile(join(workspaceRoot, 'package-lock.json'), 'utf8');
  const manifests = await manifestsOf(workspaceRoot, lock);
  const state = [LAYOUT_VERSION, project.root, platform, lock, manifests];
  return keptDependencies(plan, state, async (draft) => {
    surroundings.tell('the locked packages are laid out\n');
    const workspace = join(plan.run, 'workspace');
    for (const [path, text] of [['package-lock.json', lock] as const, ...manifests]) {
      await mkdir(dirname(join(workspace, path)), { recursive: true });
      await writeFile(join(workspace, path), text);
    }
    const call = dependenciesCall(plan, workspace);
    const problem = await done([call], 'DEPENDENCIES_UNAVAILABLE', surroundings);
    return problem ?? moveInstalled(plan, lock, workspace, draft);
  });
}

/** The manifests that npm compares with the lock before it installs anything: the root's and its workspaces'. */
async function manifestsOf(
  workspaceRoot: string,
  lock: string,
): Promise<readonly (readonly [string, string])[]> {
  const folders = Object.values(lockedIn(lock)).flatMap((value) => {
    const entry = recordOf(value);
    return entry?.['link'] === true ? (textOf(entry['resolved']) ?? []) : [];
  });
  const paths = ['package.json', ...folders.sort().map((folder) => `${folder}/package.json`)];
  return Promise.all(
    paths.map(async (path) => [path, await readFile(join(workspaceRoot, path), 'utf8')] as const),
  );
}

function lockedIn(lock: string): Readonly<Record<string, unknown>> {
  return recordOf(recordOf(parseJson(lock))?.['packages']) ?? {};
}

/** Moves what npm has installed, for the root and below each package of ours, and Node by itself. */
async function moveInstalled(
  { project, platform }: ContextPlan,
  lock: string,
  workspace: string,
  draft: string,
): Promise<ToolProblem | undefined> {
  const unavailable = (message: string) => toolProblem('DEPENDENCIES_UNAVAILABLE', message);
  const node = join(workspace, 'node_modules', nodePackage(platform));
  const folders = foldersOf(project);
  await mkdir(join(draft, 'bin'));
  if (!existsSync(join(node, 'bin/node'))) {
    return unavailable(
      `package-lock.json holds no ${nodePackage(platform)} for the image to run on`,
    );
  }
  await rename(join(node, 'bin/node'), join(draft, 'bin/node'));
  await rm(node, { recursive: true });
  for (const folder of folders) {
    const installed = join(workspace, folder, 'node_modules');
    if (!existsSync(installed)) continue;
    await rm(join(installed, '.package-lock.json'), { force: true });
    await mkdir(join(draft, folder), { recursive: true });
    await rename(installed, join(draft, folder, 'node_modules'));
  }
  await removeOtherLinks(join(draft, 'node_modules'), project);
  const locked = lockedIn(lock);
  const extra = (await installedPaths(draft, folders)).find(
    (path) => recordOf(locked[path])?.['dev'] === true,
  );
  if (extra !== undefined) {
    return unavailable(`npm has installed ${extra}, which is for development: see npm config list`);
  }
  await settle(draft);
  return undefined;
}

/** npm links all packages of the workspace: those that are not in the image would lead nowhere. */
async function removeOtherLinks(modules: string, { members }: ImageProject): Promise<void> {
  const wanted = new Set(members.map(({ name }) => join(modules, name)));
  for (const entry of await readdir(modules, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    if (entry.isSymbolicLink() && !wanted.has(path)) await rm(path);
  }
}

/** Copies what git knows or would know of the packages, without what is there for tests. */
async function layOutPackages(
  { workspaceRoot, project }: ContextPlan,
  packages: string,
  surroundings: Surroundings,
): Promise<ToolProblem | undefined> {
  const { without = [] } = sourcesOf(project);
  const wanted = project.members.flatMap(({ folder }) => [
    `${folder}/package.json`,
    `${folder}/src`,
  ]);
  const listed = await execute(
    gitCall(workspaceRoot, 'sources', [
      ...['--literal-pathspecs', 'ls-files', '-z', '--cached', '--others'],
      ...['--exclude-per-directory=.gitignore', '--deduplicate', '--', ...wanted],
    ]),
    surroundings,
  );
  if (isProblem(listed)) return listed;
  for (const file of listed.stdout.split('\0')) {
    if (file === '' || without.some((pattern) => matchesGlob(file, pattern))) continue;
    const state = await lstat(join(workspaceRoot, file)).catch(() => undefined);
    // Known to git, and deleted.
    if (state === undefined) continue;
    if (!state.isFile()) {
      return toolProblem('PROJECT_INVALID', `${file} is no plain file, which an image is made of`, {
        where: { path: file },
      });
    }
    await mkdir(dirname(join(packages, file)), { recursive: true });
    await cp(join(workspaceRoot, file), join(packages, file));
  }
  await settle(packages);
  return undefined;
}
