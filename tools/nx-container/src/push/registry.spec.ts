import { expect, test } from 'vitest';
import { reference, repositoryOf } from './registry.ts';

test.each([
  'docker.io',
  '127.0.0.1:5000',
  'registry.example.org:443',
  'localhost',
  'registry:5000',
  '[::1]:5000',
])('%s is a registry', (registry) => {
  const repository = repositoryOf(registry, 'modax', 'control-layer');
  if ('code' in repository) throw new Error(repository.message);
  expect(reference(repository, '1.2.3')).toBe(`${registry}/modax/control-layer:1.2.3`);
});

test.each([
  '',
  'registry',
  '-x',
  'a..b',
  'https://docker.io',
  'a b',
  'host/path',
  'host:port',
  '$(id)',
  'a;b',
])('%j is none', (registry) => {
  expect(repositoryOf(registry, 'modax', 'pump')).toMatchObject({ code: 'OPTIONS_INVALID' });
});

test.each(['index.docker.io', 'registry-1.docker.io', 'Index.Docker.io'])(
  '%s is Docker Hub by a name under which nobody is known',
  (registry) => {
    expect(repositoryOf(registry, 'modax', 'pump')).toMatchObject({
      code: 'OPTIONS_INVALID',
      message: expect.stringContaining('docker.io') as string,
    });
  },
);

test.each(['Modax', '../x', '', 'a//b', '-a'])('%j is no namespace', (namespace) => {
  expect(repositoryOf('docker.io', namespace, 'pump')).toMatchObject({ code: 'OPTIONS_INVALID' });
});
