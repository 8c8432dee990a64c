import { createHash } from 'node:crypto';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cleanEnvironment, type ProgramOutcome } from '@modax/command';
import { ask, ending, execute } from '../session.ts';
import { Problem } from '../stage-0/problem.mjs';
import { step } from '../stage-0/progress.mjs';
import { pythonProjects } from '../python-projects.ts';
import { looksLikeNetwork, unreachable } from './network.ts';
import { withPyenv } from './python.ts';
import type { ReadySession } from './set-up.ts';

/** Inside .venv, so that who removes the folder removes the claim too. */
const STAMP = '.venv/.modax-installed';
const DEADLINE_MS = 30 * 60 * 1000;

/**
 * Makes .venv what uv.lock says. One without a stamp was interrupted, or is not ours: it is built anew.
 * One that is stamped for another lock is brought up to date.
 * @throws Problem when the packages or the interpreter cannot be had.
 */
export async function ensurePythonEnvironment(session: ReadySession): Promise<void> {
  const wanted = wantedPackages(session);
  const stamp = join(session.root, STAMP);
  const stamped = existsSync(stamp) ? readFileSync(stamp, 'utf8') : undefined;
  const works = stamped !== undefined && (await interpreterRuns(session));
  if (works && stamped === wanted) return;

  rmSync(stamp, { force: true });
  if (!works) rmSync(join(session.root, '.venv'), { recursive: true, force: true });
  await step('Python packages (uv sync)', () => synchronise(session));
  writeFileSync(stamp, wanted);
}

async function interpreterRuns(session: ReadySession): Promise<boolean> {
  const python = join(session.root, '.venv/bin/python');
  return existsSync(python) && (await ask(session, [python, '--version'])) !== undefined;
}

/** Everything that decides what is installed, and where: editable packages hold absolute paths. */
function wantedPackages({ root, uv }: ReadySession): string {
  const manifests = pythonProjects(root).map((folder) => `${folder}/pyproject.toml`);
  const digest = createHash('sha256').update(`${root}\nuv ${uv.version}\n`);
  for (const file of ['uv.lock', '.python-version', 'pyproject.toml', ...manifests]) {
    digest.update(`${file}\n`).update(readFileSync(join(root, file)));
  }
  const lock = createHash('sha256')
    .update(readFileSync(join(root, 'uv.lock')))
    .digest('hex');
  // The second line is read by the executors: they refuse an environment of another lock.
  return `${digest.digest('hex')}\nlock ${lock}\n`;
}

async function synchronise(session: ReadySession): Promise<void> {
  const environment = cleanEnvironment(withPyenv(session.environment), {
    // A person's settings that lead to another environment, interpreter or lock than the project's.
    VIRTUAL_ENV: undefined,
    UV_PROJECT_ENVIRONMENT: undefined,
    UV_PYTHON: undefined,
    UV_LOCKED: undefined,
  });
  const outcome = await execute(
    { ...session, environment },
    [session.uv.program, 'sync', '--frozen', '--all-packages'],
    { deadlineMs: DEADLINE_MS },
  );
  if (outcome.kind === 'exited' && outcome.code === 0) return;
  throw synchroniseFailure(outcome, session);
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
    'Read what uv said; after a change of a pyproject.toml run uv lock and commit uv.lock.',
    said,
  );
}
