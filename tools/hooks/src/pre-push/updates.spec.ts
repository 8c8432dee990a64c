import { describe, expect, it } from 'vitest';
import { parseUpdates } from './updates.ts';

const ONE = '1'.repeat(40);
const TWO = '2'.repeat(40);
const NOTHING = '0'.repeat(40);

describe('What git tells of a push', () => {
  it('is a ref for each line; a new one has no commit on the remote, a deletion is left out', () => {
    const text = [
      `refs/heads/work ${ONE} refs/heads/work ${TWO}`,
      `refs/heads/new ${ONE} refs/heads/other ${NOTHING}`,
      `(delete) ${NOTHING} refs/heads/gone ${TWO}`,
      `HEAD^{/a message} ${ONE} refs/heads/named ${NOTHING}`,
      '',
    ].join('\n');
    expect(parseUpdates(text)).toEqual([
      { localRef: 'refs/heads/work', localId: ONE, remoteRef: 'refs/heads/work', remoteId: TWO },
      { localRef: 'refs/heads/new', localId: ONE, remoteRef: 'refs/heads/other' },
      { localRef: 'HEAD^{/a message}', localId: ONE, remoteRef: 'refs/heads/named' },
    ]);
  });

  it('may be nothing', () => {
    expect(parseUpdates('')).toEqual([]);
  });

  it('is not guessed at', () => {
    expect(() => parseUpdates('refs/heads/work 123 refs/heads/work 456')).toThrow('not a line');
  });
});
