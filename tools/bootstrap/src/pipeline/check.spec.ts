import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { checked, HELD } from '../testing/checks.ts';
import { writeFiles } from '../testing/folders.ts';
import { commitAll, git } from '../testing/git.ts';
import { processesWith, until } from '../testing/processes.ts';
import { listeningSession } from '../testing/sessions.ts';
import { sampleWorkspace, type SampleProjects } from '../testing/workspaces.ts';
import { readLastGreen } from './last-green.ts';

const twoProjects: SampleProjects = {
  api: { lint: { command: 'true' }, test: { command: 'echo tested >> marks' } },
  web: { lint: { command: 'true' } },
};

describe('The pipeline', () => {
  it('checks everything first, and then only what a change reaches', async () => {
    const root = sampleWorkspace(twoProjects);
    const first = await checked(listeningSession(root));
    expect(first).toMatchObject({
      exitCode: 0,
      rows: ['api lint passed run', 'api test passed run', 'web lint passed run', ...HELD],
      scope: 'everything: no green run yet',
    });
    expect(first.told).toContain('checking everything: no green run yet\n');
    expect(first.told).toContain('passed  api test\n');

    rmSync(join(root, '.nx'), { recursive: true });
    expect(await checked(listeningSession(root))).toMatchObject({
      exitCode: 0,
      rows: ['workspace sources passed run', 'workspace ratchet passed run'],
    });
    // The same commit in the same surroundings: Nx is not asked.
    expect(existsSync(join(root, '.nx'))).toBe(false);

    writeFiles(root, { 'apps/web/page.html': 'changed' });
    expect(await checked(listeningSession(root))).toMatchObject({
      exitCode: 0,
      rows: ['web lint passed run', ...HELD],
    });
    // That was green, but is not committed: the next run starts from the same commit.
    expect(readLastGreen(root)?.head).toBe(git(root, 'rev-parse', 'HEAD'));
    expect(await checked(listeningSession(root))).toMatchObject({
      rows: ['web lint passed local cache', ...HELD],
    });
  });

  it('looks at everything again when asked to, from the cache', async () => {
    const root = sampleWorkspace(twoProjects);
    await checked(listeningSession(root));
    const all = [
      'api lint passed local cache',
      'api test passed local cache',
      'web lint passed local cache',
    ];
    expect((await checked(listeningSession(root), { all: true })).rows).toEqual([...all, ...HELD]);
    expect((await checked(listeningSession(root), { name: 'test' })).rows).toEqual([
      ...all,
      ...HELD,
    ]);
    expect(readFileSync(join(root, 'marks'), 'utf8')).toBe('tested\n');
  });
});

describe('Chosen tasks', () => {
  it('are checked and nothing else, and are no green commit', async () => {
    const root = sampleWorkspace(twoProjects);
    const run = await checked(listeningSession(root), { only: ['web:check', 'api:test'] });
    expect(run).toMatchObject({
      exitCode: 0,
      rows: ['web lint passed run', 'api test passed run', ...HELD],
      scope: 'check of web; test of api',
    });
    expect(readLastGreen(root)).toBeUndefined();
  });

  it('fail where there is no such task, though all others passed', async () => {
    const root = sampleWorkspace(twoProjects);
    const run = await checked(listeningSession(root), { only: ['web:check', 'api:deploy'] });
    expect(run.exitCode).toBe(1);
    expect(run.rows).toContain('workspace nx failed -');
    expect(run.told).toContain('api:deploy: there is no such task');
  });
});

describe('A failing step', () => {
  const failing: SampleProjects = {
    api: {
      lint: { command: 'echo "line 7 is wrong" && exit 3' },
      test: { command: 'true', needs: ['lint'] },
    },
    web: { lint: { command: 'echo all is well' } },
  };

  it('fails the run, is told in full, and what needs it is skipped', async () => {
    const root = sampleWorkspace(failing);
    const { exitCode, rows, told } = await checked(listeningSession(root));
    expect(exitCode).toBe(1);
    expect(rows).toEqual([
      'api lint failed run',
      'api test skipped -',
      'web lint passed run',
      ...HELD,
    ]);
    expect(told).toMatch(/FAILED {2}api lint\n/);
    expect(told).toMatch(/api lint failed:\n\n[^]*line 7 is wrong\n/);
    expect(told).not.toContain('all is well');
    expect(readLastGreen(root)).toBeUndefined();
  });

  it('comes with the output of all others when asked to', async () => {
    const { told } = await checked(listeningSession(sampleWorkspace(failing)), { verbose: true });
    expect(told).toContain('all is well');
    expect(told.match(/line 7 is wrong\n/g)).toHaveLength(1);
  });

  it('keeps the last green commit as it was', async () => {
    const root = sampleWorkspace({ api: { lint: { command: 'test ! -e apps/api/broken' } } });
    await checked(listeningSession(root));
    const green = readLastGreen(root);
    writeFiles(root, { 'apps/api/broken': '' });
    commitAll(root, 'break it');
    const run = await checked(listeningSession(root));
    expect(run).toMatchObject({ exitCode: 1, rows: ['api lint failed run', ...HELD] });
    expect(readLastGreen(root)).toEqual(green);
  });
});

describe('A limit that loosens', () => {
  it('fails in a row of its own', async () => {
    const root = sampleWorkspace(twoProjects);
    writeFiles(root, {
      'pyproject.toml': '[tool.uv.workspace]\nmembers = ["apps/web"]\n',
      'apps/web/pyproject.toml': '[tool.modax]\ncoverage-floor = 90\nwarning-budget = 3\n',
    });
    commitAll(root, 'feat: a Python project');
    writeFiles(root, { 'apps/web/pyproject.toml': '[tool.modax]\ncoverage-floor = 89\n' });
    const { exitCode, rows, told } = await checked(listeningSession(root));
    expect(exitCode).toBe(1);
    expect(rows.at(-1)).toBe('workspace ratchet failed run');
    expect(told).toContain('coverage-floor may only rise: it was 90 and is 89');
    expect(told).toContain('warning-budget was 3 and is gone');
  });

  it('is not judged by a commit that CI named wrongly', async () => {
    const root = sampleWorkspace({ web: { lint: { command: 'true' } } });
    const { exitCode, told } = await checked(listeningSession(root, { NX_BASE: 'gone' }));
    expect(exitCode).toBe(2);
    expect(told).toContain('NX_BASE=gone is no commit of this repository');
  });
});

describe('A workspace that Nx cannot work on', () => {
  it('is a failure with what Nx said, even where an earlier run was green', async () => {
    const root = sampleWorkspace(twoProjects);
    await checked(listeningSession(root));
    writeFiles(root, { 'nx.json': '{ "cacheDirectory": ".nx/cache", ' });
    const { exitCode, rows, told } = await checked(listeningSession(root));
    expect(exitCode).toBe(1);
    expect(rows).toEqual(['workspace nx failed -', ...HELD]);
    expect(told).toMatch(/NX_FAILED: Nx left no readable .*run\.json/);
    expect(told).toContain('nx.json');
  });

  it('is a failure when it has nothing to check', async () => {
    const root = sampleWorkspace({});
    const { exitCode, told } = await checked(listeningSession(root));
    expect(exitCode).toBe(1);
    expect(told).toContain('NX_FAILED: there is nothing to check');
  });

  it('is checked all the same outside a repository', async () => {
    const root = sampleWorkspace({ web: { lint: { command: 'true' } } });
    rmSync(join(root, '.git'), { recursive: true });
    const run = await checked(listeningSession(root));
    expect(run).toMatchObject({
      exitCode: 0,
      rows: ['web lint passed run', ...HELD.slice(0, 2), 'workspace ratchet skipped run'],
    });
    expect(readLastGreen(root)).toBeUndefined();
  });
});

describe('An interrupted run', () => {
  it('shows what was done, says so, and leaves nothing running', async () => {
    // By this it is told from the same test in another checkout on the machine.
    const sleep = `sleep 901.${process.pid}`;
    const root = sampleWorkspace({
      api: {
        lint: { command: 'true' },
        test: { command: `touch marks; ${sleep}`, needs: ['lint'] },
        pack: { command: 'true', needs: ['test'] },
      },
    });
    const controller = new AbortController();
    const session = listeningSession(root, {}, controller.signal);
    const running = checked(session);
    await until(() => existsSync(join(root, 'marks')), 'the test is at work');
    controller.abort('SIGINT');
    expect(await running).toMatchObject({
      exitCode: 130,
      rows: ['api lint passed run', 'api pack interrupted -', 'api test interrupted run'],
    });
    expect(processesWith(root)).toEqual([]);
    expect(processesWith(sleep)).toEqual([]);
    expect(readLastGreen(root)).toBeUndefined();
  });
});
