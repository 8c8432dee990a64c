import { added, edited, outside, replaced, tasksOf, variable } from './change-kinds.ts';
import type { Change } from './station.ts';

/* What may come out otherwise when configuration, machine, code of the executors or exceptions change. */

const onWorkspacePython = 'every: lint format typecheck test scan-code scan-dependencies';
const everywhere = 'every: all';
const code = (path: string, words: string) =>
  edited(path, words, (n) => (path.endsWith('.yaml') ? `# ${n}\n` : `// ${n}\n`));
const plugin = 'tools/nx-python/src';

const exception = (tool: string, rule: string, subject: string, expires: string) =>
  `{ "tool": "${tool}", "rule": "${rule}", ${subject}, "reason": "It is meant so {n}.", "owner": "@modax/x", "expires": "${expires}" }, `;

/** One exception more; each stands in front of those before it. */
const excepted = (
  name: string,
  tool: string,
  subject: string,
  words: string,
  expires = '2027-01-01',
): Change => ({
  ...replaced(
    name,
    'exceptions.json',
    '"exceptions": [',
    `"exceptions": [${exception(tool, `R${name.length}`, subject, expires)}`,
    words,
  ),
  files: {
    'exceptions.json': (text, n) => {
      const list = (JSON.parse(text ?? '') as { exceptions: unknown[] }).exceptions;
      const more: unknown = JSON.parse(
        exception(tool, name.replaceAll(' ', '-'), subject, expires)
          .replaceAll('{n}', String(n))
          .replace(/, $/, ''),
      );
      return JSON.stringify({ exceptions: [...list, more] });
    },
  },
});

export const machineChanges: readonly Change[] = [
  // Tables of the workspace's file.
  replaced(
    '[tool.black]',
    'pyproject.toml',
    'line-length = 100',
    'line-length = 9{n}',
    'every: format',
  ),
  replaced(
    '[tool.mypy]',
    'pyproject.toml',
    'strict = true',
    'strict = true\nwarn_{n} = true',
    'every: typecheck',
  ),
  replaced(
    '[tool.pydantic-mypy]',
    'pyproject.toml',
    'init_typed = true',
    'init_{n} = true',
    'every: typecheck',
  ),
  replaced(
    '[tool.pytest.ini_options]',
    'pyproject.toml',
    'xfail_strict = true',
    'option = {n}',
    'every: tests',
  ),
  replaced(
    '[tool.coverage.run]',
    'pyproject.toml',
    'branch = true',
    'branch = {n}',
    'every: tests',
  ),
  replaced(
    '[tool.importlinter]',
    'pyproject.toml',
    'root_packages = ["pump"]',
    'root_packages = ["{n}"]',
    '',
  ),
  replaced('the description', 'pyproject.toml', '"A station"', '"A station {n}"', ''),
  replaced(
    'the bounds of the workspace',
    'pyproject.toml',
    'requires-python = ">=3.9"',
    'requires-python = ">=3.{n}"',
    '',
  ),
  replaced(
    'the members',
    'pyproject.toml',
    'members = ["apps/*", "libs/*"]',
    'members = ["apps/*", "libs/*", "x{n}"]',
    '',
  ),
  edited('pyproject.toml', ''),
  replaced('.flake8', '.flake8', 'max-complexity = 10', 'max-complexity = 1{n}', 'every: lint'),
  // The workspace's Python and that of the matrix.
  edited('.python-version', onWorkspacePython),
  replaced('the Python of .venv', '.venv/pyvenv.cfg', '3.11.7', '3.11.8{n}', onWorkspacePython),
  replaced('where Python lies', '.venv/pyvenv.cfg', 'home = /usr/bin', 'home = /opt/{n}', ''),
  added('machine/pyenv/versions/3.11.9/bin/python3.11', '', () => '#!/bin/sh\necho 3.11.9\n'),
  replaced(
    'the Python of the matrix',
    'machine/bin/python3.11',
    '3.11.7',
    '3.11.{n}',
    'every: test-3.11',
  ),
  variable('CI', 'true', ''),
  variable('TERM', 'xterm-{n}', ''),
  // What the tests of the rig look for.
  variable('BROKER_HOST', 'host-{n}', 'rig: tests'),
  variable('RECORDINGS', '{machine}/data', 'rig: tests'),
  replaced('a program', 'machine/bin/broker', 'exit 0', 'exit {n}', 'rig: tests'),
  // Trivy's database, its checks, and a Trivy of the machine's own.
  {
    name: "Trivy's database",
    tasks: tasksOf('every: scan-files'),
    binary: false,
    files: {
      'machine/cache/trivy/db/metadata.json': (_, n) =>
        JSON.stringify({ Version: 2, UpdatedAt: `2026-11-0${n}T00:00:00Z`, DownloadedAt: n }),
      'machine/cache/trivy/db/trivy.db': () => 'database',
    },
  },
  added('machine/cache/trivy/policy/metadata.json', 'every: scan-files'),
  // Code of the executors.
  code(`${plugin}/executors/flake8/parse.ts`, 'every: lint'),
  code(`${plugin}/executors/black/command.ts`, 'every: format'),
  code(`${plugin}/executors/mypy/inspect.ts`, 'every: typecheck'),
  code(`${plugin}/executors/pytest/junit.ts`, 'every: tests'),
  code(`${plugin}/executors/bandit/tool.ts`, 'every: scan-code'),
  code(`${plugin}/executors/safety/database.ts`, 'every: scan-dependencies'),
  code('libs/trivy/src/report.ts', 'every: scan-files'),
  code(`${plugin}/executors/trivy/secret-configuration.yaml`, 'every: scan-files'),
  edited(`${plugin}/executors/flake8/schema.json`, 'every: lint', (n) => ' '.repeat(n)),
  added(`${plugin}/executors/flake8/more.ts`, 'every: lint', (n) => `export const x = ${n};\n`),
  code(`${plugin}/running/judge.ts`, everywhere),
  code('libs/command/src/program-file.ts', everywhere),
  code(`${plugin}/environment/matrix-environment.ts`, everywhere),
  code(`${plugin}/inference/pyproject.ts`, everywhere),
  code('libs/findings/src/gate.ts', everywhere),
  code('libs/command/src/run.ts', everywhere),
  // Code that no result depends on: tests, inference of targets, and the keys themselves.
  code(`${plugin}/executors/flake8/parse.spec.ts`, ''),
  code(`${plugin}/executors/testing/tool-run.ts`, ''),
  code(`${plugin}/inference/targets.ts`, ''),
  code(`${plugin}/plugin.ts`, ''),
  code(`${plugin}/hashing/plan.ts`, ''),
  code('libs/findings/src/gate.spec.ts', ''),
  code('libs/python-lock/src/lock.ts', ''),
  replaced(
    'what an executor is said to be',
    'tools/nx-python/executors.json',
    '"Security of the sources"',
    '"{n}"',
    '',
  ),
  // npm's lock.
  replaced(
    'smol-toml',
    'package-lock.json',
    '"tools/nx-python/node_modules/smol-toml": {\n      "version": "',
    '"tools/nx-python/node_modules/smol-toml": {\n      "version": "{n}',
    everywhere,
  ),
  replaced(
    'fast-xml-parser',
    'package-lock.json',
    '"node_modules/fast-xml-parser": {\n      "version": "',
    '"node_modules/fast-xml-parser": {\n      "version": "{n}',
    'every: tests',
  ),
  replaced(
    'what fast-xml-parser needs',
    'package-lock.json',
    '"node_modules/strnum": {\n      "version": "',
    '"node_modules/strnum": {\n      "version": "{n}',
    'every: tests',
  ),
  replaced(
    'aedes',
    'package-lock.json',
    '"node_modules/aedes": {\n      "version": "',
    '"node_modules/aedes": {\n      "version": "{n}',
    'rig: tests',
  ),
  replaced(
    'nx',
    'package-lock.json',
    '"node_modules/nx": {\n      "version": "',
    '"node_modules/nx": {\n      "version": "{n}',
    '',
  ),
  // Exceptions: whose findings they can meet.
  excepted(
    'of bandit in the pump',
    'bandit',
    '"path": "apps/pump/src/pump/main.py"',
    'pump: scan-code',
  ),
  excepted('of flake8 in the valve', 'flake8', '"path": "apps/valve/**"', 'valve: lint'),
  excepted(
    'of mypy in the library',
    'mypy',
    '"path": "libs/flow/src/flow/main.py"',
    'flow: typecheck; pump: typecheck; valve: typecheck; rig: typecheck',
  ),
  excepted('of trivy outside projects', 'trivy', '"path": "uv.lock"', 'every: scan-files'),
  excepted(
    'of safety about alpha',
    'safety',
    '"package": "Alpha"',
    'pump: scan-dependencies; rig: scan-dependencies',
  ),
  excepted(
    'of trivy about beta',
    'trivy',
    '"package": "beta"',
    'valve: scan-files; rig: scan-files',
  ),
  excepted('of safety about nobody', 'safety', '"package": "orphan"', ''),
  excepted('of another tool', 'eslint', '"path": "apps/pump/src/pump/main.py"', ''),
  excepted(
    'of bandit that has ended',
    'bandit',
    '"path": "apps/valve/src/valve/main.py"',
    'valve: scan-code',
    '2026-01-01',
  ),
  // Options.
  outside(
    'an option',
    (world) => ({ ...world, options: { ...world.options, 'pump:lint': { timeoutSeconds: 10 } } }),
    'pump: lint',
  ),
  // A day that ends no exception.
  outside('the day', (world) => ({ ...world, today: '2026-11-26' }), ''),
];
