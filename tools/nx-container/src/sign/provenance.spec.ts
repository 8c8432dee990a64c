import { describe, expect, test } from 'vitest';
import type { ImageRecord } from '../image/image-record.ts';
import { provenance } from './provenance.ts';

const hex = 'a'.repeat(64);
const image: ImageRecord = {
  project: 'pump',
  digest: `sha256:${hex}`,
  configuration: `sha256:${hex}`,
  platform: 'linux/amd64',
  version: '1.2.3',
  revision: '0123456789abcdef0123456789abcdef01234567',
  created: '2023-11-14T22:13:20Z',
  bases: [`registry.example:5000/python:3.11@sha256:${hex}`],
  size: 1,
  layers: [],
  lock: 'uv.lock',
  packages: [],
};
const scan = { materialsDigest: `sha256:${'b'.repeat(64)}` };

describe('provenance', () => {
  test('tells of the commit, the base images and the bill of materials', () => {
    expect(provenance(image, scan, {})).toEqual({
      buildDefinition: {
        buildType: expect.stringMatching(/^https:/) as string,
        externalParameters: { project: 'pump', version: '1.2.3', platform: 'linux/amd64' },
        resolvedDependencies: [
          { digest: { gitCommit: image.revision } },
          { uri: 'oci://registry.example:5000/python:3.11', digest: { sha256: hex } },
        ],
      },
      runDetails: {
        builder: { id: expect.stringMatching(/^https:.*#build$/) as string },
        byproducts: [{ name: 'image-materials.cdx.json', digest: { sha256: 'b'.repeat(64) } }],
      },
    });
  });

  test('names the workflow and its run on GitHub', () => {
    const github = {
      GITHUB_ACTIONS: 'true',
      GITHUB_SERVER_URL: 'https://github.com',
      GITHUB_REPOSITORY: 'modax/modax',
      GITHUB_WORKFLOW_REF: 'modax/modax/.github/workflows/release.yml@refs/tags/v1.2.3',
      GITHUB_RUN_ID: '7',
      GITHUB_RUN_ATTEMPT: '2',
    };
    expect(provenance(image, scan, github)).toMatchObject({
      buildDefinition: {
        resolvedDependencies: [
          { uri: 'git+https://github.com/modax/modax', digest: { gitCommit: image.revision } },
          {},
        ],
      },
      runDetails: {
        builder: {
          id: 'https://github.com/modax/modax/.github/workflows/release.yml@refs/tags/v1.2.3',
        },
        metadata: { invocationId: 'https://github.com/modax/modax/actions/runs/7/attempts/2' },
      },
    });
  });
});
