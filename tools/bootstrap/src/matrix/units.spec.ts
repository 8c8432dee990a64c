import { describe, expect, it } from 'vitest';
import { projectsWith, tasksOf, unitsOf } from './units.ts';

const TOOL = { executor: 'tools:tool' };
const GATHERS = { executor: 'nx:noop' };

/** A plan as Nx writes it, of tasks and what they wait for. */
function plan(dependencies: Readonly<Record<string, readonly string[]>>): string {
  const ids = Object.keys(dependencies);
  const targets = (project: string): object =>
    Object.fromEntries(
      ids
        .filter((id) => id.startsWith(`${project}:`))
        .map((id) => [
          id.slice(project.length + 1),
          dependencies[id]?.length === 0 ? TOOL : GATHERS,
        ]),
    );
  const projects = [...new Set(ids.map((id) => id.split(':')[0] ?? ''))];
  return JSON.stringify({
    graph: {
      nodes: Object.fromEntries(
        projects.map((name) => [name, { data: { root: name, targets: targets(name) } }]),
      ),
    },
    tasks: {
      tasks: Object.fromEntries(
        ids.map((id) => {
          const [project, target] = id.split(':');
          return [id, { id, target: { project, target }, outputs: [] }];
        }),
      ),
      dependencies,
    },
  });
}

describe('The units of a plan', () => {
  const PLAN = plan({
    'b:check': ['b:lint', 'b:test'],
    'b:lint': [],
    'b:test': [],
    'a:test-matrix': ['a:test-3.10', 'a:test-3.9'],
    'a:test-3.10': [],
    'a:test-3.9': [],
    'a:docker-scan': [],
  });

  it('are the checks of each project, and its tests on each other Python, with the steps that work', () => {
    expect(unitsOf(PLAN)).toEqual([
      { task: 'a:test-3.9', project: 'a', python: '3.9', steps: ['a:test-3.9'] },
      { task: 'a:test-3.10', project: 'a', python: '3.10', steps: ['a:test-3.10'] },
      { task: 'b:check', project: 'b', steps: ['b:lint', 'b:test'] },
    ]);
  });

  it('leave out what other targets are planned for', () => {
    expect(projectsWith(PLAN, 'docker-scan')).toEqual(['a']);
  });

  it('stand among tasks that gather others, and those that other targets are planned for', () => {
    expect([...tasksOf(PLAN)]).toEqual([
      ...['b:check', 'b:lint', 'b:test', 'a:test-matrix', 'a:test-3.10', 'a:test-3.9'],
      'a:docker-scan',
    ]);
  });

  it('are not read from something else', () => {
    expect(() => tasksOf('{}')).toThrow('the plan has no');
    expect(() => unitsOf('{}')).toThrow('the plan has no');
  });
});
