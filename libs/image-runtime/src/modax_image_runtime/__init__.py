"""What an image needs of its base to run Python, and no more."""

from __future__ import annotations
