import { cpSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { succeed } from '../measuring/stopwatch.ts';
import { type Bench, callIn, type Workspace } from './workspace.ts';

/** A service that has an image. */
export interface Service {
  /** The project, as Nx names it. */
  readonly name: string;
  readonly module: string;
  /** A file of the module. */
  readonly source: string;
}

/** Where {@link layDocumentContext} puts it. */
export function documentContext({ folder }: Pick<Bench, 'folder'>, { name }: Service): string {
  return join(folder, `python-${name}`);
}

/**
 * Makes the folder of a service as the first pipeline had it: its sources, those of our libraries beside
 * them, and a list of requirements. What lay there before is gone.
 */
export async function layDocumentContext(
  bench: Bench,
  workspace: Workspace,
  service: Service,
): Promise<void> {
  const folder = documentContext(bench, service);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder);
  const from = (path: string) => join(workspace.root, path);
  cpSync(from(`apps/${service.name}`), folder, { recursive: true });
  cpSync(from('libs/contracts/src'), join(folder, 'contracts'), { recursive: true });
  cpSync(from('libs/service-kit/src'), join(folder, 'service-kit'), { recursive: true });
  const exported = await succeed(
    callIn(workspace, [
      'uv',
      'export',
      '--quiet',
      '--frozen',
      `--package=modax-${service.name}`,
      '--no-default-groups',
      '--no-emit-workspace',
      '--no-hashes',
      '--no-annotate',
      '--no-header',
    ]),
    bench.signal,
  );
  writeFileSync(join(folder, 'requirements.txt'), exported);
}
