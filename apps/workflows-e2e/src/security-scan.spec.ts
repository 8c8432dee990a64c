import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { missingForWorkflows, Runner } from './testing/runner.ts';

const missing = missingForWorkflows();
if (missing !== undefined) {
  console.warn(`SKIPPED: Security Scan is not run here, because ${missing}`);
}

let runner: Runner;
let main: string;

beforeAll(() => {
  if (missing !== undefined) return;
  runner = new Runner();
  // Images are scanned in a workflow of their own.
  main = runner.repository.head();
});

afterAll(() => {
  if (missing === undefined) runner.stop();
});

beforeEach(() => {
  runner.repository.branch('change');
});

describe.skipIf(missing !== undefined)('Security Scan', () => {
  it('looks at the workflows alone when nothing has changed', async () => {
    const run = await runner.push('security-scan.yml', 'main', main);
    expect(run, run.log).toMatchObject({
      code: 0,
      jobs: {
        'The workflows themselves, and secrets anywhere': 'success',
        'Security Scan': 'success',
      },
      told: [],
    });
    expect(run.tasks).toEqual({
      'workspace audit-workflows': 'passed',
      'workspace lint-workflows': 'passed',
      'workspace scan-secrets': 'passed',
    });
  });

  it('is red for a finding, and tells the security tab of it', async () => {
    runner.repository.write('apps/layers-e2e/src/modax_layers_e2e/shell.py', SHELL);
    runner.repository.commit('feat(layers-e2e): a shell');
    const run = await runner.push('security-scan.yml', 'develop', main);
    expect(run.code, run.log).toBe(1);
    expect(run.jobs).toMatchObject({ 'Security Scan': 'failure' });
    expect(run.told).toEqual([expect.stringMatching(/^findings of layers-e2e: [1-9]/)]);
  });

  it('is red for a workflow that is not safe, one that is not right, and a secret in a page', async () => {
    const file = '.github/workflows/python-ci.yml';
    runner.repository.replace(file, '--only="$TASKS"', '--only="${{ github.head_ref }}"');
    runner.repository.replace(file, 'if: always()', 'if: allways()');
    const token = ['ghp', '0123456789abcdefghijABCDEFGHIJ012345'].join('_');
    runner.repository.append('README.md', `\nOur token is ${token}.\n`);
    runner.repository.commit('ci: a name that somebody else chooses');
    const run = await runner.push('security-scan.yml', 'develop', main);
    expect(run.code, run.log).toBe(1);
    expect(run.tasks).toMatchObject({
      'workspace audit-workflows': 'failed',
      'workspace lint-workflows': 'failed',
      'workspace scan-secrets': 'failed',
    });
  });
});

const SHELL = `"""A shell."""

from __future__ import annotations

import subprocess


def listen(words: str) -> int:
    """Does what it is told."""
    return subprocess.call(words, shell=True)
`;
