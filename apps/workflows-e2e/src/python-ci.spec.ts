import { describe, expect, it } from 'vitest';
import type { Told } from './testing/runner.ts';
import { FAILING_TEST, missing, workflowsRunner } from './testing/workflows-runner.ts';

const FORK = 'somebody/modax';
const TOKEN = 'token-of-codecov';

/** The steps of a project that had a verdict. */
function stepsOf({ tasks }: Told, project: string): readonly string[] {
  return Object.keys(tasks)
    .filter((task) => task.startsWith(`${project} `))
    .map((task) => task.slice(project.length + 1))
    .sort();
}

const STEPS = [
  ...['format', 'lint', 'scan-code', 'scan-dependencies', 'scan-files', 'test'],
  ...['test-3.10', 'test-3.12', 'test-3.13', 'test-3.9', 'typecheck'],
];

describe.skipIf(missing !== undefined)('Python CI', () => {
  const given = workflowsRunner((runner) => {
    runner.secrets = { CODECOV_TOKEN: TOKEN };
  });

  it('is green, and has done nothing, when nothing has changed', async () => {
    const { runner, main } = given;
    const run = await runner.push('python-ci.yml', 'main', main);
    expect(run, run.log).toMatchObject({
      code: 0,
      jobs: { Plan: 'success', 'Python CI': 'success' },
    });
    expect([run.tasks, run.told]).toEqual([{}, []]);
  });

  it('checks the application that has changed, on every Python, and what stands on it', async () => {
    const { runner, main } = given;
    runner.repository.write('apps/ai-layer/src/modax_ai/advice.py', ADVICE);
    runner.repository.write('apps/ai-layer/tests/test_advice.py', TEST_OF_ADVICE);
    runner.repository.commit('feat(ai-layer): advise');
    const run = await runner.push('python-ci.yml', 'main', main);
    expect(run, run.log).toMatchObject({ code: 0, jobs: { 'Python CI': 'success' } });
    expect(stepsOf(run, 'ai-layer')).toEqual(STEPS);
    expect(stepsOf(run, 'layers-e2e')).toEqual(STEPS);
    // What stands on it stands on this too, and is looked at with its types.
    expect(stepsOf(run, 'control-layer')).toEqual(['typecheck']);
    expect(stepsOf(run, 'nx-python')).toEqual([]);
    expect(run.told).toEqual([
      'coverage of ai-layer, with a token',
      'coverage of layers-e2e, with a token',
    ]);
  });

  it('checks all that stands on a library that a pull request changes, and tells its coverage', async () => {
    const { runner } = given;
    const file = 'libs/contracts/src/modax_contracts/__init__.py';
    runner.repository.append(file, '# A remark.\n');
    runner.repository.commit('docs(contracts): remark');
    const run = await runner.pullRequest('python-ci.yml', 'modax/modax');
    expect(run, run.log).toMatchObject({ code: 0 });
    const reached = ['ai-layer', 'contracts', 'control-layer', 'layers-e2e'];
    for (const project of reached) expect(stepsOf(run, project), project).toEqual(STEPS);
    expect(run.told).toEqual(reached.map((project) => `coverage of ${project}, with a token`));
    expect(stepsOf(run, 'service-kit')).toEqual([]);
  });

  it('is red when a test fails, and tells nobody of a coverage', async () => {
    const { runner, main } = given;
    runner.repository.write('apps/layers-e2e/tests/test_it_fails.py', FAILING_TEST);
    runner.repository.commit('test(layers-e2e): fail');
    const run = await runner.push('python-ci.yml', 'main', main);
    expect(run.code, run.log).toBe(1);
    expect(run.jobs).toMatchObject({ Plan: 'success', 'Python CI': 'failure' });
    expect(run.log).toContain('test_it_fails');
    expect(run.told).toEqual([]);
  });

  it('checks what a fork proposes, and gives it no secret', async () => {
    const { runner } = given;
    runner.repository.append('apps/layers-e2e/src/modax_layers_e2e/__init__.py', '# A remark.\n');
    runner.repository.commit('docs(layers-e2e): remark');
    const run = await runner.pullRequest('python-ci.yml', FORK);
    expect(run, run.log).toMatchObject({
      code: 0,
      jobs: { 'Python CI of a pull request to main': 'success' },
    });
    expect(stepsOf(run, 'layers-e2e')).toEqual(STEPS);
    expect(run.told).toEqual([]);
    expect(run.log).not.toContain(TOKEN);
  });

  // As right after its base was changed.
  it('is red for a pull request that GitHub has merged into another branch', async () => {
    const { runner } = given;
    const proposed = runner.repository.commit('feat: what is proposed');
    runner.repository.checkout('develop');
    runner.repository.commit('feat: what nobody proposes to main');
    runner.repository.checkout(proposed);
    const run = await runner.pullRequest('python-ci.yml', 'modax/modax', { into: 'develop' });
    expect(run.code, run.log).toBe(1);
    expect(run.log).toContain('TEST_MERGE_STALE: what is checked out is a merge into ');
    // Act begins no other job where the called workflow has failed, the check neither.
    expect(run.jobs).toEqual({ Plan: 'failure' });
  });
});

const ADVICE = '"""Advice."""\n\nADVICE = "rest"\n';
const TEST_OF_ADVICE = `"""There is advice."""

from __future__ import annotations

from modax_ai.advice import ADVICE


def test_there_is_advice() -> None:
    assert ADVICE
`;
