from __future__ import annotations

import structlog
from hypothesis import settings

settings.register_profile("deterministic", derandomize=True, deadline=None)
settings.load_profile("deterministic")

# As a service logs: structlog's own way to show an error on a terminal takes seconds.
structlog.configure(
    processors=[structlog.processors.format_exc_info, structlog.processors.JSONRenderer()]
)
