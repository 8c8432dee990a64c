import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { holderOf, imageTags, laterReleases } from './image-tags.ts';

const revision = '0123456789abcdef0123456789abcdef01234567';

const namesOf = (tags: ReturnType<typeof imageTags>) =>
  'code' in tags ? tags.code : tags.map(({ name, kind }) => `${name} ${kind}`);

const release = (tag: string, ...others: readonly string[]) =>
  namesOf(imageTags({ kind: 'release', tag, revision }, [tag, ...others]));

test('a branch has its name, and its name with the revision', () => {
  expect(namesOf(imageTags({ kind: 'branch', branch: 'feature/pump', revision }, []))).toEqual([
    'feature-pump moving',
    'feature-pump-0123456 fixed',
  ]);
});

test('a pull request has its number', () => {
  expect(namesOf(imageTags({ kind: 'pull-request', number: 12, revision }, []))).toEqual([
    'pr-12 moving',
  ]);
});

describe('a release', () => {
  test('that is the highest has all tags', () => {
    expect(release('v1.2.3', 'v1.2.2', 'v0.9.0', 'v2.0.0-rc.1', 'vacation')).toEqual([
      '1.2.3 fixed',
      '1.2 moving',
      'latest moving',
    ]);
  });

  test('that mends an old line does not become the latest', () => {
    expect(release('v1.2.4', 'v1.2.3', 'v1.3.0', 'v10.0.0')).toEqual(['1.2.4 fixed', '1.2 moving']);
  });

  test('that is run again after a newer one moves nothing back', () => {
    expect(release('v1.2.3', 'v1.2.4')).toEqual(['1.2.3 fixed']);
    expect(release('v1.2.9', 'v1.2.10')).toEqual(['1.2.9 fixed']);
  });

  test.each(['v1.2.3-rc.1', 'v1.2.3-0', 'v9.0.0-alpha'])('%s moves nothing', (tag) => {
    expect(release(tag)).toEqual([`${tag.slice(1)} fixed`]);
  });

  test.each(['v1.2', 'v1', '1.2.3', 'v1.2.3+build', 'v01.2.3', 'vv1.2.3', 'v1.2.3 ', 'version-1'])(
    '%j is none',
    (tag) => {
      expect(release(tag)).toBe('RELEASE_TAG_INVALID');
    },
  );
});

const versions = fc
  .tuple(fc.nat(3), fc.nat(3), fc.nat(12), fc.constantFrom('', '-rc.1', '-beta'))
  .map(([major, minor, patch, end]) => `v${major}.${minor}.${patch}${end}`);

test('releases come after one, pre-releases do not, and nothing comes after one of these', () => {
  const releases = ['v1.2.0', 'v1.3.0', 'v2.0.0-rc.1', 'nightly', 'v1.2.4'];
  expect(laterReleases('v1.2.3', releases)).toEqual(['v1.3.0', 'v1.2.4']);
  expect(laterReleases('v1.2.3-rc.1', releases)).toEqual([]);
  expect(laterReleases('nightly', releases)).toEqual([]);
});

test('a moving tag means the highest release of its kind', () => {
  const releases = ['v1.2.10', 'v1.10.0', 'v1.2.9', 'v2.0.0-rc.1', 'nightly', 'v12.0'];
  expect(holderOf('1.2', releases)).toBe('v1.2.10');
  expect(holderOf('1.10', releases)).toBe('v1.10.0');
  expect(holderOf('latest', releases)).toBe('v1.10.0');
  expect(holderOf('2.0', releases)).toBeUndefined();
});

test('whatever was released in whatever order, the moving tags end at the highest versions', () => {
  fc.assert(
    fc.property(fc.uniqueArray(versions, { minLength: 1 }), (order) => {
      const moved = new Map<string, string>();
      for (const [index, tag] of order.entries()) {
        const tags = imageTags({ kind: 'release', tag, revision }, order.slice(0, index + 1));
        if ('code' in tags) throw new Error(tags.message);
        for (const { name } of tags) moved.set(name, tag);
      }
      const stable = order.filter((tag) => !tag.includes('-')).map(numbers);
      expect(moved.get('latest')).toBe(tagOf(stable.sort(ascending).at(-1)));
      for (const line of stable) {
        const same = stable.filter(([major, minor]) => major === line[0] && minor === line[1]);
        expect(moved.get(`${line[0]}.${line[1]}`)).toBe(tagOf(same.sort(ascending).at(-1)));
      }
    }),
  );
});

type Numbers = readonly [number, number, number];

function numbers(tag: string): Numbers {
  const [major = 0, minor = 0, patch = 0] = tag.slice(1).split('.').map(Number);
  return [major, minor, patch];
}

function ascending(one: Numbers, other: Numbers): number {
  return one[0] - other[0] || one[1] - other[1] || one[2] - other[2];
}

function tagOf(version: Numbers | undefined): string | undefined {
  return version && `v${version.join('.')}`;
}
