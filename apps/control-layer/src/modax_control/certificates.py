"""The certificates with which this service and the broker prove who they are."""

from __future__ import annotations

import ssl
from pathlib import Path


def require_authorities(ca_certs: Path) -> None:
    """Raises `ValueError`, naming the variable, when the file holds no certificate in PEM."""
    try:
        _context().load_verify_locations(ca_certs)
    except OSError:
        raise ValueError(
            "MQTT_CA_CERTS must be a readable file of certificates in PEM format"
        ) from None


def require_certificate(certfile: Path, keyfile: Path) -> None:
    """Raises `ValueError`, naming the variables, when they are no certificate and its key."""
    try:
        # An empty password, because without one OpenSSL would ask at the terminal.
        _context().load_cert_chain(certfile, keyfile, password=lambda: "")
    except OSError:
        raise ValueError(
            "MQTT_CERTFILE and MQTT_KEYFILE must be readable files in PEM format with a certificate"
            " and its key, which needs no password"
        ) from None


def _context() -> ssl.SSLContext:
    return ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
