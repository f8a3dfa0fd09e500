"""When each run of this store was last alive while its clocks ran: a small file beside the store's lock.

A gap counts from there. It holds random ids of runs and instants on their own time lines, nothing of what was said;
no copy of a store takes it along. Without it a gap counts from the last event, so that its loss loses no event.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from facilitator_console.log import Instant, WriterId
from facilitator_console.store.connection import ALIVE

PARTS = 2
"""Of a line: the run, and when it was last alive."""


class SignOfLife:
    """The file. What the world does to it is nobody's failure: of its drive the store itself says what is wrong."""

    def __init__(self, store: Path) -> None:
        """The one of this store."""
        self._path = store.with_name(store.name + ALIVE)

    def last_ms(self, writers: Iterable[WriterId]) -> Instant:
        """When one of these runs was last alive; 0 where nothing tells."""
        known = self._read()
        return max((known[writer] for writer in writers if writer in known), default=Instant(0))

    def give(self, writer: WriterId, at_ms: Instant) -> None:
        """This run is alive now."""
        self._write({**self._read(), writer: at_ms})

    def forget(self, writers: Iterable[WriterId]) -> None:
        """These runs are over, or their clocks stand; the file goes with the last of them."""
        known, gone = self._read(), set(writers)
        if gone & known.keys():
            self._write({writer: at_ms for writer, at_ms in known.items() if writer not in gone})

    def _read(self) -> dict[WriterId, Instant]:
        """What it says; a line that was torn says nothing."""
        try:
            lines = self._path.read_text(encoding="ascii", errors="replace").splitlines()
        except OSError:
            return {}
        pairs = (line.split() for line in lines)
        return {
            WriterId(pair[0]): Instant(int(pair[1])) for pair in pairs if len(pair) == PARTS and pair[1].isdecimal()
        }

    def _write(self, known: dict[WriterId, Instant]) -> None:
        """Overwrite it in one go: a program that is killed at any moment leaves the old text or the new one."""
        with suppress(OSError):
            if not known:
                self._path.unlink(missing_ok=True)
                return
            text = "".join(f"{writer} {at_ms}\n" for writer, at_ms in known.items()).encode("ascii")
            file = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600)
            try:
                os.write(file, text)
                os.ftruncate(file, len(text))
            finally:
                os.close(file)
