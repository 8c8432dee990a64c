"""Who a service says it is: in `/status` and in every log line."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import metadata

from modax_service._settings import ServiceSettings


@dataclass(frozen=True)
class ServiceIdentity:
    """A service's name, the version of its package and the revision (git SHA) it was built from."""

    name: str
    version: str
    revision: str

    @classmethod
    def of(cls, distribution: str, settings: ServiceSettings) -> ServiceIdentity:
        """The identity of an installed distribution.

        Raises `importlib.metadata.PackageNotFoundError` when it is not installed.
        """
        return cls(
            name=distribution,
            version=metadata.version(distribution),
            revision=settings.revision,
        )
