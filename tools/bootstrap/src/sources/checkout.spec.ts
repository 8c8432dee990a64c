import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder, writeFiles } from '../testing/folders.ts';
import { git, initialise } from '../testing/git.ts';
import { listeningSession } from '../testing/sessions.ts';
import { lookAtCheckout } from './checkout.ts';
import { sourceComplaints } from './source-complaints.ts';

/** A repository with one Python project, and what is complained of in it. */
function repository(files: Readonly<Record<string, string>> = {}) {
  const root = temporaryFolder();
  writeFiles(root, {
    '.gitignore': 'node_modules/\n__pycache__/\ndist/\nreports/\n',
    'apps/pump/pyproject.toml': '',
    'apps/pump/src/pump/valve.py': '',
    ...files,
  });
  initialise(root);
  const complaints = async (): Promise<readonly string[]> =>
    sourceComplaints(await lookAtCheckout(listeningSession(root))).map(({ what }) => what);
  return { root, complaints };
}

describe('In a real repository', () => {
  it('nothing is wrong with what tools write', async () => {
    const { complaints } = repository({
      'apps/pump/dist/pump.py': '',
      'apps/pump/src/pump/__pycache__/valve.py': '',
      'libs/words/node_modules/other/index.js': '',
    });
    expect(await complaints()).toEqual([]);
  });

  it.each([
    ['by an ignore file beside it', { 'apps/pump/src/.gitignore': '*.py\n' }, 'valve.py'],
    [
      'by its folder having the name of one that tools write',
      { 'apps/pump/src/pump/reports/month.py': '' },
      'reports/month.py',
    ],
    ['as `dist`, deep in a project', { 'apps/pump/src/dist/month.py': '' }, 'src/dist/month.py'],
  ])('a source that is hidden %s is found', async (_, files, path) => {
    const [complaint, ...others] = await repository(files).complaints();
    expect(others).toEqual([]);
    expect(complaint).toContain(`${path}: git ignores it`);
  });

  it('a source that only this clone hides is found', async () => {
    const { root, complaints } = repository();
    writeFiles(root, { '.git/info/exclude': 'secret.py\n', 'apps/pump/src/secret.py': '' });
    expect(await complaints()).toEqual(['apps/pump/src/secret.py: git ignores it, and so does Nx']);
  });

  it.each(['--assume-unchanged', '--skip-worktree'])(
    'changes that %s hides are found',
    async (how) => {
      const { root, complaints } = repository();
      git(root, 'update-index', how, 'apps/pump/src/pump/valve.py');
      expect((await complaints())[0]).toMatch(/valve\.py: git was told not to look/);
    },
  );

  it('it is no success that git does not answer', async () => {
    const { root, complaints } = repository();
    writeFiles(root, { '.git/HEAD': 'of no repository' });
    expect(await complaints()).toEqual([expect.stringContaining('git ls-files fails') as string]);
  });

  it('a link in the place of sources is found', async () => {
    const { root, complaints } = repository();
    writeFiles(root, { 'elsewhere/other.txt': '' });
    symlinkSync('../../../elsewhere', join(root, 'apps/pump/src/other'));
    expect(await complaints()).toEqual([
      'apps/pump/src/other: a link, of which Nx does not see what it leads to',
    ]);
  });

  it('what was deleted is not asked for', async () => {
    const { root, complaints } = repository({ 'old.py': '' });
    expect(await complaints()).toHaveLength(1);
    git(root, 'rm', '--quiet', '--cached', 'old.py');
    writeFiles(root, { '.git/info/exclude': 'old.py\n' });
    expect(await complaints()).toEqual([]);
  });
});
