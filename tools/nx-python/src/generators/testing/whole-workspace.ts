import {
  cpSync,
  globSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { type ProgramOutcome, run } from '@modax/command';
import { lockDigest, stamp } from '../../environment/workspace-environment.ts';
import { deskVariables, said } from '../../testing/nx-workspace.ts';
import { repository } from '../../testing/sample-workspace.ts';

const rootFiles = ['.flake8', '.gitignore', '.prettierrc.json', '.python-version', 'nx.json'];

/** A new folder with the configuration of the repository and its Node packages. */
export function emptyWorkspace(): string {
  const root = mkdtempSync(join(tmpdir(), 'modax-generated-'));
  for (const file of rootFiles) cpSync(join(repository, file), join(root, file));
  const manifest = { name: 'generated', private: true, type: 'module' };
  writeFileSync(join(root, 'package.json'), JSON.stringify(manifest));
  return root;
}

/**
 * A workspace with the repository's Python projects: the service kit whole, of the others their
 * `pyproject.toml` and an empty package, since what a new project is like does not depend on them. The
 * contracts about their rooms are left out with these; the one about all projects stays.
 */
export function pythonWorkspace(): string {
  const root = emptyWorkspace();
  symlinkSync(join(repository, 'node_modules'), join(root, 'node_modules'));
  mkdirSync(join(root, '.modax'));
  symlinkSync(join(repository, '.modax/uv'), join(root, '.modax/uv'));
  cpSync(join(repository, 'uv.lock'), join(root, 'uv.lock'));
  const header = '[[tool.importlinter.contracts]]';
  const [tools, layers] = readFileSync(join(repository, 'pyproject.toml'), 'utf8').split(header);
  writeFileSync(join(root, 'pyproject.toml'), `${tools ?? ''}${header}${layers ?? ''}`);
  for (const file of globSync('{apps,libs}/*/pyproject.toml', { cwd: repository })) {
    const text = readFileSync(join(repository, file), 'utf8');
    write(join(root, file), text);
    const sources = /^packages = \["(?<folder>[^"]+)"\]/m.exec(text)?.groups?.['folder'] ?? 'src';
    write(join(root, dirname(file), sources, '__init__.py'), '"""A package of the workspace."""\n');
  }
  const kit = 'libs/service-kit/src';
  cpSync(join(repository, kit), join(root, kit), { recursive: true });
  return root;
}

/**
 * A workspace with this plugin and the libraries below it, as copies of their own that a generator may
 * change.
 */
export function pluginWorkspace(): string {
  const root = emptyWorkspace();
  for (const file of ['tsconfig.base.json', 'vitest.config.ts', 'package-lock.json']) {
    cpSync(join(repository, file), join(root, file));
  }
  mkdirSync(join(root, 'node_modules/@modax'), { recursive: true });
  for (const name of readdirSync(join(repository, 'node_modules'))) {
    if (name === '@modax' || name.startsWith('.')) continue;
    symlinkSync(join(repository, 'node_modules', name), join(root, 'node_modules', name));
  }
  const libraries = ['command', 'findings', 'python-lock', 'trivy'].map((name) => `libs/${name}`);
  for (const folder of [...libraries, 'tools/nx-python']) {
    // Nothing that a run has left there: compiled files would be taken for those of the copy.
    for (const name of globSync('{src,*.json}', { cwd: join(repository, folder) })) {
      cpSync(join(repository, folder, name), join(root, folder, name), { recursive: true });
    }
    const packages = join(repository, folder, 'node_modules');
    symlinkSync(packages, join(root, folder, 'node_modules'));
    symlinkSync(join(root, folder), join(root, 'node_modules/@modax', basename(folder)));
  }
  const configuration = JSON.parse(readFileSync(join(root, 'nx.json'), 'utf8')) as object;
  const plugins = ['@modax/nx-python'];
  writeFileSync(join(root, 'nx.json'), JSON.stringify({ ...configuration, plugins }));
  return root;
}

/** Runs a program of the repository's Node packages, or one with its whole path; its text is without colours. */
export async function execute(
  cwd: string,
  [program, ...parameters]: readonly [string, ...string[]],
): Promise<{ readonly code: number; readonly text: string }> {
  const outcome: ProgramOutcome = await run({
    argv: [
      program.startsWith('/') ? program : join(repository, 'node_modules/.bin', program),
      ...parameters,
    ],
    cwd,
    env: deskVariables(),
    deadlineMs: 280_000,
    outputLimitBytes: 8 * 1024 * 1024,
  });
  const { code, text } = said(outcome);
  return { code, text: stripVTControlCharacters(text) };
}

/** Says what the set-up says when it has installed the lock as it stands. */
export function stampEnvironment(root: string): void {
  writeFileSync(join(root, stamp), `digest\nlock ${lockDigest(root)}\n`);
}

/** Writes a file, and the folders above it. */
export function write(file: string, text: string): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}
