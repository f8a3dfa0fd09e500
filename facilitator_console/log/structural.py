"""Events about events: runs of the program, undo and redo, erasure.

They belong to the log itself; every store and every fold must understand them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable

import msgspec

from facilitator_console.log.envelope import (
    THE_SESSION,
    CommandId,
    Event,
    Instant,
    LaptopId,
    Subject,
    WriterId,
    blanked,
)


class RunStarted(msgspec.Struct, frozen=True, omit_defaults=True, gc=False):
    """A store was opened for work: the first event of each writer.

    Attributes:
        laptop: Random id of this installation.
        author: Initials of who works here; may be empty.
        boot_id: Changes when the machine starts anew.
        boot_ms: Milliseconds since the machine started, suspends included.
        wall_ms: What the wall clock said (UTC epoch ms); it may be wrong.
        utc_offset_min: Local time minus UTC, in minutes.
    """

    laptop: LaptopId
    author: str = ""
    boot_id: str = ""
    boot_ms: int = 0
    wall_ms: Instant = Instant(0)
    utc_offset_min: int = 0


class Undone(msgspec.Struct, frozen=True, gc=False):
    """A command is as if its key had never been pressed."""

    writer: WriterId
    lamport: int

    @property
    def command(self) -> CommandId:
        """The command that it speaks of."""
        return CommandId(self.writer, self.lamport)


class Redone(msgspec.Struct, frozen=True, gc=False):
    """An undone command holds again."""

    writer: WriterId
    lamport: int

    @property
    def command(self) -> CommandId:
        """The command that it speaks of."""
        return CommandId(self.writer, self.lamport)


class Erased(msgspec.Struct, frozen=True, gc=False):
    """Every event with this subject, here or still to arrive, loses its body and its time for good."""

    subject: Subject


ERASED = "erased"
"""The kind whose events are never blanked, whatever they say they are about: else the order of arrival would decide."""

KINDS: dict[str, type[msgspec.Struct]] = {
    "run_started": RunStarted,
    "undone": Undone,
    "redone": Redone,
    ERASED: Erased,
}

_ERASED = msgspec.json.Decoder(Erased)


def erased_subjects(events: Iterable[Event]) -> set[Subject]:
    """Subjects that these events erase; an unreadable or meaningless erasure erases nothing."""
    subjects = set()
    for event in events:
        if event.kind == ERASED:
            try:
                subject = _ERASED.decode(event.body).subject
            except (msgspec.DecodeError, UnicodeError, RecursionError):
                continue
            if subject != THE_SESSION:
                subjects.add(subject)
    return subjects


def as_kept(event: Event, erased: Collection[Subject]) -> Event:
    """The event as it is kept where these subjects of its session are erased: blank, unless it is an erasure."""
    is_gone = event.kind != ERASED and (not event.body or event.subject in erased)
    return blanked(event) if is_gone else event
