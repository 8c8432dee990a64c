import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
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
  cpSync(join(root, '.ci/run'), join(folder, '.ci/run'));
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
