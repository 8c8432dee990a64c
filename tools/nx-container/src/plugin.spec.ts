import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, matchesGlob } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { createNodes, name } from './plugin.ts';
import { imageTargets } from './targets.ts';

const [pattern, infer] = createNodes;

function workspaceWith(files: readonly string[]): string {
  const root = mkdtempSync(join(tmpdir(), 'modax-container-'));
  onTestFinished(() => {
    rmSync(root, { recursive: true });
  });
  for (const file of files) {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    writeFileSync(join(root, file), '');
  }
  return root;
}

test('the plugin is named like its package', () => {
  expect(name).toBe('@modax/nx-container');
});

test.each([
  // Its version is written by what nx.json names.
  ['Python', 'python', 'pyproject.toml', {}],
  [
    'TypeScript',
    'typescript',
    'package.json',
    { version: { versionActions: '@nx/js/src/release/version-actions' } },
  ],
] as const)(
  'an application in %s with a Dockerfile has an image',
  async (_, language, manifest, version) => {
    const workspaceRoot = workspaceWith([`apps/pump/${manifest}`]);
    const files = ['apps/pump/Dockerfile', 'apps/page/Dockerfile'];
    expect(await infer(files, undefined, { workspaceRoot, nxJsonConfiguration: {} })).toEqual([
      [
        'apps/pump/Dockerfile',
        {
          projects: {
            'apps/pump': {
              targets: imageTargets(language),
              release: {
                ...version,
                docker: { registryUrl: 'docker.io', repositoryName: 'modax/pump' },
              },
            },
          },
        },
      ],
    ]);
  },
);

test.each([
  ['apps/pump/Dockerfile', true],
  ['apps/pump/src/Dockerfile', false],
  ['libs/kit/Dockerfile', false],
  ['Dockerfile', false],
])('looks at %s: %s', (file, looked) => {
  expect(matchesGlob(file, pattern)).toBe(looked);
});

test('an image is built before it is scanned or started, and scanned before it is pushed', () => {
  const targets = imageTargets('python');
  expect(
    Object.entries(targets).map(([target, { executor, dependsOn, cache }]) => [
      target,
      executor,
      dependsOn,
      cache,
    ]),
  ).toEqual([
    ['docker-build', '@modax/nx-container:build', undefined, true],
    ['docker-load', '@modax/nx-container:load', ['docker-build'], false],
    ['docker-start', '@modax/nx-container:start', ['docker-load'], false],
    ['docker-scan', '@modax/nx-container:scan', ['docker-build'], true],
    ['docker-push', '@modax/nx-container:push', ['docker-scan'], false],
    ['docker-promote', '@modax/nx-container:promote', undefined, false],
    ['nx-release-publish', '@modax/nx-container:publish', ['docker-scan'], false],
  ]);
});

test('the cache keeps records and reports, and no image', () => {
  const outputs = Object.values(imageTargets('typescript')).flatMap(
    (target) => target.outputs ?? [],
  );
  expect(outputs.every((output) => output.startsWith('{workspaceRoot}/reports/'))).toBe(true);
});
