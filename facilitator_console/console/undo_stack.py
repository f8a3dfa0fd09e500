"""The undo stack: which of this laptop's commands can be taken back, and which can be brought back."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import groupby

from msgspec.structs import replace

from facilitator_console.dialogue.codec import LoggedEvent
from facilitator_console.dialogue.history import History
from facilitator_console.dialogue.naming import undoes
from facilitator_console.log import CommandId, LaptopId, NewEvent, Undone, WorkPhase, WriterId, command_of
from facilitator_console.opinions.events import VoteClosed
from facilitator_console.session.events import OfSetUp
from facilitator_console.session.evolve_clocks import table_of
from facilitator_console.session.ids import TableId


def in_phase(new: Sequence[NewEvent], phase: WorkPhase) -> list[NewEvent]:
    """Mark what was decided on the set-up as done in Run, where it was."""
    is_run = phase is WorkPhase.RUN
    return [
        NewEvent(replace(body, in_run=True), subject)
        if is_run and isinstance(body, OfSetUp)
        else NewEvent(body, subject)
        for body, subject in new
    ]


class UndoStack:
    """Finds this laptop's commands in the log; nothing is kept beside it."""

    def __init__(
        self,
        history: History,
        laptop: LaptopId,
        is_own: Callable[[WriterId], bool],
        leads_table: Callable[[TableId], bool],
    ) -> None:
        """Look into this history.

        Args:
            history: The session's log, folded.
            laptop: This laptop.
            is_own: Whether a run was on this laptop.
            leads_table: Whether this laptop leads a table now.
        """
        self._history = history
        self._laptop = laptop
        self._is_own = is_own
        self._leads_table = leads_table
        self._posted: set[CommandId] = set()

    def leave_out(self, posted: Iterable[CommandId]) -> None:
        """Take back none of these: a phone did them, and whoever presses undo means what they did themselves."""
        self._posted.update(posted)

    def undoable(self, phase: WorkPhase | None = None, *, room_only: bool = False) -> CommandId | None:
        """Return the command of this laptop that undo would take back.

        Args:
            phase: Look only at what belongs to this phase of the work.
            room_only: Look only at what was done to clock and queue, or to the set-up while people were together.
        """
        for command, entries in self._own_commands():
            fits = self.leads_all(entries) and (not room_only or any(entry.of_meeting for entry in entries))
            if undoes(entries, phase) and fits and not self._history.is_undone(command) and self._counts(command):
                return command
        return None

    def is_of_room(self, command: CommandId) -> bool:
        """Tell whether a command did something to clock or queue, or to the set-up while people were together."""
        return any(entry.of_meeting for entry in self._history.command(command))

    def redoable(self, phase: WorkPhase | None = None) -> CommandId | None:
        """Return the command of this laptop that redo would bring back; None once something new was done."""
        for _, entries in self._own_commands():
            for entry in entries:
                body = entry.body
                if isinstance(body, Undone) and self._can_redo(body.command):
                    undone = self._history.command(body.command)
                    if phase is None or undoes(undone, phase):
                        return body.command
                if entry.is_undoable():
                    return None
        return None

    def _can_redo(self, command: CommandId) -> bool:
        """Tell whether it is undone and its words are still there: else something empty would come back."""
        return self._history.is_undone(command) and not self._history.has_lost_words(command)

    def _own_commands(self) -> Iterator[tuple[CommandId, list[LoggedEvent]]]:
        """Yield this laptop's commands, the last first, each with its events in order."""
        for command, entries in groupby(self._history.reversed(), key=lambda entry: command_of(entry.event)):
            if self._is_own(command.writer) and command not in self._posted:
                yield command, list(entries)[::-1]

    def can_undo(self, command: CommandId) -> bool:
        """Tell whether a command is one of this laptop's that can be taken back and brought back."""
        entries = self._history.command(command)
        return undoes(entries, None) and self._is_own(command.writer) and self._counts(command)

    def _counts(self, command: CommandId) -> bool:
        return self._history.can_be_judged(command, self._laptop) and not self._was_counted(command)

    def _was_counted(self, command: CommandId) -> bool:
        """Tell whether a command decided about statements before a vote was closed: its result stays what it was."""
        decided = any(
            entry.kind is not None and entry.kind.name.startswith("statement_")
            for entry in self._history.command(command)
        )
        if not decided or not any(vote.closed_at_ms for vote in self._history.state.votes.values()):
            return False
        closings = (entry for entry in self._history.reversed() if isinstance(entry.body, VoteClosed))
        last = next(closings, None)
        return last is not None and (command.lamport, command.writer) < (last.event.lamport, last.event.writer)

    def leads_all(self, entries: Iterable[LoggedEvent]) -> bool:
        """Tell whether this laptop leads all tables at which these events move something."""
        bodies = (entry.body for entry in entries if entry.of_room)
        return all(body is None or self._leads_table(table_of(body)) for body in bodies)
