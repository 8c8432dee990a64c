import { delimiter, join } from 'node:path';
import { findOnPath } from '@modax/command';
import { arrayOf, parseJson, recordOf, textOf } from '@modax/findings';
import { trivyCache, trivyDatabase } from '@modax/trivy';
import { findInterpreter } from '../environment/interpreters.ts';
import type { Disk } from './disk.ts';
import { type KeyInput, input } from './key-input.ts';
import { oncePerDisk } from './once-per-disk.ts';

type Variables = NodeJS.ProcessEnv;

/** The workspace's Python: the one that is asked for, and the one that its environment has. */
export function interpreterInputs(disk: Disk, installed: string | undefined): readonly KeyInput[] {
  return [
    { name: '.python-version', digest: disk.digest('.python-version') },
    input('Python of .venv', installed ?? 'none'),
  ];
}

/**
 * A Python of the matrix. A skip for want of an interpreter must not be taken for a result once there
 * is one, nor a desk's skip for CI's.
 */
export function matrixInputs(version: string, disk: Disk, variables: Variables) {
  const found = interpreterOf(version, disk, variables);
  const isCi = variables['CI'] !== undefined && variables['CI'] !== 'false';
  return {
    found,
    inputs: [
      input(`Python ${version}`, found ?? 'none'),
      ...(found === undefined ? [input('environment CI', isCi)] : []),
    ],
  };
}

/** The whole version of the Python of a minor one; asking it is the one thing that starts a program. */
export function interpreterOf(
  version: string,
  disk: Disk,
  { PATH, PYENV_ROOT }: Variables,
): string | undefined {
  return interpreterThatAnswers(JSON.stringify([version, PATH ?? null, PYENV_ROOT ?? null]), disk);
}

const interpreterThatAnswers = oncePerDisk((question) => {
  const [version, path, pyenv] = (arrayOf(parseJson(question)) ?? []).map(textOf);
  const variables = {
    ...(path === undefined ? {} : { PATH: path }),
    ...(pyenv === undefined ? {} : { PYENV_ROOT: pyenv }),
  };
  return findInterpreter(version ?? '', variables)?.version;
});

/**
 * What decides a scan and lies outside the repository: the machine's own Trivy, which goes before the
 * locked one, its vulnerability database, and the checks for misconfiguration where someone has fetched
 * them.
 */
export function trivyInputs(disk: Disk, variables: Variables): readonly KeyInput[] {
  const own = ownTrivy(variables);
  const database = trivyDatabase(variables);
  return [
    input('Trivy of the machine', own === undefined ? 'none' : disk.identity(own)),
    input('Trivy database', database === undefined ? 'none' : databaseState(disk, database)),
    {
      name: 'Trivy checks',
      digest: disk.digest(join(trivyCache(variables), 'policy', 'metadata.json')),
    },
  ];
}

export function ownTrivy(variables: Variables): string | undefined {
  return findOnPath('trivy', variables['PATH']);
}

/** Not when it was fetched: the same database is the same on every machine. */
function databaseState(disk: Disk, database: string): unknown {
  const text = disk.text(join(database, 'db', 'metadata.json')) ?? '';
  const metadata = recordOf(parseJson(text));
  return metadata === undefined
    ? text
    : [
        metadata['Version'] ?? null,
        metadata['UpdatedAt'] ?? null,
        disk.identity(join(database, 'db', 'trivy.db')),
      ];
}

/** Programs that a project's tests start, wherever distributions put them. */
export function programInputs(
  names: readonly string[],
  disk: Disk,
  variables: Variables,
): readonly KeyInput[] {
  const path = [variables['PATH'] ?? '', '/usr/sbin', '/usr/local/sbin', '/opt/homebrew/sbin'].join(
    delimiter,
  );
  return names.map((name) => {
    const file = findOnPath(name, path);
    return input(`program ${name}`, file === undefined ? 'none' : disk.identity(file));
  });
}
