"""Events about events: runs of the program, undo and redo, erasure, comparisons of clocks.

They belong to the log itself; every store and every fold must understand them.
"""

from __future__ import annotations

from facilitator_console.log.envelope import CommandId, Duration, Instant, LaptopId, Subject, WriterId
from facilitator_console.log.fold import Body
from facilitator_console.log.kinds import Kind, WrittenBy


class RunStarted(Body, frozen=True):
    """A store was opened and something was done: the first event of each writer.

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


class ClockCompared(Body, frozen=True):
    """This run measured another laptop's clock; the result applies to this run's own later events.

    Attributes:
        laptop: Whose clock.
        offset_ms: What that clock said minus what this one said at the same instant.
        rtt_ms: How long the question and its answer took; the offset is wrong by half of it at most.
    """

    laptop: LaptopId
    offset_ms: Duration
    rtt_ms: Duration = Duration(0)


class Undone(Body, frozen=True):
    """A command counts as if its key had never been pressed."""

    writer: WriterId
    lamport: int

    @property
    def command(self) -> CommandId:
        """Return the id of the command that is undone."""
        return CommandId(self.writer, self.lamport)


class Redone(Body, frozen=True):
    """An undone command takes effect again."""

    writer: WriterId
    lamport: int

    @property
    def command(self) -> CommandId:
        """Return the id of the command that takes effect again."""
        return CommandId(self.writer, self.lamport)


class Erased(Body, frozen=True):
    """Every event with this subject, here or still to arrive, loses its body and its time for good."""

    subject: Subject


class Redacted(Body, frozen=True):
    """Some fields of one event, here or still to arrive, are emptied for good; its structure stays.

    Attributes:
        fields: Which; by default those with typed words, and all of an event that is not understood here.
    """

    writer: WriterId
    seq: int
    fields: tuple[str, ...] = ()


class SpeakingForgotten(Body, frozen=True):
    """It is forgotten for good who spoke when: events of the floor, here or still to arrive, are blanked.

    Attributes:
        era: 1 for the first forgetting. It reaches the events of earlier eras: those whose writer knew of fewer
            forgettings. So a meeting that goes on after all has a floor again.
    """

    era: int


KINDS = (
    Kind("run_started", RunStarted, written_by=WrittenBy.PROGRAM, texts=("author",)),
    Kind("clock_compared", ClockCompared, written_by=WrittenBy.PROGRAM),
    Kind("undone", Undone),
    Kind("redone", Redone),
    Kind("erased", Erased),
    Kind("redacted", Redacted),
    Kind("speaking_forgotten", SpeakingForgotten),
)
"""Their effect is the log's own, so none has a handler; none can be undone."""
