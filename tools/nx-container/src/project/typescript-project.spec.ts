import { expect, test } from 'vitest';
import { sourcesOf } from './image-project.ts';
import { typeScriptProject } from './typescript-project.ts';

const manifest = JSON.stringify({
  name: '@modax/gauge',
  version: '1.2.3',
  description: 'Shows gauges',
  license: 'MIT',
});

const lock = JSON.stringify({
  lockfileVersion: 3,
  packages: {
    '': { workspaces: ['apps/gauge', 'libs/kit', 'libs/base', 'libs/probe'] },
    'apps/gauge': {
      name: '@modax/gauge',
      dependencies: { '@modax/kit': '0.0.0', pino: '10.4.0' },
      devDependencies: { '@modax/probe': '0.0.0' },
    },
    'libs/base': { name: '@modax/base' },
    'libs/kit': { name: '@modax/kit', dependencies: { '@modax/base': '0.0.0' } },
    'libs/probe': { name: '@modax/probe' },
    'node_modules/@modax/base': { resolved: 'libs/base', link: true },
    'node_modules/@modax/gauge': { resolved: 'apps/gauge', link: true },
    'node_modules/@modax/kit': { resolved: 'libs/kit', link: true },
    'node_modules/@modax/probe': { resolved: 'libs/probe', link: true },
    'node_modules/pino': { version: '10.4.0' },
  },
});

const place = { name: 'gauge', root: 'apps/gauge' };

test('an image is of the project and of the libraries that it runs with', () => {
  expect(typeScriptProject(place, { manifest, lock })).toEqual({
    ...place,
    language: 'typescript',
    packageName: '@modax/gauge',
    version: '1.2.3',
    description: 'Shows gauges',
    licence: 'MIT',
    members: [
      { name: '@modax/base', folder: 'libs/base' },
      { name: '@modax/gauge', folder: 'apps/gauge' },
      { name: '@modax/kit', folder: 'libs/kit' },
    ],
  });
});

test('only what lies in it can change it', () => {
  const project = typeScriptProject(place, { manifest, lock });
  if ('code' in project) throw new Error(project.message);
  expect(sourcesOf(project).paths).toEqual([
    'apps/gauge/Dockerfile',
    'apps/gauge/Dockerfile.dockerignore',
    'libs/base/package.json',
    'libs/base/src',
    'apps/gauge/package.json',
    'apps/gauge/src',
    'libs/kit/package.json',
    'libs/kit/src',
    'libs/image-runtime/src',
    '.gitignore',
    'package-lock.json',
  ]);
  expect(sourcesOf(project).without).toContain('apps/gauge/src/**/*.spec.ts');
});

test.each([
  ['no JSON', { manifest: '{', lock }, 'no name or no version'],
  ['no version', { manifest: '{"name":"@modax/gauge"}', lock }, 'no version'],
  ['a lock that is none', { manifest, lock: '[]' }, 'no lock of npm'],
  ['a lock without it', { manifest, lock: '{"packages":{}}' }, 'npm install'],
])('%s is refused with the file and the reason', (_, texts, reason) => {
  expect(typeScriptProject(place, texts)).toMatchObject({
    code: 'PROJECT_INVALID',
    message: expect.stringContaining(reason) as string,
    where: { path: 'apps/gauge/package.json' },
  });
});
