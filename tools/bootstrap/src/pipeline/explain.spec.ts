import { existsSync, readFileSync, statSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, test } from 'vitest';
import { writeFiles } from '../testing/folders.ts';
import { checked } from '../testing/checks.ts';
import { commitAll } from '../testing/git.ts';
import { listeningSession } from '../testing/sessions.ts';
import { sampleWorkspace } from '../testing/workspaces.ts';
import { explain, parseExplanations, renderExplanations, withinScope } from './explain.ts';

/** A workspace with the plugin that keeps what keys are made of. */
function workspace(): string {
  const root = sampleWorkspace({
    api: { lint: { command: 'true' }, test: { command: 'echo tested >> marks' } },
    web: { lint: { command: 'true' } },
  });
  const settings = JSON.parse(readFileSync(join(root, 'nx.json'), 'utf8')) as object;
  writeFiles(root, {
    'nx.json': JSON.stringify({ ...settings, plugins: ['@modax/nx-python'] }),
    'apps/api/main.html': '// 1\n',
  });
  commitAll(root, 'with the plugin');
  return root;
}

async function explained(root: string, all = true): Promise<readonly string[]> {
  let text = '';
  const stdout = { write: (piece: string) => (text += piece) };
  const exitCode = await explain(listeningSession(root), { all, json: true }, stdout);
  expect(exitCode).toBe(0);
  const { steps } = JSON.parse(text) as { steps: readonly Record<string, string | boolean>[] };
  return steps.map(({ project, step, runs, why }) =>
    `${String(project)}:${String(step)} ${runs === true ? 'runs' : 'does not run'}: ${String(why)}`.replace(
      /the run of [\d-]+T[\d:.]+Z/,
      'the run',
    ),
  );
}

describe('The explanation', () => {
  it(
    'says for each step why it would run, or why not, and runs none',
    { timeout: 900_000 },
    async () => {
      const root = workspace();
      expect(await explained(root)).toEqual([
        'api:lint runs: no run of it is known here',
        'api:test runs: no run of it is known here',
        'web:lint runs: no run of it is known here',
      ]);
      expect(existsSync(join(root, 'marks'))).toBe(false);

      expect((await checked(listeningSession(root))).exitCode).toBe(0);
      expect(await explained(root)).toEqual([
        'api:lint does not run: from the cache: nothing changed since the run',
        'api:test does not run: from the cache: nothing changed since the run',
        'web:lint does not run: from the cache: nothing changed since the run',
      ]);

      // The commit was green: of what differs from it, nothing runs either.
      expect(await explained(root, false)).toEqual(await explained(root));

      // Of the same size and time as before.
      const file = join(root, 'apps/api/main.html');
      const { atime, mtime } = statSync(file);
      writeFiles(root, { 'apps/api/main.html': '// 2\n', 'apps/api/more.html': '' });
      utimesSync(file, atime, mtime);
      expect(await explained(root)).toEqual([
        'api:lint runs: apps/api/main.html changed, apps/api/more.html is new since the run',
        'api:test runs: apps/api/main.html changed, apps/api/more.html is new since the run',
        'web:lint does not run: from the cache: nothing changed since the run',
      ]);
    },
  );

  it(
    'of a workspace that Nx cannot read is a failure of its own',
    { timeout: 900_000 },
    async () => {
      const root = workspace();
      writeFiles(root, { 'api/project.json': '{' });
      const session = listeningSession(root);
      const stdout = { write: () => expect.unreachable() };
      expect(await explain(session, { all: true, json: false }, stdout)).toBe(2);
      expect(session.told()).toMatch(/^NX_FAILED: .*\n[^]*Failed to process project graph/);
    },
  );
});

test('what the scope does not reach does not run, whatever else is true of it', () => {
  const steps = ['api', 'web', 'kit'].map((project) => ({
    project,
    step: 'lint',
    runs: project !== 'kit',
    why: 'no run of it is known here',
  }));
  const [api] = steps;
  const plan = [
    { id: 'api:lint', project: 'api', step: 'lint', executor: 'nx:run-commands', outputs: [] },
  ];
  const scope = { kind: 'affected', base: '1234567890' } as const;
  expect(withinScope(steps, scope, plan)).toEqual([
    api,
    {
      project: 'web',
      step: 'lint',
      runs: false,
      why: 'not reached by what differs from 1234567, the last green commit',
    },
    steps[2],
  ]);
  expect(withinScope(steps, { kind: 'everything', because: '--all' }, [])).toEqual(steps);
});

test('the table has one line for each step', () => {
  const steps = parseExplanations(
    JSON.stringify([
      { project: 'web', step: 'lint', runs: true, why: 'web/a.ts changed' },
      { project: 'api', step: 'lint', runs: false, why: 'nothing changed' },
    ]),
  );
  expect(renderExplanations(steps, { kind: 'everything', because: '--all' })).toBe(
    [
      '',
      'step                    because',
      'api:lint  does not run  nothing changed',
      'web:lint  runs          web/a.ts changed',
      '',
      '1 of 2 steps would run (everything: --all)',
      '',
    ].join('\n'),
  );
  expect(renderExplanations([], { kind: 'affected', base: '1234567890' })).toBe(
    '\n0 of 0 steps would run (what differs from 1234567, the last green commit)\n',
  );
});

test.each(['{}', '[1]', '[{"project":"a","step":"b","runs":true}]', 'x'])('%s is none', (text) => {
  expect(() => parseExplanations(text)).toThrow();
});
