"""`python -m modax_ai`: serves the AI layer until it is asked to stop."""

from __future__ import annotations

import sys

from modax_service import run

from modax_ai.app import DISTRIBUTION, build_app
from modax_ai.settings import AiSettings

if __name__ == "__main__":
    sys.exit(run(DISTRIBUTION, AiSettings, build_app))
