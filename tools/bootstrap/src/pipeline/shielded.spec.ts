import { readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { checked, HELD } from '../testing/checks.ts';
import { writeFiles } from '../testing/folders.ts';
import { commitAll } from '../testing/git.ts';
import { listeningSession } from '../testing/sessions.ts';
import { NO_RULES, sampleWorkspace, type SampleProjects } from '../testing/workspaces.ts';
import { readLastGreen } from './last-green.ts';

describe('A project that replaces its gates', () => {
  it('is no success, though all that it runs instead passes', async () => {
    const pass = { command: 'true', cache: true, options: { cwd: '.' } };
    const root = sampleWorkspace({});
    const nxJson = JSON.parse(readFileSync(join(root, 'nx.json'), 'utf8')) as object;
    writeFiles(root, {
      'nx.json': JSON.stringify({
        ...nxJson,
        plugins: ['@modax/nx-typescript'],
        namedInputs: { extra: [], typescript: ['{projectRoot}/src/**/*'] },
      }),
      'package.json': '{"name":"sample","private":true,"workspaces":["libs/*"]}',
      'libs/words/tsconfig.json': '{}',
      'libs/words/package.json': JSON.stringify({
        name: 'words',
        nx: { targets: { lint: pass, format: pass, typecheck: pass, test: pass } },
      }),
    });
    commitAll(root, 'feat: words');
    const { exitCode, rows, told } = await checked(
      listeningSession(root),
      {},
      {
        ...NO_RULES,
        plugins: ['@modax/nx-typescript'],
        withheld: ['TOKEN'],
      },
    );
    expect(rows).toEqual([
      ...['format', 'lint', 'test', 'typecheck'].map((step) => `words ${step} passed run`),
      'workspace sources passed run',
      'workspace gates failed run',
      'workspace ratchet passed run',
    ]);
    expect(told).toContain('GATE_OVERRIDDEN: words:lint: options differs\n');
    expect(told).toContain('GATE_OVERRIDDEN: words:lint: options.env must empty TOKEN\n');
    expect(exitCode).toBe(1);
    expect(readLastGreen(root)).toBeUndefined();
  });
});

describe('What lies about in a workspace or its surroundings', () => {
  const project: SampleProjects = {
    api: {
      test: {
        command: 'test -z "$STRAY$NX_STRAY$ACTIONS_ID_TOKEN_REQUEST_TOKEN" && echo tested >> marks',
      },
    },
  };
  const tests = (root: string): number => readFileSync(join(root, 'marks'), 'utf8').length / 7;

  it('changes neither what runs nor what it runs in', async () => {
    const root = sampleWorkspace(project);
    const stray = 'STRAY=1\nNX_STRAY=1\nNX_SKIP_NX_CACHE=true\nNX_CACHE_DIRECTORY=elsewhere\n';
    const names = ['.env', '.local.env', '.env.local', '.test.env', 'apps/api/.env'];
    writeFiles(root, Object.fromEntries(names.map((name) => [name, stray])));
    writeFiles(root, { '.git/info/exclude': `${names.join('\n')}\n` });
    const environment = {
      NX_BASE: 'HEAD',
      NX_HEAD: 'HEAD',
      NX_PARALLEL: '0',
      NX_DAEMON: 'true',
      NX_CACHE_DIRECTORY: '/nowhere',
      NX_WORKSPACE_DATA_DIRECTORY: '/nowhere',
      NX_BAIL: 'true',
      NX_DRY_RUN: 'true',
      NX_BATCH_MODE: 'true',
      ACTIONS_ID_TOKEN_REQUEST_TOKEN: 'of the job',
    };
    const run = await checked(listeningSession(root, environment));
    expect(run).toMatchObject({ exitCode: 0, rows: ['api test passed run', ...HELD] });
    writeFiles(root, { 'apps/api/page.html': 'changed, and not committed' });
    expect((await checked(listeningSession(root, environment))).rows).toContain(
      'api test passed run',
    );
    expect((await checked(listeningSession(root, environment), { all: true })).rows).toContain(
      'api test passed local cache',
    );
    expect(tests(root)).toBe(2);
  });

  it('may ask for no cache', async () => {
    const root = sampleWorkspace(project);
    for (let run = 0; run < 2; run += 1) {
      await checked(listeningSession(root, { NX_SKIP_NX_CACHE: 'true' }), { all: true });
    }
    expect(tests(root)).toBe(2);
  });
});

describe('A file that is changed and keeps its time and its size', () => {
  it('is looked at again', async () => {
    const root = sampleWorkspace({ api: { lint: { command: '! grep bad apps/api/valve.txt' } } });
    const file = join(root, 'apps/api/valve.txt');
    const write = (text: string): void => {
      writeFileSync(file, text);
      utimesSync(file, 1_700_000_000, 1_700_000_000);
    };
    write('good');
    commitAll(root, 'feat: a valve');
    // Nx begins to remember files with its second run.
    for (let run = 0; run < 2; run += 1) {
      expect((await checked(listeningSession(root), { all: true })).exitCode).toBe(0);
    }
    write('bad!');
    expect((await checked(listeningSession(root), { all: true })).rows[0]).toBe(
      'api lint failed run',
    );
  });
});
