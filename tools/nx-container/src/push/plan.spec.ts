import { describe, expect, test } from 'vitest';
import type { ScanRecord } from '../scan/scan-record.ts';
import { gitEvent } from '../tags/git-event.ts';
import type { PushedCheckout } from './checkout.ts';
import { otherVersion, type PushGrounds, pushTags } from './plan.ts';

const digest = `sha256:${'a'.repeat(64)}`;
const revision = '0123456789abcdef0123456789abcdef01234567';
const onMain = { revision, branch: 'main', releaseTags: [], releases: [], dirty: false };
const scan: ScanRecord = {
  digest,
  materialsDigest: digest,
  trivy: '0.76.0',
  database: '2026-11-20T00:00:00Z',
  severity: 'high',
  scanned: '2026-11-25T23:59:00.000Z',
  acceptedUntil: undefined,
};
const grounds: PushGrounds = {
  image: {
    project: 'pump',
    digest,
    configuration: digest,
    platform: 'linux/amd64',
    version: '1.2.3',
    revision,
    created: '2023-11-14T22:13:20Z',
    bases: [],
    size: 1,
    layers: [],
    lock: 'uv.lock',
    packages: [],
  },
  scan,
  revision,
  bases: [],
  now: new Date('2026-11-26T00:01:00Z'),
  checkout: onMain,
  event: gitEvent({}, onMain),
};

test('an image that has passed its scan has the tags of the event', () => {
  expect(pushTags(grounds)).toEqual([
    { name: 'main', kind: 'moving' },
    { name: 'main-0123456', kind: 'fixed' },
  ]);
});

describe('nothing is pushed', () => {
  const refused = (changes: Partial<PushGrounds>) => {
    const tags = pushTags({ ...grounds, ...changes });
    return 'code' in tags ? tags.code : tags;
  };
  const from = (checkout: PushedCheckout) => refused({ checkout, event: gitEvent({}, checkout) });
  const { image, checkout } = grounds;
  const detached = { revision, releaseTags: [], releases: [], dirty: false };
  const release = { ...detached, releaseTags: ['v1.2.3'], releases: ['v1.2.3'] };

  test('without a scan, or with that of another image', () => {
    expect(refused({ scan: undefined })).toBe('IMAGE_NOT_SCANNED');
    const other = { ...image, digest: `sha256:${'b'.repeat(64)}` };
    expect(refused({ image: other })).toBe('IMAGE_NOT_SCANNED');
  });

  test('with a scan older than a day, of no time, or that looked for the worst alone', () => {
    const aDayOn = new Date('2026-11-26T23:59:00Z');
    expect(refused({ now: aDayOn })).toHaveLength(2);
    expect(refused({ now: new Date(aDayOn.getTime() + 1) })).toBe('IMAGE_NOT_SCANNED');
    for (const scanned of ['soon', '2036-11-25T23:59:00.000Z']) {
      expect(refused({ scan: { ...scan, scanned } })).toBe('IMAGE_NOT_SCANNED');
    }
    expect(refused({ scan: { ...scan, severity: 'critical' } })).toBe('IMAGE_NOT_SCANNED');
    expect(refused({ scan: { ...scan, severity: 'low' } })).toHaveLength(2);
  });

  test('that passed with an exception which has ended since', () => {
    expect(refused({ scan: { ...scan, acceptedUntil: '2026-11-26' } })).toHaveLength(2);
    expect(refused({ scan: { ...scan, acceptedUntil: '2026-11-25' } })).toBe('IMAGE_NOT_SCANNED');
  });

  test('that is of another commit than the one that is checked out, or on another base', () => {
    expect(refused({ revision: revision.replace('0', '1') })).toBe('IMAGE_NOT_BUILT');
    expect(refused({ bases: ['python@sha256:1'] })).toBe('IMAGE_NOT_BUILT');
  });

  test('of sources that are not committed', () => {
    const dirty = `${revision}-dirty`;
    expect(refused({ image: { ...image, revision: dirty }, revision: dirty })).toBe('TREE_DIRTY');
  });

  test('as a release from a tree where anything differs; a branch may have a stray file', () => {
    expect(from({ ...release, dirty: true })).toBe('TREE_DIRTY');
    expect(from(release)).toHaveLength(3);
    expect(from({ ...checkout, dirty: true })).toHaveLength(2);
  });

  test('of a commit that has no name', () => {
    expect(from(detached)).toBe('EVENT_UNKNOWN');
  });

  test('under a tag that is no version', () => {
    expect(from({ ...detached, releaseTags: ['v1'] })).toBe('RELEASE_TAG_INVALID');
  });
});

test('a release is of the version that the image says, and a branch of any', () => {
  const release = (tag: string) => otherVersion(grounds.image, { kind: 'release', tag, revision });
  expect(release('v1.2.3')).toBeUndefined();
  expect(release('v1.2.4')).toMatchObject({
    code: 'RELEASE_VERSION_DIFFERS',
    message: 'pump is 1.2.3, the tag v1.2.4',
  });
  expect(otherVersion(grounds.image, grounds.event)).toBeUndefined();
});
