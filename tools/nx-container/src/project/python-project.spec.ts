import { expect, test } from 'vitest';
import { sourcesOf } from './image-project.ts';
import { pythonProject } from './python-project.ts';

const manifest = `[project]
name = "modax-pump"
version = "1.2.3"
description = "Watches pumps"
license = "MIT"
`;

const lock = `
[[package]]
name = "modax-pump"
source = { editable = "apps/pump" }
dependencies = [{ name = "modax-kit" }, { name = "httpx" }]
[package.dev-dependencies]
test = [{ name = "modax-probe" }]

[[package]]
name = "modax-kit"
source = { editable = "libs/kit" }

[[package]]
name = "modax-probe"
source = { editable = "libs/probe" }

[[package]]
name = "httpx"
version = "0.28.1"
source = { registry = "https://example.org/simple" }
`;

const place = { name: 'pump', root: 'apps/pump' };

test('an image is of the project and of the libraries that it runs with', () => {
  expect(pythonProject(place, { manifest, lock })).toEqual({
    ...place,
    language: 'python',
    packageName: 'modax-pump',
    version: '1.2.3',
    description: 'Watches pumps',
    licence: 'MIT',
    members: [
      { name: 'modax-kit', folder: 'libs/kit' },
      { name: 'modax-pump', folder: 'apps/pump' },
    ],
  });
});

test('only what lies in it can change it', () => {
  const project = pythonProject(place, { manifest, lock });
  if ('code' in project) throw new Error(project.message);
  expect(sourcesOf(project).paths).toEqual([
    'apps/pump/Dockerfile',
    'apps/pump/Dockerfile.dockerignore',
    'libs/kit/pyproject.toml',
    'libs/kit/src',
    'apps/pump/pyproject.toml',
    'apps/pump/src',
    'libs/image-runtime/src',
    '.gitignore',
    '.python-version',
    'uv.lock',
  ]);
});

test.each([
  ['no TOML', { manifest: '[project', lock }, 'not TOML'],
  ['no version', { manifest: '[project]\nname = "modax-pump"\n', lock }, 'no version'],
  ['a lock that is none', { manifest, lock: '[[' }, 'uv.lock cannot be read'],
  ['a lock without it', { manifest: manifest.replace('pump', 'fan'), lock }, 'npm run setup'],
])('%s is refused with the file and the reason', (_, texts, reason) => {
  expect(pythonProject(place, texts)).toMatchObject({
    code: 'PROJECT_INVALID',
    message: expect.stringContaining(reason) as string,
    where: { path: 'apps/pump/pyproject.toml' },
  });
});
