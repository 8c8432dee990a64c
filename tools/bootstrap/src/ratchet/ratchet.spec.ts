import { describe, expect, it } from 'vitest';
import { temporaryFolder, writeFiles } from '../testing/folders.ts';
import { commitAll, git, initialise } from '../testing/git.ts';
import { listeningSession } from '../testing/sessions.ts';
import { ratchetStep } from '../pipeline/ratchet-step.ts';
import { ratchet, type RatchetResult } from './ratchet.ts';

const floor = (value: number): string => `[tool.modax]\ncoverage-floor = ${value}\n`;

function workspace(): string {
  const root = temporaryFolder();
  writeFiles(root, {
    'pyproject.toml': '[tool.uv.workspace]\nmembers = ["libs/*"]\n',
    'libs/contracts/pyproject.toml': floor(90),
  });
  return root;
}

function repository(): string {
  const root = workspace();
  initialise(root);
  return root;
}

async function compared(
  root: string,
  environment: Readonly<Record<string, string>> = {},
): Promise<RatchetResult> {
  return ratchet(listeningSession(root, environment));
}

describe('The ratchet', () => {
  it('holds when nothing changed, and when a limit tightens', async () => {
    const root = repository();
    expect(await compared(root)).toMatchObject({ kind: 'held' });
    writeFiles(root, { 'libs/contracts/pyproject.toml': floor(95) });
    expect(await compared(root)).toMatchObject({ kind: 'held' });
  });

  it('sees a limit that loosens before it is committed', async () => {
    const root = repository();
    writeFiles(root, { 'libs/contracts/pyproject.toml': floor(80) });
    expect(await compared(root)).toMatchObject({
      kind: 'loosened',
      sentences: [
        'libs/contracts/pyproject.toml: [tool.modax] coverage-floor may only rise: it was 90 and is 80',
      ],
    });
  });

  it('lets projects come and go', async () => {
    const root = repository();
    git(root, 'rm', '-rq', 'libs/contracts');
    writeFiles(root, { 'libs/service-kit/pyproject.toml': floor(1) });
    expect(await compared(root)).toMatchObject({ kind: 'held' });
  });

  it('compares with the point where the branch left the main one', async () => {
    const root = repository();
    const start = git(root, 'rev-parse', 'HEAD');
    git(root, 'update-ref', 'refs/remotes/origin/main', start);
    writeFiles(root, { 'libs/contracts/pyproject.toml': floor(80) });
    commitAll(root, 'loosened, and committed');
    expect(await compared(root)).toMatchObject({ kind: 'loosened', base: start });
  });

  it('does not blame a branch for what the main one tightened meanwhile', async () => {
    const root = repository();
    git(root, 'switch', '--quiet', '--create', 'elsewhere');
    writeFiles(root, { 'libs/contracts/pyproject.toml': floor(99) });
    const main = commitAll(root, 'tightened on main');
    git(root, 'update-ref', 'refs/remotes/origin/main', main);
    git(root, 'switch', '--quiet', 'main');
    expect(await compared(root)).toMatchObject({ kind: 'held' });
  });

  it('compares with the commit that CI names', async () => {
    const root = repository();
    const start = git(root, 'rev-parse', 'HEAD');
    writeFiles(root, { 'libs/contracts/pyproject.toml': floor(80) });
    commitAll(root, 'loosened');
    writeFiles(root, { 'README.md': '' });
    commitAll(root, 'something else');
    expect(await compared(root)).toEqual({ kind: 'held' });
    expect(await compared(root, { NX_BASE: start })).toMatchObject({
      kind: 'loosened',
      base: start,
    });
  });

  it('does not blame a branch for what the commit that CI names tightened meanwhile', async () => {
    const root = repository();
    git(root, 'switch', '--quiet', '--create', 'elsewhere');
    writeFiles(root, { 'libs/contracts/pyproject.toml': floor(99) });
    const main = commitAll(root, 'tightened on main');
    git(root, 'switch', '--quiet', 'main');
    writeFiles(root, { 'README.md': '' });
    commitAll(root, 'something else');
    expect(await compared(root, { NX_BASE: main })).toEqual({ kind: 'held' });
  });

  it('is not content with a commit that it cannot see', async () => {
    expect(await compared(repository(), { NX_BASE: 'gone' })).toEqual({
      kind: 'base-unknown',
      name: 'gone',
    });
  });

  it('has nothing to compare with outside a repository', async () => {
    expect(await compared(workspace())).toEqual({ kind: 'no-history' });
  });
});

describe('On the main branch the ratchet never compares a commit with itself', () => {
  function loosenedOnMain(): string {
    const root = repository();
    writeFiles(root, { 'libs/contracts/pyproject.toml': floor(80) });
    commitAll(root, 'loosened, and committed');
    return root;
  }

  it('without another repository', async () => {
    const root = loosenedOnMain();
    const base = git(root, 'rev-parse', 'HEAD^');
    expect(await compared(root)).toMatchObject({ kind: 'loosened', base });
  });

  it('when it is pushed', async () => {
    const root = loosenedOnMain();
    git(root, 'update-ref', 'refs/remotes/origin/main', 'HEAD');
    expect(await compared(root)).toMatchObject({ kind: 'loosened' });
  });

  it('when CI names it', async () => {
    expect(await compared(loosenedOnMain(), { NX_BASE: 'HEAD' })).toMatchObject({
      kind: 'loosened',
    });
  });

  it('and sees what is not committed besides', async () => {
    const root = repository();
    writeFiles(root, { 'libs/contracts/pyproject.toml': floor(95) });
    const head = commitAll(root, 'tightened');
    writeFiles(root, { 'libs/contracts/pyproject.toml': floor(92) });
    expect(await compared(root)).toMatchObject({ kind: 'loosened', base: head });
  });
});

describe('A clone with little history', () => {
  function cloned(depth: number): string {
    const origin = repository();
    writeFiles(origin, { 'libs/contracts/pyproject.toml': floor(80) });
    commitAll(origin, 'loosened');
    const folder = temporaryFolder();
    git(folder, 'clone', '--quiet', `--depth=${depth}`, `file://${origin}`, 'clone');
    return `${folder}/clone`;
  }

  it('of two commits is enough', async () => {
    expect(await compared(cloned(2))).toMatchObject({ kind: 'loosened' });
  });

  it('of one commit is not enough, and that is known', async () => {
    expect(await compared(cloned(1))).toEqual({ kind: 'history-missing' });
  });

  it('of one commit shows what is not committed', async () => {
    const root = cloned(1);
    writeFiles(root, { 'libs/contracts/pyproject.toml': floor(70) });
    expect(await compared(root)).toMatchObject({ kind: 'loosened' });
  });

  it('is skipped with a word at a desk, and a failure in CI', async () => {
    const root = cloned(1);
    const desk = listeningSession(root);
    expect(await ratchetStep(desk)).toMatchObject({ verdict: 'skipped', problems: [] });
    expect(desk.told()).toContain('workspace ratchet skipped: HISTORY_MISSING');
    expect(await ratchetStep(listeningSession(root, { CI: 'true' }))).toMatchObject({
      verdict: 'failed',
      problems: ['HISTORY_MISSING'],
    });
  });
});
