import { createHash } from 'node:crypto';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { runInterruptibly } from './interruptible.mjs';
import { isComplete, takeInventory } from './inventory.mjs';
import { withLock } from './lock.mjs';
import { differencesFromLock } from './npm-lock.mjs';
import { Interrupted, Problem } from './problem.mjs';
import { step } from './progress.mjs';

/** Says which packages stand in node_modules; written last, so that what was interrupted has none. */
const STAMP = join('node_modules', '.modax-installed');

/** Every package, nested ones too, and what lies in its folder: all of it takes too long at every start. */
const INVENTORY_DEPTH = 3;

/** Explicit, because NODE_ENV or a person's npm settings would leave packages out without a word. */
const NPM_CI = [
  'ci',
  '--ignore-scripts',
  '--include=dev',
  '--include=optional',
  '--no-audit',
  '--no-fund',
  '--loglevel=error',
];

/**
 * Makes node_modules what the lock says.
 * @param {string} root the checkout
 * @param {string} purpose of the command, for others that wait
 */
export async function ensureNodeModules(root, purpose) {
  if (isInstalled(root)) return;
  await withLock(root, purpose, async () => {
    // Another command may have done it while this one waited.
    if (!isInstalled(root)) await step('Node packages (npm ci)', () => install(root));
  });
}

/** @param {string} root */
function isInstalled(root) {
  const stamp = join(root, STAMP);
  if (!existsSync(stamp) || readFileSync(stamp, 'utf8') !== wantedPackages(root)) return false;
  return isComplete(join(root, 'node_modules'), INVENTORY_DEPTH);
}

/** @param {string} root */
async function install(root) {
  requireLock(root);
  rmSync(join(root, STAMP), { force: true });
  const wanted = wantedPackages(root);
  const outcome = await runInterruptibly('npm', NPM_CI, {
    cwd: root,
    env: { ...process.env, PATH: pathWithout(root, process.env['PATH'] ?? '') },
  });
  if (outcome.kind === 'interrupted') throw new Interrupted();
  if (outcome.kind === 'not-found') {
    throw new Problem(
      'NPM_MISSING',
      'npm is not on PATH',
      "install npm (it comes with Node's own packages; on Debian: apt-get install npm).",
    );
  }
  if (!outcome.succeeded) throw failure(outcome.how, outcome.output);
  takeInventory(join(root, 'node_modules'), INVENTORY_DEPTH);
  writeFileSync(join(root, STAMP), wanted);
}

/** @param {string} root */
function requireLock(root) {
  const manifests = Object.fromEntries(
    ['', ...workspacesOf(root)].map((folder) => [
      folder,
      readJson(join(root, folder, 'package.json')),
    ]),
  );
  const { packages } = readJson(join(root, 'package-lock.json'));
  const differences = differencesFromLock(packages, manifests);
  if (differences.length > 0) throw lockOutdated(differences.join('\n'));
}

/** @param {string} details */
function lockOutdated(details) {
  return new Problem(
    'LOCK_OUTDATED',
    'package-lock.json was made for other package.json files than these',
    'Run npm install --ignore-scripts and commit package-lock.json.',
    details,
  );
}

/** @param {string} root */
function workspacesOf(root) {
  /** @type {{ workspaces?: string[] }} */
  const { workspaces = [] } = readJson(join(root, 'package.json'));
  return workspaces;
}

/** @param {string} file */
function readJson(file) {
  return JSON.parse(readFileSync(file, 'utf8'));
}

/**
 * @param {string} how npm ended
 * @param {string} output of npm
 */
function failure(how, output) {
  if (/\b(ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH)\b/.test(output)) {
    return new Problem(
      'NETWORK_UNREACHABLE',
      'npm ci cannot reach the npm registry',
      'Check the network, the proxy (HTTPS_PROXY) and the registry (npm config get registry).',
      output,
    );
  }
  if (/ are in sync\b/.test(output)) return lockOutdated(output);
  return new Problem(
    'NPM_CI_FAILED',
    `the packages of package-lock.json could not be installed: npm ci ${how}`,
    'Read what npm said; it is about the registry, the disk or the lock.',
    output,
  );
}

/**
 * Everything that decides what `npm ci` installs. Not Node's version: without install scripts nothing
 * depends on it, and the first run (machine's Node) and the second (ours) would never agree.
 * @param {string} root
 */
function wantedPackages(root) {
  const files = [
    'package-lock.json',
    'package.json',
    ...workspacesOf(root).map((folder) => `${folder}/package.json`),
  ];
  const digest = createHash('sha256').update(`${process.platform} ${process.arch}\n`);
  for (const file of files) {
    const path = join(root, file);
    digest.update(`${file}\n`).update(existsSync(path) ? readFileSync(path) : 'absent');
  }
  return digest.digest('hex');
}

/**
 * npm removes node_modules while it works: it must not itself run on the Node in there.
 * @param {string} root
 * @param {string} path
 */
function pathWithout(root, path) {
  return path
    .split(delimiter)
    .filter((folder) => !folder.startsWith(join(root, 'node_modules')))
    .join(delimiter);
}
