import { spawn } from 'node:child_process';

const GRACE_MS = 5000;
/** Enough for every message that matters; npm prints little. */
const OUTPUT_LIMIT = 1024 * 1024;
const SIGNALS = /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP']);

/**
 * Runs a program in a process group of its own, and ends all of the group when this process is asked to
 * stop. (`@modax/command` does this and more; here nothing is installed yet.)
 * @param {string} program
 * @param {readonly string[]} arguments_
 * @param {{ cwd: string, env: NodeJS.ProcessEnv }} place
 * @returns {Promise<{ kind: 'not-found' } | { kind: 'interrupted' } | { kind: 'ended', how: string, succeeded: boolean, output: string }>}
 */
export function runInterruptibly(program, arguments_, place) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, arguments_, {
      ...place,
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    let interrupted = false;
    /** @type {NodeJS.Timeout | undefined} */
    let lastResort;
    const gather = (/** @type {Buffer} */ chunk) => {
      output = (output + chunk.toString()).slice(-OUTPUT_LIMIT);
    };
    const end = () => {
      interrupted = true;
      signalGroup(child.pid, 'SIGTERM');
      lastResort ??= setTimeout(() => {
        signalGroup(child.pid, 'SIGKILL');
      }, GRACE_MS);
    };
    const release = () => {
      clearTimeout(lastResort);
      for (const name of SIGNALS) process.off(name, end);
    };
    for (const name of SIGNALS) process.on(name, end);
    child.stdout.on('data', gather);
    child.stderr.on('data', gather);
    child.once('error', (error) => {
      release();
      if ('code' in error && error.code === 'ENOENT') resolve({ kind: 'not-found' });
      else reject(error);
    });
    child.once('close', (code, signal) => {
      release();
      const how = signal === null ? `ended with exit code ${code}` : `was ended by ${signal}`;
      if (interrupted) resolve({ kind: 'interrupted' });
      else resolve({ kind: 'ended', how, succeeded: code === 0, output });
    });
  });
}

/**
 * @param {number | undefined} pid
 * @param {NodeJS.Signals} signal
 */
function signalGroup(pid, signal) {
  if (pid === undefined) return;
  try {
    process.kill(-pid, signal);
  } catch {
    // The group has ended: that is what was wanted.
  }
}

/**
 * Puts a program in this process's place: its terminal, its signals, its exit code.
 * @param {string} program
 * @param {readonly string[]} arguments_
 * @param {{ cwd: string, env: NodeJS.ProcessEnv }} place
 * @returns {Promise<number | undefined>} the exit code; 128 + the signal's number where a signal ended the
 *   program; none where it cannot be started
 */
export function become(program, arguments_, place) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, arguments_, { ...place, stdio: 'inherit' });
    // Ctrl-C reaches both of us; a signal to this process alone reaches the program only through us.
    const forward = (/** @type {NodeJS.Signals} */ name) => void child.kill(name);
    for (const name of SIGNALS) process.on(name, forward);
    const release = () => {
      for (const name of SIGNALS) process.off(name, forward);
    };
    child.once('error', (error) => {
      release();
      if ('code' in error && ['ENOENT', 'ENOEXEC', 'EACCES'].includes(String(error.code))) {
        resolve(undefined);
      } else reject(error);
    });
    child.once('exit', (code, signal) => {
      release();
      resolve(code ?? (signal === 'SIGINT' ? 130 : signal === 'SIGTERM' ? 143 : 137));
    });
  });
}
