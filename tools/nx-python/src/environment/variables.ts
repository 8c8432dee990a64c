import { cleanEnvironment } from '@modax/command';

/**
 * Variables that change what a tool finds, or hide it, and are in no cache key: taken out, so that
 * a result depends on the repository alone. And those with which a tool could write into the remote cache, or say that
 * it is the job of CI in which it runs.
 */
const steering =
  /^(?:NX_|ACTIONS_|TRIVY_|SAFETY_|BANDIT_|BLACK_|FLAKE8_|PYFLAKES_|MYPY|PYTEST_|COVERAGE_|COV_|PYTHON(?!UTF8|IOENCODING)|VIRTUAL_ENV|UV_(?:PROJECT|WORKING_DIR|PYTHON$|NO_(?:DEFAULT_GROUPS|DEV|EDITABLE|INSTALL|SOURCES))|FORCE_COLOR|CLICOLOR|COLUMNS|HYPOTHESIS_)/;

/** The environment of every tool: the caller's without what steers, and with the tool's own. */
export function toolVariables(
  variables: NodeJS.ProcessEnv,
  additions: Readonly<Record<string, string>> = {},
): Record<string, string> {
  const kept = Object.entries(variables).filter(([name]) => !steering.test(name));
  return cleanEnvironment(Object.fromEntries(kept), {
    NO_COLOR: '1',
    PYTHONDONTWRITEBYTECODE: '1',
    ...additions,
  });
}
