import { expect, test } from 'vitest';
import type { Projects } from './checks.ts';
import {
  MOON_TASKS,
  moonTasks,
  moonWorkspace,
  preCommitConfiguration,
  toxConfiguration,
} from './peer-configuration.ts';

const projects: Projects = {
  names: ['library-01', 'station-01'],
  folders: ['libs/library-01', 'apps/station-01'],
  changedFile: 'apps/station-01/src/modax_station_01/app.py',
};

test('moon knows each project by its folder, and runs five tasks in each', () => {
  expect(moonWorkspace(projects)).toBe(`projects:
  - 'libs/library-01'
  - 'apps/station-01'
telemetry: false
`);
  expect(MOON_TASKS).toEqual(['lint', 'format', 'types', 'scan', 'test']);
  expect(moonTasks('/w').split('\n').slice(0, 9)).toMatchInlineSnapshot(`
    [
      "tasks:",
      "  lint:",
      "    script: 'flake8 . --isolated --disable-noqa --select=E9,F63,F7,F82 && flake8 . --config /w/.flake8 --exit-zero'",
      "    inputs: ['src/**/*.py', 'tests/**/*.py', 'pyproject.toml', '/pyproject.toml', '/.flake8', '/uv.lock', '/libs/*/src/**/*.py']",
      "    toolchains: 'system'",
      "  format:",
      "    script: 'black --check --quiet --config /w/pyproject.toml .'",
      "    inputs: ['src/**/*.py', 'tests/**/*.py', 'pyproject.toml', '/pyproject.toml', '/.flake8', '/uv.lock', '/libs/*/src/**/*.py']",
      "    toolchains: 'system'",
    ]
  `);
});

test('tox has an environment a project, in its folder', () => {
  expect(toxConfiguration('/w', projects)).toMatchInlineSnapshot(`
    "[tox]
    no_package = true
    env_list = library-01, station-01

    [testenv:library-01]
    skip_install = true
    allowlist_externals = bash
    pass_env = *
    change_dir = /w/libs/library-01
    commands =
      bash -c 'flake8 . --isolated --disable-noqa --select=E9,F63,F7,F82 && flake8 . --config /w/.flake8 --exit-zero'
      bash -c 'black --check --quiet --config /w/pyproject.toml .'
      bash -c 'mypy src tests --config-file /w/pyproject.toml'
      bash -c 'bandit --quiet -r src -f json -o /dev/null'
      bash -c 'pytest -c /w/pyproject.toml --rootdir . -p no:cacheprovider --cov=src --cov-branch --cov-report=term'

    [testenv:station-01]
    skip_install = true
    allowlist_externals = bash
    pass_env = *
    change_dir = /w/apps/station-01
    commands =
      bash -c 'flake8 . --isolated --disable-noqa --select=E9,F63,F7,F82 && flake8 . --config /w/.flake8 --exit-zero'
      bash -c 'black --check --quiet --config /w/pyproject.toml .'
      bash -c 'mypy src tests --config-file /w/pyproject.toml'
      bash -c 'bandit --quiet -r src -f json -o /dev/null'
      bash -c 'pytest -c /w/pyproject.toml --rootdir . -p no:cacheprovider --cov=src --cov-branch --cov-report=term'
    "
  `);
});

test('pre-commit runs black, flake8 and mypy as they are', () => {
  expect(preCommitConfiguration('/w/apps/station-01', '/tmp/mypy')).toBe(`repos:
  - repo: local
    hooks:
      - { id: black, name: black, language: system, types: [python], entry: black --check }
      - { id: flake8, name: flake8, language: system, types: [python], entry: flake8 }
      - { id: mypy, name: mypy, language: system, types: [python], pass_filenames: false, entry: mypy --strict --cache-dir /tmp/mypy /w/apps/station-01/src /w/apps/station-01/tests }
`);
});
