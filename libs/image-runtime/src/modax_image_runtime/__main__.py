"""The steps of a Dockerfile that make an image of what it runs with, and nothing else."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from modax_image_runtime.collect import Needed, collect_libraries, collect_system
from modax_image_runtime.libraries import needed
from modax_image_runtime.problem import RuntimeProblem
from modax_image_runtime.python_files import Python, this_python
from modax_image_runtime.settle import compile_modules, settle_times


def main(
    words: Sequence[str],
    root: Path = Path("/"),
    python: Python | None = None,
    needs: Needed = needed,
) -> int:
    """Follows the words of a command line, in the file system ``root`` with the interpreter of this.

    Returns 0, or 1 where the image cannot be made and standard error says why; wrong words exit with 2.
    """
    given = _parser().parse_args(words)
    try:
        if given.step == "packages":
            collect_libraries(root, given.packages, given.beside, given.into, needs)
        else:
            interpreter = (python or this_python()) if given.step == "python" else None
            collect_system(root, given.into, needs, interpreter)
        if given.bytecode:
            compile_modules(given.into)
        settle_times(given.into)
    except RuntimeProblem as problem:
        print(f"image-runtime: {problem}", file=sys.stderr)
        return 1
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("modax_image_runtime", description=__doc__)
    steps = parser.add_subparsers(dest="step", required=True)
    system = steps.add_parser("system", help="a layer of what any program runs with")
    system.add_argument("into", type=_folder)
    system.set_defaults(bytecode=False)
    python = steps.add_parser("python", help="the same with the interpreter that runs this")
    python.add_argument("into", type=_folder)
    python.set_defaults(bytecode=True)
    packages = steps.add_parser(
        "packages", help="a layer of packages, with the libraries they need"
    )
    packages.add_argument("packages", type=_folder)
    packages.add_argument("into", type=_folder, help="the layer in which the packages lie")
    packages.add_argument("--bytecode", action="store_true", help="compile the Python in it")
    packages.add_argument(
        "--beside", type=_folder, action="append", required=True, help="a layer below this one"
    )
    return parser


def _folder(word: str) -> Path:
    folder = Path(word)
    if folder.is_dir() and folder.is_absolute():
        return folder
    raise argparse.ArgumentTypeError(f"{word} is no absolute path of a folder")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
