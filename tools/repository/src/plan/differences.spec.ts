import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Json } from '../rules/rules.ts';
import { differences } from './differences.ts';

const json = fc.jsonValue() as fc.Arbitrary<Json>;

describe('Differences', () => {
  it('are told where they are, by the names of the members of lists', () => {
    const rule = (count: number): Json => ({
      rules: [{ type: 'deletion' }, { type: 'pull_request', parameters: { count } }],
    });
    expect(differences(rule(1), rule(0))).toEqual([
      { path: 'rules.pull_request.parameters.count', wanted: 1, found: 0 },
    ]);
  });

  it('are told of a member that is missing, and of one too many', () => {
    const one = { type: 'deletion' };
    const other = { type: 'creation' };
    expect(differences({ rules: [one] }, { rules: [other] })).toEqual([
      { path: 'rules.creation', wanted: undefined, found: other },
      { path: 'rules.deletion', wanted: one, found: undefined },
    ]);
  });

  it('are none for the same in another order', () => {
    const [one, other] = [{ type: 'Team', name: 'a' }, 'x'] as const;
    expect(differences([one, other, [1, 2]], [[2, 1], other, one])).toEqual([]);
    expect(differences({ a: 1, b: [other, one] }, { b: [one, other], a: 1 })).toEqual([]);
  });

  it('are none where GitHub adds a default that switches something off', () => {
    for (const nothing of [false, 0, '', null, []]) {
      expect(differences({}, { added: nothing })).toEqual([]);
      expect(differences({ stated: nothing }, {})).toEqual([]);
    }
    expect(differences({}, { added: true })).toHaveLength(1);
  });

  it('are told of members with one name, which no name tells apart', () => {
    const twice = [
      { type: 'a', value: 1 },
      { type: 'a', value: 2 },
    ];
    expect(differences(twice, [twice[0] ?? {}])).toHaveLength(1);
  });

  it('are none of anything and itself, and the same seen from both sides', () => {
    fc.assert(
      fc.property(json, json, (one, other) => {
        expect(differences(one, one)).toEqual([]);
        const there = differences({ one }, { one: other });
        const back = differences({ one: other }, { one });
        expect(there.map(({ path }) => path)).toEqual(back.map(({ path }) => path));
      }),
    );
  });
});
