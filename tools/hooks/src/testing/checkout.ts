import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  cpSync,
  existsSync,
  globSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createHash } from 'node:crypto';
import { tmpdir } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import { onTestFinished } from 'vitest';
import { runHook } from '../run-hook.ts';

/** The repository that these tests are part of: its hooks, tools and configuration are the real ones. */
export const repository = resolve(import.meta.dirname, '../../../..');

/** How a command ended. */
export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

type Variables = Readonly<Record<string, string | undefined>>;

/** An empty folder that is removed when the test ends. */
export function temporaryFolder(): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'modax-hooks-')));
  onTestFinished(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  return folder;
}

/** A repository in a folder of a test, with nothing of the person's or the machine's git settings. */
export class GitFolder {
  readonly root: string;

  constructor(root: string) {
    this.root = root;
  }

  /** The environment of every command: no variables of a surrounding hook, Nx or CI. */
  environment(additions: Variables = {}): Record<string, string> {
    const all: Variables = {
      PATH: process.env['PATH'],
      HOME: dirname(this.root),
      LANG: 'C.UTF-8',
      GIT_CONFIG_GLOBAL: '/dev/null',
      GIT_CONFIG_NOSYSTEM: '1',
      GIT_AUTHOR_NAME: 'A Developer',
      GIT_AUTHOR_EMAIL: 'developer@example.org',
      GIT_COMMITTER_NAME: 'A Developer',
      GIT_COMMITTER_EMAIL: 'developer@example.org',
      GIT_EDITOR: 'true',
      ...additions,
    };
    return Object.fromEntries(
      Object.entries(all).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
    );
  }

  /** Runs a program in the repository, and tells how it ended. */
  try(argv: readonly [string, ...string[]], variables: Variables = {}, input = ''): Ended {
    const [program, ...words] = argv;
    const { status, stdout, stderr } = spawnSync(program, words, {
      cwd: this.root,
      encoding: 'utf8',
      env: this.environment(variables),
      input,
      maxBuffer: 64 * 1024 * 1024,
    });
    return { code: status, stdout, stderr };
  }

  /** Starts a program in the repository that is killed, at the latest, when the test ends. */
  start(
    argv: readonly [string, ...string[]],
    variables: Variables = {},
  ): {
    readonly child: ChildProcess;
    readonly ended: Promise<Ended>;
  } {
    const [program, ...words] = argv;
    const child = spawn(program, words, {
      cwd: this.root,
      env: this.environment(variables),
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    onTestFinished(() => {
      child.kill('SIGKILL');
    });
    let stdout = '';
    let stderr = '';
    child.stdout.on('data', (text: Buffer) => (stdout += text.toString()));
    child.stderr.on('data', (text: Buffer) => (stderr += text.toString()));
    const ended = once(child, 'close').then(([code]) => ({
      code: code as number | null,
      stdout,
      stderr,
    }));
    return { child, ended };
  }

  /** Runs git and returns what it answers; a failure is the test's. */
  git(...words: string[]): string {
    const { code, stdout, stderr } = this.try(['git', ...words]);
    if (code !== 0) throw new Error(`git ${words.join(' ')}: ${stderr}${stdout}`);
    return stdout;
  }

  write(path: string, content: string | Buffer): void {
    const file = join(this.root, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, content);
  }

  read(path: string): string {
    return readFileSync(join(this.root, path), 'utf8');
  }

  /** Writes a file and stages it. */
  stage(path: string, content: string | Buffer): void {
    this.write(path, content);
    this.git('--literal-pathspecs', 'add', '--', path);
  }

  /** Commits all that lies in the folder, past every hook. */
  commitAll(message: string): void {
    this.git('add', '--all');
    this.git('commit', '--quiet', '--no-verify', '--allow-empty', '--message', message);
  }
}

/** A checkout of a small workspace with the hooks installed as husky installs them. */
export class Checkout extends GitFolder {
  constructor(options: { readonly commits: boolean } = { commits: true }) {
    super(join(temporaryFolder(), 'checkout'));
    mkdirSync(this.root);
    for (const file of ['.flake8', '.prettierrc.json', '.prettierignore', '.editorconfig']) {
      cpSync(join(repository, file), join(this.root, file));
    }
    const configuration = readFileSync(join(repository, 'pyproject.toml'), 'utf8');
    this.write(
      'pyproject.toml',
      configuration.slice(
        configuration.indexOf('[tool.black]'),
        configuration.indexOf('[tool.pytest'),
      ),
    );
    this.write('uv.lock', 'version = 1\n');
    this.write('package.json', '{ "name": "sample", "private": true }\n');
    this.write('exceptions.json', '{ "exceptions": [] }\n');
    this.write('.gitignore', 'node_modules\n.venv\n.mypy_cache\n/tools/hooks\n');
    cpSync(join(repository, '.husky'), join(this.root, '.husky'), {
      recursive: true,
      filter: (file) => basename(file) !== '_',
    });
    mkdirSync(join(this.root, 'tools'));
    symlinkSync(join(repository, 'tools/hooks'), join(this.root, 'tools/hooks'));
    symlinkSync(join(repository, 'node_modules'), join(this.root, 'node_modules'));
    this.#linkEnvironment();
    this.git('init', '--quiet', '--initial-branch=main');
    this.try([process.execPath, join(repository, 'node_modules/husky/bin.js')]);
    if (options.commits) this.commitAll('first');
  }

  /** Commits what is staged, as a person does. */
  commit(...words: string[]): Ended {
    return this.try(['git', 'commit', '--quiet', '--message', 'test: a change', ...words]);
  }

  /** Runs a hook in this process, so that its coverage is seen; git tells no more than that it failed. */
  async hook(
    name: string,
    words: readonly string[] = [],
    input = '',
    signal: AbortSignal = new AbortController().signal,
  ): Promise<Pick<Ended, 'code' | 'stderr'>> {
    let stderr = '';
    const code = await runHook({
      hook: name,
      words,
      folder: this.root,
      variables: this.environment(),
      signal,
      tell: (text) => (stderr += text),
      input: () => Promise.resolve(input),
    });
    return { code, stderr };
  }

  /** Commits what is staged, with the hook run in this process. */
  async checkedCommit(): Promise<Pick<Ended, 'code' | 'stderr'>> {
    const { code, stderr } = await this.hook('pre-commit');
    if (code === 0) this.git('commit', '--quiet', '--no-verify', '--message', 'test: a change');
    return { code, stderr };
  }

  /** Runs the script of a hook, as git does. */
  hookScript(name: string, variables: Variables = {}, input = ''): Ended {
    return this.try(['sh', '-e', `.husky/_/${name}`, 'origin'], variables, input);
  }

  /** Puts a shell script in a Python tool's place. `$REAL` is the tool itself. */
  replaceTool(name: string, script: string): void {
    const file = join(this.root, '.venv/bin', name);
    // The link goes first, or the script would be written into the repository's own tool.
    rmSync(file);
    writeFileSync(file, `#!/bin/sh\nREAL='${join(repository, '.venv/bin', name)}'\n${script}\n`);
    chmodSync(file, 0o755);
  }

  /** Takes a Python tool away. */
  removeTool(name: string): void {
    rmSync(join(this.root, '.venv/bin', name));
  }

  /** Puts a Python tool back. */
  restoreTool(name: string): void {
    rmSync(join(this.root, '.venv/bin', name), { force: true });
    symlinkSync(join(repository, '.venv/bin', name), join(this.root, '.venv/bin', name));
  }

  /** Adds a committed Python project, `apps/pump`. */
  addPythonProject(): void {
    this.write('apps/pump/pyproject.toml', '[project]\nname = "sample-pump"\nversion = "0.0.0"\n');
    this.write('apps/pump/src/pump/__init__.py', '"""A pump."""\n');
    this.write(
      'apps/pump/src/pump/flow.py',
      'def flow(strokes: int) -> int:\n    return strokes\n',
    );
    this.commitAll('a Python project');
  }

  /** Adds a committed TypeScript project, `tools/gauge`. */
  addTypeScriptProject(): void {
    for (const file of ['eslint.config.mjs', 'tsconfig.base.json']) {
      cpSync(join(repository, file), join(this.root, file));
    }
    this.write('tools/gauge/package.json', '{ "name": "@sample/gauge", "type": "module" }\n');
    this.write(
      'tools/gauge/tsconfig.json',
      `${JSON.stringify({
        extends: '../../tsconfig.base.json',
        compilerOptions: { rootDir: 'src', outDir: 'dist' },
        include: ['src/**/*.ts'],
      })}\n`,
    );
    this.write('tools/gauge/src/read.ts', 'export const read = (): number => 1;\n');
    this.commitAll('a TypeScript project');
  }

  #linkEnvironment(): void {
    mkdirSync(join(this.root, '.venv/bin'), { recursive: true });
    symlinkSync(join(repository, '.venv/lib'), join(this.root, '.venv/lib'));
    for (const tool of globSync(join(repository, '.venv/bin/*'))) {
      symlinkSync(tool, join(this.root, '.venv/bin', basename(tool)));
    }
    const lock = createHash('sha256').update(this.read('uv.lock')).digest('hex');
    this.write('.venv/.modax-installed', `digest\nlock ${lock}\n`);
  }
}

/** Waits until a file is there, with what is wanted of it; fails the test when it never is. */
export async function untilThere(
  file: string,
  isWanted: (text: string) => boolean = () => true,
): Promise<void> {
  const giveUpAt = performance.now() + 120_000;
  while (!existsSync(file) || !isWanted(readFileSync(file, 'utf8'))) {
    if (performance.now() > giveUpAt) throw new Error(`it never came: ${file}`);
    await new Promise((resolve_) => setTimeout(resolve_, 20));
  }
}

/** Whether, by its trace (`GIT_TRACE2_EVENT`), a git with these words among its arguments has ended. */
export function hasEnded(trace: string, words: readonly string[]): boolean {
  const lines = trace.split('\n').filter((line) => line.endsWith('}'));
  const isOf = (event: string) => (line: string) => line.startsWith(`{"event":"${event}",`);
  const start = lines
    .filter(isOf('start'))
    .find((line) => words.every((word) => line.includes(`"${word}"`)));
  const id = /"sid":"[^"]+"/.exec(start ?? '')?.[0];
  return id !== undefined && lines.filter(isOf('exit')).some((line) => line.includes(id));
}
