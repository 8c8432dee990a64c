import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isMissing, recordOf, toolProblem, type ToolProblem } from '@modax/findings';
import { closure, normalizedName, parseLock } from '@modax/python-lock';
import { parse } from 'smol-toml';
import type { ImagePackage } from '../../image/image-record.ts';
import type { ContextPlan } from '../context.ts';

/** What makes wheels of our packages: what they ask for, what the lock has of it, and what is installed. */
export interface BuildBackend {
  /** Names of packages. */
  readonly required: readonly string[];
  readonly lock: string;
  /** Major and minor of the Python that the set-up installs for. */
  readonly pythonVersion: string;
  readonly installed: readonly ImagePackage[];
}

/**
 * Wheels hold what made them, so another backend than the lock's makes another image, under the name of a commit
 * which does not have it. Packages that the backend does not build with may differ: a release changes the lock too.
 * Of a backend that the lock does not hold the set-up has installed none, and the build says so.
 */
export function backendProblem(backend: BuildBackend): ToolProblem | undefined {
  const { required, lock, pythonVersion, installed } = backend;
  const locked = parseLock(lock);
  // Whoever asks has read it before.
  if ('problem' in locked) throw new Error(`uv.lock cannot be read: ${locked.problem}`);
  const versions = new Map(installed.map(({ name, version }) => [normalizedName(name), version]));
  const wanted = closure(
    locked,
    required.map((name) => ({ name })),
    { python: pythonVersion, platform: process.platform },
  );
  const asLocked = new Set(wanted.map(({ name, version }) => `${name} ${version ?? ''}`));
  const other = wanted.find(
    ({ name }) =>
      !asLocked.has(`${name} ${versions.get(name) ?? ''}`) &&
      // One that is wanted elsewhere alone is not installed here.
      (versions.has(name) || required.some((one) => normalizedName(one) === name)),
  );
  if (other === undefined) return undefined;
  const { name, version = 'no version' } = other;
  const have = versions.get(name) ?? 'not there';
  const message = `${name} makes the wheels of the image, and is ${have} in .venv: uv.lock has ${version}`;
  return toolProblem('ENVIRONMENT_BROKEN', message, { remedy: 'Run `npm run setup`.' });
}

/** What there is of it in a workspace. */
export async function buildBackend({
  workspaceRoot,
  project,
  pythonVersion,
}: Pick<ContextPlan, 'pythonVersion' | 'workspaceRoot'> & {
  readonly project: Pick<ContextPlan['project'], 'members'>;
}): Promise<BuildBackend> {
  const manifests = await Promise.all(
    project.members.map(({ folder }) =>
      readFile(join(workspaceRoot, folder, 'pyproject.toml'), 'utf8'),
    ),
  );
  return {
    required: [...new Set(manifests.flatMap(requiredIn))],
    lock: await readFile(join(workspaceRoot, 'uv.lock'), 'utf8'),
    pythonVersion,
    installed: await installedIn(
      join(workspaceRoot, '.venv/lib', `python${pythonVersion}`, 'site-packages'),
    ),
  };
}

/** The names of `[build-system] requires` (PEP 518), each of which begins a requirement (PEP 508). */
function requiredIn(manifest: string): readonly string[] {
  const requires = recordOf(parse(manifest)['build-system'])?.['requires'];
  return (Array.isArray(requires) ? requires : []).flatMap(
    (requirement) => /^[\w.-]+/.exec(String(requirement))?.[0] ?? [],
  );
}

/** By the names of the folders that say what is installed (PEP 376): nothing where there is no such environment. */
async function installedIn(folder: string): Promise<readonly ImagePackage[]> {
  const entries = await readdir(folder).catch((error: unknown) => {
    if (isMissing(error)) return [];
    throw error;
  });
  return entries.sort().flatMap((entry) => {
    const { name, version } =
      /^(?<name>[^-]+)-(?<version>.+)\.dist-info$/.exec(entry)?.groups ?? {};
    return name === undefined || version === undefined ? [] : [{ name, version }];
  });
}
