import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import {
  digestInRegistry,
  missingPart,
  type Parts,
  releaseEnvironment,
  startParts,
} from '@modax/container-parts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { passed, WorkingTree } from './testing/working-tree.ts';

const repository = resolve(import.meta.dirname, '../../..');
const database = join(repository, '../shared/data/trivy-db');
const missing = missingPart() ?? (existsSync(database) ? undefined : database);
if (missing !== undefined) {
  console.warn(
    `SKIPPED: the images of MODAX are not released here, because there is no ${missing}`,
  );
}

/** Longer than everything that it waits for, each of which ends by itself. */
const PATIENCE_MS = 20 * 60_000;
const PATIENT = { timeout: PATIENCE_MS };
const MANIFESTS = {
  'ai-layer': 'pyproject.toml',
  'cache-server': 'package.json',
  'control-layer': 'pyproject.toml',
};

describe.skipIf(missing !== undefined)('A release of this working tree', () => {
  let parts: Parts;
  let tree: WorkingTree;
  let variables: Readonly<Record<string, string>>;
  let found: Awaited<ReturnType<Parts['engine']>>;

  const release = (...words: readonly string[]) => tree.run('nx', ['release', ...words], variables);
  const read = (file: string) => readFileSync(join(tree.root, file), 'utf8');

  beforeAll(async () => {
    parts = await startParts();
    found = await parts.engine();
    tree = new WorkingTree();
    variables = releaseEnvironment(parts, found, { checkout: repository, database });
  }, PATIENCE_MS);
  afterAll(async () => {
    // What runs is ended first, whatever the test has not come to.
    await parts.stop();
    tree.remove();
  });

  test(
    'versions every application that has an image, in its language',
    PATIENT,
    async ({ skip }) => {
      if ('missing' in found) skip(`there is no ${found.missing}`);
      passed(await release('7.1.0', '--skip-publish'));
      for (const [project, manifest] of Object.entries(MANIFESTS)) {
        expect(read(`apps/${project}/${manifest}`)).toMatch(/^ *"?version"?(?: =|:) "7\.1\.0"/m);
      }
      const lock = JSON.parse(read('package-lock.json')) as {
        packages: Record<string, { version?: string }>;
      };
      expect(lock.packages['apps/cache-server']?.version).toBe('7.1.0');
      expect(read('uv.lock')).toContain('name = "modax-control-layer"\nversion = "7.1.0"');
      expect(read('CHANGELOG.md')).toMatch(/^#{1,2} 7\.1\.0 /m);
    },
  );

  test('publishes the images of all of them', PATIENT, async ({ skip }) => {
    if ('missing' in found) skip(`there is no ${found.missing}`);
    passed(await release('publish', `--registry=${parts.registry}`));
    for (const project of Object.keys(MANIFESTS)) {
      const image = JSON.parse(read(`reports/${project}/image.json`)) as { digest: string };
      for (const tag of ['7.1.0', '7.1', 'latest']) {
        const name = `${parts.registry}/modax/${project}:${tag}`;
        expect(digestInRegistry(variables, name)).toBe(image.digest);
      }
    }
  });
});
