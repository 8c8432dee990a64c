import {
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  mkdirSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { cleanEnvironment, run } from '@modax/command';

const repository = join(import.meta.dirname, '../../../..');

const FILES: Readonly<Record<string, string>> = {
  'nx.json': JSON.stringify({
    cacheDirectory: '.nx/cache',
    analytics: false,
    neverConnectToCloud: true,
    tui: { enabled: false },
  }),
  'package.json': JSON.stringify({ name: 'sample', private: true, type: 'module' }),
  '.gitignore': 'node_modules\n.nx\ndist\n',
  'app/project.json': JSON.stringify({
    name: 'app',
    targets: {
      build: {
        command: 'node app/build.mjs',
        cache: true,
        inputs: ['{projectRoot}/source.txt'],
        outputs: ['{projectRoot}/dist'],
      },
    },
  }),
  'app/source.txt': 'sources\n',
  'app/build.mjs':
    "import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';\n" +
    "mkdirSync('app/dist', { recursive: true });\n" +
    "writeFileSync('app/dist/result.txt', `${process.env.BUILT_BY ?? 'somebody'} made it of ${readFileSync('app/source.txt', 'utf8')}`);\n",
};

/** How a run of `nx run app:build` ended. */
export interface Build {
  readonly code: number;
  readonly said: string;
  /** What the build left, or came from a cache. */
  readonly result: string | undefined;
  /** Nx says that the task came from the remote cache. */
  readonly isRemote: boolean;
}

/** A clone of a small workspace, which has never built anything, with a real Nx. */
export class NxClone {
  readonly root = mkdtempSync(join(tmpdir(), 'modax-nx-clone-'));

  constructor(files: Readonly<Record<string, string>> = {}) {
    for (const [path, text] of Object.entries({ ...FILES, ...files })) {
      mkdirSync(dirname(join(this.root, path)), { recursive: true });
      writeFileSync(join(this.root, path), text);
    }
    symlinkSync(join(repository, 'node_modules'), join(this.root, 'node_modules'));
  }

  /** Builds with the remote cache at `server`, or without any. */
  async build(
    server: string | undefined,
    token: string,
    variables: Readonly<Record<string, string>> = {},
  ): Promise<Build> {
    const own = Object.entries(process.env).filter(([name]) => !/^(?:NX_|CI$|GITHUB_)/.test(name));
    const outcome = await run({
      argv: [join(repository, 'node_modules/.bin/nx'), 'run', 'app:build', '--output-style=static'],
      cwd: this.root,
      env: cleanEnvironment(Object.fromEntries(own), {
        NX_DAEMON: 'false',
        NX_SELF_HOSTED_REMOTE_CACHE_SERVER: server,
        NX_SELF_HOSTED_REMOTE_CACHE_ACCESS_TOKEN: token,
        ...variables,
      }),
      deadlineMs: 280_000,
      outputLimitBytes: 8 * 1024 * 1024,
    });
    if (outcome.kind !== 'exited') throw new Error(`nx did not exit: ${outcome.kind}`);
    const said = outcome.stdout + outcome.stderr;
    const file = join(this.root, 'app/dist/result.txt');
    return {
      code: outcome.code,
      said,
      result: existsSync(file) ? readFileSync(file, 'utf8') : undefined,
      isRemote: said.includes('[remote cache]'),
    };
  }

  remove(): void {
    rmSync(this.root, { recursive: true, force: true });
  }
}
