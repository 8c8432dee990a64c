import { expect, test } from 'vitest';
import { archiveFiles, localNames } from './archive.ts';

const digest = (digit: string) => `sha256:${digit.repeat(64)}`;
const image = {
  digest: digest('a'),
  size: 7,
  configuration: { digest: digest('b'), size: 1 },
  layers: [{ digest: digest('c'), size: 2 }],
  created: undefined,
  user: '10001:10001',
};

test('an archive names one image for every kind of engine', () => {
  const names = ['modax/pump:local', 'apps-pump:latest', 'registry.example:5000/modax/pump:1.3.0'];
  const files = archiveFiles(image, names);
  expect(JSON.parse(files['manifest.json'])).toEqual([
    {
      Config: `blobs/sha256/${'b'.repeat(64)}`,
      RepoTags: names,
      Layers: [`blobs/sha256/${'c'.repeat(64)}`],
    },
  ]);
  const { manifests } = JSON.parse(files['index.json']) as {
    manifests: { digest: string; size: number; annotations: Record<string, string> }[];
  };
  expect(manifests.map(({ digest: one, size }) => [one, size])).toEqual(
    names.map(() => [digest('a'), 7]),
  );
  expect(manifests.map(({ annotations }) => annotations['io.containerd.image.name'])).toEqual([
    'docker.io/modax/pump:local',
    'docker.io/library/apps-pump:latest',
    'registry.example:5000/modax/pump:1.3.0',
  ]);
});

test('a project is known to compose and to the releases of Nx', () => {
  expect(localNames('pump', 'apps/pump')).toEqual(['modax/pump:local', 'apps-pump:latest']);
});
