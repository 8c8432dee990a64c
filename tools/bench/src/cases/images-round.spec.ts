import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { cleanEnvironment } from '@modax/command';
import { beforeEach, expect, onTestFinished, test } from 'vitest';
import { measureInTurn } from '../measuring/rounds.ts';
import { succeed } from '../measuring/stopwatch.ts';
import { program } from '../testing/programs.ts';
import type { Builder } from '../workspaces/builder.ts';
import { type Bench, callIn } from '../workspaces/workspace.ts';
import { type ImageCases, imageCases } from './images.ts';

/*
 * The order of a round, and what each image is compared with, on a machine that builds no images:
 * programs stand in for Docker, uv and Nx that make a layer of each file they are given. `bench.spec.ts`
 * has the real ones.
 */

const service = { name: 'pump', module: 'pump', source: 'fleet.py' };
const IMAGE = `
image() {
  layout=$1; shift; rm -rf "$layout"; mkdir -p "$layout/blobs/sha256"; all=
  for file; do
    sum=$(sha256sum < "$file" | cut -c 1-64); cp "$file" "$layout/blobs/sha256/$sum"; all="$all$sum"
  done
  for kind in manifest configuration; do
    sum=$(echo "$kind $all" | sha256sum | cut -c 1-64); echo "$kind $all" > "$layout/blobs/sha256/$sum"
  done
}`;
const DOCKER = `${IMAGE}
[ "$2" = build ] || exit 0
for context; do :; done
image document-layout "$context/requirements.txt" "$context/src/pump/fleet.py"`;
const NX = `${IMAGE}
mkdir -p reports/pump
echo '{ "digest": "sha256:1" }' > reports/pump/image-build.json
image .modax/images/pump/image-sha256-1 uv.lock apps/pump/src/pump/fleet.py`;
const UV = `[ "$1" = export ] && exec cat uv.lock
echo "$3" >> uv.lock`;

let bench: Bench;
let builder: Builder;
let start: string;

const put = (path: string, text: string): void => {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
};

beforeEach(() => {
  const folder = mkdtempSync(join(tmpdir(), 'modax-bench-images-'));
  onTestFinished(() => {
    rmSync(folder, { recursive: true });
  });
  const [root, programs] = [join(folder, 'workspace'), join(folder, 'programs')];
  bench = {
    root: '/repository',
    folder,
    variables: process.env,
    signal: new AbortController().signal,
    tell: () => undefined,
  };
  const env = cleanEnvironment({
    PATH: [programs, process.env['PATH']].join(delimiter),
    HOME: folder,
    GIT_CONFIG_NOSYSTEM: '1',
  });
  builder = {
    workspace: { root, env },
    base: 'registry.example/base@sha256:0',
    certificates: '/certificates',
    stop: () => Promise.resolve(),
  };
  program(join(programs, 'docker'), DOCKER);
  program(join(programs, 'uv'), UV);
  program(join(root, 'node_modules/.bin/node'), NX);
  put(join(root, 'apps/pump/src/pump/fleet.py'), 'A = 1\n');
  for (const library of ['contracts', 'service-kit']) put(join(root, 'libs', library, 'src/a'), '');
  put(join(root, 'uv.lock'), 'idna==3.11\n');
  put(join(root, '.gitignore'), 'node_modules\n.modax\nreports\n');
  const git = (...words: readonly string[]): string =>
    execFileSync('git', words, { cwd: root, env, encoding: 'utf8' });
  git('init', '--quiet');
  git('add', '.');
  const author = ['-c', 'user.name=bench', '-c', 'user.email=bench@localhost'];
  git(...author, 'commit', '--quiet', '--no-gpg-sign', '--message', 'a pump');
  start = git('rev-parse', 'HEAD').trim();
});

/** What stands for the call of Docker to which ours comes: an image of these files. */
const dockerCallOf =
  (...files: readonly string[]): NonNullable<Parameters<typeof imageCases>[4]> =>
  (_, workspace) => {
    const layout = join(workspace.root, '.modax/layout');
    mkdirSync(dirname(layout), { recursive: true });
    const words = ['sh', '-e', '-c', `${IMAGE}\nimage "$@"`, 'sh', layout, ...files] as const;
    return Promise.resolve({ call: callIn(workspace, words), layout });
  };
const OWN_FILES = ['uv.lock', 'apps/pump/src/pump/fleet.py'] as const;

async function measured(rounds: number, ours = dockerCallOf(...OWN_FILES)): Promise<ImageCases> {
  const images = imageCases(bench, builder, service, start, ours);
  await measureInTurn(images.cases, rounds, {
    costOf: async (call) => {
      await succeed(call, bench.signal);
      return { wallSeconds: 1, cpuSeconds: 1 };
    },
    tell: bench.tell,
  });
  return images;
}

test('each change is made once for both, and weighed against the image before it', async () => {
  const { weights } = await measured(2);
  expect([...weights].map(([id, { pushedBlobs }]) => [id, pushedBlobs])).toEqual([
    ['document-nothing', 0],
    ['nothing', 0],
    ['document-line', 3],
    ['line', 3],
    ['document-dependency', 3],
    ['dependency', 3],
  ]);
});

test('a build that does not see a change ends the bench', async () => {
  program(
    join(builder.workspace.root, 'node_modules/.bin/node'),
    NX.replace('apps/pump/src/pump/fleet.py', '.gitignore'),
  );
  await expect(measured(1)).rejects.toThrow('line: 0 blobs of the image are new');
});

test('so does one of Docker alone', async () => {
  await expect(measured(1, dockerCallOf('uv.lock'))).rejects.toThrow('line-by-docker: 2 blobs');
});
