import { type ChildProcess, spawn } from 'node:child_process';
import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { cleanEnvironment, type ProgramOutcome, run } from '@modax/command';
import { repository, SampleWorkspace } from './sample-workspace.ts';

/** `nx.json` of a workspace whose only plugin is this one. */
export const nxSettings = JSON.stringify({
  cacheDirectory: '.nx/cache',
  analytics: false,
  neverConnectToCloud: true,
  tui: { enabled: false },
  namedInputs: {
    extra: [],
    python: ['{projectRoot}/src/**/*', '{projectRoot}/pyproject.toml'],
  },
  plugins: ['@modax/nx-python'],
});

/** A sample workspace that Nx itself runs in, with this plugin as its only one. */
export class NxWorkspace extends SampleWorkspace {
  constructor() {
    super();
    this.write('nx.json', nxSettings);
    this.write('package.json', JSON.stringify({ name: 'sample', private: true, type: 'module' }));
    this.write('.gitignore', 'node_modules\n.venv\n.venvs\n.nx\n.modax\nreports\n.mypy_cache\n');
    symlinkSync(join(repository, 'node_modules'), join(this.root, 'node_modules'));
  }

  /** Starts `nx` in a process group of its own, as a shell does with a command in the foreground. */
  start(parameters: readonly string[]): ChildProcess {
    return spawn(nxProgram, [...parameters, '--output-style=static'], {
      cwd: this.root,
      env: deskVariables(),
      stdio: 'ignore',
      detached: true,
    });
  }

  /** Runs `nx` as a person at a desk does, or as CI does where `variables` say so. */
  nx(
    parameters: readonly string[],
    variables: Readonly<Record<string, string>> = {},
  ): Promise<ProgramOutcome> {
    return run({
      argv: [nxProgram, ...parameters, '--output-style=static'],
      cwd: this.root,
      env: { ...deskVariables(), ...variables },
      deadlineMs: 280_000,
      outputLimitBytes: 8 * 1024 * 1024,
    });
  }
}

const nxProgram = join(repository, 'node_modules/.bin/nx');

/** The environment of a desk: neither CI's nor that of an Nx which runs this test. */
export function deskVariables(): Record<string, string> {
  const own = Object.entries(process.env).filter(([name]) => !/^(?:NX_|CI$|GITHUB_)/.test(name));
  return cleanEnvironment(Object.fromEntries(own), {
    NX_DAEMON: 'false',
    NX_ISOLATE_PLUGINS: 'false',
  });
}

/** Everything that a program said, and its exit code. */
export function said(outcome: ProgramOutcome): { readonly code: number; readonly text: string } {
  if (outcome.kind !== 'exited') throw new Error(`the program did not exit: ${outcome.kind}`);
  return { code: outcome.code, text: outcome.stdout + outcome.stderr };
}
