import { arrayOf, recordOf, textOf } from '@modax/findings';
import { parse } from 'smol-toml';

/** What a generator looks at before it decides. */
export interface PythonWorkspace {
  /** The text of the workspace's `pyproject.toml`. */
  readonly pyproject: string;
  /** The text of the `pyproject.toml` of the service kit: it names the versions that services ask for. */
  readonly serviceKit: string;
  /** The names of the projects that are there. */
  readonly projects: readonly string[];
  /** The texts of the services' settings. */
  readonly settings: readonly string[];
}

/** The top modules of the projects that are there. */
export function modulesIn({ pyproject }: PythonWorkspace): readonly string[] {
  const linter = recordOf(recordOf(tomlOf(pyproject)['tool'])?.['importlinter']);
  return (arrayOf(linter?.['root_packages']) ?? []).flatMap((name) => textOf(name) ?? []);
}

/** The versions of Python that the workspace is for. */
export function pythonVersions({ pyproject }: PythonWorkspace): string | undefined {
  return textOf(recordOf(tomlOf(pyproject)['project'])?.['requires-python']);
}

/**
 * What is asked of a package by the service kit, or by the workspace for tests (`fastapi>=0.115`): a new
 * project asks for the same.
 */
export function requirementOf(
  name: string,
  { pyproject, serviceKit }: PythonWorkspace,
): string | undefined {
  return [serviceKit, pyproject]
    .map(tomlOf)
    .flatMap((document) => [
      ...(arrayOf(recordOf(document['project'])?.['dependencies']) ?? []),
      ...(arrayOf(recordOf(document['dependency-groups'])?.['test']) ?? []),
    ])
    .map(textOf)
    .find((requirement) => requirement?.split(/[^\w.-]/)[0] === name);
}

/** The port that follows those of the services that are there, so that all can run on one machine. */
export function nextPort({ settings }: PythonWorkspace): number {
  const ports = settings.flatMap((text) =>
    [...text.matchAll(/\bport: int = Field\((\d+)/g)].map(([, port]) => Number(port)),
  );
  return Math.max(8000, ...ports) + 1;
}

function tomlOf(text: string): Readonly<Record<string, unknown>> {
  try {
    return recordOf(parse(text)) ?? {};
  } catch {
    return {};
  }
}
