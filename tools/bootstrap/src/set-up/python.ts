import { globSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';
import { ask, type Session } from '../session.ts';
import { Problem } from '../stage-0/problem.mjs';

/** What an interpreter says of itself. */
export interface PythonAnswer {
  readonly program: string;
  /** Major, minor, patch. */
  readonly version: readonly [number, number, number];
  readonly hasPip: boolean;
}

const OLDEST = [3, 9] as const;
const QUESTION = `
import sys, importlib.util
print("%d %d %d %s" % (sys.version_info[:3] + (importlib.util.find_spec("pip") is not None,)))
`;

/**
 * A Python that can install uv: 3.9 or newer, with pip.
 * @throws Problem saying what is missing: Python, a newer one, or pip.
 */
export async function findPythonWithPip(session: Session): Promise<string> {
  const candidates = [
    'python3',
    'python',
    '/usr/bin/python3',
    ...pyenvFolders(session.environment).map((folder) => join(folder, 'python3')),
  ];
  const answers: PythonAnswer[] = [];
  for (const program of candidates) {
    const answer = parseAnswer(program, await ask(session, [program, '-I', '-c', QUESTION]));
    if (answer === undefined) continue;
    if (isUsable(answer)) return answer.program;
    answers.push(answer);
  }
  throw whyNoPython(answers);
}

/**
 * The folders of pyenv's interpreters. Its shims answer only for versions that are switched on; uv and
 * pip need any that is there.
 */
export function pyenvFolders(environment: Readonly<Record<string, string>>): readonly string[] {
  const home = environment['HOME'] ?? homedir();
  const versions = join(environment['PYENV_ROOT'] ?? join(home, '.pyenv'), 'versions');
  return globSync('*/bin', { cwd: versions })
    .sort()
    .map((folder) => join(versions, folder));
}

/** `environment` with pyenv's interpreters behind everything else on PATH. */
export function withPyenv(
  environment: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  const path = [environment['PATH'] ?? '', ...pyenvFolders(environment)].join(delimiter);
  return { ...environment, PATH: path };
}

export function parseAnswer(program: string, answer: string | undefined): PythonAnswer | undefined {
  const match = /^(\d+) (\d+) (\d+) (True|False)\s*$/.exec(answer ?? '');
  if (match === null) return undefined;
  const [, major, minor, patch, pip] = match;
  return {
    program,
    version: [Number(major), Number(minor), Number(patch)],
    hasPip: pip === 'True',
  };
}

function isNewEnough({ version: [major, minor] }: PythonAnswer): boolean {
  return major > OLDEST[0] || (major === OLDEST[0] && minor >= OLDEST[1]);
}

function isUsable(answer: PythonAnswer): boolean {
  return isNewEnough(answer) && answer.hasPip;
}

/** Why none of the interpreters that answered will do. */
export function whyNoPython(answers: readonly PythonAnswer[]): Problem {
  const withoutPip = answers.find(isNewEnough);
  if (withoutPip !== undefined) {
    return new Problem(
      'PIP_MISSING',
      `${withoutPip.program} (${withoutPip.version.join('.')}) has no pip`,
      `Install pip (on Debian: apt-get install python3-pip; elsewhere: ${withoutPip.program} -m ensurepip).`,
    );
  }
  const [old] = answers;
  if (old !== undefined) {
    return new Problem(
      'PYTHON_TOO_OLD',
      `${old.program} is Python ${old.version.join('.')}; at least ${OLDEST.join('.')} is needed`,
      'Install a newer Python (https://www.python.org/downloads/) and put it first on PATH.',
    );
  }
  return new Problem(
    'PYTHON_MISSING',
    'there is no python3 on PATH',
    'Install Python 3.11 (https://www.python.org/downloads/; on Debian: apt-get install python3 python3-pip).',
  );
}
