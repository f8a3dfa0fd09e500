"""One connection with another laptop, without its wire: what is said when, from hello to the last event.

Clocks first; then what erases, both ways; then all other events, taken in as one batch; then each says what its events
come to. From there on every event goes out as it happens. Whatever is repeated or comes late does no harm, as adding
events is a union; whatever is cut begins anew with the next connection.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from enum import IntEnum
from functools import partial
from typing import Protocol

from facilitator_console.log import Event, Instant, LaptopId, SessionId, WriterId
from facilitator_console.session.ids import TableId
from facilitator_console.sync.clocks import Comparison, Offset
from facilitator_console.sync.gathering import Gathering, pieces_of
from facilitator_console.sync.log_copy import LogCopy, is_in, ranges_of
from facilitator_console.sync.messages import (
    PROTOCOL,
    Backstage,
    BallotsAsked,
    BallotsBrought,
    Batch,
    ClockAsked,
    ClockTold,
    Have,
    Hello,
    Kept,
    LeadOffered,
    Members,
    Message,
    Offered,
    Part,
    Reason,
    Refused,
    Said,
    Same,
    VotingKey,
    Wanted,
    Writing,
)
from facilitator_console.sync.ranges import Ranges
from facilitator_console.sync.votes import VotesHost
from facilitator_console.words import kept_label

OFFERED_FROM = 500
"""More events than these at once came from a third laptop, and are offered before they are sent."""
MOST_OFFERS = 1_000
LONGEST_LINE = 500
"""The most characters of a line among the team."""


class Phase(IntEnum):
    """Names how far two laptops have come."""

    GREETING = 0
    CLOCKS = 1
    ERASURES = 2
    EVENTS = 3
    LIVE = 4
    ENDED = 5


class LinkHost(Protocol):
    """Describes what a connection needs of the session here.

    Attributes:
        log: The events that are here.
    """

    log: LogCopy

    @property
    def votes(self) -> VotesHost:
        """Return what is shared of the votes."""

    def hello(self) -> Hello:
        """Return who we are."""

    def now_ms(self) -> Instant:
        """Return now on this laptop's own time line."""

    def take_in(self, events: Sequence[Event], then: Callable[[Reason | None], None]) -> None:
        """Take events in; `then` hears of it once they are on the disk, or why the peer is refused."""

    def is_taking(self) -> bool:
        """Tell whether events of any laptop are being taken in."""

    def compare(self, laptop: LaptopId, offset: Offset, then: Callable[[], None]) -> None:
        """Record a measurement where it tells anything new; `then` hears of it once that is done."""

    def is_deleted(self, session: SessionId) -> bool:
        """Tell whether a session was deleted here."""

    def members(self) -> Members:
        """Return the laptops of the team that are known here."""

    def meet(self, laptop: LaptopId, members: Members) -> None:
        """Hear from a laptop of the laptops of the team."""

    def changed(self) -> None:
        """Hear that something about a connection is another."""

    def heard(self, laptop: LaptopId, line: Backstage) -> None:
        """Hear a line of another laptop."""

    def lead_offered(self, laptop: LaptopId, table_id: TableId) -> None:
        """Hear that a laptop hands the lead of a table over."""

    def merged(self, laptop: LaptopId, events: Sequence[Event]) -> None:
        """Hear what a laptop brought when the two met."""


class Link:
    """Talks with one other laptop.

    Attributes:
        peer: What it says of itself; None before its hello.
        phase: How far the two have come.
        writes: Somebody writes there now.
        why: Why it has ended for good, if it has.
        is_ours: The reason is what we said, and not what the other said.
        differs: Writers whose events are not the same on both, also after they were sent again.
    """

    def __init__(self, host: LinkHost, send: Callable[[Said], None]) -> None:
        """Talk through `send`; the wire hands what comes to `hear`."""
        self._host, self._send = host, send
        self.peer: Hello | None = None
        self.phase = Phase.GREETING
        self.writes = False
        self.why: Reason | None = None
        self.is_ours = False
        self.differs: frozenset[WriterId] = frozenset()
        self._comparison = Comparison(host.now_ms)
        self._offset: Offset | None = None
        self._have: dict[WriterId, Ranges] = {}
        self._told_have = False
        self._heard_erasing = False
        self._gathered: dict[Part, Gathering] = {}
        self._sent = self._kept_there = 0
        self._taking = 0
        self._again: set[WriterId] = set()
        self._offered: dict[int, Sequence[Event]] = {}
        self._offers = 0
        self._unanswered: list[Offered] = []
        send(host.hello())

    # -- reading ---------------------------------------------------------------------------------------

    @property
    def unkept(self) -> int:
        """Return how many batches that were sent are not on the other's disk yet."""
        return self._sent - self._kept_there

    @property
    def is_live(self) -> bool:
        """Tell whether the two have met, and tell each other what happens."""
        return self.phase is Phase.LIVE

    @property
    def is_level(self) -> bool:
        """Tell whether all that is here is on the other's disk, and the other way round."""
        return self.phase is Phase.LIVE and not (self.unkept or self._taking or self._offered)

    @property
    def is_taking(self) -> bool:
        """Tell whether what the other brought is being taken in."""
        return self.is_open and self._taking > 0

    @property
    def is_open(self) -> bool:
        """Tell whether the two talk."""
        return self.phase is not Phase.ENDED

    # -- speaking --------------------------------------------------------------------------------------

    def tell(self, events: Iterable[Event]) -> None:
        """Send events that were kept here, unless they came from there."""
        if self.phase is not Phase.LIVE:
            return  # They go with all others.
        new = [event for event in events if not is_in(self._have, event.writer, event.seq)]
        if len(new) > OFFERED_FROM:
            self._offers += 1
            self._offered[self._offers] = new
            self._send(Offered(self._offers, _pairs(ranges_of(new))))
        elif new:
            self._send_batch(Part.LIVE, new)

    def tell_writing(self, *, on: bool) -> None:
        """Say that somebody writes here, or not any more."""
        if self.phase is Phase.LIVE:
            self._send(Writing(on))

    def say(self, text: str) -> None:
        """Send a line among the team."""
        if self.phase is Phase.LIVE:
            self._send(Backstage(text[:LONGEST_LINE]))

    def tell_of_vote(self, messages: Iterable[Said]) -> None:
        """Share the key of a vote, bring its ballots, or ask for them."""
        if self.phase is Phase.LIVE:
            for message in messages:
                self._send(message)

    def offer_lead(self, table_id: TableId) -> None:
        """Hand the lead of a table over, if somebody there takes it."""
        if self.phase is Phase.LIVE:
            self._send(LeadOffered(table_id))

    def tell_members(self) -> None:
        """Say who is in the team, where somebody new is."""
        if self.phase is Phase.LIVE:
            self._send(self._host.members())

    def compare_clocks(self) -> None:
        """Measure the other's clock anew: it may have slept, or been set."""
        if self.phase is Phase.LIVE and not self._comparison.is_on:
            self._send(ClockAsked(self._comparison.begin()))

    def refuse(self, reason: Reason) -> None:
        """End the connection for good, and say why."""
        if self.is_open:
            self._send(Refused(reason))
            self._end(reason, is_ours=True)

    def close(self) -> None:
        """End it; the wire is cut, or the session is left."""
        self._end(None, is_ours=False)

    def _end(self, why: Reason | None, *, is_ours: bool) -> None:
        if self.is_open:
            self.phase, self.why, self.is_ours, self.writes = Phase.ENDED, why, is_ours, False
            self._host.changed()

    # -- hearing ---------------------------------------------------------------------------------------

    def hear(self, message: Message) -> None:  # noqa: C901, PLR0912 - one line for each kind of message
        """Take what the other says.

        Raises:
            PeerError: It brings more than any session holds.
        """
        if not self.is_open:
            return
        if self.peer is None and not isinstance(message, Hello | Refused):
            self.refuse(Reason.BROKEN)
            return
        match message:
            case Hello():
                self._greet(message)
            case ClockAsked(number):
                self._send(ClockTold(number, self._host.now_ms()))
            case ClockTold(number, at_ms):
                self._hear_clock(number, at_ms)
            case Have(writers):
                self._hear_have(writers)
            case Batch():
                self._hear_batch(message)
            case Offered():
                self._hear_offer(message)
            case Wanted(number, writers):
                self._hear_wanted(number, writers)
            case Kept(number):
                self._kept_there = max(self._kept_there, min(number, self._sent))
                self._host.changed()
            case Same(digests):
                self._compare_digests(digests)
            case Writing(on):
                self.writes = on
                self._host.changed()
            case Backstage():
                self._hear_line(message)
            case VotingKey():
                self._host.votes.take_key(message)
            case BallotsBrought():
                self._host.votes.take_ballots(message)
            case BallotsAsked(vote):
                self.tell_of_vote(self._host.votes.ballots(vote))
            case LeadOffered(table_id) if self.peer is not None:
                self._host.lead_offered(self.peer.laptop, table_id)
            case Members() if self.peer is not None:
                self._host.meet(self.peer.laptop, message)
            case Refused(reason):
                self._end(reason, is_ours=False)

    def _hear_line(self, line: Backstage) -> None:
        if self.peer is not None:
            self._host.heard(self.peer.laptop, Backstage(kept_label(line.text[:LONGEST_LINE])))

    def _greet(self, hello: Hello) -> None:
        if self.peer is not None:
            return  # It is said once.
        own = self._host.hello()
        self.peer = hello
        if hello.protocol != PROTOCOL:
            self.refuse(Reason.RELEASE)
        elif hello.laptop == own.laptop:
            self.refuse(Reason.TWIN)
        elif hello.session != own.session:
            is_deleted = self._host.is_deleted(hello.session)
            self.refuse(Reason.DELETED if is_deleted else Reason.OTHER_SESSION)
        else:
            self.phase = Phase.CLOCKS
            self._host.changed()
            self._send(ClockAsked(self._comparison.begin()))

    def _hear_clock(self, number: int, at_ms: Instant) -> None:
        offset = self._comparison.hear(number, at_ms)
        if offset is None:
            if self._comparison.is_on:
                self._send(ClockAsked(self._comparison.ask()))
        elif self.peer is not None:
            self._offset = offset
            self._host.compare(self.peer.laptop, offset, self._on_compared)

    def _on_compared(self) -> None:
        if self.phase is Phase.CLOCKS:
            self.phase = Phase.ERASURES
            self._send(Have(self._host.log.have()))
            self._send_erasing()

    # -- meeting ---------------------------------------------------------------------------------------

    def _hear_have(self, writers: dict[WriterId, tuple[tuple[int, int], ...]]) -> None:
        if not self._told_have:
            self._told_have = True
            self._have = {writer: Ranges(pairs) for writer, pairs in writers.items()}
            self._send_erasing()

    def _send_erasing(self) -> None:
        """Send what erases, once both clocks are measured and the other has said what it has."""
        if self.phase is Phase.ERASURES and self._told_have:
            self._send_batch(Part.ERASING, self._host.log.lacking(self._have, erasing=True))
            self.phase = Phase.EVENTS
            self._send_rest()

    def _send_rest(self) -> None:
        """Send all else, once the other's erasures are kept here: no erased word leaves this laptop."""
        if self.phase is Phase.EVENTS and self._heard_erasing:
            for erasing in (True, False):
                # Something may have been erased here meanwhile.
                events = self._host.log.lacking(self._have, erasing=erasing)
                if events or not erasing:
                    self._send_batch(Part.LIVE if erasing else Part.REST, events)
            self.phase = Phase.LIVE
            for message in (self._host.members(), *self._host.votes.key(), *self._host.votes.ballots()):
                self._send(message)
            self._host.changed()

    def _send_batch(self, part: Part, events: Sequence[Event]) -> None:
        for event in events:
            self._have.setdefault(event.writer, Ranges()).add(event.seq)
        pieces = list(pieces_of(events))
        for place, piece in enumerate(pieces, 1):
            self._sent += 1
            self._send(Batch(self._sent, part, tuple(piece), last=place == len(pieces)))

    def _hear_batch(self, batch: Batch) -> None:
        self._gathered.setdefault(batch.part, Gathering()).add(batch.events)
        for event in batch.events:
            self._have.setdefault(event.writer, Ranges()).add(event.seq)
        if batch.last:
            events = self._gathered.pop(batch.part).events
            self._taking += 1
            self._host.take_in(events, partial(self._on_taken_in, batch, events))

    def _on_taken_in(self, batch: Batch, events: Sequence[Event], why: Reason | None) -> None:
        if why is not None:
            self._taking -= 1
            self.refuse(why)
        elif batch.part is Part.REST and self.peer is not None and self._offset is not None:
            # Who has just joined knows only now whose clock counts.
            self._host.compare(self.peer.laptop, self._offset, partial(self._on_kept, batch, events))
        else:
            self._on_kept(batch, events)

    def _on_kept(self, batch: Batch, events: Sequence[Event]) -> None:
        self._taking -= 1
        if not self.is_open:
            return
        self._send(Kept(batch.number))
        if batch.part is Part.ERASING:
            self._heard_erasing = True
            self._send_rest()
        elif batch.part is not Part.LIVE:
            self._send(Same(self._host.log.digests()))
            if self.peer is not None and batch.part is Part.REST:
                self._host.merged(self.peer.laptop, events)
        self._host.changed()

    # -- what a third laptop brought ---------------------------------------------------------------------

    def _hear_offer(self, offer: Offered) -> None:
        if len(self._unanswered) >= MOST_OFFERS:
            self.refuse(Reason.BROKEN)
            return
        self._note_there({writer: Ranges(pairs) for writer, pairs in offer.writers.items()})
        self._unanswered.append(offer)
        self.answer_offers()

    def answer_offers(self) -> None:
        """Ask for what is offered and not here, once nothing is being taken in that may hold it."""
        if self._unanswered and self.is_open and not self._host.is_taking():
            offers, self._unanswered = self._unanswered, []
            for offer in offers:
                self._send(Wanted(offer.number, self._host.log.missing(offer.writers)))

    def _hear_wanted(self, number: int, writers: dict[WriterId, tuple[tuple[int, int], ...]]) -> None:
        wanted = {writer: Ranges(pairs) for writer, pairs in writers.items()}
        offered = self._offered.pop(number, ())
        sent = [event for event in offered if is_in(wanted, event.writer, event.seq)]
        self._note_there(ranges_of(offered))
        if sent:
            self._send_batch(Part.LIVE, self._host.log.kept(sent))
        self._host.changed()

    def _note_there(self, writers: dict[WriterId, Ranges]) -> None:
        for writer, ranges in writers.items():
            self._have[writer] = ranges.union(self._have.get(writer, Ranges()))

    def _compare_digests(self, theirs: dict[WriterId, tuple[tuple[tuple[int, int], ...], bytes]]) -> None:
        """Send all events of a writer again where they differ; what differs then too is said."""
        ours = self._host.log.digests()
        unlike = {
            writer
            for writer, (pairs, digest) in theirs.items()
            if writer in ours and ours[writer][0] == pairs and ours[writer][1] != digest
        }
        self.differs = frozenset(unlike & self._again)
        for writer in sorted(unlike - self._again):
            self._again.add(writer)
            self._send_batch(Part.AGAIN, self._host.log.of_writer(writer))
        self._host.changed()


def _pairs(writers: dict[WriterId, Ranges]) -> dict[WriterId, tuple[tuple[int, int], ...]]:
    return {writer: ranges.pairs() for writer, ranges in writers.items()}
