import { describe, expect, it } from 'vitest';
import { parseRawDiff } from './staged.ts';

const ONE = '1'.repeat(40);
const TWO = '2'.repeat(40);
const NOTHING = '0'.repeat(40);

describe('What git says is staged', () => {
  it('is added, changed, of another mode, or something else', () => {
    const output = [
      `:000000 100644 ${NOTHING} ${ONE} A\0:new\nfile\0`,
      `:100644 100644 ${ONE} ${TWO} M\0changed\0`,
      `:100644 100755 ${ONE} ${ONE} M\0mode\0`,
      `:100644 120000 ${ONE} ${TWO} T\0link\0`,
    ].join('');
    expect(parseRawDiff(output)).toEqual({
      files: [
        { path: ':new\nfile', mode: '100644', before: NOTHING, blob: ONE },
        { path: 'changed', mode: '100644', before: ONE, blob: TWO },
        { path: 'mode', mode: '100755', before: NOTHING, blob: ONE },
        { path: 'link', mode: '120000', before: NOTHING, blob: TWO },
      ],
      hasMore: false,
    });
  });

  it('may be deleted, or another repository', () => {
    expect(parseRawDiff(`:100644 000000 ${ONE} ${NOTHING} D\0gone\0`)).toEqual({
      files: [],
      hasMore: true,
    });
    expect(parseRawDiff(`:000000 160000 ${NOTHING} ${ONE} A\0module\0`).hasMore).toBe(true);
    expect(parseRawDiff('')).toEqual({ files: [], hasMore: false });
  });
});
