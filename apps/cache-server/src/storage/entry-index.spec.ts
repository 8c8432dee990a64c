import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isScope } from '../access/scope.ts';
import { EntryIndex, type Indexed } from './entry-index.ts';
import { keyOf, nameOf } from './entry-name.ts';
import type { EntryKey } from './store.ts';

const keys = fc.record({
  scope: fc.constantFrom<EntryKey['scope']>('trusted', 'pr-1', 'pr-2'),
  hash: fc.integer({ min: 0, max: 9 }).map(String),
});

type Step =
  | { readonly does: 'use'; readonly key: EntryKey; readonly size: number }
  | { readonly does: 'remove'; readonly key: EntryKey };

const steps: fc.Arbitrary<Step> = fc.oneof(
  fc.record({
    does: fc.constant('use' as const),
    key: keys,
    size: fc.integer({ min: 1, max: 100 }),
  }),
  fc.record({ does: fc.constant('remove' as const), key: keys }),
);

/** The same by a list in the order of use, which is slow and plain. */
class Model {
  entries: { readonly key: EntryKey; readonly size: number; readonly usedAt: number }[] = [];

  apply(step: Step, now: number): void {
    this.entries = this.entries.filter(({ key }) => nameOf(key) !== nameOf(step.key));
    if (step.does === 'use') this.entries.push({ key: step.key, size: step.size, usedAt: now });
  }

  bytes(fits: (key: EntryKey) => boolean = () => true): number {
    return this.entries.filter(({ key }) => fits(key)).reduce((sum, { size }) => sum + size, 0);
  }
}

const isUntrusted = ({ scope }: EntryKey): boolean => scope !== 'trusted';

test('whatever is used and removed, its sums are those of its entries, and what goes leaves the limits kept', () => {
  fc.assert(
    fc.property(fc.array(steps, { maxLength: 60 }), keys, (sequence, busyKey) => {
      const index = new EntryIndex();
      const model = new Model();
      sequence.forEach((step, time) => {
        model.apply(step, time);
        if (step.does === 'use') index.use(step.key, step.size, time);
        else index.remove(step.key);
      });
      expect(index.entries).toBe(model.entries.length);
      expect(index.bytes).toBe(model.bytes());
      expect(index.untrustedBytes).toBe(model.bytes(isUntrusted));
      const limits = { bytes: 150, untrustedBytes: 60, age: 40 };
      const isBusy = (key: EntryKey): boolean => nameOf(key) === nameOf(busyKey);
      const gone = index.surplus(limits, sequence.length, isBusy);
      for (const key of gone) index.remove(key);
      expect(gone.some(isBusy)).toBe(false);
      const busyBytes = model.bytes(isBusy);
      expect(index.bytes - index.untrustedBytes).toBeLessThanOrEqual(90 + busyBytes);
      expect(index.untrustedBytes).toBeLessThanOrEqual(limits.untrustedBytes + busyBytes);
      // Within its kind, nothing stays that was used before something that goes.
      for (const kind of [true, false]) {
        const order = model.entries.filter(({ key }) => isUntrusted(key) === kind && !isBusy(key));
        const stays = order.map(({ key }) => index.get(key) !== undefined);
        expect(stays).toEqual([...stays].sort((one, other) => Number(one) - Number(other)));
      }
      // No more goes than has to.
      const old = model.entries.filter(({ usedAt }) => usedAt < sequence.length - limits.age);
      const isTrusted = (key: EntryKey): boolean => !isUntrusted(key);
      const isWithin = model.bytes(isTrusted) <= 90 && model.bytes(isUntrusted) <= 60;
      if (isWithin && old.length === 0) expect(gone).toEqual([]);
    }),
    { numRuns: 500 },
  );
});

test('what was used while the folder was looked through stays the newest', () => {
  const index = new EntryIndex();
  const found = (hash: string, usedAt: number): readonly [EntryKey, Indexed] => [
    { scope: 'trusted', hash },
    { size: 10, usedAt },
  ];
  index.use({ scope: 'trusted', hash: '1' }, 10, 500);
  index.recover([found('3', 300), found('1', 100), found('2', 200)]);
  expect(index.keys().map(({ hash }) => hash)).toEqual(['2', '3', '1']);
  expect(index.bytes).toBe(30);
  const limits = { bytes: 10, untrustedBytes: 0, age: 1e9 };
  expect(index.surplus(limits, 600, () => false).map(({ hash }) => hash)).toEqual(['2', '3']);
});

test('a name leads back to its entry', () => {
  fc.assert(
    fc.property(keys, (key) => {
      expect(keyOf(nameOf(key))).toEqual(key);
      expect(isScope(key.scope)).toBe(true);
    }),
  );
  expect(() => keyOf('else/1')).toThrow('names no entry');
});
