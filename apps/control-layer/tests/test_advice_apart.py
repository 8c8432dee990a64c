"""Safety invariant 4, by names: commands have no words for advice, and advice has none for more.

The contracts in the workspace's `pyproject.toml` judge imports of modules; a name could come by
another way, and a file can be opened without any import.
"""

from __future__ import annotations

import ast
from pathlib import Path
from typing import Iterator

import modax_control
import pytest
from modax_contracts import Message, analysis

SOURCE = Path(modax_control.__path__[0])

# Where advice is asked for, shown and put together. Every other module may be on a command's path.
ADVICE = {"analysis", "api/analysis_route.py", "application.py", "telemetry/window.py"}

WORDS_OF_ADVICE = {
    *(
        name
        for name, value in vars(analysis).items()
        if isinstance(value, type) and value.__module__ == analysis.__name__
    ),
    *("AI_ANALYSIS", "AiClient", "AnalysisLoop", "analyse", "analysis", "modax_ai"),
}
WORDS_OF_COMMANDS = {
    *("COMMANDS", "Command", "CommandDesk", "CommandRequest", "command", "modax_control.command"),
    *("SAFETY", "SafetyBoard", "SafetyMessage", "safety", "topics"),
    *("ApiKeys", "Caller", "Principal", "access"),
}
WAYS_OUT = {
    *("ServiceSettings", "environ", "getenv", "get_secret_value", "load_settings", "settings"),
    *("__builtins__", "__import__", "compile", "eval", "exec", "globals", "open"),
    *("getattr", "import_module", "setattr", "sys", "vars"),
}


def words_of(tree: ast.AST) -> Iterator[str]:
    """Every name in a module, also in text: a type may be written as one."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Name):
            yield node.id
        elif isinstance(node, ast.Attribute):
            yield node.attr
        elif isinstance(node, ast.alias):
            yield from node.name.split(".")
        elif isinstance(node, ast.ImportFrom):
            yield from (node.module or "").split(".")
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


def words_in(source: Path) -> set[str]:
    return set(words_of(ast.parse(source.read_text(encoding="utf-8"))))


def is_advice(source: Path) -> bool:
    place = source.relative_to(SOURCE)
    return place.parts[0] in ADVICE or place.as_posix() in ADVICE


SOURCES = sorted(SOURCE.rglob("*.py"))


@pytest.mark.parametrize(
    "code",
    [
        "from modax_contracts import Analysis",
        "from modax_contracts import Analysis as Other",
        "import modax_contracts; modax_contracts.Analysis",
        "def take(it: 'Analysis'): ...",
        "from __future__ import annotations\ndef take(it: Analysis): ...",
        "getattr(modax_contracts, 'Analysis')",
        "import Analysis.more",
    ],
)
def test_every_way_to_name_something_is_seen(code: str) -> None:
    assert "Analysis" in set(words_of(ast.parse(code)))


def test_the_words_of_advice_are_those_of_the_contract() -> None:
    assert {"Aggregate", "Analysis", "AnalysisDetails", "Finding"} <= WORDS_OF_ADVICE
    assert all(
        issubclass(getattr(analysis, name), Message)
        for name in WORDS_OF_ADVICE
        if hasattr(analysis, name)
    )


@pytest.mark.parametrize(
    "source",
    [source for source in SOURCES if not is_advice(source)],
    ids=lambda source: str(source.relative_to(SOURCE)),
)
def test_no_module_on_the_path_of_a_command_has_a_word_for_advice(source: Path) -> None:
    assert not words_in(source) & WORDS_OF_ADVICE


@pytest.mark.parametrize(
    "source",
    [*(SOURCE / "analysis").rglob("*.py"), SOURCE / "api" / "analysis_route.py"],
    ids=lambda source: str(source.relative_to(SOURCE)),
)
def test_advice_has_no_word_for_a_command_nor_for_a_way_out(source: Path) -> None:
    words = words_in(source)
    # The route of the advice asks for a key, as every route does.
    allowed = {"ApiKeys", "access"} if source.name == "analysis_route.py" else set()
    assert not words & (WORDS_OF_COMMANDS | WAYS_OUT) - allowed


def test_what_is_said_of_places_is_true() -> None:
    assert all((SOURCE / place).exists() for place in ADVICE)
    assert sum(is_advice(source) for source in SOURCES) >= 6
    assert sum(not is_advice(source) for source in SOURCES) >= 25
