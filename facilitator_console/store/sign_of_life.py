"""When this laptop was last alive while clocks ran that it leads: a small file beside the store's lock.

A gap counts from there. It holds random ids and instants on the laptop's own time line, nothing of what was said;
no copy of a store takes it along. Without it a gap counts from the last event, so that its loss loses no event.
"""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

from facilitator_console.log import Instant, LaptopId, SessionId
from facilitator_console.store.connection import ALIVE

PARTS = 2
"""Of a line: whose sign it is, and when it was given."""


class SignOfLife:
    """The file. What the world does to it is nobody's failure: of its drive the store itself says what is wrong."""

    def __init__(self, store: Path, session: SessionId, laptop: LaptopId) -> None:
        """This laptop's sign in a session of this store; by its id, since a stick may carry the file to another."""
        self._path = store.with_name(store.name + ALIVE)
        self._session = session
        self._name = f"{session}/{laptop}"

    def last_ms(self) -> Instant:
        """When the sign was last given; 0 where nothing tells."""
        return self._read().get(self._name, Instant(0))

    def give(self, at_ms: Instant) -> None:
        """This laptop is alive now."""
        self._write({**self._read(), self._name: at_ms})

    def forget(self) -> None:
        """The clocks stand; the file goes with the last sign in it."""
        known = self._read()
        if known.pop(self._name, None) is not None:
            self._write(known)

    def forget_session(self) -> None:
        """The session was deleted: no laptop's sign of it stays."""
        known = self._read()
        others = {name: at_ms for name, at_ms in known.items() if not name.startswith(f"{self._session}/")}
        if others != known:
            self._write(others)

    def _read(self) -> dict[str, Instant]:
        """What it says; a line that was torn says nothing."""
        try:
            lines = self._path.read_text(encoding="ascii", errors="replace").splitlines()
        except OSError:
            return {}
        pairs = (line.split() for line in lines)
        return {pair[0]: Instant(int(pair[1])) for pair in pairs if len(pair) == PARTS and pair[1].isdecimal()}

    def _write(self, known: dict[str, Instant]) -> None:
        """Overwrite it in one go: a program that is killed at any moment leaves the old text or the new one."""
        with suppress(OSError):
            if not known:
                self._path.unlink(missing_ok=True)
                return
            text = "".join(f"{name} {at_ms}\n" for name, at_ms in known.items()).encode("ascii")
            file = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600)
            try:
                os.write(file, text)
                os.ftruncate(file, len(text))
            finally:
                os.close(file)
