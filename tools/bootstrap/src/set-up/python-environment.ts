import { createHash } from 'node:crypto';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cleanEnvironment, type ProgramOutcome } from '@modax/command';
import { ask, ending, execute } from '../session.ts';
import { isComplete, takeInventory } from '../stage-0/inventory.mjs';
import { Problem } from '../stage-0/problem.mjs';
import { step } from '../stage-0/progress.mjs';
import { pythonProjects } from '../python-projects.ts';
import { looksLikeNetwork, unreachable } from './network.ts';
import { withPyenv } from './python.ts';
import type { ReadySession } from './set-up.ts';

/** Inside .venv, so that who removes the folder removes the claim too. */
const STAMP = '.venv/.modax-installed';
const DEADLINE_MS = 30 * 60 * 1000;

const WITHOUT_INDEXES = {
  UV_DEFAULT_INDEX: undefined,
  UV_EXTRA_INDEX_URL: undefined,
  UV_FIND_LINKS: undefined,
  UV_FROZEN: undefined,
  UV_INDEX: undefined,
  UV_INDEX_URL: undefined,
  UV_NO_INDEX: undefined,
  // Where a person's and the machine's uv.toml would be looked for.
  XDG_CONFIG_DIRS: '/dev/null',
  XDG_CONFIG_HOME: '/dev/null',
};

/**
 * Makes .venv what uv.lock says, and the lock has to be that of the pyproject.toml files. One without a
 * stamp was interrupted, or is not ours; one of another checkout has its paths in its programs; one that
 * lacks a file is not mended by uv, which looks at names: those are built anew. One that is stamped for
 * another lock is brought up to date.
 * @throws Problem when the packages or the interpreter cannot be had, or the lock is outdated.
 */
export async function ensurePythonEnvironment(session: ReadySession): Promise<void> {
  const wanted = wantedPackages(session);
  const environment = join(session.root, '.venv');
  const stamp = join(session.root, STAMP);
  const stamped = existsSync(stamp) ? readFileSync(stamp, 'utf8') : '';
  const isOurs = stamped.includes(`\n${placeLine(session)}\n`);
  const works = isOurs && isComplete(environment) && (await interpreterRuns(session));
  if (works && stamped === wanted) return;

  const lock = await stateOfLock(session);
  if (lock === 'outdated') throw lockOutdated();
  rmSync(stamp, { force: true });
  if (!works) rmSync(environment, { recursive: true, force: true });
  await step('Python packages (uv sync)', () => synchronise(session));
  // Without an interpreter, which uv has installed by now, there was no answer.
  if (lock === 'unknown' && (await stateOfLock(session)) !== 'current') throw lockOutdated();
  takeInventory(environment);
  writeFileSync(stamp, wanted);
}

async function interpreterRuns(session: ReadySession): Promise<boolean> {
  const python = join(session.root, '.venv/bin/python');
  return existsSync(python) && (await ask(session, [python, '--version'])) !== undefined;
}

/** Whether uv.lock is that of the pyproject.toml files. Nothing is fetched for it. */
async function stateOfLock(session: ReadySession): Promise<'current' | 'outdated' | 'unknown'> {
  const outcome = await execute(
    // A person's mirror is another index than the lock names: it is for fetching only.
    { ...session, environment: uvEnvironment(session, WITHOUT_INDEXES) },
    [session.uv.program, 'lock', '--check', '--offline'],
    { deadlineMs: DEADLINE_MS },
  );
  if (outcome.kind !== 'exited') return 'unknown';
  return outcome.code === 0 ? 'current' : outcome.code === 1 ? 'outdated' : 'unknown';
}

function lockOutdated(): Problem {
  return new Problem(
    'LOCK_OUTDATED',
    'uv.lock was made for other pyproject.toml files than these',
    'Run .modax/uv/bin/uv lock and commit uv.lock; docs/use/develop-a-layer.md says what else it changes.',
  );
}

/** Editable packages and the first line of every program hold the checkout's absolute path. */
function placeLine({ root }: ReadySession): string {
  return `place ${root}`;
}

/** Everything that decides what is installed, and where. */
function wantedPackages(session: ReadySession): string {
  const { root, uv } = session;
  const manifests = pythonProjects(root).map((folder) => `${folder}/pyproject.toml`);
  const digest = createHash('sha256').update(`uv ${uv.version}\n`);
  for (const file of ['uv.lock', '.python-version', 'pyproject.toml', ...manifests]) {
    digest.update(`${file}\n`).update(readFileSync(join(root, file)));
  }
  const lock = createHash('sha256')
    .update(readFileSync(join(root, 'uv.lock')))
    .digest('hex');
  // The second line is read by the executors: they refuse an environment of another lock.
  return `${digest.digest('hex')}\nlock ${lock}\n${placeLine(session)}\n`;
}

async function synchronise(session: ReadySession): Promise<void> {
  const outcome = await execute(
    { ...session, environment: uvEnvironment(session) },
    // Compiled once here: the tools write nothing into the environment, and would compile at each start.
    [session.uv.program, 'sync', '--frozen', '--all-packages', '--compile-bytecode'],
    { deadlineMs: DEADLINE_MS },
  );
  if (outcome.kind === 'exited' && outcome.code === 0) return;
  throw synchroniseFailure(outcome, session);
}

/** The session's environment without a person's settings that lead to another place than the project's. */
function uvEnvironment(
  session: ReadySession,
  changes: Readonly<Record<string, string | undefined>> = {},
): Readonly<Record<string, string>> {
  return cleanEnvironment(withPyenv(session.environment), {
    VIRTUAL_ENV: undefined,
    UV_PROJECT_ENVIRONMENT: undefined,
    UV_PYTHON: undefined,
    UV_LOCKED: undefined,
    ...changes,
  });
}

function synchroniseFailure(outcome: ProgramOutcome, session: ReadySession): Problem {
  const { how, said } = ending(outcome);
  if (/No interpreter found|python-build-standalone|Python downloads are/.test(said)) {
    const version = readFileSync(join(session.root, '.python-version'), 'utf8').trim();
    return new Problem(
      'PYTHON_3_11_MISSING',
      `there is no Python ${version} on this machine, and uv cannot download one`,
      `Install Python ${version} (on Debian: apt-get install python${version}; or pyenv install ${version}).`,
      said,
    );
  }
  if (looksLikeNetwork(said)) {
    return unreachable('uv cannot reach the Python package index', 'UV_DEFAULT_INDEX', said);
  }
  return new Problem(
    'UV_SYNC_FAILED',
    `the Python packages could not be installed: uv sync ${how}`,
    'Read what uv said; it is about the index, the disk or the interpreter.',
    said,
  );
}
