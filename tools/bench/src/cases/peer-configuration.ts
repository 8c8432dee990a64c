import { join } from 'node:path';
import type { Projects } from './checks.ts';

/** The tools, in the words that others are given; each project keeps its own cache of types. */
const STEPS = {
  lint: (root: string) =>
    `flake8 . --isolated --disable-noqa --select=E9,F63,F7,F82 && flake8 . --config ${root}/.flake8 --exit-zero`,
  format: (root: string) => `black --check --quiet --config ${root}/pyproject.toml .`,
  types: (root: string) => `mypy src tests --config-file ${root}/pyproject.toml`,
  scan: () => 'bandit --quiet -r src -f json -o /dev/null',
  test: (root: string) =>
    `pytest -c ${root}/pyproject.toml --rootdir . -p no:cacheprovider --cov=src --cov-branch --cov-report=term`,
} as const;

/** The tasks of every project under moon. */
export const MOON_TASKS: readonly string[] = Object.keys(STEPS);

/** `.moon/workspace.yml` */
export function moonWorkspace({ folders }: Projects): string {
  return `projects:\n${folders.map((folder) => `  - '${folder}'\n`).join('')}telemetry: false\n`;
}

/** `.moon/tasks/all.yml`: one list of tasks that all projects inherit, with what each depends on. */
export function moonTasks(root: string): string {
  const own = "'src/**/*.py', 'tests/**/*.py', 'pyproject.toml'";
  const shared = "'/pyproject.toml', '/.flake8', '/uv.lock', '/libs/*/src/**/*.py'";
  const tasks = Object.entries(STEPS).map(
    ([name, words]) => `  ${name}:
    script: '${words(root)}'
    inputs: [${own}, ${shared}]
    toolchains: 'system'
`,
  );
  return `tasks:\n${tasks.join('')}`;
}

/** `tox.ini`: an environment a project, with the tools of the workspace's own environment. */
export function toxConfiguration(root: string, { names, folders }: Projects): string {
  const commands = Object.values(STEPS).map((words) => `  bash -c '${words(root)}'\n`);
  const environments = names.map(
    (name, index) => `
[testenv:${name}]
skip_install = true
allowlist_externals = bash
pass_env = *
change_dir = ${join(root, folders[index] ?? '')}
commands =
${commands.join('')}`,
  );
  return `[tox]
no_package = true
env_list = ${names.join(', ')}
${environments.join('')}`;
}

/** `.pre-commit-config.yaml`: the three tools of the hook on what is staged. */
export function preCommitConfiguration(project: string, mypyCache: string): string {
  const hook = (name: string, entry: string, more = ''): string =>
    `      - { id: ${name}, name: ${name}, language: system, types: [python]${more}, entry: ${entry} }\n`;
  const mypy = `mypy --strict --cache-dir ${mypyCache} ${project}/src ${project}/tests`;
  return `repos:
  - repo: local
    hooks:
${hook('black', 'black --check')}${hook('flake8', 'flake8')}${hook('mypy', mypy, ', pass_filenames: false')}`;
}
