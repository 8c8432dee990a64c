"""`python -m modax_control`"""

from __future__ import annotations

import sys

from modax_service import run

from modax_control.application import DISTRIBUTION, build_app
from modax_control.settings import ControlSettings


def main() -> int:
    """Serves the control layer; exit codes as `modax_service.run`."""
    return run(DISTRIBUTION, ControlSettings, build_app)


if __name__ == "__main__":
    sys.exit(main())
