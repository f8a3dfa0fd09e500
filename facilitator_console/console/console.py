"""The console itself: the one way in for everything that anybody does to a session.

A command decides, the history folds, the writer saves, the views hear of it, in this order. Nothing here knows a
rule of the room, a screen or a table of the store. No Qt.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import Future
from functools import partial
from typing import Concatenate, ParamSpec

from facilitator_console.console.other_sessions import OtherSessions
from facilitator_console.console.posting import Acknowledgements, PostedCommands, RunSoon
from facilitator_console.console.receiving import ReceivedBatches
from facilitator_console.console.recorder import Recorder
from facilitator_console.console.runs import OwnRun, continued_clock, last_own_ms
from facilitator_console.console.undo_stack import UndoStack
from facilitator_console.console.vote_closing import VoteClosing
from facilitator_console.console.voting import Voting
from facilitator_console.dialogue.attribution import speakers_taken_off
from facilitator_console.dialogue.history import History
from facilitator_console.dialogue.kinds import kind_of
from facilitator_console.dialogue.state import Changes, State
from facilitator_console.dialogue.typed_words import TypedText, erasures
from facilitator_console.dialogue.voting import count_vote, report_ballots
from facilitator_console.dialogue.withdrawing import withdrawals
from facilitator_console.log import (
    THE_SESSION,
    CommandId,
    Event,
    Instant,
    NewEvent,
    Redone,
    SessionId,
    Subject,
    Undone,
    WorkPhase,
    WriterId,
)
from facilitator_console.notes.ids import NoteId
from facilitator_console.opinions.ballots import Ballots
from facilitator_console.opinions.commands import open_statement
from facilitator_console.opinions.ids import Digest, StatementId, VoteId
from facilitator_console.runtime.laptop import Laptop
from facilitator_console.session.clock import Clock, read_clocks
from facilitator_console.session.evolve_clocks import lead_of, table_of
from facilitator_console.session.forgetting import forget_speaking, is_undecided
from facilitator_console.session.ids import MAIN, NO_ITEM, NO_TURN, TableId
from facilitator_console.session.leading import record_gap
from facilitator_console.session.timers import Running, running
from facilitator_console.store.beside_log import NOTE_LINE
from facilitator_console.store.finding import FoundNote, find_everywhere, find_notes
from facilitator_console.store.opening import Heartbeat
from facilitator_console.store.saver import SaveState
from facilitator_console.store.store import Store
from facilitator_console.words import Message, UserError, say

P = ParamSpec("P")
Command = Callable[Concatenate[State, Instant, P], Sequence[NewEvent]]

OTHER_LEADS = say("Another laptop leads clock and queue. Take the lead first.")
NOTHING_RUNS = Running(NO_ITEM, NO_TURN, quiet=False)
PUT_BACK_FROM_MS = 60_000
"""A clock that is only a little behind after a restart was not put back by anybody."""


class Console:
    """Holds one session that is open for work on this laptop.

    Attributes:
        session: Its id.
        history: Its log, folded.
        laptop: Who and where we are.
        writer_id: This run.
        others: The other sessions of its store.
        recorder: Keeps what is done.
        undo_stack: Which commands can be taken back, and which can be brought back.
        voting: Its vote, and the ballots.
        closing: What is done once a vote is closed.
        was_put_back: This run began earlier than this laptop's last event: its clock was ahead, or is behind now.
    """

    def __init__(
        self,
        session: SessionId,
        history: History,
        store: Store,
        laptop: Laptop,
        clock: Clock | None = None,
        run_soon: RunSoon | None = None,
    ) -> None:
        """Hold a session and write nothing; `open_session` and `new_session` (console.opening) are the ways to one.

        Args:
            session: Its id.
            history: What the store holds of it.
            store: Where it is saved.
            laptop: Who and where we are.
            clock: Another clock than the machine's, for replays and tests.
            run_soon: Brings to this thread what other threads post or have folded; without it nothing can be posted,
                and everything is folded here.
        """
        self.session = session
        self.history = history
        self.laptop = laptop
        self.clock: Clock = clock or continued_clock(self.state, laptop, read_clocks())
        self._run = OwnRun(session, laptop, self.clock)
        self.writer_id = self._run.writer_id
        self._store = store
        self._saver = store.saver
        self._run_soon = run_soon
        self.others = OtherSessions(store, laptop, session)
        self.undo_stack = UndoStack(history, laptop.laptop_id, self.is_own, self._leads_table)
        self.voting = Voting(session, store, laptop.laptop_id, lambda: self.state, self._report_told)
        self.closing = VoteClosing(self.voting, laptop.laptop_id, self._report_ballots, beside=run_soon is not None)
        self.recorder = recorder = Recorder(session, history, self._run, store.saver)
        resolve = Acknowledgements(self.on_saves, lambda: self.saves.committed).resolve
        self._posted = PostedCommands(run_soon, self._record_posted, recorder.together, resolve)
        self._received = ReceivedBatches(run_soon, recorder.take_in, recorder.begin_merge, recorder.take_over, resolve)
        self.on_events(self._received.keep_up)
        self.was_put_back = last_own_ms(history, laptop) - self.clock.now_ms() >= PUT_BACK_FROM_MS
        self.on_changed(self._finish_votes)

    # -- reading ---------------------------------------------------------------------------------------

    @property
    def state(self) -> State:
        """Return what the session's log folds to; read it, never change it."""
        return self.history.state

    @property
    def saves(self) -> SaveState:
        """Return what is saved and what is not yet."""
        return self._saver.save_state

    @property
    def leads(self) -> bool:
        """Tell whether this laptop leads clock and queue of the plenary."""
        return self._leads_table(MAIN)

    def _leads_table(self, table_id: TableId) -> bool:
        return table_id in self.state.rooms and lead_of(self.state, table_id) in ("", self.laptop.laptop_id)

    @property
    def phase(self) -> WorkPhase:
        """Return the phase of the work in which people are now; undo there takes back what was done there."""
        return self.recorder.phase

    @phase.setter
    def phase(self, phase: WorkPhase) -> None:
        self.recorder.phase = phase

    def is_own(self, writer: WriterId) -> bool:
        """Tell whether a run was on this laptop."""
        return writer == self.writer_id or self.state.laptop_of(writer) == self.laptop.laptop_id

    @property
    def is_measured(self) -> bool:
        """Tell whether it is known how far this laptop's clock is from the session's time line."""
        return self._run.is_measured(self.state)

    def now_ms(self) -> Instant:
        """Return now on the session's time line: that of the laptop on which it began, as far as it was measured."""
        return self._run.now_ms(self.state)

    def wall_ms(self, at_ms: Instant) -> Instant:
        """Return what a clock on the wall here shows at an instant of the session's time line, for people to read."""
        return self._run.wall_ms(self.state, at_ms)

    @property
    def words_remain(self) -> bool:
        """Tell whether something was erased that may still lie in the store's file."""
        return self._saver.words_remain

    def draft(self, field: str = NOTE_LINE) -> str:
        """Return what stood in a field, by default the note line, and was never kept.

        Raises:
            StorageError: The world failed.
        """
        return self._saver.draft(self.session, field)

    def drafted_fields(self) -> frozenset[str]:
        """Return the fields in which something stands that was never kept.

        Raises:
            StorageError: The world failed.
        """
        return self._saver.drafted_fields(self.session)

    def keep_draft(self, text: str, field: str = NOTE_LINE) -> None:
        """Keep what stands in a field, by default the note line; it does not belong to the record."""
        self._saver.save_draft(self.session, text, field)

    def find_notes(self, text: str) -> frozenset[NoteId] | None:
        """Find the notes that contain the words of a text, saved or not; None where it contains no word."""
        return find_notes(self._store, self.session, self.state, text)

    def find_everywhere(self, text: str) -> tuple[FoundNote, ...]:
        """Find saved notes of all sessions by the words of a text, newest first.

        Raises:
            StorageError: They can't be read.
        """
        return find_everywhere(self._store, text)

    @property
    def _sign(self) -> Heartbeat:
        """Return this laptop's sign of life, beside the store where it lies now."""
        return Heartbeat(self._store.path, self.session, self.laptop.laptop_id)

    def give_sign_of_life(self) -> None:
        """Leave beside the store that this run is alive, if it leads clocks that run; where none do, nothing is left.

        Called every few seconds, and at the end: the next run counts a gap from here.
        """
        if self.leads and running(self.state) != NOTHING_RUNS:
            self._sign.record(self.clock.now_ms())
        else:
            self._sign.clear()

    def on_changed(self, listener: Callable[[Changes], None]) -> None:
        """Call `listener` after each change, with what changed."""
        self.recorder.listeners.append(listener)

    def stop_listening(self, listener: Callable[[Changes], None]) -> None:
        """Call `listener` no more."""
        self.recorder.listeners.remove(listener)

    def on_events(self, listener: Callable[[Sequence[Event], Changes], None]) -> None:
        """Call `listener` with each batch of events that is kept and what it changed, before it is committed."""
        self.recorder.event_listeners.append(listener)

    def stop_hearing_events(self, listener: Callable[[Sequence[Event], Changes], None]) -> None:
        """Call `listener` no more."""
        if listener in self.recorder.event_listeners:
            self.recorder.event_listeners.remove(listener)

    def on_saves(self, listener: Callable[[SaveState], None]) -> None:
        """Call `listener`, in the saver's thread, after each commit, each failure and each sweep."""
        self._saver.on_change(listener)

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
        return self.recorder.record(self._decide(command, *args, **kwargs))

    def refusal(self, command: Command[P], *args: P.args, **kwargs: P.kwargs) -> Message | None:
        """Return why `dispatch` would refuse a command now, in its words: it is run, and its events are dropped."""
        try:
            self._decide(command, *args, **kwargs)
        except UserError as error:
            return error.message
        return None

    def post(self, command: Command[P], *args: P.args, **kwargs: P.kwargs) -> Future[Changes]:
        """Carry a command out for another thread, soon, on the thread that owns the console.

        What was posted meanwhile is carried out together, in the order in which it came; views hear of it once.

        Returns:
            Resolved with what changed once that is committed; with the error where the command refuses. Never
            resolved where it could not be saved before the program ended.
        """
        return self._posted.put(partial(self._decide, command, *args, **kwargs))

    def post_withdrawal(self, subject: Subject) -> Future[Changes]:
        """Erase all that an entity's events say, as `withdraw` does, for another thread; see `post`."""

        def decide(_state: State, _now_ms: Instant) -> Sequence[NewEvent]:
            return withdrawals(self.history, subject)

        return self.post(decide)

    def cast(self, ballots: Ballots) -> None:
        """Put ballots into the box, all or none; from any thread. When it returns they are kept.

        Args:
            ballots: Votes on statements of this session; see `BallotBox.add`.

        Raises:
            UserError: A statement is not in this session, or closed.
            StorageError: The world failed.
        """
        for statement in {StatementId(str(statement)) for statement in ballots.statements}:
            open_statement(self.state, statement)
        self._store.ballots.add(self.session, ballots)

    def undo(self, command: CommandId | None = None) -> Changes:
        """Take back a command of this laptop, by default the last; as if its key had never been pressed.

        Raises:
            UserError: There is nothing to undo, or not this.
        """
        target = command or self.undo_stack.undoable()
        return self._judge(target, Undone, say("There is nothing to undo."))

    def redo(self, command: CommandId | None = None) -> Changes:
        """Let an undone command hold again, by default the last undone if nothing was done since.

        Raises:
            UserError: There is nothing to redo, or not this.
        """
        target = command or self.undo_stack.redoable()
        return self._judge(target, Redone, say("There is nothing to redo."))

    def _judge(self, target: CommandId | None, verdict: type[Undone | Redone], nothing: Message) -> Changes:
        is_undone = target is not None and self.history.is_undone(target)
        if target is None or not self.undo_stack.can_undo(target) or is_undone is (verdict is Undone):
            raise UserError(nothing)
        if not self.undo_stack.leads_all(self.history.command(target)):
            raise UserError(OTHER_LEADS)
        return self.recorder.record([NewEvent(verdict(*target), THE_SESSION)])

    def withdraw(self, subject: Subject) -> Changes:
        """Erase all that an entity's events say, and text made from it, for good, everywhere; it can't be undone.

        Raises:
            UserError: There is nothing with this id that could be withdrawn.
        """
        # Asked of the log, not of the state: what was undone is not in the state, but its words are in the store.
        if subject == THE_SESSION or not any(e.event.subject == subject and e.event.body for e in self.history):
            raise UserError(say("There is nothing to withdraw: it is not in this session."))
        return self.recorder.record(withdrawals(self.history, subject))

    def erase_words(self, chosen: Sequence[TypedText]) -> Changes:
        """Erase typed words of this session, for good, everywhere; it can't be undone."""
        return self.recorder.record(erasures(self.history, chosen))

    def take_speakers_off(self, note_ids: Sequence[NoteId] | None = None) -> Changes:
        """Take all that leads to a speaker off these notes, or off all, for good and everywhere; it can't be undone.

        Raises:
            UserError: Nothing is kept of who spoke.
        """
        return self.recorder.record(speakers_taken_off(self.history, note_ids))

    def forgetting_refusal(self) -> Message | None:
        """Return why this laptop may not forget who spoke when now; None where it may."""
        return self.refusal(self._forget)

    @property
    def is_forgetting_undecided(self) -> bool:
        """Tell whether the meeting is over, and nobody has chosen whether who spoke when is forgotten or kept."""
        return is_undecided(self.state, tells_who_spoke=self.history.tells_who_spoke)

    def forget_speaking(self) -> Changes:
        """Forget who spoke when, for good and everywhere; the sums stay. It can't be undone.

        Raises:
            UserError: The meeting is not over, there is nothing to forget, or another laptop leads.
        """
        changes = self.dispatch(self._forget)
        self.recorder.forget_seats_in_draft()
        return changes

    def _forget(self, state: State, now_ms: Instant) -> Sequence[NewEvent]:
        if not self.leads:
            raise UserError(OTHER_LEADS)
        # Asked of the log: the turn of a wrong key, undone, also tells of somebody.
        if state.info.closed_at_ms and not self.history.tells_who_spoke:
            raise UserError(say("There is nothing to forget: nobody’s turns are in the record."))
        return forget_speaking(state, now_ms, self.laptop.laptop_id)

    def receive(self, events: Sequence[Event]) -> Future[Changes]:
        """Take in what another laptop holds of this session; whatever was known already changes nothing.

        More than 500 events are folded in a thread of their own, and have their effect soon; the session goes on.

        Args:
            events: Of any writers, in any order.

        Returns:
            Resolved with what changed once that is committed; with a `PeerError` where the peer is broken, or not what
            it says: then nothing of it was kept.
        """
        return self._received.put(tuple(events))

    def go_on(self) -> None:
        """Begin to work on what the store holds: record a gap, and finish votes that were closed meanwhile."""
        self._record_gap()
        self._finish_votes({"votes": frozenset(self.state.votes)})

    def leave(self) -> None:
        """Give up what is posted or received and not done yet: the session is closed here, and may be opened anew."""
        self.closing.wait()
        self._posted.give_up()
        self._received.give_up()

    # -- deciding ----------------------------------------------------------------------------------------

    def _decide(self, command: Command[P], *args: P.args, **kwargs: P.kwargs) -> Sequence[NewEvent]:
        """Return what a command decides on now, and keep nothing of it.

        Raises:
            UserError: The command refuses, or another laptop leads what it would move.
        """
        new = command(self.state, self.now_ms(), *args, **kwargs)
        if any(kind_of(body).of_room and not self._leads_table(table_of(body)) for body, _ in new):
            raise UserError(OTHER_LEADS)
        return new

    def _record_posted(self, decide: Callable[[], Sequence[NewEvent]]) -> tuple[Changes, int]:
        """Return what changed and the number of the batch that holds it; 0 where nothing was decided."""
        before = self.history.lamport
        changes = self.recorder.record(decide())
        done = range(before + 1, self.history.lamport + 1)
        self.undo_stack.leave_out(CommandId(self.writer_id, lamport) for lamport in done)
        return changes, self.recorder.last_batch if changes else 0

    def _report_ballots(self, vote_id: VoteId, digest: Digest) -> None:
        if self._run_soon is None:
            self.dispatch(report_ballots, vote_id, digest)
        else:
            self.post(report_ballots, vote_id, digest)

    def _report_told(self, vote_id: VoteId) -> None:
        """Record whose ballots a result counts, the first time that somebody who works in the session is told it."""
        if self._run_soon is not None and not self.state.votes[vote_id].counted:
            self.post(count_vote, vote_id, self.laptop.laptop_id)

    def _finish_votes(self, changes: Changes) -> None:
        """Finish votes that were closed, here or elsewhere: the key goes, and the log says which ballots were here."""
        if "votes" in changes:
            self.closing.finish(leads=self.leads)

    def _record_gap(self) -> None:
        """Record that clocks that this laptop leads went on while the program was off; else opening writes nothing."""
        last_ms = max(last_own_ms(self.history, self.laptop), self._sign.last_at_ms())
        if last_ms and self.leads and running(self.state) != NOTHING_RUNS:
            self.dispatch(record_gap, self._run.line_ms(self.state, last_ms))
        self._sign.clear()
