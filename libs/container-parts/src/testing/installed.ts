import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';
import { findOnPath } from '@modax/command';

/** Where `.ci/install-container-parts` puts what Debian does not have: programs in `bin/`, file systems. */
export const partsFolder =
  process.env['MODAX_CONTAINER_PARTS'] ??
  join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'modax/container-parts');

/** The `PATH` on which the parts are found. */
export const partsPath = [join(partsFolder, 'bin'), process.env['PATH'], '/usr/sbin', '/sbin'].join(
  delimiter,
);

/** Root file systems from which images are made, because none can be taken from anywhere. */
export const rootFileSystems = {
  python: join(partsFolder, 'python-base.tar'),
  broker: join(partsFolder, 'broker-base.tar'),
} as const;

/** What images need that are built, kept and run. */
const PROGRAMS = ['docker', 'docker-buildx', 'buildkitd', 'runc', 'docker-registry', 'dockerd'];

/** What a test needs beside that. */
export interface Wanted {
  readonly programs?: readonly string[];
  readonly fileSystems?: readonly (keyof typeof rootFileSystems)[];
}

/** What is missing here for work with real images; undefined when nothing is. */
export function missingPart({ programs = [], fileSystems = ['python'] }: Wanted = {}):
  string | undefined {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return 'root on Linux';
  const missing = [...PROGRAMS, ...programs].find(
    (name) => findOnPath(name, partsPath) === undefined,
  );
  if (missing !== undefined) return missing;
  // A container without that right can neither unpack nor run an image.
  if (spawnSync('unshare', ['--mount', 'true']).status !== 0) return 'right to mount';
  return fileSystems.map((name) => rootFileSystems[name]).find((file) => !existsSync(file));
}
