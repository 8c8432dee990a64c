import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { SampleRepository } from './testing/sample-repository.ts';

/** Runs an entry point as a step of a workflow does. */
function run(
  entry: string,
  variables: NodeJS.ProcessEnv,
  cwd?: string,
): { readonly status: number | null; readonly stdout: string; readonly stderr: string } {
  return spawnSync(process.execPath, [join(import.meta.dirname, entry, 'main.ts')], {
    env: variables,
    cwd,
    encoding: 'utf8',
  });
}

describe('The verdict as a step', () => {
  const plan = { result: 'success', outputs: { check: '["a"]' } };
  const needs = (result: string): string => JSON.stringify({ plan, check: { result } });

  it.each([
    ['success', 0, 'green\n', ''],
    ['failure', 1, 'not green\n', 'check: failure\n'],
  ])('after %s ends with %i', (result, status, stdout, stderr) => {
    expect(run('verdict', { NEEDS: needs(result) })).toMatchObject({ status, stdout, stderr });
  });

  it.each(['', '[]'])('ends with 2 when it is told %j', (text) => {
    const { status, stderr } = run('verdict', { NEEDS: text });
    expect(status).toBe(2);
    expect(stderr).toContain('NEEDS cannot be read');
  });
});

describe('The test merge as a step', () => {
  /** A merge of `proposed` into `main`, with `develop` beside them. */
  function checkout(): { readonly cwd: string; readonly git: SampleRepository['git'] } {
    const repository = new SampleRepository();
    onTestFinished(() => {
      rmSync(repository.root, { recursive: true });
    });
    const git: SampleRepository['git'] = (...words) => repository.git(...words);
    git('checkout', '--quiet', '-b', 'main');
    git('commit', '--quiet', '--allow-empty', '--message=one');
    for (const branch of ['develop', 'proposed']) {
      git('checkout', '--quiet', '-b', branch, 'main');
      git('commit', '--quiet', '--allow-empty', `--message=${branch}`);
    }
    for (const branch of ['main', 'develop']) {
      git('update-ref', `refs/remotes/origin/${branch}`, branch);
    }
    git('checkout', '--quiet', '--detach', 'main');
    git('merge', '--quiet', '--no-ff', '--message=merge', 'proposed');
    return { cwd: repository.root, git };
  }

  const judged = (variables: NodeJS.ProcessEnv, cwd: string) =>
    run('test-merge', { ...process.env, EVENT: 'pull_request', ...variables }, cwd);

  it('ends well when it is of the branch and its base, which may have moved on', () => {
    const { cwd, git } = checkout();
    const merge = git('rev-parse', 'HEAD');
    git('checkout', '--quiet', 'main');
    git('commit', '--quiet', '--allow-empty', '--message=later');
    git('update-ref', 'refs/remotes/origin/main', 'main');
    git('checkout', '--quiet', merge);
    const head = git('rev-parse', 'proposed');
    expect(judged({ HEAD_SHA: head, BASE_REF: 'main' }, cwd).status).toBe(0);
    expect(judged({ EVENT: 'push' }, cwd).status).toBe(0);
  });

  it('ends with 1 when it is into another base, though that has all of this one', () => {
    const { cwd, git } = checkout();
    git('checkout', '--quiet', '--detach', 'develop');
    git('merge', '--quiet', '--no-ff', '--message=merge', 'proposed');
    const head = git('rev-parse', 'proposed');
    const { status, stderr } = judged({ HEAD_SHA: head, BASE_REF: 'main' }, cwd);
    expect(status).toBe(1);
    expect(stderr).toContain(`TEST_MERGE_STALE: what is checked out is a merge into `);
    expect(stderr).toContain('What to do: push a commit, or close and reopen');
  });

  it('ends with 2 where there is no such base, or nothing says why it runs', () => {
    const { cwd } = checkout();
    expect(judged({ HEAD_SHA: 'a', BASE_REF: 'elsewhere' }, cwd).status).toBe(2);
    expect(run('test-merge', {}, cwd).status).toBe(2);
  });
});

describe('The token as a step', () => {
  it('is empty where there is none, and says why', () => {
    expect(run('cache-token', {})).toMatchObject({
      status: 0,
      stdout: 'token=\n',
      stderr: 'without the remote cache: there is no remote cache\n',
    });
  });
});

describe('The security tab as a step', () => {
  it('is handed no stopped scan, and it says which, and nothing that is accepted', () => {
    const folder = mkdtempSync(join(tmpdir(), 'modax-stopped-'));
    onTestFinished(() => {
      rmSync(folder, { recursive: true });
    });
    const stopped = { runs: [{ invocations: [{ executionSuccessful: false }] }] };
    mkdirSync(join(folder, 'reports/pump'), { recursive: true });
    writeFileSync(join(folder, 'reports/pump/trivy.sarif'), JSON.stringify(stopped));
    expect(run('security-tab', {}, folder)).toMatchObject({
      status: 0,
      stderr: 'reports/pump/trivy.sarif is not handed on: its scan was stopped\n',
    });
    expect(existsSync(join(folder, 'reports/pump/trivy.sarif'))).toBe(false);
    const result = { ruleId: 'B404', suppressions: [{ kind: 'external', status: 'accepted' }] };
    const whole = join(folder, 'reports/pump/bandit.sarif');
    writeFileSync(whole, JSON.stringify({ runs: [{ results: [result] }] }));
    expect(run('security-tab', {}, folder)).toMatchObject({ status: 0, stderr: '' });
    expect(JSON.parse(readFileSync(whole, 'utf8'))).toEqual({ runs: [{ results: [] }] });
  });
});
