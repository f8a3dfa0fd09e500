"""TLS 1.3 between laptops of a team: each shows its certificate, and only certificates seen at pairing are trusted."""

from __future__ import annotations

import os
import ssl
import tempfile
from collections.abc import Iterable
from pathlib import Path

from facilitator_console.sync.keys import Keys


def server_context(keys: Keys, trusted: Iterable[bytes]) -> ssl.SSLContext:
    """Return how others are let in: with one of these certificates (DER)."""
    context = _context(ssl.PROTOCOL_TLS_SERVER, keys)
    context.verify_mode = ssl.CERT_REQUIRED
    trust(context, trusted)
    return context


def client_context(keys: Keys, trusted: bytes) -> ssl.SSLContext:
    """Return how another laptop is reached that has this certificate (DER)."""
    context = _context(ssl.PROTOCOL_TLS_CLIENT, keys)
    context.check_hostname = False
    trust(context, [trusted])
    return context


def pairing_contexts(keys: Keys) -> tuple[ssl.SSLContext, ssl.SSLContext]:
    """Return how two laptops that do not know each other yet talk: (server, client); nobody is verified by it."""
    client = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    client.minimum_version = ssl.TLSVersion.TLSv1_3
    client.check_hostname = False
    client.verify_mode = ssl.CERT_NONE
    return _context(ssl.PROTOCOL_TLS_SERVER, keys), client


def trust(context: ssl.SSLContext, certificates: Iterable[bytes]) -> None:
    """Trust more certificates; who is let in is compared with them byte by byte afterwards."""
    for certificate in certificates:
        context.load_verify_locations(cadata=certificate)


def _context(protocol: int, keys: Keys) -> ssl.SSLContext:
    context = ssl.SSLContext(protocol)
    context.minimum_version = ssl.TLSVersion.TLSv1_3
    # The library reads certificate and key from files only; they are gone before anything is sent.
    handle, name = tempfile.mkstemp()  # For its owner alone.
    path = Path(name)
    try:
        with os.fdopen(handle, "w") as file:
            file.write(keys.key)
            file.write(ssl.DER_cert_to_PEM_cert(keys.certificate))
        context.load_cert_chain(path)
    finally:
        path.unlink()
    return context
