import { added, deleted, edited, renamed, replaced } from './change-kinds.ts';

/* What may come out otherwise when a file of a project changes: said here by what each tool is given. */

/** A source of the pump: its own gates, and what the rig above it types and tests. */
const pumpSource = 'pump: lint format typecheck tests scan-code scan-files; rig: typecheck tests';
const pumpTest = 'pump: lint format typecheck tests scan-files';
const flowSource =
  'flow: lint format typecheck tests scan-code scan-files; pump: typecheck tests; valve: typecheck tests; rig: typecheck tests';
const whole = (project: string) =>
  `${project}: lint format typecheck tests scan-code scan-dependencies scan-files`;

export const fileChanges = [
  // Sources.
  edited('apps/pump/src/pump/main.py', pumpSource),
  edited('apps/valve/src/valve/main.py', pumpSource.replace('pump:', 'valve:')),
  edited('apps/rig/src/rig/main.py', 'rig: lint format typecheck tests scan-code scan-files'),
  added('apps/pump/src/pump/new.py', pumpSource),
  added('apps/pump/src/pump/deep/er/new.py', pumpSource),
  added('apps/pump/script.py', 'pump: lint format typecheck tests scan-code scan-files'),
  deleted('apps/pump/src/pump/spare.py', pumpSource),
  renamed('apps/pump/src/pump/other.py', 'apps/pump/src/pump/else.py', pumpSource, 'OTHER = 1\n'),
  edited('apps/pump/src/pump/table.json', 'pump: tests scan-files; rig: tests'),
  added(
    'apps/pump/src/pump/main.pyi',
    'pump: format typecheck tests scan-files; rig: typecheck tests',
  ),
  deleted('apps/pump/src/pump/py.typed', 'pump: typecheck tests scan-files; rig: typecheck tests'),
  added('apps/pump/tools/run.pyw', 'pump: scan-code tests scan-files'),
  added('apps/pump/try.ipynb', 'pump: format tests scan-files'),
  // Tests: nothing above a project is given them.
  edited('apps/pump/tests/test_main.py', pumpTest),
  added('apps/pump/tests/test_new.py', pumpTest),
  added('apps/pump/tests/conftest.py', pumpTest),
  deleted('apps/pump/tests/test_spare.py', pumpTest),
  renamed(
    'apps/valve/tests/test_spare.py',
    'apps/valve/tests/test_else.py',
    pumpTest.replace('pump', 'valve'),
    'def test_spare() -> None:\n    assert True\n',
  ),
  edited('apps/pump/tests/data/case.json', 'pump: tests scan-files'),
  deleted('apps/valve/tests/data/case.json', 'valve: tests scan-files'),
  edited('libs/flow/tests/test_main.py', pumpTest.replace('pump', 'flow')),
  // Libraries.
  edited('libs/flow/src/flow/main.py', flowSource),
  added('libs/flow/src/flow/new.py', flowSource),
  deleted('libs/flow/src/flow/spare.py', flowSource),
  renamed('libs/flow/src/flow/other.py', 'libs/flow/src/flow/else.py', flowSource, 'OTHER = 1\n'),
  edited(
    'libs/flow/src/flow/table.json',
    'flow: tests scan-files; pump: tests; valve: tests; rig: tests',
  ),
  edited('libs/kit/src/kit/main.py', 'kit: lint format typecheck tests scan-code scan-files'),
  // Pages, which are searched for secrets.
  edited('apps/pump/README.md', 'pump: scan-files'),
  deleted('apps/valve/README.md', 'valve: scan-files'),
  added('apps/pump/docs/use.md', 'pump: scan-files'),
  added('apps/pump/src/pump/README.md', 'pump: scan-files'),
  edited('libs/flow/README.md', 'flow: scan-files'),
  edited('README.md', ''),
  edited('docs/use.md', ''),
  added('docs/operate.md', ''),
  // What is no source, but may be read by tests and is searched for secrets.
  added('apps/pump/Dockerfile', 'pump: tests scan-files'),
  added('apps/pump/.env', 'pump: tests scan-files', (n) => `KEY=${n}\n`),
  // What tools and builds leave.
  added('apps/pump/src/pump/__pycache__/main.cpython-311.pyc', ''),
  added('apps/pump/src/pump/main.pyc', ''),
  added('apps/pump/.mypy_cache/3.11/main.json', ''),
  added('apps/pump/.pytest_cache/README.md', ''),
  added('apps/pump/.hypothesis/examples/a', ''),
  added('apps/pump/.venv/lib/x.py', ''),
  added('apps/pump/node_modules/x/x.py', ''),
  added('apps/pump/dist/pump.whl', 'pump: scan-files'),
  added('apps/pump/dist/left.py', 'pump: lint format scan-code scan-files'),
  added('apps/pump/reports/pytest.xml', 'pump: scan-files'),
  // Another project, and code in another language.
  added('apps/crane/pyproject.toml', '', () => '[project]\nname = "station-crane"\n'),
  added('apps/crane/src/crane/main.py', ''),
  added('apps/page/src/page.ts', ''),
  added('libs/sheet/src/index.ts', ''),
  // What other installers read is refused by its name.
  {
    ...added('apps/pump/requirements.txt', 'pump: tests scan-dependencies scan-files', () => 'x\n'),
    binary: true,
  },
  // A project's own file.
  edited('apps/pump/pyproject.toml', 'pump: scan-files'),
  replaced(
    'a bound',
    'apps/pump/pyproject.toml',
    '"alpha"',
    '"alpha>=0.{n}"',
    'pump: tests scan-files',
  ),
  replaced(
    'a budget',
    'apps/valve/pyproject.toml',
    'warning-budget = 0',
    'warning-budget = {n}',
    whole('valve'),
  ),
  replaced(
    'a floor',
    'apps/valve/pyproject.toml',
    'floor = 80',
    'floor = 8{n}',
    'valve: tests scan-files',
  ),
  replaced(
    'a version',
    'apps/valve/pyproject.toml',
    '0.1.0',
    '0.2.{n}',
    'valve: tests scan-files; rig: tests',
  ),
  replaced(
    "a library's version",
    'libs/flow/pyproject.toml',
    '0.1.0',
    '0.2.{n}',
    'flow: tests scan-files; pump: tests; valve: tests; rig: tests',
  ),
  replaced(
    "a library's budget",
    'libs/flow/pyproject.toml',
    'warning-budget = 0',
    'warning-budget = {n}',
    whole('flow'),
  ),
  replaced(
    "a library's build",
    'libs/kit/pyproject.toml',
    '[tool.modax]',
    '[build-system]\nrequires = ["hatchling>={n}"]\n\n[tool.modax]',
    'kit: tests scan-files',
  ),
  replaced(
    'what deptry is told',
    'libs/kit/pyproject.toml',
    '[project]',
    '[tool.deptry]\nknown_first_party = ["{n}"]\n\n[project]',
    'kit: scan-files',
  ),
  // What the tests of the rig say that they use.
  edited('config/broker.json', 'rig: tests'),
  edited('scripts/broker.mjs', 'rig: tests', (n) => `// ${n}\n`),
  edited('scripts/part.mjs', 'rig: tests', (n) => `// ${n}\n`),
  added('scripts/else.mjs', ''),
  edited('machine/data/run.csv', 'rig: tests'),
  added('machine/data/more.csv', 'rig: tests'),
] as const;
