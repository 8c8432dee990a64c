import { execFileSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { cleanEnvironment, type ProgramOutcome, run } from '@modax/command';
import { expect } from 'vitest';

const repository = resolve(import.meta.dirname, '../../../..');

type Variables = Readonly<Record<string, string>>;

/** Expects that a program ended well; shows all it said where it did not. @returns its standard output */
export function passed(outcome: ProgramOutcome): string {
  const text = outcome.kind === 'exited' ? outcome.stdout + outcome.stderr : '';
  expect(outcome, text).toMatchObject({ kind: 'exited', code: 0 });
  return outcome.kind === 'exited' ? outcome.stdout : '';
}

/** What is made of a commit, and is no part of it. */
const MADE = /\/(?:\.modax\/images|\.nx|reports)$/;

/** The files of this repository as they are now, as one commit in another folder. */
export class WorkingTree {
  readonly root: string;

  constructor(root = committedFiles()) {
    this.root = root;
  }

  /** The same commit in one more folder, in which nothing was made of it. */
  copy(): WorkingTree {
    const root = mkdtempSync(join(tmpdir(), 'modax-tree-'));
    const filter = (path: string): boolean => !MADE.test(path);
    cpSync(this.root, root, { recursive: true, verbatimSymlinks: true, filter });
    return new WorkingTree(root);
  }

  /** Runs Nx as a person at a desk does. */
  nx(words: readonly string[], variables: Variables): Promise<ProgramOutcome> {
    return this.run(join(repository, 'node_modules/.bin/nx'), [...words, '--output-style=static'], {
      NX_DAEMON: 'false',
      NX_ISOLATE_PLUGINS: 'false',
      ...variables,
    });
  }

  /** Runs a program in the tree, in the environment of a desk: neither CI's nor that of Nx. */
  run(program: string, words: readonly string[], variables: Variables): Promise<ProgramOutcome> {
    const own = Object.entries(process.env).filter(([name]) => !/^(?:NX_|CI$|GITHUB_)/.test(name));
    return run({
      argv: [program, ...words],
      cwd: this.root,
      env: cleanEnvironment(Object.fromEntries(own), variables),
      // Three images are made and scanned, on a machine that may have much else to do.
      deadlineMs: 15 * 60_000,
      outputLimitBytes: 16 * 1024 * 1024,
    });
  }

  remove(): void {
    rmSync(this.root, { recursive: true, force: true });
  }
}

function committedFiles(): string {
  const root = mkdtempSync(join(tmpdir(), 'modax-tree-'));
  const files = execFileSync(
    'git',
    ['ls-files', '-z', '--cached', '--others', '--exclude-standard'],
    { cwd: repository, encoding: 'utf8', maxBuffer: 16 * 1024 * 1024 },
  ).split('\0');
  // One that is gone from the disk only is still listed.
  for (const file of files.filter((one) => one !== '' && existsSync(join(repository, one)))) {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    cpSync(join(repository, file), join(root, file));
  }
  mkdirSync(join(root, '.modax'));
  for (const link of ['node_modules', '.venv', '.modax/uv']) {
    symlinkSync(join(repository, link), join(root, link));
  }
  git(root, 'init', '--quiet', '--initial-branch=main');
  // A link is no folder, which is what the repository's own list names.
  writeFileSync(join(root, '.git/info/exclude'), 'node_modules\n.venv\n');
  git(root, 'add', '--all');
  git(root, 'commit', '--quiet', '--message', 'as it is');
  return root;
}

function git(cwd: string, ...words: readonly string[]): void {
  const author = ['-c', 'user.name=sample', '-c', 'user.email=sample@localhost'];
  const unsigned = ['-c', 'commit.gpgsign=false', '-c', 'core.hooksPath=/dev/null'];
  execFileSync('git', [...author, ...unsigned, ...words], { cwd });
}
