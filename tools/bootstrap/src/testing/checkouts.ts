import { spawn, type ChildProcess } from 'node:child_process';
import { cpSync, mkdirSync, symlinkSync } from 'node:fs';
import { once } from 'node:events';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';
import { temporaryFolder, writeFiles, writeProgram } from './folders.ts';

const bootstrap = fileURLToPath(new URL('../..', import.meta.url));

/** What stands in for stage 1: it tells what it was given, and can be made to wait. */
const STAGE_ONE = `
import { writeFileSync } from 'node:fs';
const words: readonly string[] = process.argv.slice(2);
console.log(JSON.stringify({ words, path: process.env['PATH'], node: process.execPath }));
if (words[0] === 'wait') {
  process.on('SIGINT', () => process.exit(130));
  process.on('SIGTERM', () => process.exit(130));
  setInterval(() => undefined, 1000);
  writeFileSync('waiting', '');
} else {
  process.exitCode = Number(words[1] ?? 0);
}
`;

/** An npm that installs as the real one does, as far as stage 0 can tell, and counts. */
const NPM = `
echo "$@" >> npm-calls
if [ -e npm-fails ]; then cat npm-fails; exit 1; fi
rm -rf node_modules; mkdir -p node_modules/one node_modules/.bin
echo '{}' > node_modules/one/package.json; touch node_modules/.bin/one
touch npm-works
while [ -e npm-waits ]; do sleep 0.05; done
`;

export interface BareCheckout {
  readonly root: string;
  /** A folder with the programs that the machine has. */
  readonly programs: string;
}

/** A small checkout as it comes from git, on a machine with git, npm and Node only. */
export function bareCheckout(): BareCheckout {
  const root = temporaryFolder();
  const target = join(root, 'tools/bootstrap');
  mkdirSync(target, { recursive: true });
  cpSync(join(bootstrap, 'start.mjs'), join(target, 'start.mjs'));
  cpSync(join(bootstrap, 'src/stage-1.mjs'), join(target, 'src/stage-1.mjs'));
  cpSync(join(bootstrap, 'src/stage-0'), join(target, 'src/stage-0'), { recursive: true });
  writeFiles(root, {
    'tools/bootstrap/src/main.ts': STAGE_ONE,
    'package.json': JSON.stringify({ name: 'sample', type: 'module', workspaces: ['libs/one'] }),
    'package-lock.json': '{}',
    'nx.json': '{}',
    'libs/one/package.json': '{}',
  });
  const programs = join(root, 'programs');
  writeProgram(programs, 'npm', NPM);
  writeProgram(programs, 'git', 'exit 0');
  symlinkSync(process.execPath, join(programs, 'node'));
  return { root, programs };
}

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  /** Without signs of life: whether there are any is a matter of how busy the machine is. */
  readonly stderr: string;
}

/** What `step` tells of a piece of work that takes a second or longer. */
const SIGN_OF_LIFE = /^Node packages \(npm ci\)(?: ….*|: [\d.]+ s)\n/gm;

/** Starts the first file of the checkout, as `npm run` does. */
export function start(
  { root, programs }: BareCheckout,
  words: readonly string[],
  options: { readonly nodeOptions?: readonly string[] } = {},
): { readonly child: ChildProcess; readonly ended: Promise<Ended> } {
  const child = spawn(
    process.execPath,
    [...(options.nodeOptions ?? []), 'tools/bootstrap/start.mjs', ...words],
    { cwd: root, env: { PATH: `${programs}:/usr/bin:/bin`, HOME: dirname(root) }, stdio: 'pipe' },
  );
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
    stderr: stderr.replaceAll(SIGN_OF_LIFE, ''),
  }));
  return { child, ended };
}
