"""Makes reports in a thread of their own: the search for names and places takes seconds where there is much to read.

The thread works on a copy of the history; the window goes on meanwhile.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple

from msgspec.structs import replace
from PySide6.QtCore import QObject, Qt, Signal

from facilitator_console.dialogue.history import History
from facilitator_console.dialogue.ids import Audience
from facilitator_console.log import Instant
from facilitator_console.report.disclosure.mentions import find_mentions
from facilitator_console.report.disclosure.policy import ReportPolicy
from facilitator_console.report.disclosure.publishable import all_mentions
from facilitator_console.report.disclosure.texts import Found
from facilitator_console.report.document import Document
from facilitator_console.report.publication import Chosen, policy_for
from facilitator_console.report.sections import make_report
from facilitator_console.report.votes import VoteResult
from facilitator_console.runtime.interpreter import garbage_later

TOLD_EVERY = 100
"""Texts that are searched for the first time between two signs of how far the search is."""


class Wanted(NamedTuple):
    """Represents a report that somebody wants; see `report.publication.policy_for`."""

    audience: Audience
    chosen: Chosen
    now_ms: Instant
    is_complete: bool
    votes: VoteResult | None


class Made(NamedTuple):
    """Represents a report that was made.

    Attributes:
        mentions: Words of a public one that may show somebody and that nobody has decided about.
        decided: Those that somebody has decided about.
    """

    report: Document
    policy: ReportPolicy
    mentions: tuple[Found, ...]
    decided: tuple[Found, ...]


class _StoppedError(Exception):
    """Ends a search that nobody waits for any more."""


class ReportMaker(QObject):
    """Makes one report after another; of those that are asked for while one is made, only the last is made.

    Signals:
        made(Made): A report is made; while `is_busy` another one is already asked for.
        searched(int, int): How many texts were looked through for names and places, of how many.
        failed(Exception): A bug of ours; for whoever listens to raise again in the window's thread.
    """

    made = Signal(object)
    searched = Signal(int, int)
    failed = Signal(object)
    _done = Signal(object)

    def __init__(self) -> None:
        """Begin without a report. Close it: nothing in Qt owns it."""
        super().__init__()
        self._thread = ThreadPoolExecutor(1, "report")
        self._waiting: tuple[History, Wanted] | None = None
        self._is_stopped = False
        self.is_busy = False
        self._done.connect(self._on_done, Qt.ConnectionType.QueuedConnection)

    def make(self, history: History, wanted: Wanted) -> None:
        """Make a report of a history as it is now; `made` is emitted then."""
        asked = history.copy(), wanted
        if self.is_busy:
            self._waiting = asked
        else:
            self._begin(*asked)

    def stop(self) -> None:
        """End the search; what was found so far is known when it is begun again."""
        self._waiting = None
        self._is_stopped = True

    def close(self) -> None:
        """End the search, and the thread."""
        self.stop()
        self._thread.shutdown(wait=True, cancel_futures=True)

    def _begin(self, history: History, wanted: Wanted) -> None:
        self.is_busy, self._is_stopped = True, False
        self._thread.submit(self._attempt, history, wanted)

    def _attempt(self, history: History, wanted: Wanted) -> None:
        try:
            with garbage_later():
                made = self._make(history, wanted)
            self._done.emit(made)
        except _StoppedError:
            self._done.emit(None)
        except Exception as error:  # noqa: BLE001 - raised again by who hears of it
            self._done.emit(error)

    def _make(self, history: History, wanted: Wanted) -> Made:
        policy = policy_for(
            history,
            wanted.audience,
            wanted.now_ms,
            chosen=wanted.chosen,
            is_complete=wanted.is_complete,
            as_of_ms=wanted.now_ms,
        )
        policy = replace(policy, votes=wanted.votes)
        # The search comes first: it takes longest, and what it found is remembered for the report.
        found = all_mentions(history.state, policy, self._telling()) if policy.is_public else ()
        mentions = tuple(each for each in found if each.decision is None)
        decided = tuple(each for each in found if each.decision is not None)
        return Made(make_report(history.state, policy), policy, mentions, decided)

    def _telling(self) -> Callable[[int, int], None]:
        """Return what tells how far the search is, as long as it meets texts that were never searched before."""
        reported = find_mentions.cache_info().misses

        def tell(done: int, texts: int) -> None:
            nonlocal reported
            if self._is_stopped:
                raise _StoppedError
            if (searched := find_mentions.cache_info().misses) >= reported + TOLD_EVERY:
                reported = searched
                self.searched.emit(done, texts)

        return tell

    def _on_done(self, done: Made | Exception | None) -> None:
        waiting, self._waiting = self._waiting, None
        self.is_busy = waiting is not None
        if isinstance(done, Exception):
            self.is_busy = False
            self.failed.emit(done)
        elif done is not None and not self._is_stopped:
            self.made.emit(done)
        if waiting is not None:
            self._begin(*waiting)
