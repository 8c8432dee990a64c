"""Safety invariant 4: nothing of the AI layer can reach a command, so it has no words for one."""

from __future__ import annotations

import ast
from importlib import metadata
from pathlib import Path
from typing import Iterator

import modax_ai

SOURCE = Path(modax_ai.__path__[0])
FOREIGN = {"aiomqtt", "paho", "modax_control", "httpx", "socket"}
COMMAND_WORDS = {"Command", "CommandType", "SafetyMessage", "topics"}


def imports(tree: ast.AST) -> Iterator[tuple[str, str]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((alias.name, "") for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from ((node.module or "", alias.name) for alias in node.names)


def test_it_imports_no_client_and_no_command() -> None:
    sources = list(SOURCE.rglob("*.py"))
    assert sources
    for source in sources:
        for module, name in imports(ast.parse(source.read_text(encoding="utf-8"))):
            assert module.partition(".")[0] not in FOREIGN, source
            assert name not in COMMAND_WORDS and "command" not in module, source


def test_it_does_not_depend_on_mqtt() -> None:
    requirements = metadata.requires("modax-ai-layer") or []

    assert not [name for name in requirements if "mqtt" in name]
