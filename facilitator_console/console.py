"""Console: the one way in for everything that anybody does to a session.

A command decides, the history folds, the writer saves, the views hear of it, in this order. Nothing here knows a
rule of the room, a screen or a table of the store. No Qt.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import groupby
from typing import Concatenate, ParamSpec

import msgspec

from facilitator_console.dialogue.codec import encode
from facilitator_console.dialogue.history import NEVER_UNDONE, History
from facilitator_console.dialogue.state import Changes, State
from facilitator_console.laptop import Laptop
from facilitator_console.log import (
    THE_SESSION,
    CommandId,
    Erased,
    Instant,
    NewEvent,
    Redone,
    RunStarted,
    SessionId,
    Subject,
    Undone,
    WriterId,
    command_of,
    sealed,
)
from facilitator_console.session.agenda import create_session, wanted_text
from facilitator_console.session.clock import BootClock, Clock, Reading, beginning_ms, read_clocks
from facilitator_console.session.evolve import needs_lead
from facilitator_console.session.floor import note_gap
from facilitator_console.session.forgetting import SPEAKING_KINDS, forget_speaking
from facilitator_console.session.ids import NO_ITEM, NO_TURN, Attribution
from facilitator_console.session.timers import Running, running
from facilitator_console.store import Batch, SaveState, Store
from facilitator_console.store.rows import changed_rows
from facilitator_console.store.sign_of_life import SignOfLife
from facilitator_console.words import UserError, say

P = ParamSpec("P")
Command = Callable[Concatenate[State, Instant, P], Sequence[NewEvent]]

SAVED_BEFORE_REPAINT_S = 0.004
"""So long a dispatch waits for its commit: a repaint that began at once would hold the writer up longer."""

SESSION_ID_BYTES = 8
NOTHING_RUNS = Running(NO_ITEM, NO_TURN, quiet=False)


class Console:
    """One session, open for work on this laptop.

    Attributes:
        session: Its id.
        history: Its log, folded.
        writer_id: This run.
    """

    def __init__(
        self, session: SessionId, history: History, store: Store, laptop: Laptop, clock: Clock | None = None
    ) -> None:
        """Work on a session; `open_session` and `new_session` are the ways to one.

        Args:
            session: Its id.
            history: What the store holds of it.
            store: Where it is saved.
            laptop: Who and where we are.
            clock: Another clock than the machine's, for replays and tests.
        """
        self.session = session
        self.history = history
        self.writer_id = WriterId(secrets.token_hex(8))
        self._laptop = laptop
        self._store = store
        self._writer = store.writer
        self._seq = 0
        self._listeners: list[Callable[[Changes], None]] = []
        reading = read_clocks()
        self.clock = clock or self._continued_clock(reading)
        self._start_run(reading)

    # -- reading ---------------------------------------------------------------------------------------

    @property
    def state(self) -> State:
        """What the session's log folds to; read it, never change it."""
        return self.history.state

    @property
    def saves(self) -> SaveState:
        """What is saved and what is not yet."""
        return self._writer.save_state

    @property
    def leads(self) -> bool:
        """Whether this laptop leads clock and queue."""
        return self.state.room.lead in ("", self._laptop.laptop_id)

    @property
    def words_remain(self) -> bool:
        """Whether something was erased that may still lie in the store's file."""
        return self._writer.words_remain

    def draft(self) -> str:
        """What stood in the note line and was never kept as a note.

        Raises:
            StorageError: The world failed.
        """
        return self._writer.draft(self.session)

    def keep_draft(self, text: str) -> None:
        """Keep what stands in the note line; it is no part of the record."""
        self._writer.keep_draft(self.session, text)

    def give_sign_of_life(self) -> None:
        """Leave beside the store that this run is alive, if it leads clocks that run; where none do, nothing is left.

        Called every few seconds, and at the end: the next run counts a gap from here.
        """
        sign = SignOfLife(self._store.path)
        if self.leads and running(self.state) != NOTHING_RUNS:
            sign.give(self.writer_id, self.clock.now_ms())
        else:
            sign.forget([self.writer_id])

    def on_changed(self, listener: Callable[[Changes], None]) -> None:
        """Call `listener` after each change, with what changed."""
        self._listeners.append(listener)

    def stop_listening(self, listener: Callable[[Changes], None]) -> None:
        """Call `listener` no more."""
        self._listeners.remove(listener)

    # -- doing -----------------------------------------------------------------------------------------

    def dispatch(self, command: Command[P], *args: P.args, **kwargs: P.kwargs) -> Changes:
        """Carry a command out.

        Args:
            command: Decides on events, given the state and the time.
            *args: The command's own.
            **kwargs: Likewise.

        Returns:
            What changed; nothing where the command decided on nothing.

        Raises:
            UserError: The command refuses, or the room's clock and queue are led elsewhere.
        """
        now_ms = self.clock.now_ms()
        return self._record(command(self.state, now_ms, *args, **kwargs), now_ms)

    def undo(self, command: CommandId | None = None) -> Changes:
        """Take back a command of this laptop, by default the last; as if its key had never been pressed.

        Raises:
            UserError: There is nothing to undo, or not this.
        """
        target = command or self.undoable()
        if target is None or not self._can_undo(target):
            raise UserError(say("There is nothing to undo."))
        self._need_lead_for(target)
        return self._record([NewEvent(Undone(*target), THE_SESSION)], self.clock.now_ms())

    def redo(self, command: CommandId | None = None) -> Changes:
        """Let an undone command hold again, by default the last undone if nothing was done since.

        Raises:
            UserError: There is nothing to redo, or not this.
        """
        target = command or self.redoable()
        if target is None or not self._is_own(target) or not self.history.is_undone(target):
            raise UserError(say("There is nothing to redo."))
        self._need_lead_for(target)
        return self._record([NewEvent(Redone(*target), THE_SESSION)], self.clock.now_ms())

    def withdraw(self, subject: Subject) -> Changes:
        """Erase an entity's words for good, everywhere; it can't be undone.

        Raises:
            UserError: There is nothing with this id that could be withdrawn.
        """
        # Asked of the log, not of the state: what was undone is not in the state, but its words are in the store.
        if subject == THE_SESSION or not any(e.event.subject == subject and e.event.body for e in self.history):
            raise UserError(say("There is nothing to withdraw: it is not in this session."))
        return self._record([NewEvent(Erased(subject), THE_SESSION)], self.clock.now_ms())

    @property
    def can_forget_speaking(self) -> bool:
        """Whether this laptop may forget who spoke when: it leads, the meeting is over, and something is there."""
        return bool(self.leads and self.state.info.closed_at_ms and self.history.subjects_of(SPEAKING_KINDS))

    def forget_speaking(self) -> Changes:
        """Forget who spoke when, for good and everywhere; the sums stay. It can't be undone.

        Raises:
            UserError: The meeting is not over, there is nothing to forget, or another laptop leads.
        """
        if not self.leads:
            raise UserError(say("Another laptop leads clock and queue. Take the lead first."))
        # Asked of the log, as above: the turn of a wrong key, undone, also tells of somebody.
        return self.dispatch(forget_speaking, self.history.subjects_of(SPEAKING_KINDS))

    # -- undo stacks -------------------------------------------------------------------------------------

    def undoable(self, *, room_only: bool = False) -> CommandId | None:
        """The command of this laptop that undo would take back.

        Args:
            room_only: Look only at what was done to clock and queue.
        """
        for command, bodies in self._own_commands():
            undoes = any(not isinstance(body, NEVER_UNDONE) for body in bodies)
            in_room = any(needs_lead(body) for body in bodies)
            fits = self.leads if in_room else not room_only
            if undoes and fits and not self.history.is_undone(command):
                return command
        return None

    def is_of_room(self, command: CommandId) -> bool:
        """Whether a command did something to clock or queue."""
        return any(entry.body is not None and needs_lead(entry.body) for entry in self.history.command(command))

    def redoable(self) -> CommandId | None:
        """The command of this laptop that redo would bring back; None once something new was done."""
        for _, bodies in self._own_commands():
            for body in bodies:
                if isinstance(body, Undone) and self.history.is_undone(body.command):
                    return body.command
                if not isinstance(body, NEVER_UNDONE):
                    return None
        return None

    def _own_commands(self) -> Iterator[tuple[CommandId, list[msgspec.Struct]]]:
        """This laptop's commands with what can be read of them, last first."""
        for command, entries in groupby(self.history.reversed(), key=lambda entry: command_of(entry.event)):
            if self._is_own(command):
                yield command, [entry.body for entry in entries if entry.body is not None]

    def _can_undo(self, command: CommandId) -> bool:
        bodies = (entry.body for entry in self.history.command(command))
        undoes = any(body is not None and not isinstance(body, NEVER_UNDONE) for body in bodies)
        return undoes and self._is_own(command) and not self.history.is_undone(command)

    def _is_own(self, command: CommandId) -> bool:
        return self.state.laptop_of(command.writer) == self._laptop.laptop_id

    def _need_lead_for(self, command: CommandId) -> None:
        self._need_lead(entry.body for entry in self.history.command(command) if entry.body is not None)

    def _need_lead(self, bodies: Iterable[msgspec.Struct]) -> None:
        if not self.leads and any(needs_lead(body) for body in bodies):
            raise UserError(say("Another laptop leads clock and queue. Take the lead first."))

    # -- recording ---------------------------------------------------------------------------------------

    def _record(self, new: Sequence[NewEvent], now_ms: Instant) -> Changes:
        if not new:
            return {}
        self._need_lead(body for body, _ in new)
        events = sealed(
            new,
            encode,
            session=self.session,
            writer=self.writer_id,
            first_seq=self._seq + 1,
            lamport=self.history.lamport + 1,
            at_ms=now_ms,
        )
        self._seq += len(events)
        changes = self.history.add(events)
        number = self._writer.submit(Batch(tuple(events), changed_rows(self.session, self.state, changes)))
        self._writer.wait(number, SAVED_BEFORE_REPAINT_S)
        for listener in self._listeners:
            listener(changes)
        return changes

    # -- beginning a run -----------------------------------------------------------------------------------

    def _own_runs(self) -> list[tuple[WriterId, RunStarted, Instant]]:
        runs = self.state.runs.items()
        own = ((writer, run) for writer, run in runs if run.started.laptop == self._laptop.laptop_id)
        return [(writer, run.started, run.began_at_ms) for writer, run in own]

    def _last_own_ms(self) -> Instant:
        """This laptop's last event; 0 before its first."""
        return max((self.state.last_at_ms[writer] for writer, _, _ in self._own_runs()), default=Instant(0))

    def _continued_clock(self, reading: Reading) -> BootClock:
        """A clock that goes on where this laptop's last run stood."""
        runs = self._own_runs()
        previous, began_at_ms = runs[-1][1:] if runs else (None, Instant(0))
        begins = beginning_ms(reading, self._laptop.boot_id, previous, began_at_ms, self._last_own_ms())
        return BootClock(begins, reading.boot_ms)

    def _start_run(self, reading: Reading) -> None:
        ran, own = running(self.state), [writer for writer, _, _ in self._own_runs()]
        sign = SignOfLife(self._store.path)
        last_ms = max(self._last_own_ms(), sign.last_ms(own))
        started = RunStarted(
            self._laptop.laptop_id,
            self._laptop.author,
            self._laptop.boot_id,
            reading.boot_ms,
            reading.wall_ms,
            reading.utc_offset_min,
        )
        self._record([NewEvent(started, THE_SESSION)], self.clock.now_ms())
        if last_ms and self.leads and ran != NOTHING_RUNS:
            self.dispatch(note_gap, last_ms)
        sign.forget(own)


def open_session(store: Store, session: SessionId, laptop: Laptop, clock: Clock | None = None) -> Console:
    """Go on with a session that the store holds.

    Raises:
        UserError: The store holds no such session.
    """
    history = History(store.log.read(session))
    if not len(history):
        raise UserError(say("There is no session “{session}” in this store.", session=session))
    return Console(session, history, store, laptop, clock)


def new_session(
    store: Store,
    laptop: Laptop,
    title: str,
    *,
    language: str = "",
    attribution: Attribution = Attribution.NONE,
    clock: Clock | None = None,
) -> Console:
    """Begin a session in a store; its id is random and says nothing.

    Raises:
        UserError: The title is empty.
    """
    wanted_text(title)
    console = Console(SessionId(secrets.token_hex(SESSION_ID_BYTES)), History(), store, laptop, clock)
    console.dispatch(create_session, title, language=language, attribution=attribution)
    return console
