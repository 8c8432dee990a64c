import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Interrupted, Problem } from './problem.mjs';

/** The end of another command raises no event here: it can only be asked for. */
const POLL_MS = 200;
const LONGEST_WAIT_MS = 60 * 60 * 1000;

/**
 * Does work that two commands must not do at once in one checkout: set-up, and runs that use what set-up
 * installs. Waits for another command to finish, with a message; takes the lock over from one that died.
 * @template Result
 * @param {string} root the checkout
 * @param {string} purpose what the others are told, as in "pipeline"
 * @param {() => Promise<Result>} work
 * @param {{ signal?: AbortSignal, write?: (text: string) => void, longestWaitMs?: number }} [options]
 * @returns {Promise<Result>}
 */
export async function withLock(root, purpose, work, options = {}) {
  const lock = join(root, '.modax', 'lock');
  const owner = { pid: process.pid, born: birthOf(process.pid), purpose };
  await acquire(lock, owner, options);
  try {
    return await work();
  } finally {
    rmSync(lock, { recursive: true, force: true });
  }
}

/**
 * @typedef {{ pid: number, born: string, purpose: string }} Owner
 * @param {string} lock
 * @param {Owner} owner
 * @param {{ signal?: AbortSignal, write?: (text: string) => void, longestWaitMs?: number }} options
 */
async function acquire(lock, owner, options) {
  const write = options.write ?? ((text) => void process.stderr.write(text));
  const longestWaitMs = options.longestWaitMs ?? LONGEST_WAIT_MS;
  const startedAt = performance.now();
  let told = '';
  while (!claim(lock, owner)) {
    const holder = readOwner(lock);
    if (holder === undefined) continue;
    if (!isAlive(holder)) {
      retire(lock, holder);
      continue;
    }
    const who = `${holder.purpose} (process ${holder.pid})`;
    if (performance.now() - startedAt >= longestWaitMs) {
      throw new Problem(
        'LOCK_HELD',
        `another command, ${who}, still works in this checkout`,
        `Wait for it or end it; if it is none of MODAX's, remove ${lock}.`,
      );
    }
    if (told !== who) write(`waiting for ${who}, which works in this checkout\n`);
    told = who;
    if (options.signal?.aborted === true) throw new Interrupted();
    await delay(POLL_MS, undefined, { signal: options.signal }).catch(() => {
      throw new Interrupted();
    });
  }
}

/**
 * Puts the lock in place with its owner already written in it: there is never a lock of nobody.
 * @param {string} lock
 * @param {Owner} owner
 * @returns {boolean} whether it is ours now
 */
function claim(lock, owner) {
  const draft = `${lock}.${owner.pid}`;
  rmSync(draft, { recursive: true, force: true });
  mkdirSync(draft, { recursive: true });
  writeFileSync(join(draft, 'owner.json'), JSON.stringify(owner));
  try {
    renameSync(draft, lock);
    return true;
  } catch (error) {
    rmSync(draft, { recursive: true, force: true });
    if (!isOneOf(error, ['ENOTEMPTY', 'EEXIST'])) throw error;
    return false;
  }
}

/**
 * Takes the lock of a dead owner away. Its new name is the owner's: when two commands do this at once, the
 * second finds that name taken and cannot move the lock that the first has claimed since.
 * @param {string} lock
 * @param {Owner} owner
 */
function retire(lock, owner) {
  try {
    renameSync(lock, `${lock}.dead-${owner.pid}-${owner.born}`);
  } catch (error) {
    if (!isOneOf(error, ['ENOENT', 'ENOTEMPTY', 'EEXIST'])) throw error;
  }
}

/**
 * @param {string} lock
 * @returns {Owner | undefined} nobody when the lock was just released
 */
function readOwner(lock) {
  try {
    return JSON.parse(readFileSync(join(lock, 'owner.json'), 'utf8'));
  } catch (error) {
    if (isOneOf(error, ['ENOENT'])) return undefined;
    throw error;
  }
}

/** @param {Owner} owner */
function isAlive(owner) {
  try {
    process.kill(owner.pid, 0);
  } catch (error) {
    return isOneOf(error, ['EPERM']);
  }
  return birthOf(owner.pid) === owner.born;
}

/**
 * When the process was started, so that another process with a reused id is not taken for it. Empty where
 * the system does not tell.
 * @param {number} pid
 */
function birthOf(pid) {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    // Dead, only not yet reaped.
    if (fields[0] === 'Z') return 'dead';
    return fields[19] ?? '';
  } catch {
    return '';
  }
}

/**
 * @param {unknown} error
 * @param {readonly string[]} codes
 */
function isOneOf(error, codes) {
  return error instanceof Error && 'code' in error && codes.includes(String(error.code));
}
