import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { processesWith, until } from '../src/testing/processes.ts';
import { root } from './pages.ts';

/** A checkout with `.ci/run` on a machine whose programs only note that they were called. */
function machine(programs: Readonly<Record<string, string>>): {
  readonly folder: string;
  readonly run: () => { readonly status: number | null; readonly called: string };
} {
  const folder = mkdtempSync(join(tmpdir(), 'modax-ci-'));
  onTestFinished(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  mkdirSync(join(folder, '.ci'));
  mkdirSync(join(folder, 'programs'));
  for (const script of ['run', 'install-broker']) {
    cpSync(join(root, '.ci', script), join(folder, '.ci', script));
  }
  for (const script of ['install-container-parts', 'install-workflow-tools']) {
    writeFileSync(join(folder, '.ci', script), '#!/bin/sh\n', { mode: 0o755 });
  }
  for (const [name, script] of Object.entries(programs)) {
    const file = join(folder, 'programs', name);
    writeFileSync(file, `#!/bin/sh\necho "${name} $* CI=$CI" >> ${folder}/called\n${script}\n`);
    chmodSync(file, 0o755);
  }
  const run = (): { status: number | null; called: string } => {
    const { status } = spawnSync(join(folder, '.ci/run'), {
      env: { PATH: `${folder}/programs:/usr/bin:/bin`, HOME: folder },
    });
    return { status, called: readFileSync(join(folder, 'called'), 'utf8') };
  };
  return { folder, run };
}

describe('.ci/run', () => {
  it('calls npm test and ends with its exit code', () => {
    const { run } = machine({ mosquitto: '', npm: 'exit 7' });
    expect(run()).toEqual({ status: 7, called: 'npm test -- CI=true\n' });
  });

  it('is not stopped by a machine where it may install nothing', () => {
    const { run } = machine({ id: 'echo 1000', npm: '' });
    const { status, called } = run();
    expect(status).toBe(0);
    expect(called).toContain('npm test');
    expect(called).not.toContain('apt-get');
  });
});

/** Stands in for the tests: works until it is asked to stop, and then ends what it has started. */
const TESTS = `
import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
let work;
process.on('SIGTERM', () => {
  writeFileSync('asked', '');
  if (work === undefined) process.exit(130);
  work.once('exit', () => process.exit(130));
  process.kill(-work.pid, 'SIGKILL');
});
work = spawn(process.execPath, ['-e', 'setInterval(() => 0, 1000)', process.cwd()], {
  detached: true,
  stdio: 'ignore',
});
work.once('spawn', () => writeFileSync('working', ''));
`;

/** A checkout whose scripts are the repository's, started with the machine's own npm. */
function realMachine(limit = '58m') {
  const { folder } = machine({ mosquitto: '' });
  mkdirSync(join(folder, 'tools/bootstrap'), { recursive: true });
  writeFileSync(join(folder, 'tools/bootstrap/start.mjs'), TESTS);
  cpSync(join(root, 'package.json'), join(folder, 'package.json'));
  const run = readFileSync(join(root, '.ci/run'), 'utf8');
  expect(run).toContain(' 58m ');
  writeFileSync(join(folder, '.ci/run'), run.replace(' 58m ', ` ${limit} `));
  const start = (program: string, ...words: readonly string[]) => {
    const child = spawn(program, words, {
      cwd: folder,
      env: { PATH: `${folder}/programs:${process.env['PATH'] ?? ''}`, HOME: folder },
      stdio: 'ignore',
    });
    onTestFinished(() => {
      child.kill('SIGKILL');
    });
    return { child, ended: once(child, 'exit') };
  };
  const is = (file: string) => existsSync(join(folder, file));
  const isDeserted = () => processesWith(folder).length === 0;
  return { folder, start, is, isDeserted };
}

describe('What is asked to stop', () => {
  it.each([
    ['.ci/run', [join('.ci', 'run')]],
    ['npm test', ['npm', 'test']],
    ['npm run pipeline', ['npm', 'run', 'pipeline']],
  ])('leaves nothing running: %s', async (_, [program = '', ...words]) => {
    const { start, is, isDeserted } = realMachine();
    const { child, ended } = start(program, ...words);
    await until(() => is('working'), 'the tests are at work');
    child.kill('SIGTERM');
    await ended;
    await until(isDeserted, 'nothing of it runs');
    expect(is('asked')).toBe(true);
  });

  it('leaves nothing running when it takes longer than it may', async () => {
    const { start, isDeserted } = realMachine('3s');
    const [code] = (await start(join('.ci', 'run')).ended) as [number | null];
    expect(code).toBe(124);
    await until(isDeserted, 'nothing of it runs');
  });
});
