import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { byProjectThenStep, parsePlan } from './plan.ts';

function planOf(...steps: readonly (readonly [string, string, string])[]): string {
  const nodes: Record<string, { data: { targets: Record<string, object> } }> = {};
  const tasks: Record<string, object> = {};
  for (const [project, target, executor] of steps) {
    nodes[project] ??= { data: { targets: {} } };
    nodes[project].data.targets[target] = { executor };
    const id = `${project}:${target}`;
    tasks[id] = { id, target: { project, target }, outputs: [`reports/${project}/x.*`, 7] };
  }
  return JSON.stringify({ graph: { nodes }, tasks: { tasks } });
}

describe('The plan of a run', () => {
  it('names the steps, in the order of the table, without those that only gather others', () => {
    const text = planOf(
      ['web', 'test', 'nx:run-commands'],
      ['api', 'test', '@modax/nx-python:pytest'],
      ['api', 'check', 'nx:noop'],
      ['api', 'lint', '@modax/nx-python:flake8'],
    );
    expect(parsePlan(text).map(({ id, executor }) => [id, executor])).toEqual([
      ['api:lint', '@modax/nx-python:flake8'],
      ['api:test', '@modax/nx-python:pytest'],
      ['web:test', 'nx:run-commands'],
    ]);
  });

  it('knows what each step leaves behind', () => {
    expect(parsePlan(planOf(['api', 'lint', 'a:b']))[0]?.outputs).toEqual(['reports/api/x.*']);
  });

  it('may be empty', () => {
    expect(parsePlan(planOf())).toEqual([]);
  });

  it('is never read from half an answer', () => {
    const whole = planOf(['api', 'lint', 'a:b'], ['api', 'test', 'a:c']);
    fc.assert(
      fc.property(fc.nat(whole.length - 1), (length) => {
        expect(() => parsePlan(whole.slice(0, length))).toThrow();
      }),
    );
  });

  it.each(['[]', '{}', '{"graph":{"nodes":{}},"tasks":{"tasks":{"a:b":{"id":"a:b"}}}}'])(
    'is refused when it is %s',
    (text) => {
      expect(() => parsePlan(text)).toThrow(/the plan has no/);
    },
  );
});

describe('The order of the table', () => {
  it('does not depend on the order in which steps come', () => {
    const name = fc.constantFrom('a', 'b', 'c-d', 'c');
    fc.assert(
      fc.property(fc.array(fc.record({ project: name, step: name })), (rows) => {
        expect([...rows].reverse().sort(byProjectThenStep)).toEqual(
          [...rows].sort(byProjectThenStep),
        );
      }),
    );
  });
});
