"""Console: the one way in for everything that anybody does to a session.

A command decides, the history folds, the writer saves, the views hear of it, in this order. Nothing here knows a
rule of the room, a screen or a table of the store. No Qt.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import groupby
from typing import Concatenate, ParamSpec

from facilitator_console.dialogue.codec import LoggedEvent, encode
from facilitator_console.dialogue.evolve import line_ms
from facilitator_console.dialogue.history import History
from facilitator_console.dialogue.kinds import kind_of
from facilitator_console.dialogue.naming import undoes
from facilitator_console.dialogue.peers import refuse_peer
from facilitator_console.dialogue.state import Changes, State
from facilitator_console.dialogue.typed_words import TypedText, erasures
from facilitator_console.log import (
    NOTHING_ERASED,
    THE_SESSION,
    CommandId,
    Erased,
    Event,
    Instant,
    NewEvent,
    Redone,
    RunStarted,
    SessionId,
    Subject,
    Undone,
    WorkPhase,
    WriterId,
    command_of,
    sealed,
    with_erasures,
)
from facilitator_console.notes.capture import without_seats
from facilitator_console.notes.ids import NoteId
from facilitator_console.runtime.laptop import Laptop
from facilitator_console.session.agenda import create_session
from facilitator_console.session.clock import BootClock, Clock, Reading, beginning_ms, read_clocks
from facilitator_console.session.evolve_room import lead_of, table_of
from facilitator_console.session.floor import follow_session, note_gap
from facilitator_console.session.forgetting import forget_speaking, in_era, sum_tables
from facilitator_console.session.ids import MAIN, NO_ITEM, NO_TURN, Attribution, TableId
from facilitator_console.session.promise import with_promise
from facilitator_console.session.timers import Running, running
from facilitator_console.store import Batch, SaveState, Store
from facilitator_console.store.finding import find_notes
from facilitator_console.store.rows import changed_rows
from facilitator_console.store.sign_of_life import SignOfLife
from facilitator_console.words import UserError, say

P = ParamSpec("P")
Command = Callable[Concatenate[State, Instant, P], Sequence[NewEvent]]

SAVED_BEFORE_REPAINT_S = 0.004
"""So long a dispatch waits for its commit: a repaint that began at once would hold the writer up longer."""

SESSION_ID_BYTES = 8
NOTE_ADDED = "note_added"
OTHER_LEADS = say("Another laptop leads clock and queue. Take the lead first.")
NOTHING_RUNS = Running(NO_ITEM, NO_TURN, quiet=False)
PUT_BACK_FROM_MS = 60_000
"""A clock that is only a little behind after a restart was not put back by anybody."""


class Console:
    """One session, open for work on this laptop.

    Attributes:
        session: Its id.
        history: Its log, folded.
        laptop: Who and where we are.
        writer_id: This run.
        was_put_back: This run began earlier than this laptop's last event: its clock was ahead, or is behind now.
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
        self.laptop = laptop
        self._store = store
        self._saver = store.saver
        self._seq = 0
        self._listeners: list[Callable[[Changes], None]] = []
        self.clock = clock or self._continued_clock(read_clocks())
        self.was_put_back = self._last_own_ms() - self.clock.now_ms() >= PUT_BACK_FROM_MS
        self._note_gap()

    # -- reading ---------------------------------------------------------------------------------------

    @property
    def state(self) -> State:
        """What the session's log folds to; read it, never change it."""
        return self.history.state

    @property
    def saves(self) -> SaveState:
        """What is saved and what is not yet."""
        return self._saver.save_state

    @property
    def leads(self) -> bool:
        """Whether this laptop leads clock and queue of the plenary."""
        return self._leads_table(MAIN)

    def _leads_table(self, table_id: TableId) -> bool:
        return table_id in self.state.rooms and lead_of(self.state, table_id) in ("", self.laptop.laptop_id)

    def now_ms(self) -> Instant:
        """Now, on the session's time line: that of the laptop on which it began, as far as it was measured."""
        return line_ms(self.state, self.writer_id, self.laptop.laptop_id, self.clock.now_ms())

    def wall_ms(self, at_ms: Instant) -> Instant:
        """What a clock on the wall here shows at an instant of the session's time line; only for people to read."""
        own_ms = self.clock.now_ms()
        ahead_ms = line_ms(self.state, self.writer_id, self.laptop.laptop_id, own_ms) - own_ms
        return self.clock.wall_ms(Instant(at_ms - ahead_ms))

    @property
    def words_remain(self) -> bool:
        """Whether something was erased that may still lie in the store's file."""
        return self._saver.words_remain

    def draft(self) -> str:
        """What stood in the note line and was never kept as a note.

        Raises:
            StorageError: The world failed.
        """
        return self._saver.draft(self.session)

    def keep_draft(self, text: str) -> None:
        """Keep what stands in the note line; it is no part of the record."""
        self._saver.keep_draft(self.session, text)

    def find_notes(self, text: str) -> frozenset[NoteId] | None:
        """Find the notes that contain the words of a text, saved or not; None where it contains no word."""
        return find_notes(self._store, self.session, self.state, text)

    @property
    def _sign(self) -> SignOfLife:
        """This laptop's sign of life, beside the store where it lies now."""
        return SignOfLife(self._store.path, self.session, self.laptop.laptop_id)

    def give_sign_of_life(self) -> None:
        """Leave beside the store that this run is alive, if it leads clocks that run; where none do, nothing is left.

        Called every few seconds, and at the end: the next run counts a gap from here.
        """
        if self.leads and running(self.state) != NOTHING_RUNS:
            self._sign.give(self.clock.now_ms())
        else:
            self._sign.forget()

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
        return self._record(command(self.state, self.now_ms(), *args, **kwargs))

    def undo(self, command: CommandId | None = None) -> Changes:
        """Take back a command of this laptop, by default the last; as if its key had never been pressed.

        Raises:
            UserError: There is nothing to undo, or not this.
        """
        target = command or self.undoable()
        if target is None or not self._can_undo(target) or self.history.is_undone(target):
            raise UserError(say("There is nothing to undo."))
        self._need_lead_for(target)
        return self._record([NewEvent(Undone(*target), THE_SESSION)])

    def redo(self, command: CommandId | None = None) -> Changes:
        """Let an undone command hold again, by default the last undone if nothing was done since.

        Raises:
            UserError: There is nothing to redo, or not this.
        """
        target = command or self.redoable()
        if target is None or not self._can_undo(target) or not self.history.is_undone(target):
            raise UserError(say("There is nothing to redo."))
        self._need_lead_for(target)
        return self._record([NewEvent(Redone(*target), THE_SESSION)])

    def withdraw(self, subject: Subject) -> Changes:
        """Erase all that an entity's events say, for good, everywhere; it can't be undone.

        Raises:
            UserError: There is nothing with this id that could be withdrawn.
        """
        # Asked of the log, not of the state: what was undone is not in the state, but its words are in the store.
        if subject == THE_SESSION or not any(e.event.subject == subject and e.event.body for e in self.history):
            raise UserError(say("There is nothing to withdraw: it is not in this session."))
        return self._record([NewEvent(Erased(subject), THE_SESSION)])

    def erase_words(self, chosen: Sequence[TypedText]) -> Changes:
        """Erase typed words of this session, for good, everywhere; it can't be undone."""
        return self._record(erasures(self.history, chosen))

    @property
    def can_forget_speaking(self) -> bool:
        """Whether this laptop may forget who spoke when: it leads, the meeting is over, and something is there."""
        return bool(self.leads and self.state.info.closed_at_ms and self.history.tells_who_spoke)

    def forget_speaking(self) -> Changes:
        """Forget who spoke when, for good and everywhere; the sums stay. It can't be undone.

        Raises:
            UserError: The meeting is not over, there is nothing to forget, or another laptop leads.
        """
        if not self.leads:
            raise UserError(OTHER_LEADS)
        # Asked of the log: the turn of a wrong key, undone, also tells of somebody.
        if self.state.info.closed_at_ms and not self.history.tells_who_spoke:
            raise UserError(say("There is nothing to forget: nobody's turns are in the record."))
        changes = self.dispatch(forget_speaking, self.laptop.laptop_id)
        self.keep_draft(without_seats(self.draft()))
        return changes

    def receive(self, events: Sequence[Event]) -> Changes:
        """Take in what another laptop holds of this session; whatever was known already changes nothing.

        Args:
            events: Of any writers, in any order.

        Returns:
            What changed.

        Raises:
            PeerError: The peer is broken, or not what it says; nothing of it was kept.
        """
        refuse_peer(events, self.history, self.session, self.writer_id, self._seq)
        fresh = [event for event in events if self.history.lacks(event)]
        if not fresh:
            return {}
        forgets = (era := with_erasures(NOTHING_ERASED, fresh).era) > self.state.info.era
        # What is still counted here goes with the forgetting; its sums are kept in the same transaction, or not at all.
        sums = sum_tables(self.state, self.now_ms(), self.laptop.laptop_id, era) if forgets else []
        changes = self._keep([*self._decided(sums), *fresh])
        if forgets:
            self.keep_draft(without_seats(self.draft()))
        self._follow_session()
        return changes

    # -- undo stacks -------------------------------------------------------------------------------------

    def undoable(self, phase: WorkPhase | None = None, *, room_only: bool = False) -> CommandId | None:
        """The command of this laptop that undo would take back.

        Args:
            phase: Look only at what belongs to this phase of the work.
            room_only: Look only at what was done to clock and queue.
        """
        for command, entries in self._own_commands():
            fits = self._leads_all(entries) if any(entry.of_room for entry in entries) else not room_only
            if undoes(entries, phase) and fits and not self.history.is_undone(command) and self._counts(command):
                return command
        return None

    def is_of_room(self, command: CommandId) -> bool:
        """Whether a command did something to clock or queue."""
        return any(entry.of_room for entry in self.history.command(command))

    def redoable(self, phase: WorkPhase | None = None) -> CommandId | None:
        """The command of this laptop that redo would bring back; None once something new was done. `phase` as above."""
        for _, entries in self._own_commands():
            for entry in entries:
                body = entry.body
                if isinstance(body, Undone) and self._can_redo(body.command):
                    undone = self.history.command(body.command)
                    if phase is None or undoes(undone, phase):
                        return body.command
                if entry.is_undoable():
                    return None
        return None

    def _can_redo(self, command: CommandId) -> bool:
        """Whether it is undone, and what it said is still there: else something empty would come back."""
        return self.history.is_undone(command) and not self.history.has_lost_words(command)

    def _own_commands(self) -> Iterator[tuple[CommandId, list[LoggedEvent]]]:
        """This laptop's commands, the last first, each with its events in order."""
        for command, entries in groupby(self.history.reversed(), key=lambda entry: command_of(entry.event)):
            if self.is_own(command.writer):
                yield command, list(entries)[::-1]

    def _can_undo(self, command: CommandId) -> bool:
        entries = self.history.command(command)
        return undoes(entries, None) and self.is_own(command.writer) and self._counts(command)

    def _counts(self, command: CommandId) -> bool:
        return self.history.can_be_judged(command, self.laptop.laptop_id)

    def is_own(self, writer: WriterId) -> bool:
        """Whether a run was on this laptop."""
        return writer == self.writer_id or self.state.laptop_of(writer) == self.laptop.laptop_id

    def _need_lead_for(self, command: CommandId) -> None:
        if not self._leads_all(self.history.command(command)):
            raise UserError(OTHER_LEADS)

    def _leads_all(self, entries: Iterable[LoggedEvent]) -> bool:
        bodies = (entry.body for entry in entries if entry.of_room)
        return all(body is None or self._leads_table(table_of(body)) for body in bodies)

    # -- recording ---------------------------------------------------------------------------------------

    def _record(self, new: Sequence[NewEvent]) -> Changes:
        """Keep what was decided; the tables that this laptop leads follow it."""
        if not new:
            return {}
        events = self._decided(new)
        changes = self._keep(events, ends_draft=any(event.kind == NOTE_ADDED for event in events))
        self._follow_session()
        return changes

    def _follow_session(self) -> None:
        if events := self._decided(follow_session(self.state, self.now_ms(), self.laptop.laptop_id)):
            self._keep(events)

    def _decided(self, new: Sequence[NewEvent]) -> list[Event]:
        """Seal what was decided; the first time the run begins with it."""
        if not new:
            return []
        if any(kind_of(body).of_room and not self._leads_table(table_of(body)) for body, _ in new):
            raise UserError(OTHER_LEADS)
        events = [] if self._seq else self._sealed([self._run_started()], self.history.lamport + 1)
        new = with_promise(self.state, new, self.wall_ms(self.now_ms()), self.clock.utc_offset_min())
        return events + self._sealed(in_era(self.state, new), self.history.lamport + 1 + len(events))

    def _sealed(self, new: Sequence[NewEvent], lamport: int) -> list[Event]:
        events = sealed(
            new,
            encode,
            session=self.session,
            writer=self.writer_id,
            first_seq=self._seq + 1,
            lamport=lamport,
            at_ms=self.clock.now_ms(),
        )
        self._seq += len(events)
        return events

    def _keep(self, events: Sequence[Event], *, ends_draft: bool = False) -> Changes:
        """Fold events and save them, whoever wrote them, and tell of what changed."""
        changes = self.history.add(events)
        batch = Batch(tuple(events), changed_rows(self.session, self.state, changes), ends_draft=ends_draft)
        number = self._saver.submit(batch)
        self._saver.wait(number, SAVED_BEFORE_REPAINT_S)
        for listener in self._listeners:
            listener(changes)
        return changes

    # -- beginning a run -----------------------------------------------------------------------------------

    def _own_writers(self) -> list[WriterId]:
        """This laptop's runs that wrote, in the agreed order."""
        runs = self.state.runs.items()
        return [writer for writer, run in runs if run.started.laptop == self.laptop.laptop_id]

    def _last_own_ms(self) -> Instant:
        """This laptop's last event, on its own time line; 0 before its first."""
        writers = set(self._own_writers())
        times = (entry.event.at_ms for entry in self.history.reversed() if entry.event.writer in writers)
        return next((at_ms for at_ms in times if at_ms), Instant(0))

    def _continued_clock(self, reading: Reading) -> BootClock:
        """A clock that goes on where this laptop's last run stood."""
        writers = self._own_writers()
        begins = reading.wall_ms
        if writers:
            previous = self.state.runs[writers[-1]]
            begins = beginning_ms(reading, self.laptop.boot_id, previous.started, previous.began_at_ms)
        return BootClock(begins, reading.boot_ms)

    def _run_started(self) -> NewEvent:
        # Read now, not at the opening: the event's own time belongs to this reading.
        reading, laptop = read_clocks(), self.laptop
        return NewEvent(RunStarted(laptop.laptop_id, laptop.author, laptop.boot_id, *reading), THE_SESSION)

    def _note_gap(self) -> None:
        """Clocks that run and that this laptop leads went on while the program was off; else opening writes nothing."""
        last_ms = max(self._last_own_ms(), self._sign.last_ms())
        if last_ms and self.leads and running(self.state) != NOTHING_RUNS:
            self.dispatch(note_gap, line_ms(self.state, self.writer_id, self.laptop.laptop_id, last_ms))
        self._sign.forget()


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
    begins_with: Sequence[NewEvent] = (),
    clock: Clock | None = None,
) -> Console:
    """Begin a session in a store, with an agenda and seats, for example; its id is random and says nothing.

    Raises:
        UserError: The title is empty.
    """
    console = Console(SessionId(secrets.token_hex(SESSION_ID_BYTES)), History(), store, laptop, clock)
    console.dispatch(create_session, title, language=language, attribution=attribution, begins_with=begins_with)
    return console
