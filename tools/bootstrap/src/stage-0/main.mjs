import { spawnSync } from 'node:child_process';
import { existsSync, realpathSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { become } from './interruptible.mjs';
import { ensureNodeModules } from './node-modules.mjs';
import { explain, Problem } from './problem.mjs';

const NEEDED_MAJOR = 24;
const root = fileURLToPath(new URL('../../../..', import.meta.url)).replace(/\/$/, '');
const stageOne = fileURLToPath(new URL('../main.ts', import.meta.url));

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
  const node = stageOneNode();
  const environment = {
    ...process.env,
    // First on PATH, so that what Nx forks runs on this Node too.
    PATH: [join(root, 'node_modules', '.bin'), process.env['PATH'] ?? ''].join(delimiter),
    MODAX_STARTED_AT: String(startedAt),
  };
  return become(node, [stageOne, ...words], { cwd: root, env: environment });
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

/** The locked Node; where none is published for this machine, its own when that is new enough. */
function stageOneNode() {
  const locked = join(root, 'node_modules', `node-${process.platform}-${process.arch}`, 'bin/node');
  if (existsSync(locked) && majorOf(realpathSync(locked)) >= NEEDED_MAJOR) return locked;
  if (Number(process.versions.node.split('.')[0]) >= NEEDED_MAJOR) return process.execPath;
  throw new Problem(
    'NODE_24_MISSING',
    `this machine runs Node ${process.versions.node} on ${process.platform}-${process.arch}, for which npm has no Node ${NEEDED_MAJOR} to install`,
    `Install Node ${NEEDED_MAJOR} or newer (https://nodejs.org/en/download), then run the command again.`,
  );
}

/**
 * @param {string} node
 * @returns {number} 0 when it does not run here (another C library, for instance)
 */
function majorOf(node) {
  const { stdout } = spawnSync(node, ['--version'], { encoding: 'utf8' });
  return Number(/^v(\d+)\./.exec(stdout ?? '')?.[1] ?? 0);
}
