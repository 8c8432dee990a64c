import { describe, expect, it } from 'vitest';
import type { MatrixCommand } from '../command-line.ts';
import { commitAll } from '../testing/git.ts';
import { writeFiles } from '../testing/folders.ts';
import { listeningSession } from '../testing/sessions.ts';
import { sampleWorkspace, type SampleProjects } from '../testing/workspaces.ts';
import { matrix } from './matrix.ts';

const TRUE = { command: 'true' };
const PROJECTS: SampleProjects = {
  api: {
    ...{ lint: TRUE, 'test-3.9': TRUE, 'test-3.11': TRUE },
    ...{ 'test-matrix': { command: 'true', needs: ['test-3.9', 'test-3.11'] } },
    ...{ 'docker-scan': TRUE, scan: TRUE },
  },
  web: { lint: TRUE },
};

/** The sample, on Python 3.11, with a second commit that changes `web`. */
function workspace(): string {
  const root = sampleWorkspace(PROJECTS);
  const seconds = { 'api:lint': 130, 'api:test-3.9': 130, 'web:lint': 130 };
  const durations = { 'config/step-durations.json': JSON.stringify(seconds) };
  writeFiles(root, { '.python-version': '3.11\n', ...durations });
  commitAll(root, 'on Python');
  writeFiles(root, { 'apps/web/page.html': 'changed' });
  commitAll(root, 'change the page');
  return root;
}

async function planned(
  root: string,
  command: Partial<MatrixCommand>,
): Promise<{ readonly text: string; readonly told: string }> {
  let text = '';
  const session = listeningSession(root);
  const exitCode = await matrix(
    session,
    { name: 'matrix', base: '', jobs: 8, fork: false, form: 'table', ...command },
    { write: (piece) => (text += piece) },
  );
  expect(exitCode).toBe(0);
  return { text, told: session.told() };
}

describe('The jobs of CI', () => {
  it('are those of the projects that a change reaches', async () => {
    const root = workspace();
    expect((await planned(root, { base: 'HEAD~1', form: 'github' })).text).toBe(
      'check=[{"name":"web","tasks":"web:check","pythons":""}]\ncoverage=[]\nimages=[]\nscan=[]\ntell=[]\ntells=true\nintegration=[]\n',
    );
    expect((await planned(root, { base: 'HEAD', form: 'github' })).text).toBe(
      'check=[]\ncoverage=[]\nimages=[]\nscan=[]\ntell=[]\ntells=true\nintegration=[]\n',
    );
  });

  it('are all of them where there is nothing that can be compared with', async () => {
    const root = workspace();
    const everything = [
      'check=[{"name":"api","tasks":"api:check","pythons":""},',
      '{"name":"api on 3.9","tasks":"api:test-3.9","pythons":"3.9"},',
      '{"name":"web","tasks":"web:check","pythons":""}]\n',
      'coverage=["api"]\nimages=["api"]\nscan=["api"]\ntell=["api"]\ntells=true\nintegration=[]\n',
    ].join('');
    expect(await planned(root, { form: 'github' })).toEqual({
      text: everything,
      told: 'everything: there is nothing to compare with\n',
    });
    expect(await planned(root, { base: 'gone; rm', form: 'github' })).toEqual({
      text: everything,
      told: 'everything: gone; rm is no commit of this clone\n',
    });
    const elsewhere = await planned(root, { base: 'HEAD^{tree}', form: 'github' });
    expect(elsewhere.text).toBe(everything);
  });

  it('send nothing elsewhere for a fork, are as many as asked, and can be read by people', async () => {
    const root = workspace();
    const { text } = await planned(root, { fork: true, jobs: 1, form: 'json' });
    expect(JSON.parse(text)).toEqual({
      check: [
        {
          name: 'part 1 of 1',
          tasks: ['api:check', 'api:test-3.9', 'web:check'],
          pythons: ['3.9'],
          // As recorded, and ten for each other step.
          seconds: expect.any(Number) as number,
        },
      ],
      coverage: [],
      images: ['api'],
      scan: ['api'],
      tell: [],
      tells: false,
      integration: [],
    });
    expect((await planned(root, { base: 'HEAD~1' })).text).toBe(
      'job  seconds  tasks\nweb      130  web:check\n\n1 jobs, images: none\n',
    );
  });
});
