import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  changeAiLayer,
  missing,
  PLANTED_TOKEN,
  workflowsRunner,
} from './testing/workflows-runner.ts';

/** What the security tab is told of a workspace in which nothing is amiss. */
const NOTHING_FOUND = ['audit-workflows', 'scan-dependencies', 'scan-secrets'].map(
  (step) => `findings of ${step}: 0`,
);

// Images are scanned in a test of their own.
describe.skipIf(missing !== undefined)('Security Scan', () => {
  const given = workflowsRunner();

  it('looks at the workflows alone when nothing has changed', async () => {
    const { runner, main } = given;
    const run = await runner.push('security-scan.yml', 'main', main);
    expect(run, run.log).toMatchObject({
      code: 0,
      jobs: {
        'The workspace itself': 'success',
        'Findings in the workspace': 'success',
        'Security Scan': 'success',
      },
      told: NOTHING_FOUND,
    });
    expect(run.tasks).toEqual({
      'workspace audit-workflows': 'passed',
      'workspace lint-workflows': 'passed',
      'workspace scan-dependencies': 'passed',
      'workspace scan-secrets': 'passed',
    });
  });

  it('scans the layer that has changed, and leaves its image to Docker Build, for develop too', async () => {
    const { runner, main } = given;
    changeAiLayer(runner);
    const run = await runner.push('security-scan.yml', 'develop', main);
    expect(run, run.log).toMatchObject({
      code: 0,
      jobs: { 'Code, dependencies, files': 'success', 'Security Scan': 'success' },
      tasks: { 'ai-layer scan-code': 'passed' },
    });
    expect(Object.keys(run.jobs).filter((job) => job.startsWith('Image of'))).toEqual([]);
  });

  it.each([
    ['on a schedule', 'schedule'],
    ['when a person asks', 'dispatch'],
  ] as const)(
    'scans everything %s, though nothing has changed, and is green when it finds nothing',
    async (_, start) => {
      const { runner, main } = given;
      // Images want the parts of Docker: on Mondays they are scanned in the test of theirs.
      for (const name of ['ai-layer', 'cache-server', 'control-layer']) {
        runner.repository.remove(`apps/${name}/Dockerfile`);
      }
      runner.repository.commit('build: no images');
      const run = await runner[start]('security-scan.yml', main);
      expect(run, run.log).toMatchObject({
        code: 0,
        jobs: { 'Code, dependencies, files': 'success', 'Security Scan': 'success' },
        tasks: {
          'control-layer scan-code': 'passed',
          'service-kit scan-dependencies': 'passed',
          'workspace scan-secrets': 'passed',
        },
      });
      expect(run.told).toContainEqual(expect.stringMatching(/^findings of control-layer: /));
    },
  );

  it('is red for a finding, and tells the security tab of it', async () => {
    const { runner, main } = given;
    runner.repository.write('apps/layers-e2e/src/modax_layers_e2e/shell.py', SHELL);
    runner.repository.commit('feat(layers-e2e): a shell');
    const run = await runner.push('security-scan.yml', 'develop', main);
    expect(run.code, run.log).toBe(1);
    expect(run.jobs).toMatchObject({ 'Security Scan': 'failure' });
    const [workflows, ...others] = NOTHING_FOUND;
    const found = expect.stringMatching(/^findings of layers-e2e: [1-9]/) as string;
    expect(run.told).toEqual([workflows, found, ...others]);
  });

  it('is red for a workflow that is not safe, one that is not right, and a secret in a page', async () => {
    const { runner, main } = given;
    const file = '.github/workflows/python-ci.yml';
    runner.repository.replace(file, '--only="$TASKS"', '--only="${{ github.head_ref }}"');
    runner.repository.replace(file, 'if: always()', 'if: allways()');
    runner.repository.append('README.md', `\nOur token is ${PLANTED_TOKEN}.\n`);
    runner.repository.commit('ci: a name that somebody else chooses');
    const run = await runner.push('security-scan.yml', 'develop', main);
    expect(run.code, run.log).toBe(1);
    expect(run.tasks).toMatchObject({
      'workspace audit-workflows': 'failed',
      'workspace lint-workflows': 'failed',
      'workspace scan-secrets': 'failed',
    });
    expect(run.told).toEqual([
      // On which changes of workflows are tried, and what tests it.
      expect.stringMatching(/^findings of ai-layer: /),
      expect.stringMatching(/^findings of audit-workflows: [1-9]/),
      expect.stringMatching(/^findings of layers-e2e: /),
      'findings of scan-dependencies: 0',
      'findings of scan-secrets: 1',
    ]);
    const told = ['audit-workflows', 'scan-secrets'].map((step) =>
      readFileSync(
        join(run.artifacts, 'scans of the workspace/workspace', `${step}.sarif`),
        'utf8',
      ),
    );
    expect(told).toEqual([
      expect.stringContaining('zizmor/template-injection'),
      expect.stringContaining('github-pat'),
    ]);
    expect(told.join('')).not.toContain(PLANTED_TOKEN);
  });

  it('is red for a secret in what a fork proposes, and tells nobody', async () => {
    const { runner } = given;
    runner.repository.append('README.md', `\nOur token is ${PLANTED_TOKEN}.\n`);
    runner.repository.commit('docs: a token');
    const title = 'Fix "it" $(id)';
    const run = await runner.pullRequest('security-scan.yml', 'somebody/modax', { title });
    expect(run.code, run.log).toBe(1);
    expect(run.log).toContain('the title of the pull request is not a Conventional Commit');
    expect(run.tasks).toMatchObject({ 'workspace scan-secrets': 'failed' });
    expect(run.jobs).toMatchObject({
      'Findings in the workspace': 'success',
      'Security Scan of a pull request to main': 'failure',
    });
    expect(run.told).toEqual([]);
  });
});

const SHELL = `"""A shell."""

from __future__ import annotations

import subprocess


def listen(words: str) -> int:
    """Does what it is told."""
    return subprocess.call(words, shell=True)
`;
