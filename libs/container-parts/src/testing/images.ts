import { copyFileSync, linkSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { rootFileSystems } from './installed.ts';
import { docker, type Parts } from './parts.ts';

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
  const folder = mkdtempSync(join(tmpdir(), 'modax-image-'));
  try {
    place(rootFileSystems[kind], join(folder, 'files.tar'));
    const dockerfile = ['FROM scratch', 'ADD files.tar /', ...instructions, ''].join('\n');
    writeFileSync(join(folder, 'Dockerfile'), dockerfile);
    const name = `${registry}/modax/${kind}-base:1`;
    docker(environment, [
      'buildx',
      'build',
      '--provenance=false',
      `--output=type=image,name=${name},push=true`,
      folder,
    ]);
    const inspect = ['buildx', 'imagetools', 'inspect', '--format={{.Manifest.Digest}}', name];
    return `${name}@${docker(environment, inspect).trim()}`;
  } finally {
    rmSync(folder, { recursive: true, force: true });
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
