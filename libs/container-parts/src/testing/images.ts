import { createHash } from 'node:crypto';
import {
  copyFileSync,
  existsSync,
  linkSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { basename, join } from 'node:path';
import { partsFolder, rootFileSystems } from './installed.ts';
import { digestInRegistry, docker, type Parts } from './parts.ts';

/**
 * Puts an image with Python into the registry, from which others begin.
 * @returns its reference with digest
 */
export function pushPythonImage(parts: Parts): string {
  return pushImage(parts, 'python', []);
}

/**
 * Puts an image of Mosquitto into the registry that is started as the official one is.
 * @returns its reference with digest
 */
export function pushBrokerImage(parts: Parts): string {
  return pushImage(parts, 'broker', [
    'CMD ["/usr/sbin/mosquitto", "-c", "/mosquitto/config/mosquitto.conf"]',
  ]);
}

function pushImage(
  { environment, registry }: Parts,
  kind: keyof typeof rootFileSystems,
  instructions: readonly string[],
): string {
  const dockerfile = ['FROM scratch', 'ADD files.tar /', ...instructions, ''].join('\n');
  const layout = imageOf(environment, rootFileSystems[kind], dockerfile);
  const { manifests } = JSON.parse(readFileSync(join(layout, 'index.json'), 'utf8')) as {
    manifests: readonly { readonly digest: string }[];
  };
  const digest = manifests[0]?.digest ?? '';
  const name = `${registry}/modax/${kind}-base:1`;
  const source = `oci-layout://${basename(layout)}@${digest}`;
  const create = ['buildx', 'imagetools', 'create', '--prefer-index=false', `--tag=${name}`];
  docker(environment, [...create, source], partsFolder);
  if (digestInRegistry(environment, name) !== digest) {
    throw new Error(`${name} is not ${digest}, which was pushed`);
  }
  return `${name}@${digest}`;
}

/** The image of a root file system, as an OCI layout: made once, and kept beside it while it is the same. */
function imageOf(environment: Parts['environment'], files: string, dockerfile: string): string {
  const { mtimeMs, size } = statSync(files);
  const state = createHash('sha256').update(JSON.stringify([dockerfile, mtimeMs, size]));
  const prefix = `${basename(files, '.tar')}-image-`;
  const layout = join(partsFolder, `${prefix}${state.digest('hex').slice(0, 16)}`);
  if (existsSync(layout)) return layout;
  const run = mkdtempSync(join(partsFolder, 'run-'));
  try {
    place(files, join(run, 'files.tar'));
    writeFileSync(join(run, 'Dockerfile'), dockerfile);
    const output = '--output=type=oci,tar=false,dest=layout';
    docker(environment, ['buildx', 'build', '--provenance=false', output, '.'], run);
    // Another test may have made the same meanwhile, and be reading it.
    const others = readdirSync(partsFolder).filter(
      (name) => name.startsWith(prefix) && name !== basename(layout),
    );
    for (const name of others) rmSync(join(partsFolder, name), { recursive: true, force: true });
    settle(join(run, 'layout'), layout);
  } finally {
    rmSync(run, { recursive: true, force: true });
  }
  return layout;
}

/** Where another test has put the same meanwhile, that stays. */
function settle(draft: string, layout: string): void {
  try {
    renameSync(draft, layout);
  } catch (error) {
    if (!existsSync(layout)) throw error;
  }
}

/** A link costs nothing; across file systems there is none. */
function place(from: string, to: string): void {
  try {
    linkSync(from, to);
  } catch {
    copyFileSync(from, to);
  }
}
