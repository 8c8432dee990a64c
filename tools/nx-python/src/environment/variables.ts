import { cleanEnvironment, WITHOUT_SECRETS } from '@modax/command';

/**
 * Variables that change what a tool finds, or hide it, and are in no cache key: taken out, so that
 * a result depends on the repository alone.
 */
const steering =
  /^(?:NX_|ACTIONS_|TRIVY_|SAFETY_|BANDIT_|BLACK_|FLAKE8_|PYFLAKES_|MYPY|PYTEST_|COVERAGE_|COV_|PYTHON(?!UTF8|IOENCODING)|VIRTUAL_ENV|UV_(?:PROJECT|WORKING_DIR|PYTHON$|NO_(?:DEFAULT_GROUPS|DEV|EDITABLE|INSTALL|SOURCES))|FORCE_COLOR|CLICOLOR|COLUMNS|HYPOTHESIS_)/;

/** The environment of every tool: the caller's without what steers and without secrets, and with the tool's own. */
export function toolVariables(
  variables: NodeJS.ProcessEnv,
  additions: Readonly<Record<string, string>> = {},
): Record<string, string> {
  const kept = Object.entries(variables).filter(([name]) => !steering.test(name));
  return cleanEnvironment(Object.fromEntries(kept), {
    ...WITHOUT_SECRETS,
    NO_COLOR: '1',
    PYTHONDONTWRITEBYTECODE: '1',
    ...additions,
  });
}
