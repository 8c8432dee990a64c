import { existsSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { ProgramOutcome } from '@modax/command';
import { ask, ending, execute, type Session } from '../session.ts';
import { Problem } from '../stage-0/problem.mjs';
import { step } from '../stage-0/progress.mjs';
import { looksLikeNetwork, unreachable } from './network.ts';
import { findPythonWithPip } from './python.ts';

/** The uv of this checkout. */
export interface Uv {
  /** Absolute. */
  readonly program: string;
  readonly version: string;
}

const REQUIREMENTS = 'tools/bootstrap/uv-requirements.txt';
/** Nothing but the wheels whose hashes are committed; nothing of them is built or run. */
const PIP_OPTIONS = ['--require-hashes', '--no-deps', '--only-binary', ':all:'];
const DEADLINE_MS = 15 * 60 * 1000;

/**
 * uv in exactly the pinned version: the machine's own when it is that one, else installed by pip into
 * `.modax/uv`, checked against the committed hashes.
 * @throws Problem when neither can be had.
 */
export async function ensureUv(session: Session): Promise<Uv> {
  const version = pinnedVersion(readFileSync(join(session.root, REQUIREMENTS), 'utf8'));
  const folder = join(session.root, '.modax', 'uv');
  const installed = { program: join(folder, 'bin', 'uv'), version };
  if (existsSync(installed.program) && (await isVersion(session, installed))) return installed;
  const own = await ownUv(session, version);
  if (own !== undefined) return own;

  const python = await findPythonWithPip(session);
  await step(`uv ${version} (pip)`, () => install(session, python, folder));
  if (await isVersion(session, installed)) return installed;
  throw new Problem(
    'UV_FAILED',
    `uv ${version} was installed into ${folder} but does not run there`,
    `Install uv ${version} in another way (https://docs.astral.sh/uv/) and put it on PATH.`,
  );
}

/** The version that the requirements file pins: they and their hashes are its only place. */
export function pinnedVersion(requirements: string): string {
  const version = /^uv==([\w.]+)/m.exec(requirements)?.[1];
  if (version === undefined) throw new Error(`${REQUIREMENTS} pins no uv`);
  return version;
}

async function ownUv(session: Session, version: string): Promise<Uv | undefined> {
  for (const folder of (session.environment['PATH'] ?? '').split(':')) {
    const own = { program: join(folder, 'uv'), version };
    if (folder.startsWith('/') && existsSync(own.program) && (await isVersion(session, own))) {
      return own;
    }
  }
  return undefined;
}

async function isVersion(session: Session, { program, version }: Uv): Promise<boolean> {
  const answer = await ask(session, [program, '--version']);
  return answer?.split(/\s+/)[1] === version;
}

async function install(session: Session, python: string, folder: string): Promise<void> {
  // Beside its place and moved there whole: a broken download is never taken for uv.
  const draft = `${folder}.draft`;
  rmSync(draft, { recursive: true, force: true });
  const environment = {
    ...session.environment,
    // A person's pip settings that contradict --target.
    PIP_USER: '0',
    PIP_REQUIRE_VIRTUALENV: '0',
    PIP_DISABLE_PIP_VERSION_CHECK: '1',
  };
  const outcome = await execute(
    { ...session, environment },
    [python, '-m', 'pip', 'install', ...PIP_OPTIONS, '--target', draft, '-r', REQUIREMENTS],
    { deadlineMs: DEADLINE_MS },
  );
  if (outcome.kind !== 'exited' || outcome.code !== 0) throw installFailure(outcome, python);
  rmSync(folder, { recursive: true, force: true });
  renameSync(draft, folder);
}

function installFailure(outcome: ProgramOutcome, python: string): Problem {
  const { how, said } = ending(outcome);
  if (looksLikeNetwork(said)) {
    return unreachable('pip cannot reach the Python package index', 'PIP_INDEX_URL', said);
  }
  return new Problem(
    'UV_FAILED',
    `uv could not be installed: ${python} -m pip ${how}`,
    'Read what pip said; or install this version of uv in another way and put it on PATH.',
    said,
  );
}
