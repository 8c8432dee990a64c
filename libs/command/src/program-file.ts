import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** The first executable file of that name in the folders of `path`, absolute. */
export function findOnPath(name: string, path: string | undefined): string | undefined {
  return (path ?? '')
    .split(delimiter)
    .filter((folder) => folder.startsWith('/'))
    .map((folder) => join(folder, name))
    .find(isExecutable);
}

/**
 * The file of a program: the machine's own Trivy before the locked one, uv as the set-up installed
 * it, everything else from the Python environment. The file need not exist: starting it tells.
 */
export function programFile(
  program: string,
  { workspaceRoot, environment }: { readonly workspaceRoot: string; readonly environment: string },
  variables: NodeJS.ProcessEnv,
): string {
  if (program === 'trivy') {
    return findOnPath('trivy', variables['PATH']) ?? join(workspaceRoot, '.venv', 'bin', 'trivy');
  }
  if (program === 'uv') {
    const installed = join(workspaceRoot, '.modax', 'uv', 'bin', 'uv');
    return isExecutable(installed) ? installed : (findOnPath('uv', variables['PATH']) ?? installed);
  }
  return join(environment, 'bin', program);
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}
