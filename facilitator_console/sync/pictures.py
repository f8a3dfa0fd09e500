"""The team as the window shows it: frozen pictures, made in the network's thread and read in any."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from facilitator_console.log import Event, Instant, LaptopId, SessionId
from facilitator_console.session.ids import TableId
from facilitator_console.sync.messages import Reason
from facilitator_console.words import Message, say

if TYPE_CHECKING:
    from facilitator_console.sync.keys import Remembered
    from facilitator_console.sync.link import Link
    from facilitator_console.sync.watching import ShowsExperts


class Member(NamedTuple):
    """Represents another laptop of the team.

    Attributes:
        laptop: Its id.
        author: Initials of who works there; may be empty.
        is_here: The two talk.
        is_level: All that is here is on its disk.
        writes: Somebody writes there now.
        since_ms: Since when it is away, by the clock on the wall; 0 where it was not here yet.
        why: Why the two don’t talk, where it is not merely away.
        differs: Some events are not the same on both.
    """

    laptop: LaptopId
    author: str
    is_here: bool = False
    is_level: bool = False
    writes: bool = False
    since_ms: Instant = Instant(0)
    why: Message | None = None
    differs: bool = False


class Shown(NamedTuple):
    """Represents the digits that are shown for another laptop.

    Attributes:
        digits: Six of them; empty where they are not good any more.
        address: What is to be typed on the other laptop.
        why: Why they are not good any more.
    """

    digits: str
    address: str
    why: Message | None = None


class Line(NamedTuple):
    """Represents a line among the team; it is kept in memory alone.

    Attributes:
        laptop: Who wrote it; empty: this one.
        text: As typed, or the id of a ready one.
        at_ms: When, by the clock on the wall here.
    """

    laptop: LaptopId
    text: str
    at_ms: Instant


class Merged(NamedTuple):
    """Represents what a laptop brought when the two met.

    Attributes:
        laptop: Which.
        notes: How many notes.
        events: How many events.
        at_ms: When, by the clock on the wall here.
    """

    laptop: LaptopId
    notes: int
    events: int
    at_ms: Instant


class Offer(NamedTuple):
    """Represents a table, or the plenary and with it the session, that a laptop hands over to this one."""

    laptop: LaptopId
    table_id: TableId


class Picture(NamedTuple):
    """Represents the team as it is now.

    Attributes:
        members: The other laptops, in the order in which they came.
        shown: The digits that are shown now.
        lines: What was said among the team.
        merged: What came when a laptop was met last.
        alone_since_ms: Since when no other laptop has all that is here, by the clock on the wall; 0 where one has.
        offers: What was handed over to this laptop to lead, in order.
        experts: The laptops that only watch.
        concluded: The sessions of experts that came, in order.
    """

    members: tuple[Member, ...] = ()
    shown: Shown | None = None
    lines: tuple[Line, ...] = ()
    merged: Merged | None = None
    alone_since_ms: Instant = Instant(0)
    offers: tuple[Offer, ...] = ()
    experts: tuple[Member, ...] = ()
    concluded: tuple[SessionId, ...] = ()

    @property
    def level(self) -> int:
        """Return on how many laptops all is that is here; this one counts."""
        return 1 + sum(1 for member in self.members if member.is_level)


REASONS = {
    Reason.RELEASE: say("It runs another release of this program. Install the same one on both."),
    Reason.OTHER_SESSION: say("It has another session open now."),
    Reason.DELETED: say("This session was deleted there."),
    Reason.TWIN: say(
        "Two laptops say that they are this one: a copy of its folder is in use. Close the program on one of them, or "
        "join the team there again with new digits: it then takes an id of its own."
    ),
    Reason.EVENTS: say("What it brought was refused here. Nothing of it was taken in."),
    Reason.REMOVED: say("This laptop was taken out of the team there."),
    Reason.NOT_OVER: say("The dialogue is not closed there yet. Conclusions come in afterwards."),
    Reason.BROKEN: say("It said something that is not understood here."),
}
THEIRS = {Reason.EVENTS: say("It refused what this laptop brought. Nothing is lost here.")}
"""The reasons that mean another thing where the other laptop gives them."""
UNKNOWN = say("It does not know this laptop any more. Join the team again.")
ELSEWHERE = say(
    "Something else answers at its address now. It is tried again by itself; if that lasts, join the team again."
)


class Gallery:
    """Makes the pictures of a team, and keeps what only they need; used in the network's thread.

    Attributes:
        shown: The digits that are shown now.
    """

    def __init__(self, wall_ms: Callable[[], Instant]) -> None:
        """Begin with no other laptop.

        Args:
            wall_ms: Tells the time as the clock on the wall here does.
        """
        self.shown: Shown | None = None
        self._wall_ms = wall_ms
        self._since: dict[LaptopId, Instant] = {}
        self._why: dict[LaptopId, Message] = {}
        self._lines: tuple[Line, ...] = ()
        self._merged: Merged | None = None
        self._offers: tuple[Offer, ...] = ()
        self._alone_since_ms = wall_ms()

    def say_why(self, laptop: LaptopId, why: Message) -> None:
        """Keep why the two can't talk."""
        self._why[laptop] = why

    def forget_why(self, laptop: LaptopId) -> None:
        """Keep no reason any more: the two talk, or were paired anew."""
        self._why.pop(laptop, None)

    def see_gone(self, laptop: LaptopId, link: Link) -> None:
        """Keep since when a laptop is away, and why, where the connection has ended for a reason."""
        self._since[laptop] = self._wall_ms()
        if link.why is not None:
            self._why[laptop] = ({} if link.is_ours else THEIRS).get(link.why, REASONS[link.why])

    def add_line(self, laptop: LaptopId, text: str) -> None:
        """Keep what somebody of the team said, as a line."""
        self._lines = (*self._lines, Line(laptop, text, self._wall_ms()))

    def add_offer(self, laptop: LaptopId, table_id: TableId) -> None:
        """Keep that a laptop hands the lead of a table over."""
        self._offers = (*self._offers, Offer(laptop, table_id))

    def see_merged(self, laptop: LaptopId, events: Sequence[Event]) -> None:
        """Keep what a laptop brought when the two met."""
        notes = sum(1 for event in events if event.kind == "note_added")
        self._merged = Merged(laptop, notes, len(events), self._wall_ms())

    def picture(self, team: Iterable[Remembered], links: Mapping[LaptopId, Link], shows: ShowsExperts) -> Picture:
        """Return the team as it is now.

        Args:
            team: The laptops that are remembered.
            links: The connections that are open.
            shows: The laptops that only watch.
        """
        members = tuple(self._member(other, links.get(other.laptop)) for other in team)
        if any(member.is_level for member in members):
            self._alone_since_ms = Instant(0)
        elif not self._alone_since_ms:
            self._alone_since_ms = self._wall_ms()
        experts = tuple(Member(known.laptop, known.author, known.laptop in shows.here) for known in shows.known())
        return Picture(
            members,
            self.shown,
            self._lines,
            self._merged,
            self._alone_since_ms,
            self._offers,
            experts,
            shows.concluded,
        )

    def _member(self, other: Remembered, link: Link | None) -> Member:
        is_here = link is not None and link.is_live
        return Member(
            other.laptop,
            other.author,
            is_here,
            link is not None and link.is_level,
            link is not None and link.writes,
            Instant(0) if is_here else self._since.get(other.laptop, Instant(0)),
            None if is_here else self._why.get(other.laptop),
            link is not None and bool(link.differs),
        )
