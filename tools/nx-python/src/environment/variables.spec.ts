import { WITHOUT_SECRETS } from '@modax/command';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { toolVariables } from './variables.ts';

const own = { NO_COLOR: '1', PYTHONDONTWRITEBYTECODE: '1' };

describe('taken out: what changes a result and is in no cache key, and secrets', () => {
  test.each([
    ...Object.keys(WITHOUT_SECRETS),
    'NX_TASK_HASH',
    'NX_WORKSPACE_ROOT',
    'TRIVY_IGNOREFILE',
    'TRIVY_SEVERITY',
    'TRIVY_CACHE_DIR',
    'SAFETY_API_KEY',
    'BANDIT_CONFIG',
    'BLACK_CACHE_DIR',
    'FLAKE8_OPTIONS',
    'PYFLAKES_BUILTINS',
    'PYFLAKES_DOCTEST',
    'PYFLAKES_ERROR_UNKNOWN',
    'MYPYPATH',
    'MYPY_CACHE_DIR',
    'MYPY_CONFIG_FILE_DIR',
    'PYTEST_ADDOPTS',
    'PYTEST_PLUGINS',
    'PYTEST_DISABLE_PLUGIN_AUTOLOAD',
    'COVERAGE_RCFILE',
    'COVERAGE_PROCESS_START',
    'COVERAGE_CORE',
    'COV_CORE_CONFIG',
    'HYPOTHESIS_STORAGE_DIRECTORY',
    'PYTHONPATH',
    'PYTHONHOME',
    'PYTHONOPTIMIZE',
    'PYTHONSTARTUP',
    'PYTHONWARNINGS',
    'PYTHONHASHSEED',
    'VIRTUAL_ENV',
    'UV_PROJECT',
    'UV_PROJECT_ENVIRONMENT',
    'UV_WORKING_DIR',
    'UV_PYTHON',
    'UV_NO_EDITABLE',
    'UV_NO_INSTALL_PROJECT',
    'UV_NO_INSTALL_LOCAL',
    'UV_NO_DEV',
    'UV_NO_DEFAULT_GROUPS',
    'UV_NO_SOURCES',
    'FORCE_COLOR',
    'CLICOLOR_FORCE',
    'COLUMNS',
  ])('%s', (name) => {
    expect(toolVariables({ [name]: 'anything' })).toEqual({
      ...own,
      ...(name in own ? { [name]: '1' } : {}),
    });
  });
});

describe('kept: what a tool needs to be found, to reach the network and to speak', () => {
  test.each([
    'PATH',
    'HOME',
    'LANG',
    'LC_ALL',
    'TMPDIR',
    'CI',
    'HTTPS_PROXY',
    'NO_PROXY',
    'SSL_CERT_FILE',
    'UV_CACHE_DIR',
    'UV_DEFAULT_INDEX',
    'UV_PYTHON_INSTALL_DIR',
    'UV_SYSTEM_CERTS',
    'XDG_CACHE_HOME',
    'PYENV_ROOT',
    'PYTHONUTF8',
    'PYTHONIOENCODING',
  ])('%s', (name) => {
    expect(toolVariables({ [name]: 'anything' })).toEqual({ ...own, [name]: 'anything' });
  });
});

test("a tool's own variables have the last word, even against what is taken out", () => {
  expect(
    toolVariables({ COVERAGE_FILE: '/elsewhere', NO_COLOR: '' }, { COVERAGE_FILE: '/scratch/c' }),
  ).toEqual({ ...own, COVERAGE_FILE: '/scratch/c' });
});

test('whatever the environment holds, nothing is added to it but what is said here', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.string()), (variables) => {
      const kept = toolVariables(variables);
      for (const [name, value] of Object.entries(kept)) {
        expect(value).toBe(Object.hasOwn(own, name) ? '1' : variables[name]);
      }
    }),
  );
});
