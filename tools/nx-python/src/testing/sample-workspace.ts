import {
  cpSync,
  globSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import type { Finding } from '@modax/findings';
import { lockDigest, stamp } from '../environment/workspace-environment.ts';
import type { ToolExecutorContext } from '../running/executor.ts';

/** The repository that these tests are part of: its tools and its configuration are the real ones. */
export const repository = resolve(import.meta.dirname, '../../../..');

function projectFile(dependencies: readonly string[]): string {
  return [
    '[project]',
    'name = "sample-pump"',
    'version = "0.0.0"',
    'requires-python = ">=3.11"',
    `dependencies = ${JSON.stringify(dependencies)}`,
    '',
  ].join('\n');
}

/** A whole, clean Python project; a test plants its one fault on top. */
const cleanProject: Readonly<Record<string, string>> = {
  'pyproject.toml': projectFile([]),
  'src/pump/__init__.py': '"""A pump."""\n',
  'src/pump/py.typed': '',
  'src/pump/flow.py': [
    '"""Flow of the pump."""',
    '',
    '',
    'def flow(strokes: int, volume: float) -> float:',
    '    """Litres in `strokes` of `volume` litres each."""',
    '    if strokes < 0:',
    '        raise ValueError("strokes must not be negative")',
    '    return strokes * volume',
    '',
  ].join('\n'),
  'tests/test_flow.py': [
    'import sys',
    'from pathlib import Path',
    '',
    'import pytest',
    '',
    'sys.path.insert(0, str(Path(__file__).parents[1] / "src"))',
    '',
    'from pump.flow import flow  # noqa: E402',
    '',
    '',
    'def test_flow() -> None:',
    '    assert flow(2, 1.5) == 3.0',
    '',
    '',
    'def test_negative_strokes_are_refused() -> None:',
    '    with pytest.raises(ValueError, match="negative"):',
    '        flow(-1, 1.5)',
    '',
  ].join('\n'),
};

const cleanLock = [
  'version = 1',
  'revision = 3',
  'requires-python = ">=3.11"',
  '',
  '[manifest]',
  'members = ["sample", "sample-pump"]',
  '',
  '[[package]]',
  'name = "sample"',
  'version = "0.0.0"',
  'source = { virtual = "." }',
  '',
  '[[package]]',
  'name = "sample-pump"',
  'version = "0.0.0"',
  'source = { virtual = "apps/pump" }',
  '',
].join('\n');

/** What an executor wrote for machines. */
export interface ReadReport {
  readonly findings: readonly Finding[];
  readonly suppressed: readonly { readonly finding: Finding }[];
  readonly problems: readonly { readonly code: string; readonly message: string }[];
}

/**
 * A workspace in a temporary folder with one Python project, `apps/pump`, the repository's own tool
 * configuration, and an environment whose tools are the repository's, one link each.
 */
export class SampleWorkspace {
  readonly root: string;

  /** What Nx tells an executor that it starts on the project. */
  readonly context: ToolExecutorContext;

  constructor() {
    this.root = mkdtempSync(join(tmpdir(), 'modax-sample-'));
    this.context = {
      root: this.root,
      projectName: 'pump',
      projectsConfigurations: { version: 2, projects: { pump: { root: 'apps/pump' } } },
    };
    const configuration = readFileSync(join(repository, 'pyproject.toml'), 'utf8');
    this.write(
      'pyproject.toml',
      [
        '[project]',
        'name = "sample"',
        'version = "0.0.0"',
        'requires-python = ">=3.11"',
        '',
        '[tool.uv]',
        'package = false',
        '',
        '[tool.uv.workspace]',
        'members = ["apps/*"]',
        '',
        configuration.slice(configuration.indexOf('[tool.black]')),
      ].join('\n'),
    );
    this.write('uv.lock', cleanLock);
    cpSync(join(repository, '.flake8'), join(this.root, '.flake8'));
    for (const [path, text] of Object.entries(cleanProject)) this.plant(path, text);
    this.#linkEnvironment();
    this.installed();
  }

  /** Writes a file of the workspace. */
  write(path: string, text: string): void {
    const file = join(this.root, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }

  /** Writes a file of the project. */
  plant(path: string, text: string): void {
    this.write(join('apps/pump', path), text);
  }

  /** Adds a clean project beside `apps/pump`, with a package of its own name. */
  plantProject(name: string): void {
    for (const [path, text] of Object.entries(cleanProject)) {
      this.write(
        `apps/${name}/${path}`.replace('src/pump', `src/${name}`),
        text.replaceAll('pump', name),
      );
    }
    const lock = readFileSync(join(this.root, 'uv.lock'), 'utf8');
    const member = [
      '[[package]]',
      `name = "sample-${name}"`,
      'version = "0.0.0"',
      `source = { virtual = "apps/${name}" }`,
    ].join('\n');
    this.write(
      'uv.lock',
      `${lock.replace('"sample-pump"', `"sample-pump", "sample-${name}"`)}\n${member}\n`,
    );
    this.installed();
  }

  /** States one of the settings of the project, and no other. */
  plantSetting(key: string, value: number): void {
    this.plant('pyproject.toml', `${projectFile([])}\n[tool.modax]\n${key} = ${value}\n`);
  }

  /** Makes the project depend on requests 2.19.0, of which two advisories are known. */
  plantVulnerableDependency(): void {
    this.plant('pyproject.toml', projectFile(['requests==2.19.0']));
    this.copy('tools/nx-python/src/testing/vulnerable.uv.lock', 'uv.lock');
    this.installed();
  }

  /** Copies a file of the repository into the workspace. */
  copy(from: string, to: string): void {
    cpSync(join(repository, from), join(this.root, to));
  }

  /** Copies any folder into the workspace. */
  copyFolder(from: string, to: string): void {
    cpSync(from, join(this.root, to), { recursive: true });
  }

  /** Takes a tool out of the environment. */
  withoutTool(name: string): void {
    rmSync(join(this.root, '.venv/bin', name));
  }

  /** Takes the installed packages away, and with them everything that the tools look for there. */
  withoutLibraries(): void {
    rmSync(join(this.root, '.venv/lib'));
  }

  /** Puts a shell script in a tool's place. `$REAL` is the tool itself. */
  replaceTool(name: string, script: string): void {
    const file = join(this.root, '.venv/bin', name);
    // The link goes first, or the script would be written into the repository's own tool.
    rmSync(file);
    const real = join(repository, '.venv/bin', name);
    writeFileSync(file, `#!/bin/sh\nREAL='${real}'\n${script}\n`, { mode: 0o755 });
  }

  /** What the executor of a tool wrote about the project. */
  report(name: string): ReadReport {
    const text = readFileSync(join(this.root, 'reports/pump', `${name}.json`), 'utf8');
    return JSON.parse(text) as ReadReport;
  }

  /** Says what the set-up says when it has installed the lock as it stands. */
  installed(): void {
    this.write(stamp, `digest\nlock ${lockDigest(this.root)}\n`);
  }

  #linkEnvironment(): void {
    mkdirSync(join(this.root, '.venv/bin'), { recursive: true });
    symlinkSync(join(repository, '.venv/lib'), join(this.root, '.venv/lib'));
    this.copy('.venv/pyvenv.cfg', '.venv/pyvenv.cfg');
    for (const tool of globSync(join(repository, '.venv/bin/*'))) {
      symlinkSync(tool, join(this.root, '.venv/bin', basename(tool)));
    }
    const uv = join(repository, '.modax/uv');
    mkdirSync(join(this.root, '.modax'));
    symlinkSync(uv, join(this.root, '.modax/uv'));
  }
}
