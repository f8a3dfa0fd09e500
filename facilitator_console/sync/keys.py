"""This laptop's key and certificate, and the laptops that it remembers: a file of its owner's alone, beside laptop-id.

Never in the log, in a store or in a copy of one. Certificates last from 2000 to 2100: field clocks are wrong.
"""

from __future__ import annotations

import os
import ssl
import threading
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path

import msgspec
from msgspec.structs import replace

from facilitator_console.log import LaptopId, SessionId
from facilitator_console.runtime.laptop import data_folder, flush, make_folder
from facilitator_console.words import UserError, kept_label, say

FILE = "team.json"
LONGEST_INITIALS = 12


class Remembered(msgspec.Struct, frozen=True):
    """Represents another laptop of a team.

    Attributes:
        laptop: Its id.
        certificate: Its certificate (DER), as it was seen when the two were paired.
        recipient: The public key to which a file on a stick is locked.
        author: Initials of who works there.
        sessions: The sessions that it takes part in.
        watches: The sessions of which one of the two is only shown a view by the other.
        address: Where it was reached; empty where it came to us.
        port: Likewise.
    """

    laptop: LaptopId
    certificate: bytes
    recipient: str
    author: str = ""
    sessions: tuple[SessionId, ...] = ()
    address: str = ""
    port: int = 0
    watches: tuple[SessionId, ...] = ()


class _Kept(msgspec.Struct):
    laptop: LaptopId
    key: str
    certificate: bytes
    identity: str
    author: str = ""
    port: int = 0
    laptops: tuple[Remembered, ...] = ()


class Keys:
    """Holds what this laptop needs to be known by others, and keeps it on the disk.

    Attributes:
        laptop: This installation.
    """

    def __init__(self, path: Path, laptop: LaptopId) -> None:
        """Read the file; make it the first time, and where it belongs to another installation.

        Raises:
            UserError: It can't be read or written.
        """
        self._path, self.laptop = path, laptop
        self._lock = threading.Lock()
        try:
            kept = msgspec.json.decode(path.read_bytes(), type=_Kept) if path.exists() else None
        except (msgspec.DecodeError, UnicodeError):
            kept = None
        except OSError as error:
            raise _unusable(path, error) from error
        if kept is None or kept.laptop != laptop:
            kept = _made(laptop)
            self._kept = kept
            self._write()
        self._kept = kept

    @property
    def key(self) -> str:
        """Return the private key, as PEM."""
        return self._kept.key

    @property
    def certificate(self) -> bytes:
        """Return the certificate, as DER."""
        return self._kept.certificate

    @property
    def identity(self) -> str:
        """Return the private key that opens what is locked to this laptop."""
        return self._kept.identity

    @property
    def recipient(self) -> str:
        """Return the public key to which files for this laptop are locked."""
        from pyrage import x25519

        return str(x25519.Identity.from_str(self._kept.identity).to_public())

    @property
    def author(self) -> str:
        """Return the initials of who works here."""
        return self._kept.author

    @property
    def port(self) -> int:
        """Return the port at which others found this laptop last; 0 where none did."""
        return self._kept.port

    def set_author(self, author: str) -> None:
        """Keep the initials of who works here."""
        self._change(lambda: {"author": author})

    def set_port(self, port: int) -> None:
        """Keep the port at which others find this laptop."""
        self._change(lambda: {"port": port})

    # -- other laptops -----------------------------------------------------------------------------------

    def laptops(self, session: SessionId) -> tuple[Remembered, ...]:
        """Return the laptops that take part in a session."""
        return tuple(known for known in self._kept.laptops if session in known.sessions)

    def watching(self, session: SessionId) -> tuple[Remembered, ...]:
        """Return the laptops that only watch a session, or that show it to this one."""
        return tuple(known for known in self._kept.laptops if session in known.watches)

    def watched(self) -> tuple[Remembered, ...]:
        """Return the laptops between which and this one a session is watched, the last one last."""
        return tuple(known for known in self._kept.laptops if known.watches)

    def remember(self, other: Remembered) -> None:
        """Keep a laptop; of one that is known already the sessions stay, but it takes part in one, or watches it."""

        def laptops() -> tuple[Remembered, ...]:
            known = next((known for known in self._kept.laptops if known.laptop == other.laptop), other)
            rest = (known for known in self._kept.laptops if known.laptop != other.laptop)
            part = (name for name in known.sessions if name not in other.watches)
            watches = (name for name in known.watches if name not in other.sessions)
            both = replace(
                other,
                author=kept_label(other.author)[:LONGEST_INITIALS],
                sessions=tuple(dict.fromkeys((*part, *other.sessions))),
                watches=tuple(dict.fromkeys((*watches, *other.watches))),
            )
            return (*rest, both)

        self._change(lambda: {"laptops": laptops()})

    def forget(self, laptop: LaptopId, session: SessionId) -> None:
        """Take a laptop out of a session; without any it is forgotten, and its key is worth nothing any more."""

        def laptops() -> tuple[Remembered, ...]:
            left = (_without(known, session) if known.laptop == laptop else known for known in self._kept.laptops)
            return tuple(known for known in left if known.sessions or known.watches)

        self._change(lambda: {"laptops": laptops()})

    # -- the file ----------------------------------------------------------------------------------------

    def _change(self, fields: Callable[[], Mapping[str, object]]) -> None:
        """Change fields of what is kept; the window and the network may do so at once."""
        with self._lock:
            kept = replace(self._kept, **fields())
            if kept != self._kept:
                self._kept = kept
                self._write()

    def _write(self) -> None:
        """Write the file anew beside the old one, and put it in its place."""
        unfinished = self._path.with_name(f"{self._path.name}.{os.urandom(4).hex()}.unfinished")
        try:
            make_folder(self._path.parent)
            with os.fdopen(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
                file.write(msgspec.json.encode(self._kept))
                file.flush()
                os.fsync(file.fileno())
            unfinished.replace(self._path)
            flush(self._path.parent)
        except OSError as error:
            raise _unusable(self._path, error) from error
        finally:
            unfinished.unlink(missing_ok=True)


def own_keys(laptop: LaptopId) -> Keys:
    """Return the keys of this installation, made at first use.

    Raises:
        UserError: Their file can't be read or written.
    """
    return Keys(data_folder() / FILE, laptop)


def is_usable(certificate: bytes, recipient: str) -> bool:
    """Tell whether what another laptop says of its keys can be used: one that can't would lock out all others."""
    import pyrage

    try:
        ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT).load_verify_locations(cadata=certificate)
        pyrage.x25519.Recipient.from_str(recipient)
    except (ssl.SSLError, ValueError, pyrage.RecipientError):
        return False
    return True


def _without(known: Remembered, session: SessionId) -> Remembered:
    """Return a laptop that neither takes part in a session nor watches it."""
    sessions = tuple(name for name in known.sessions if name != session)
    return replace(known, sessions=sessions, watches=tuple(name for name in known.watches if name != session))


def _unusable(path: Path, error: OSError) -> UserError:
    reason = error.strerror or type(error).__name__
    return UserError(say("The file {path} can’t be used: {reason}.", path=str(path), reason=reason))


def _made(laptop: LaptopId) -> _Kept:
    """Make a key (P-256), its certificate, and the key for files."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.x509.oid import NameOID
    from pyrage import x25519

    key = ec.generate_private_key(ec.SECP256R1())
    # Of several with one name TLS would try only the first. A stranger who calls sees it: it says nothing.
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, os.urandom(8).hex())])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(datetime(2000, 1, 1, tzinfo=UTC))
        .not_valid_after(datetime(2100, 1, 1, tzinfo=UTC))
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(key, hashes.SHA256())
    )
    pem = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    ).decode()
    identity = str(x25519.Identity.generate())
    return _Kept(laptop, pem, certificate.public_bytes(serialization.Encoding.DER), identity)
