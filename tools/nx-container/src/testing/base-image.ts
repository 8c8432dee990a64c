import { copyFileSync, linkSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { baseImageTar, docker, type Parts } from './parts.ts';

/**
 * Puts the base image of the tests into their registry.
 * @returns its reference with digest
 */
export function pushBaseImage({ environment, registry }: Parts): string {
  const folder = mkdtempSync(join(tmpdir(), 'modax-base-'));
  try {
    place(baseImageTar, join(folder, 'base.tar'));
    writeFileSync(join(folder, 'Dockerfile'), 'FROM scratch\nADD base.tar /\n');
    const name = `${registry}/modax/python-base:3.11`;
    docker(environment, [
      'buildx',
      'build',
      '--provenance=false',
      `--output=type=image,name=${name},push=true`,
      folder,
    ]);
    const digest = docker(environment, [
      'buildx',
      'imagetools',
      'inspect',
      '--format={{.Manifest.Digest}}',
      name,
    ]).trim();
    return `${name}@${digest}`;
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
