import type { Names } from '../names.ts';
import { type Files, type Plan, planProject } from '../project/plan.ts';
import { pythonVersions, requirementOf, type PythonWorkspace } from '../project/workspace.ts';

/** A typed library with nothing in it yet, and a test that it is installed as one. */
export function planLibrary(name: string, workspace: PythonWorkspace): Plan {
  const versions = pythonVersions(workspace);
  const pytest = requirementOf('pytest', workspace);
  return planProject(name, 'library', workspace, (names) => {
    if (versions === undefined) return { unknown: '[project] requires-python' };
    if (pytest === undefined) return { unknown: '[dependency-groups] test pytest' };
    return { files: libraryFiles(names, versions, pytest) };
  });
}

function libraryFiles(
  { kebab, snake, words }: Names,
  pythonVersions: string,
  pytest: string,
): Files {
  const module = `modax_${snake}`;
  return {
    'pyproject.toml': `[project]
name = "modax-${kebab}"
version = "0.1.0"
description = "MODAX library: ${words}"
requires-python = "${pythonVersions}"
license = "MIT"
dependencies = []

[dependency-groups]
# What the tests import; the versions are those of the workspace's group.
test = [
  "${pytest}",
]

[build-system]
requires = ["hatchling>=1.27"]
build-backend = "hatchling.build"

[tool.hatch.build.targets.wheel]
packages = ["src/${module}"]

[tool.modax]
coverage-floor = 100
warning-budget = 0
`,
    [`src/${module}/__init__.py`]: `"""MODAX library: ${words}."""

from __future__ import annotations
`,
    [`src/${module}/py.typed`]: '',
    'tests/test_package.py': `"""The library as a project that depends on it finds it."""

from __future__ import annotations

from importlib import import_module, metadata
from pathlib import Path

import pytest

MODULE = "${module}"


def test_it_is_installed_and_says_what_it_is() -> None:
    assert metadata.metadata("modax-${kebab}")["Summary"]
    assert import_module(MODULE).__doc__


@pytest.mark.parametrize("name", ["__init__.py", "py.typed"])
def test_its_types_are_for_those_who_use_it(name: str) -> None:
    module = import_module(MODULE)
    assert module.__file__ is not None
    assert (Path(module.__file__).parent / name).is_file()
`,
  };
}
