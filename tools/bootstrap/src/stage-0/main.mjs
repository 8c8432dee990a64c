import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { become } from './interruptible.mjs';
import { ensureNodeModules } from './node-modules.mjs';
import { explain, Problem } from './problem.mjs';

const NEEDED_MAJOR = 24;
const root = fileURLToPath(new URL('../../../..', import.meta.url)).replace(/\/$/, '');
const stageOne = fileURLToPath(new URL('../stage-1.mjs', import.meta.url));

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  const { text, exitCode } = explain(error);
  process.stderr.write(text);
  process.exitCode = exitCode;
}

/**
 * Stage 0: with whatever Node the machine has, installs the packages of the lock, among them the Node that
 * everything else runs on, and hands over to it.
 * @param {string[]} words the command and its options
 * @returns {Promise<number>} the exit code
 */
async function main(words) {
  const startedAt = Date.now() - Math.round(performance.now());
  requireGit();
  requireCheckout();
  await ensureNodeModules(root, words[0] ?? 'set-up');
  const environment = {
    ...process.env,
    // First on PATH, so that what Nx forks runs on this Node too.
    PATH: [join(root, 'node_modules', '.bin'), process.env['PATH'] ?? ''].join(delimiter),
    MODAX_STARTED_AT: String(startedAt),
  };
  for (const node of stageOneNodes()) {
    const code = await become(node, [stageOne, ...words], { cwd: root, env: environment });
    if (code !== undefined) return code;
  }
  throw new Problem(
    'NODE_24_MISSING',
    `this machine runs Node ${process.versions.node} on ${process.platform}-${process.arch}, for which npm has no Node ${NEEDED_MAJOR} to install`,
    `Install Node ${NEEDED_MAJOR} or newer (https://nodejs.org/en/download), then run the command again.`,
  );
}

function requireGit() {
  if (spawnSync('git', ['--version'], { stdio: 'ignore' }).status === 0) return;
  throw new Problem(
    'GIT_MISSING',
    'git is not on PATH, or does not run',
    'Install git (https://git-scm.com/downloads; on Debian: apt-get install git).',
  );
}

function requireCheckout() {
  if (existsSync(join(root, 'package-lock.json')) && existsSync(join(root, 'nx.json'))) return;
  throw new Problem(
    'NOT_A_CHECKOUT',
    `${root} is not a whole checkout of MODAX: package-lock.json or nx.json is missing`,
    'Clone the repository, or restore the files: git checkout -- package-lock.json nx.json',
  );
}

/**
 * The locked Node; where none is published for this machine, or it does not run there (another C library,
 * for instance), the machine's own when that is new enough.
 * @returns {string[]}
 */
function stageOneNodes() {
  const folder = join(root, 'node_modules', `node-${process.platform}-${process.arch}`);
  const locked = join(folder, 'bin/node');
  return [
    ...(existsSync(locked) && majorOf(lockedVersion(folder)) >= NEEDED_MAJOR ? [locked] : []),
    ...(majorOf(process.versions.node) >= NEEDED_MAJOR ? [process.execPath] : []),
  ];
}

/** @param {string} folder of the package; asking the program itself takes as long as starting it */
function lockedVersion(folder) {
  return createRequire(import.meta.url)(join(folder, 'package.json')).version;
}

/** @param {string} version */
function majorOf(version) {
  return Number(version.split('.')[0]);
}
