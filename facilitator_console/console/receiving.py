"""Takes in what other laptops send: a few events at once, many in a thread of their own, beside the session.

Many events are folded into a copy of the history. What is done and received meanwhile is done at once, as always, and
is then folded into the copy too; the session goes on with the copy once nothing is left to bring. So the session never
waits, and it ends in the state in which it would be had it waited. No Qt.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from concurrent.futures import CancelledError, Future
from contextlib import contextmanager, suppress
from functools import partial
from math import inf
from time import monotonic
from typing import NamedTuple

from facilitator_console.console.posting import RunSoon
from facilitator_console.dialogue.history import History
from facilitator_console.dialogue.peers import refuse_other_versions, refuse_peer
from facilitator_console.dialogue.state import Changes, Touched, merge_touched
from facilitator_console.log import Event, GiveWay, SessionId, WriterId, giving_way, in_turns
from facilitator_console.runtime.interpreter import switching
from facilitator_console.store.derived.read_tables import RowChange
from facilitator_console.store.derived.rows import changed_rows

MANY = 500
"""More events than these are folded beside the session."""
SWITCH_S = 0.0002
"""A frame of the window calls back into Python some hundred times, and waits each time for the thread that folds."""
STRETCH_S = 0.002
"""The time that such a thread works at a stretch: to change to the window and back takes about a tenth of it."""
LONGEST_WAIT_S = 0.05
"""The longest wait for the window’s turn: what is folded beside it must get on, whatever the window does."""
MOST_MISSED = 3
"""The most times that a thread that writes waits in vain: it holds the store, for which the window may be waiting."""
MOST_ROUNDS = 5
"""The number of times that a copy catches up beside the session before the rest is folded at once: in a room in which
events never stop it would never end."""


@contextmanager
def beside(run_soon: RunSoon) -> Iterator[None]:
    """Work in a thread of its own, and let the console's thread go first after every few events.

    Args:
        run_soon: Brings something to the console's thread.
    """
    with switching(SWITCH_S), giving_way(turns_of(run_soon)):
        yield


def turns_of(run_soon: RunSoon, misses: float = inf) -> GiveWay:
    """Return a function that waits for the console's thread, if the thread that calls it has worked for a while.

    Args:
        run_soon: Brings something to the console's thread.
        misses: How often that may not have come in time; then it is not waited for any more.
    """
    left, since_s = misses, monotonic()

    def await_turn() -> None:
        nonlocal left, since_s
        if left > 0 and monotonic() - since_s >= STRETCH_S:
            turn = threading.Event()
            with suppress(RuntimeError):  # The window is gone.
                run_soon(turn.set)
            left -= not turn.wait(LONGEST_WAIT_S)
            since_s = monotonic()

    return await_turn


class Merge:
    """Represents events that are folded into a copy of a session's history; nothing of it is shown or saved yet.

    Attributes:
        history: The copy.
        fresh: Those of the events that were not known.
        touched: Ids that may differ between the session's state and the copy's.
        rows: The changes of the read tables, to be applied in this order.
        rounds: How many times something was brought to it.
        give_way: Lets the console's thread go first, while all this is written.
    """

    def __init__(self, session: SessionId, history: History, writer: WriterId, seq: int, give_way: GiveWay) -> None:
        """Copy a history, on the thread that owns it.

        Args:
            session: The session.
            history: All that is known of it.
            writer: This run.
            seq: The last number that it gave.
            give_way: See above.
        """
        self.history = history.copy()
        self.fresh: list[Event] = []
        self.touched: Touched = {}
        self.rows: tuple[RowChange, ...] = ()
        self.rounds = 0
        self.give_way = give_way
        self._session, self._writer, self._seq = session, writer, seq

    def fold(self, events: Sequence[Event]) -> None:
        """Fold what another laptop sent.

        Raises:
            PeerError: It is broken, or not what it says.
        """
        refuse_peer(events, self.history, self._session, self._writer, self._seq)
        self.fresh = [event for event in in_turns(events) if self.history.lacks(event)]
        self.add(self.fresh)

    def catch_up(self, events: Sequence[Event], touched: Touched) -> None:
        """Fold what the session has kept since the copy was made.

        Args:
            events: Kept in the session.
            touched: The ids that they changed there; the copy may differ in them whatever they change here.

        Raises:
            PeerError: Another laptop has meanwhile brought another version of an event.
        """
        refuse_other_versions(events, self.history)
        self.add(events, touched)

    def add(self, events: Sequence[Event], touched: Mapping[str, AbstractSet[str]] | None = None) -> None:
        """Fold events, and make the rows of what they change here or have changed in the session."""
        self.rounds += 1
        changed: Touched = {}
        merge_touched(changed, self.history.add(events))
        merge_touched(changed, touched or {})
        merge_touched(self.touched, changed)
        changes = {name: frozenset(ids) for name, ids in changed.items()}
        self.rows += changed_rows(self._session, self.history.state, changes)


class _Received(NamedTuple):
    """Represents what another laptop sent at once, and who waits until it is taken in."""

    events: Sequence[Event]
    future: Future[Changes]

    def is_wanted(self) -> bool:
        """Tell whether its sender has not given it up; from now on it can’t."""
        return self.future.running() or self.future.set_running_or_notify_cancel()


class ReceivedBatches:
    """Holds what other laptops sent, until the session has taken it in."""

    def __init__(
        self,
        run_soon: RunSoon | None,
        take_in: Callable[[Sequence[Event]], tuple[Changes, int]],
        begin: Callable[[GiveWay], Merge],
        take_over: Callable[[Merge], tuple[Changes, int]],
        resolve: Callable[[Future[Changes], Changes, int], None],
    ) -> None:
        """Begin with nothing received.

        Args:
            run_soon: Brings the result to the console's thread; without it everything is folded at once.
            take_in: Folds and saves events at once; what changed, and the number of the batch that holds it.
            begin: Copies the session's history; is told how to give way.
            take_over: Goes on with the copy and saves what it brings; likewise.
            resolve: Resolves a future with what changed once this batch is committed.
        """
        self._run_soon = run_soon
        self._take_in = take_in
        self._begin = begin
        self._take_over = take_over
        self._resolve = resolve
        self._waiting: deque[_Received] = deque()
        self._alone = 0
        self._merge: Merge | None = None
        self._folding: list[_Received] = []
        self._meanwhile: list[Event] = []
        self._touched: Touched = {}

    def put(self, events: Sequence[Event]) -> Future[Changes]:
        """Take in events, on the console's thread.

        Returns:
            Resolved with what changed once that is committed, with the error where the peer is refused.
        """
        received = _Received(events, Future())
        if len(events) > MANY and self._run_soon is not None:
            self._waiting.append(received)
            self._fold_next()
        else:
            self._finish([received], partial(self._take_in, events))
        return received.future

    def keep_up(self, events: Sequence[Event], changes: Changes) -> None:
        """Remember what the session keeps while a copy of it is at work."""
        if self._merge is not None:
            self._meanwhile += events
            merge_touched(self._touched, changes)

    def give_up(self) -> None:
        """Take in nothing more: whoever waits for it is told that it was cancelled."""
        given_up = [arrival for arrival in (*self._folding, *self._waiting) if arrival.is_wanted()]
        self._merge = None
        self._folding = []
        self._waiting.clear()
        for arrival in given_up:
            arrival.future.set_exception(CancelledError())

    def _fold_next(self) -> None:
        """Copy the session for all that waits, unless a copy is at work: folding it together costs little more."""
        while self._run_soon is not None and self._waiting and self._merge is None:
            together = 1 if self._alone else len(self._waiting)
            self._alone = max(0, self._alone - 1)
            self._folding = [arrival for _ in range(together) if (arrival := self._waiting.popleft()).is_wanted()]
            if self._folding:
                self._meanwhile, self._touched = [], {}
                self._merge = merge = self._begin(turns_of(self._run_soon, MOST_MISSED))
                events = [event for arrival in self._folding for event in arrival.events]
                self._fold_beside(merge, partial(merge.fold, events))

    def _fold_beside(self, merge: Merge, fold: Callable[[], None]) -> None:
        threading.Thread(target=self._work, args=(merge, fold), name="merge", daemon=True).start()

    def _work(self, merge: Merge, fold: Callable[[], None]) -> None:
        """Fold what was received, in the merge's own thread."""
        failure = None
        try:
            with beside(partial(self._run_for, merge)):
                fold()
        except Exception as error:  # noqa: BLE001 - it belongs to whoever sent the events, also a bug.
            failure = error
        if self._run_soon is not None and merge is self._merge:
            self._run_soon(partial(self._on_folded, merge, failure))

    def _run_for(self, merge: Merge, act: Callable[[], None]) -> None:
        """Run something soon for a merge.

        Raises:
            CancelledError: Nobody wants the merge any more.
        """
        if self._run_soon is None or merge is not self._merge:
            raise CancelledError
        self._run_soon(act)

    def _on_folded(self, merge: Merge, failure: Exception | None) -> None:
        """Bring to the copy what came meanwhile, or go on with it."""
        if merge is not self._merge:
            return
        meanwhile, touched, self._meanwhile, self._touched = self._meanwhile, self._touched, [], {}
        if meanwhile and failure is None and merge.rounds < MOST_ROUNDS:
            self._fold_beside(merge, partial(merge.catch_up, meanwhile, touched))
            return
        self._merge = None

        def take_over() -> tuple[Changes, int]:
            if failure is not None:
                raise failure
            if meanwhile:
                merge.catch_up(meanwhile, touched)
            return self._take_over(merge)

        folded, self._folding = self._folding, []
        self._finish(folded, take_over)
        self._fold_next()

    def _finish(self, received: Sequence[_Received], take: Callable[[], tuple[Changes, int]]) -> None:
        try:
            changes, batch = take()
        except Exception as error:  # noqa: BLE001 - likewise.
            if len(received) > 1:
                # One of them is to blame; the others are taken in.
                self._waiting.extendleft(reversed(received))
                self._alone = len(received)
            else:
                received[0].future.set_exception(error)
        else:
            for arrival in received:
                self._resolve(arrival.future, changes, batch)
