"""Keeps what was decided on or received: seals it, folds it, has it saved and tells the views, in this order.

Nothing here knows why something was decided. No Qt.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from facilitator_console.console.drafts import filled_fields, subject_of_field
from facilitator_console.console.receiving import MANY, Merge
from facilitator_console.console.runs import OwnRun
from facilitator_console.console.undo_stack import in_phase
from facilitator_console.dialogue.attribution import unnamed_by_consent
from facilitator_console.dialogue.history import History
from facilitator_console.dialogue.peers import refuse_peer
from facilitator_console.dialogue.state import Changes, State
from facilitator_console.dialogue.withdrawing import late_withdrawals
from facilitator_console.log import (
    NOTHING_ERASED,
    Erased,
    Event,
    GiveWay,
    NewEvent,
    SessionId,
    WorkPhase,
    with_erasures,
)
from facilitator_console.notes.capture import without_seats
from facilitator_console.session.events import ConsentSet
from facilitator_console.session.forgetting import in_era, sum_tables
from facilitator_console.session.leading import follow_session
from facilitator_console.session.promise import with_promise
from facilitator_console.store.beside_log import NOTE_LINE
from facilitator_console.store.derived.rows import changed_rows
from facilitator_console.store.saver import Batch, Saver

SAVED_BEFORE_REPAINT_S = 0.004
"""The longest that a command waits for its commit: a repaint that began at once would delay the saver for longer."""


class Recorder:
    """Keeps the events of one session that is open for work on this laptop.

    Attributes:
        phase: In which phase of the work people are now; what is decided belongs to it.
        last_batch: The number of the batch that was saved last; 0 before the first.
        listeners: Called with what changed, after each change.
        event_listeners: Called with each batch of events, before it is committed.
    """

    def __init__(self, session: SessionId, history: History, run: OwnRun, saver: Saver) -> None:
        """Begin with nothing to keep.

        Args:
            session: The session.
            history: Its log, folded.
            run: This run, which seals what is decided.
            saver: Saves it.
        """
        self.phase = WorkPhase.PREPARE
        self.last_batch = 0
        self.listeners: list[Callable[[Changes], None]] = []
        self.event_listeners: list[Callable[[Sequence[Event], Changes], None]] = []
        self._session, self._history, self._run, self._saver = session, history, run, saver
        self._untold: list[Changes] | None = None

    @property
    def _state(self) -> State:
        return self._history.state

    # -- what is decided here ----------------------------------------------------------------------------

    def record(self, new: Sequence[NewEvent]) -> Changes:
        """Keep what was decided; the tables that this laptop leads follow it."""
        if not new:
            return {}
        changes = self._keep(self._complete(new), ends_drafts=self._ended_drafts(new))
        self._follow_session()
        if any(isinstance(body, ConsentSet) for body, _ in new):
            self.record(unnamed_by_consent(self._history))
        return changes

    @contextmanager
    def together(self) -> Iterator[None]:
        """Keep what several commands decide with one wait for the disk and one word to the views."""
        self._untold = []
        try:
            yield
        finally:
            untold, self._untold = self._untold, None
            if untold:
                self._saver.wait(self.last_batch, SAVED_BEFORE_REPAINT_S)
                names = dict.fromkeys(name for changes in untold for name in changes)
                self._tell({name: frozenset().union(*(c.get(name, ()) for c in untold)) for name in names})

    def _ended_drafts(self, new: Sequence[NewEvent]) -> tuple[str, ...]:
        """Return the fields whose drafts end with these events: they were typed there, or typed over what is erased."""
        gone = {body.subject for body, _ in new if isinstance(body, Erased)}
        drafted = self._saver.drafted_fields(self._session) if gone else frozenset()
        return (*filled_fields(new), *(field for field in drafted if subject_of_field(field) in gone))

    def _follow_session(self) -> None:
        following = follow_session(self._state, self._run.now_ms(self._state), self._run.laptop.laptop_id)
        if events := self._complete(following):
            self._keep(events)

    def _complete(self, new: Sequence[NewEvent]) -> list[Event]:
        """Seal what was decided; the first time the run begins with it."""
        if not new:
            return []
        state, run = self._state, self._run
        new = with_promise(state, new, run.wall_ms(state, run.now_ms(state)), run.clock.utc_offset_min())
        return run.sealed(in_era(state, in_phase(new, self.phase)), self._history.lamport)

    # -- what other laptops decided ------------------------------------------------------------------------

    def begin_merge(self, give_way: GiveWay) -> Merge:
        """Copy the history, so that much can be folded beside the session."""
        return Merge(self._session, self._history, self._run.writer_id, self._run.seq, give_way)

    def take_in(self, events: Sequence[Event]) -> tuple[Changes, int]:
        """Fold what another laptop sent; return what changed and the number of the batch that holds it.

        Raises:
            PeerError: The peer is broken, or not what it says; nothing was kept.
        """
        refuse_peer(events, self._history, self._session, self._run.writer_id, self._run.seq)
        return self._keep_foreign([event for event in events if self._history.lacks(event)], self._keep)

    def take_over(self, merge: Merge) -> tuple[Changes, int]:
        """Go on with the copy of the history into which much was folded; return the same as `take_in`."""

        def adopt(events: Sequence[Event]) -> Changes:
            merge.add(events[: len(events) - len(merge.fresh)])
            changes = self._history.adopt(merge.history, merge.touched)
            return self._save(Batch(tuple(events), merge.rows, give_way=merge.give_way), changes)

        return self._keep_foreign(merge.fresh, adopt)

    def _keep_foreign(self, fresh: Sequence[Event], keep: Callable[[Sequence[Event]], Changes]) -> tuple[Changes, int]:
        """Keep what another laptop sent, and let the tables that this laptop leads follow it."""
        if not fresh:
            return {}, self.last_batch  # What is known may still wait for its commit.
        state, run = self._state, self._run
        forgets = (era := with_erasures(NOTHING_ERASED, fresh).era) > state.info.era
        # What is still counted here goes with the forgetting; its sums are kept in the same transaction, or not at all.
        sums = sum_tables(state, run.now_ms(state), run.laptop.laptop_id, era) if forgets else []
        changes, batch = keep([*self._complete(sums), *fresh]), self.last_batch
        self.record(late_withdrawals(self._history, fresh))
        if self._state.consents:
            self.record(unnamed_by_consent(self._history))
        if forgets:
            self.forget_seats_in_draft()
        self._follow_session()
        return changes, batch

    def forget_seats_in_draft(self) -> None:
        """Take the seats out of what stands in the note line: who spoke when is forgotten."""
        draft = self._saver.draft(self._session, NOTE_LINE)
        self._saver.save_draft(self._session, without_seats(draft), NOTE_LINE)

    # -- both ------------------------------------------------------------------------------------------------

    def _keep(self, events: Sequence[Event], *, ends_drafts: tuple[str, ...] = ()) -> Changes:
        """Fold events and save them, whoever wrote them, and tell of what changed."""
        changes = self._history.add(events)
        rows = changed_rows(self._session, self._state, changes)
        return self._save(Batch(tuple(events), rows, ends_drafts=ends_drafts), changes)

    def _save(self, batch: Batch, changes: Changes) -> Changes:
        for listener in self.event_listeners:
            listener(batch.events, changes)
        self.last_batch = self._saver.submit(batch)
        if self._untold is None:
            if len(batch.events) <= MANY:
                self._saver.wait(self.last_batch, SAVED_BEFORE_REPAINT_S)
            self._tell(changes)
        else:
            self._untold.append(changes)
        return changes

    def _tell(self, changes: Changes) -> None:
        for listener in tuple(self.listeners):  # Another thread may stop listening meanwhile.
            listener(changes)
