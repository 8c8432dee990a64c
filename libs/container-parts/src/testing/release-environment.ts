import { join } from 'node:path';
import { pushPythonImage } from './images.ts';
import type { Parts } from './parts.ts';

/** What a release is made with beside the parts. */
export interface ReleaseTools {
  /** The checkout whose Nx and uv make it. */
  readonly checkout: string;
  /** Trivy's folder of vulnerabilities. */
  readonly database: string;
}

const AUTHOR = { NAME: 'sample', EMAIL: 'sample@localhost' };

/** The variables under which somebody at a desk releases: it puts the base image into the registry, too. */
export function releaseEnvironment(
  parts: Parts,
  engine: Awaited<ReturnType<Parts['engine']>>,
  { checkout, database }: ReleaseTools,
): Readonly<Record<string, string>> {
  const { PATH = '', ...environment } = parts.environment;
  const programs = ['.modax/uv/bin', 'node_modules/.bin'].map((folder) => join(checkout, folder));
  return {
    ...environment,
    PATH: [...programs, PATH].join(':'),
    DOCKER_HOST: 'host' in engine ? engine.host : '',
    MODAX_PYTHON_IMAGE: pushPythonImage(parts),
    TRIVY_CACHE_DIR: database,
    NX_DAEMON: 'false',
    NX_ISOLATE_PLUGINS: 'false',
    ...Object.fromEntries(
      ['AUTHOR', 'COMMITTER'].flatMap((role) =>
        Object.entries(AUTHOR).map(([key, value]) => [`GIT_${role}_${key}`, value]),
      ),
    ),
  };
}
