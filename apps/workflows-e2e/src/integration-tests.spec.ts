import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { changeAiLayer, missing, workflowsRunner } from './testing/workflows-runner.ts';

const REPORT = 'integration-layers-e2e/pytest.xml';

describe.skipIf(missing !== undefined)('Integration Tests', () => {
  const given = workflowsRunner(({ repository }) => {
    repository.write('apps/layers-e2e/tests/test_application.py', TEST_OF_BROKER);
    repository.commit('test(layers-e2e): look for the broker');
  });

  it('test the layers together, with a broker, when one of them has changed', async () => {
    const { runner, main } = given;
    changeAiLayer(runner);
    const run = await runner.push('integration-tests.yml', 'main', main);
    expect(run, run.log).toMatchObject({
      code: 0,
      jobs: { 'layers-e2e with Mosquitto': 'success', 'Integration Tests': 'success' },
      tasks: { 'layers-e2e test': 'passed' },
    });
    expect(existsSync(join(run.artifacts, REPORT))).toBe(true);
  });

  it('are red when one fails, and its results are there to be read', async () => {
    const { runner, main } = given;
    const file = 'apps/layers-e2e/tests/test_application.py';
    runner.repository.replace(file, '"1883"', '"1884"');
    runner.repository.commit('test(layers-e2e): fail');
    const run = await runner.push('integration-tests.yml', 'main', main);
    expect(run.code, run.log).toBe(1);
    expect(run.jobs).toMatchObject({ 'Integration Tests': 'failure' });
    expect(readFileSync(join(run.artifacts, REPORT), 'utf8')).toContain('test_the_broker_is_named');
  });

  it('test everything when no run was green yet', async () => {
    const { runner } = given;
    runner.repository.append('README.md', '\nA remark.\n');
    runner.repository.commit('docs: remark');
    const run = await runner.push('integration-tests.yml', 'new');
    expect(run, run.log).toMatchObject({ code: 0, tasks: { 'layers-e2e test': 'passed' } });
  });

  it('have nothing to do when none of the layers is reached', async () => {
    const { runner, main } = given;
    runner.repository.append('README.md', '\nA remark.\n');
    runner.repository.commit('docs: remark');
    const run = await runner.push('integration-tests.yml', 'main', main);
    expect(run, run.log).toMatchObject({ code: 0, jobs: { 'Integration Tests': 'success' } });
    expect(run.tasks).toEqual({});
  });
});

const TEST_OF_BROKER = `"""The broker is named."""

from __future__ import annotations

import os

from modax_layers_e2e import NAME


def test_the_broker_is_named() -> None:
    assert NAME
    assert os.environ["MQTT_BROKER_HOST"] == "localhost"
    assert os.environ["MQTT_BROKER_PORT"] == "1883"
`;
