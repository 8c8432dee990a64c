import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { freePort } from '@modax/container-parts';
import { describe, expect, it, onTestFinished } from 'vitest';
import { changeAiLayer, missing, workflowsRunner } from './testing/workflows-runner.ts';

const REPORT = 'integration-layers-e2e/pytest.xml';

describe.skipIf(missing !== undefined)('Integration Tests', () => {
  const given = workflowsRunner(async (runner) => {
    const { repository } = runner;
    const port = String(await freePort());
    runner.variables = { STANDING_IN_BROKER_PORT: port };
    repository.replace('.github/workflows/integration-tests.yml', "'1883'", `'${port}'`);
    repository.write('apps/layers-e2e/tests/test_application.py', TEST_OF_BROKER);
    repository.commit('test(layers-e2e): ask the broker');
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

  it('are red when one fails, as where no broker answers, and its results are there to be read', async () => {
    const { runner, main } = given;
    const { variables } = runner;
    onTestFinished(() => {
      runner.variables = variables;
    });
    runner.variables = { STANDING_IN_BROKER_PORT: String(await freePort()) };
    changeAiLayer(runner);
    const run = await runner.push('integration-tests.yml', 'main', main);
    expect(run.code, run.log).toBe(1);
    expect(run.jobs).toMatchObject({ 'Integration Tests': 'failure' });
    expect(readFileSync(join(run.artifacts, REPORT), 'utf8')).toContain('test_the_broker_answers');
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

const TEST_OF_BROKER = `"""The broker answers."""

from __future__ import annotations

import os
import socket

from modax_layers_e2e import NAME

CONNECT = b"\\x10\\x10\\x00\\x04MQTT\\x04\\x02\\x00\\x3c\\x00\\x04test"
ACCEPTED = b"\\x20\\x02\\x00\\x00"


def test_the_broker_answers() -> None:
    assert NAME
    place = (os.environ["MQTT_BROKER_HOST"], int(os.environ["MQTT_BROKER_PORT"]))
    with socket.create_connection(place, timeout=60) as connection:
        connection.sendall(CONNECT)
        assert connection.recv(4) == ACCEPTED
`;
