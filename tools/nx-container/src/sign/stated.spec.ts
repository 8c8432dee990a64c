import { describe, expect, test } from 'vitest';
import { isStated, predicatesIn } from './stated.ts';

const envelope = (statement: unknown) =>
  JSON.stringify({ payload: Buffer.from(JSON.stringify(statement)).toString('base64') });
const printed = [
  envelope({ predicateType: 'a', predicate: { builder: 'desk' } }),
  envelope({ predicateType: 'a', predicate: { builder: 'forge' } }),
  '',
].join('\n');

describe('what a key says of an image', () => {
  test('is one predicate a line', () => {
    expect(predicatesIn(printed)).toEqual([{ builder: 'desk' }, { builder: 'forge' }]);
    expect(predicatesIn('Verification for …\n{"payload":1}\n{"payload":"bm8="}\n')).toEqual([]);
  });

  test('is what it should say, whatever else it has said', () => {
    expect(isStated(printed, { builder: 'forge' })).toBe(true);
    expect(isStated(printed, { builder: 'nobody' })).toBe(false);
    expect(isStated(printed, undefined)).toBe(true);
    expect(isStated('', undefined)).toBe(false);
  });
});
