import { spawnSync } from 'node:child_process';
import { globSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';
import { findOnPath } from '@modax/command';

export interface Interpreter {
  readonly program: string;
  /** Whole, such as `3.9.18`. */
  readonly version: string;
}

/**
 * A Python of that minor version: on PATH, or among pyenv's, whose shims answer only for versions
 * that are switched on. A candidate counts when it runs and says that version itself.
 */
export function findInterpreter(
  version: string,
  variables: NodeJS.ProcessEnv,
): Interpreter | undefined {
  if (!/^3\.\d{1,2}$/.test(version)) return undefined;
  const pyenv = join(variables['PYENV_ROOT'] ?? join(homedir(), '.pyenv'), 'versions');
  const name = `python${version}`;
  const candidates = [
    ...(variables['PATH'] ?? '')
      .split(delimiter)
      .flatMap((folder) => findOnPath(name, folder) ?? []),
    ...globSync(`${version}.*/bin/${name}`, { cwd: pyenv }).map((file) => join(pyenv, file)),
  ];
  for (const program of candidates) {
    const answer = spawnSync(
      program,
      ['-I', '-c', 'import platform; print(platform.python_version())'],
      { encoding: 'utf8', timeout: 10_000 },
    );
    const actual = answer.status === 0 ? answer.stdout.trim() : '';
    if (actual.startsWith(`${version}.`)) return { program, version: actual };
  }
  return undefined;
}
