import type { Names } from '../names.ts';
import type { Files } from '../project/plan.ts';

/** What a service's `pyproject.toml` and settings say beside its name. */
export interface ServiceFacts {
  readonly pythonVersions: string;
  /** Requirements of the service, in order of name. */
  readonly shipped: readonly string[];
  /** Requirements of its tests. */
  readonly tested: readonly string[];
  /** Where it listens unless it is told otherwise. */
  readonly port: number;
}

/** Everything of a service but its tests. */
export function serviceSources(names: Names, facts: ServiceFacts): Files {
  const { kebab, snake, pascal, words } = names;
  const module = `modax_${snake}`;
  return {
    'pyproject.toml': projectFile(names, facts),
    [`src/${module}/__init__.py`]: `"""MODAX service: ${words}."""
`,
    [`src/${module}/py.typed`]: '',
    [`src/${module}/__main__.py`]: `"""\`python -m ${module}\`: serves until it is asked to stop."""

from __future__ import annotations

import sys

from modax_service import run

from ${module}.app import DISTRIBUTION, build_app
from ${module}.settings import ${pascal}Settings

if __name__ == "__main__":
    sys.exit(run(DISTRIBUTION, ${pascal}Settings, build_app))
`,
    [`src/${module}/settings.py`]: `"""What the service is told by its environment."""

from __future__ import annotations

from modax_service import ServiceSettings
from pydantic import Field


class ${pascal}Settings(ServiceSettings):
    """Each field is the environment variable of the same name in capitals."""

    port: int = Field(${facts.port}, ge=1, le=65535)
`,
    [`src/${module}/app.py`]: `"""The service put together."""

from __future__ import annotations

from contextlib import asynccontextmanager
from typing import AsyncIterator

from fastapi import FastAPI
from modax_service import (
    Clock,
    HealthReport,
    ServiceIdentity,
    SystemClock,
    create_app,
    create_registry,
)

from ${module}.settings import ${pascal}Settings

DISTRIBUTION = "modax-${kebab}"


def build_app(
    settings: ${pascal}Settings,
    clock: Clock = SystemClock(),
) -> FastAPI:
    """The application: the frame of every service, to which routes are added."""
    return create_app(
        identity=ServiceIdentity.of(DISTRIBUTION, settings),
        health=_health,
        lifespan=_lifespan,
        registry=create_registry(),
        clock=clock,
    )


async def _health() -> HealthReport:
    # It depends on nothing beside itself: who gets this answer has seen all that can fail.
    return HealthReport(healthy=True, ready=True)


@asynccontextmanager
async def _lifespan() -> AsyncIterator[None]:
    # What the service opens before its first request and closes after its last has its place here.
    yield
`,
  };
}

function projectFile(
  { kebab, snake, words }: Names,
  { pythonVersions, shipped, tested }: ServiceFacts,
): string {
  const lines = (requirements: readonly string[]) =>
    requirements.map((requirement) => `  "${requirement}",\n`).join('');
  return `[project]
name = "modax-${kebab}"
version = "0.1.0"
description = "MODAX service: ${words}"
requires-python = "${pythonVersions}"
license = "MIT"
dependencies = [
${lines(shipped)}]

[dependency-groups]
# What the tests import; the versions are those of the workspace's group.
test = [
${lines(tested)}]

[build-system]
requires = ["hatchling>=1.27"]
build-backend = "hatchling.build"

[tool.hatch.build.targets.wheel]
packages = ["src/modax_${snake}"]

[tool.uv.sources]
modax-service-kit = { workspace = true }

[tool.deptry.package_module_name_map]
modax-service-kit = "modax_service"

[tool.modax]
coverage-floor = 95
warning-budget = 0
`;
}
