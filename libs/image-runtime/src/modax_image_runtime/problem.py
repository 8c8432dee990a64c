"""Why an image cannot be made."""

from __future__ import annotations


class RuntimeProblem(Exception):
    """Something that whoever builds the image has to change; its text says what."""
