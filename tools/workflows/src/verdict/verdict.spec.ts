import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { complaints, parseNeeds, type NeededJob } from './verdict.ts';

function job(name: string, result: string, outputs: NeededJob['outputs'] = {}): NeededJob {
  return { name, result, outputs };
}

const BUSY = job('plan', 'success', { check: '[{"name":"ai-layer"}]', coverage: '["ai-layer"]' });
const IDLE = job('plan', 'success', { check: '[]', coverage: '[]' });

describe('The last job of a workflow', () => {
  it('is green when all have succeeded', () => {
    expect(complaints([BUSY, job('check', 'success'), job('coverage', 'success')])).toEqual([]);
  });

  it('is green when there was nothing to do', () => {
    expect(complaints([IDLE, job('check', 'skipped'), job('coverage', 'skipped')])).toEqual([]);
  });

  it.each(['failure', 'cancelled', 'something new'])('is red after %s', (result) => {
    expect(complaints([BUSY, job('check', result)])).toEqual([`check: ${result}`]);
  });

  it('is red when a job was skipped that had something to do', () => {
    expect(complaints([BUSY, job('check', 'skipped')])).toEqual([
      'check: skipped, although the plan does not say that there is nothing to do',
    ]);
  });

  it('is red when the plan itself failed, whatever it had said', () => {
    const failed = { ...IDLE, result: 'failure' };
    expect(complaints([failed, job('check', 'skipped')])).toHaveLength(2);
  });

  it('is red without a plan, and for a job that the plan does not know', () => {
    expect(complaints([job('check', 'success')])).toEqual(['there is no job plan']);
    expect(complaints([IDLE, job('deploy', 'skipped')])).toHaveLength(1);
  });

  it('is green only when every job succeeded or had nothing to do', () => {
    const result = fc.constantFrom('success', 'failure', 'cancelled', 'skipped');
    const todo = fc.constantFrom('[]', '["a"]');
    fc.assert(
      fc.property(result, fc.array(fc.tuple(result, todo), { maxLength: 4 }), (planned, others) => {
        const outputs = Object.fromEntries(others.map(([, list], at) => [`job${at}`, list]));
        const jobs = others.map(([ended], at) => job(`job${at}`, ended));
        const green = complaints([job('plan', planned, outputs), ...jobs]).length === 0;
        const isRight = others.every(
          ([ended, list]) => ended === 'success' || (ended === 'skipped' && list === '[]'),
        );
        expect(green).toBe(planned === 'success' && isRight);
      }),
    );
  });
});

describe('What GitHub tells of the needed jobs', () => {
  it('is read', () => {
    const text = '{"plan": {"result": "success", "outputs": {"check": "[]", "odd": 3}}}';
    expect(parseNeeds(text)).toEqual([job('plan', 'success', { check: '[]' })]);
  });

  it.each(['[]', 'null', '{"plan": {}}', '{"plan": "success"}', ''])('is not %j', (text) => {
    expect(() => parseNeeds(text)).toThrow();
  });
});
