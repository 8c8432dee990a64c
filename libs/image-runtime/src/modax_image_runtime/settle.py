"""Makes the files of a layer the same in every build."""

from __future__ import annotations

import compileall
import os
from pathlib import Path
from py_compile import PycInvalidationMode

from modax_image_runtime.problem import RuntimeProblem

# 1980-01-01 in UTC, the oldest time that archives know; older than any commit.
_OLDEST = 315_532_800


def compile_modules(folder: Path) -> None:
    """Makes the bytecode of all modules below ``folder``, which is the root of an image.

    Nothing of it tells when or where that was, and it is never made anew: the file system of a container may
    be read-only. Raises RuntimeProblem where a module cannot be compiled.
    """
    compiled = compileall.compile_dir(
        str(folder),
        quiet=1,
        stripdir=str(folder),
        prependdir="/",
        invalidation_mode=PycInvalidationMode.UNCHECKED_HASH,
    )
    if not compiled:
        raise RuntimeProblem(f"a module below {folder} cannot be compiled; it is named above")


def settle_times(folder: Path) -> None:
    """Gives ``folder`` and all that is in it one time: the same files are the same layer."""
    for place, folders, names in os.walk(folder):
        for name in (*folders, *names):
            os.utime(Path(place, name), (_OLDEST, _OLDEST), follow_symlinks=False)
    os.utime(folder, (_OLDEST, _OLDEST))
