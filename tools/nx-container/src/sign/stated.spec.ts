import { describe, expect, test } from 'vitest';
import { isStated, predicatesIn } from './stated.ts';

const envelope = (statement: unknown) =>
  JSON.stringify({ payload: Buffer.from(JSON.stringify(statement)).toString('base64') });
const origin = (builder: string, run = '1') => ({
  buildDefinition: { buildType: 'sample' },
  runDetails: { builder: { id: builder }, metadata: { invocationId: run } },
});
const printed = [
  envelope({ predicateType: 'a', predicate: origin('desk') }),
  envelope({ predicateType: 'a', predicate: origin('forge') }),
  '',
].join('\n');

describe('what a key says of an image', () => {
  test('is one predicate a line', () => {
    expect(predicatesIn(printed)).toEqual([origin('desk'), origin('forge')]);
    expect(predicatesIn('Verification for …\n{"payload":1}\n{"payload":"bm8="}\n')).toEqual([]);
  });

  test('is what it should say, whatever else it has said', () => {
    expect(isStated(printed, origin('forge'))).toBe(true);
    expect(isStated(printed, origin('nobody'))).toBe(false);
    const { runDetails } = origin('forge');
    expect(isStated(printed, { buildDefinition: {}, runDetails })).toBe(false);
  });

  test('is the same for another run that makes the same image', () => {
    expect(isStated(printed, origin('forge', '2'))).toBe(true);
  });

  test('is any where nothing is wanted of it', () => {
    expect(isStated(printed, undefined)).toBe(true);
    expect(isStated('', undefined)).toBe(false);
  });
});
