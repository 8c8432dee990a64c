import { expect, test } from 'vitest';
import { buildCall, type BuildPlan, imageLabels } from './build-plan.ts';

const digest = `sha256:${'a'.repeat(64)}`;
const plan: BuildPlan = {
  project: {
    language: 'python',
    name: 'pump',
    root: 'apps/pump',
    packageName: 'modax-pump',
    version: '1.2.3',
    description: 'Watches pumps',
    licence: 'MIT',
    members: [],
  },
  platform: 'linux/amd64',
  bases: [{ argument: 'PYTHON_IMAGE', reference: `docker.io/library/python:3.11@${digest}` }],
  source: {
    revision: '0123456789abcdef0123456789abcdef01234567',
    committedAt: 1_700_000_000,
    changed: [],
  },
  pythonVersion: '3.11',
};
const place = {
  run: '/workspace/.modax/images/pump/run-1',
  dockerfile: '/workspace/apps/pump/Dockerfile',
  sourcePolicy: '/workspace/.modax/images/pump/run-1/source-policy.json',
  dependencies: '/workspace/.modax/images/pump/dependencies-1',
  imageRuntime: '/workspace/libs/image-runtime/src',
  packages: '/workspace/.modax/images/pump/run-1/packages',
};

test('the command', () => {
  expect(buildCall(plan, place, 1000)).toMatchObject({
    program: 'docker',
    arguments: [
      'buildx',
      'build',
      '--file=/workspace/apps/pump/Dockerfile',
      '--platform=linux/amd64',
      '--network=none',
      '--provenance=false',
      '--sbom=false',
      `--build-arg=PYTHON_IMAGE=docker.io/library/python:3.11@${digest}`,
      '--build-arg=MODAX_REVISION=0123456789abcdef0123456789abcdef01234567',
      '--build-arg=BUILDKIT_CACHE_MOUNT_NS=run-1',
      '--build-arg=PYTHON_VERSION=3.11',
      '--build-arg=SOURCE_DATE_EPOCH=1700000000',
      '--label=org.opencontainers.image.title=modax-pump',
      '--label=org.opencontainers.image.description=Watches pumps',
      '--label=org.opencontainers.image.licenses=MIT',
      '--label=org.opencontainers.image.revision=0123456789abcdef0123456789abcdef01234567',
      '--label=org.opencontainers.image.version=1.2.3',
      '--label=org.opencontainers.image.created=2023-11-14T22:13:20Z',
      '--label=org.opencontainers.image.base.name=docker.io/library/python:3.11',
      `--label=org.opencontainers.image.base.digest=${digest}`,
      '--output=type=oci,dest=layout,tar=false',
      '--progress=plain',
      '--build-context=dependencies=/workspace/.modax/images/pump/dependencies-1',
      '--build-context=image-runtime=/workspace/libs/image-runtime/src',
      '/workspace/.modax/images/pump/run-1/packages',
    ],
    cwd: '/workspace/.modax/images/pump/run-1',
    environment: { EXPERIMENTAL_BUILDKIT_SOURCE_POLICY: place.sourcePolicy },
  });
});

test('layers are taken from a folder and left in one, where they are kept', () => {
  const words = (layerCache: { readonly from?: string; readonly to: string }): readonly string[] =>
    buildCall(plan, { ...place, layerCache }, 1000).arguments.filter((word) =>
      word.startsWith('--cache'),
    );
  expect(words({ to: 'layers' })).toEqual(['--cache-to=type=local,dest=layers,mode=max']);
  expect(words({ from: '../layers', to: 'layers' })).toEqual([
    '--cache-from=type=local,src=../layers',
    '--cache-to=type=local,dest=layers,mode=max',
  ]);
});

test('an image with more than its commit says so', () => {
  const source = { ...plan.source, changed: ['apps/pump/src/a.py'] };
  expect(imageLabels({ ...plan, source })).toMatchObject({
    'org.opencontainers.image.revision': '0123456789abcdef0123456789abcdef01234567-dirty',
  });
});

test('what is not known is not said', () => {
  const project = { ...plan.project, licence: '' };
  expect(Object.keys(imageLabels({ ...plan, project })).join()).not.toContain('licenses');
});
