import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Projects } from '../cases/checks.ts';
import { succeed } from '../measuring/stopwatch.ts';
import { type Bench, callIn, commit, nxCall, setUp, type Workspace } from './workspace.ts';

/** How many projects a workspace of a size has, of which kind: a library for every five services. */
export function mixOf(size: number): { readonly services: number; readonly libraries: number } {
  const libraries = Math.max(1, Math.round(size / 6));
  return { services: size - libraries, libraries };
}

/** The generated projects of a workspace of that size, in the order in which they are made. */
export function generatedProjects(size: number): Projects {
  const { services, libraries } = mixOf(size);
  const names = [...numbered('library', libraries), ...numbered('station', services)];
  return {
    names,
    folders: names.map(folderOf),
    changedFile: 'apps/station-01/src/modax_station_01/app.py',
  };
}

function numbered(word: string, count: number): readonly string[] {
  return Array.from(
    { length: count },
    (_, index) => `${word}-${String(index + 1).padStart(2, '0')}`,
  );
}

function folderOf(name: string): string {
  return `${name.startsWith('library') ? 'libs' : 'apps'}/${name}`;
}

/**
 * Makes what the workspace lacks with the repository's own generators, lets every new service depend on a
 * library, commits it all and installs it.
 */
export async function growTo(
  bench: Bench,
  workspace: Workspace,
  { from, to }: { readonly from: readonly string[]; readonly to: Projects },
): Promise<void> {
  const made = to.names.filter((name) => !from.includes(name));
  const libraries = to.names.filter((name) => name.startsWith('library'));
  for (const [index, name] of made.entries()) {
    const isService = !name.startsWith('library');
    const generator = `@modax/nx-python:python-${isService ? 'service' : 'library'}`;
    await succeed(nxCall(workspace, ['generate', generator, name]), bench.signal);
    const library = libraries[index % libraries.length];
    if (isService && library !== undefined) dependOn(workspace, name, library);
    if (index % 10 === 9) bench.tell(`  made ${index + 1} of ${made.length} projects\n`);
  }
  await succeed(callIn(workspace, ['uv', 'lock']), bench.signal);
  await setUp(bench, workspace);
  await commit(bench, workspace, `${to.names.length} generated projects`);
}

/** A service that uses a library: in its declared dependencies, and in a test that imports it. */
function dependOn({ root }: Workspace, service: string, library: string): void {
  const folder = join(root, folderOf(service));
  const manifest = join(folder, 'pyproject.toml');
  const text = readFileSync(manifest, 'utf8');
  writeFileSync(
    manifest,
    text
      .replace(/^(?<indent> *)"modax-service-kit",$/m, `$<indent>"modax-${library}",\n$&`)
      .replace(/^modax-service-kit = .*$/m, `modax-${library} = { workspace = true }\n$&`),
  );
  const module = `modax_${library.replaceAll('-', '_')}`;
  writeFileSync(
    join(folder, 'tests/test_library.py'),
    `"""The library that the service stands on."""

from __future__ import annotations

import ${module}


def test_it_says_what_it_is() -> None:
    assert ${module}.__doc__
`,
  );
}
