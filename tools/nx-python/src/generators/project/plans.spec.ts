import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'smol-toml';
import { describe, expect, test } from 'vitest';
import { parsePyproject } from '../../inference/pyproject.ts';
import { repository } from '../../testing/sample-workspace.ts';
import { planLibrary } from '../python-library/plan.ts';
import { planService } from '../python-service/plan.ts';
import type { Files, Plan } from './plan.ts';
import type { PythonWorkspace } from './workspace.ts';

const read = (path: string) => readFileSync(join(repository, path), 'utf8');
const workspace: PythonWorkspace = {
  pyproject: read('pyproject.toml'),
  serviceKit: read('libs/service-kit/pyproject.toml'),
  projects: ['ai-layer', 'workspace'],
  settings: ['    port: int = Field(8001, ge=1, le=65535)\n', ''],
};

function filesOf(plan: Plan): Files {
  if ('problem' in plan) throw new Error(plan.problem.message);
  return plan.files;
}
function problemOf(plan: Plan) {
  if (!('problem' in plan)) throw new Error('there is a plan');
  return plan.problem;
}

describe('a service', () => {
  const files = filesOf(planService('pump-watch', workspace));

  test('is these files, and the workspace knows it', () => {
    expect(Object.keys(files)).toEqual([
      'pyproject.toml',
      'apps/pump-watch/pyproject.toml',
      'apps/pump-watch/src/modax_pump_watch/__init__.py',
      'apps/pump-watch/src/modax_pump_watch/py.typed',
      'apps/pump-watch/src/modax_pump_watch/__main__.py',
      'apps/pump-watch/src/modax_pump_watch/settings.py',
      'apps/pump-watch/src/modax_pump_watch/app.py',
      'apps/pump-watch/tests/test_api.py',
      'apps/pump-watch/tests/test_settings.py',
      'apps/pump-watch/tests/test_process.py',
    ]);
    expect(files['pyproject.toml']).toContain('"apps/pump-watch"');
  });

  test('asks for the versions that the workspace asks for', () => {
    const path = 'apps/pump-watch/pyproject.toml';
    const text = files[path] ?? '';
    expect(parsePyproject(text, path)).toMatchObject({
      distribution: 'modax-pump-watch',
      settings: { coverageFloor: 95, warningBudget: 0 },
    });
    const { project } = parse(text) as unknown as { project: { dependencies: string[] } };
    expect(project.dependencies).toEqual([
      expect.stringMatching(/^fastapi>=/),
      'modax-service-kit',
      expect.stringMatching(/^pydantic>=/),
    ]);
    for (const requirement of project.dependencies.filter((one) => one.includes('>'))) {
      expect(workspace.serviceKit).toContain(`"${requirement}"`);
    }
  });

  test('listens beside the services that are there', () => {
    expect(files['apps/pump-watch/src/modax_pump_watch/settings.py']).toContain('Field(8002,');
    expect(files['apps/pump-watch/tests/test_settings.py']).toContain('.port == 8002');
    const first = filesOf(planService('pump-watch', { ...workspace, settings: [] }));
    expect(first['apps/pump-watch/src/modax_pump_watch/settings.py']).toContain('Field(8001,');
  });
});

describe('a library', () => {
  test('is these files, and the workspace knows it', () => {
    const files = filesOf(planLibrary('flow', workspace));
    expect(Object.keys(files)).toEqual([
      'pyproject.toml',
      'libs/flow/pyproject.toml',
      'libs/flow/src/modax_flow/__init__.py',
      'libs/flow/src/modax_flow/py.typed',
      'libs/flow/tests/test_package.py',
    ]);
    expect(parsePyproject(files['libs/flow/pyproject.toml'] ?? '', 'flow')).toMatchObject({
      distribution: 'modax-flow',
      settings: { coverageFloor: 100, warningBudget: 0 },
    });
  });
});

describe.each([
  ['service', planService],
  ['library', planLibrary],
] as const)('no %s', (_, plan) => {
  test('has the name of a project', () => {
    expect(problemOf(plan('ai-layer', workspace)).code).toBe('PROJECT_NAME_TAKEN');
    expect(problemOf(plan('Pump', workspace)).code).toBe('NAME_INVALID');
  });

  test('has the module of a project whose name is another', () => {
    expect(problemOf(plan('ai', workspace))).toMatchObject({
      code: 'PROJECT_NAME_TAKEN',
      message: expect.stringContaining('modax_ai') as string,
    });
  });

  test.each([
    ['members', { ...workspace, pyproject: workspace.pyproject.replace('members', 'projects') }],
    [
      'requires-python',
      { ...workspace, pyproject: workspace.pyproject.replace('requires-python', 'python') },
    ],
    [
      'pytest',
      {
        ...workspace,
        pyproject: workspace.pyproject.replaceAll('pytest>', 'unittest>'),
        serviceKit: workspace.serviceKit.replace('pytest>', 'unittest>'),
      },
    ],
  ])('is made where %s is not found', (place, changed) => {
    const problem = problemOf(plan('pump-watch', changed));
    expect(problem.code).toBe('WORKSPACE_FORM_UNKNOWN');
    expect(problem.message).toContain(place);
  });

  test('is made in a workspace whose file is no TOML', () => {
    const problem = problemOf(plan('pump-watch', { ...workspace, pyproject: '[[[' }));
    expect(problem.code).toBe('WORKSPACE_FORM_UNKNOWN');
  });
});
