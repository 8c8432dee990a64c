import { describe, expect, it } from 'vitest';
import { temporaryFolder, writeFiles } from '../testing/folders.ts';
import { commitAll, git, initialise } from '../testing/git.ts';
import { listeningSession } from '../testing/sessions.ts';
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
    expect(await compared(root)).toMatchObject({ kind: 'held' });
    expect(await compared(root, { NX_BASE: start })).toMatchObject({
      kind: 'loosened',
      base: start,
    });
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
