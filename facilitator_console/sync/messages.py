"""Defines the messages between laptops of a team. Words on the wire are ids; each side makes words for people of them.

A field that this release does not know is passed over; a message of an unknown tag ends the connection.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from enum import StrEnum
from typing import Annotated

import msgspec

from facilitator_console.log import Duration, Event, Instant, LaptopId, SessionId, WriterId
from facilitator_console.opinions.ballots import Ballots
from facilitator_console.opinions.ids import VoteId
from facilitator_console.session.ids import MAIN, ItemStatus, TableId
from facilitator_console.session.timers import Clock
from facilitator_console.sync.ranges import Range

PROTOCOL = 2
"""Laptops with another number are refused; the number says that another release is needed."""
Name = Annotated[str, msgspec.Meta(max_length=64)]
Port = Annotated[int, msgspec.Meta(ge=0, le=65535)]
Certificate = Annotated[bytes, msgspec.Meta(max_length=4096)]


class Part(StrEnum):
    """Names what a batch of events is for."""

    ERASING = "erasing"
    """Events that erase go over the wire, before anything else."""
    REST = "rest"
    """All else that the other lacked when the two met."""
    AGAIN = "again"
    """All of a writer whose events are not the same on both."""
    LIVE = "live"
    """Events go over the wire as they happen."""


class Reason(StrEnum):
    """Names why a laptop ends a connection for good, or will not have it."""

    RELEASE = "release"
    OTHER_SESSION = "other_session"
    DELETED = "deleted"
    TWIN = "twin"
    EVENTS = "events"
    REMOVED = "removed"
    NOT_OVER = "not_over"
    """Conclusions come in once the dialogue is closed."""
    BROKEN = "broken"


class Said(msgspec.Struct, frozen=True, tag_field="is"):
    """Is the base of all messages."""


class Hello(Said, frozen=True, tag="hello"):
    """Says who speaks; the first message of both sides.

    Attributes:
        laptop: The installation.
        run: Random for each start of the program: two that are alive with one key are a laptop and its copy.
        session: The session that is open.
        author: Initials of who works there.
        port: Where it listens for laptops of the team; 0 where it does not.
    """

    laptop: LaptopId
    run: str
    session: SessionId
    author: Name = ""
    port: Port = 0
    protocol: int = PROTOCOL


class ClockAsked(Said, frozen=True, tag="clock"):
    """Asks what the other's clock says."""

    number: int


class ClockTold(Said, frozen=True, tag="clock_is"):
    """Says what this laptop's clock says, on its own time line."""

    number: int
    at_ms: Instant


class Have(Said, frozen=True, tag="have"):
    """Says which events are here."""

    writers: dict[WriterId, tuple[Range, ...]]


class Batch(Said, frozen=True, tag="batch"):
    """Brings events of a session to the other laptop.

    Attributes:
        number: 1, 2, 3 … on this connection.
        part: What they are for.
        last: Whether this is all of this part; of more than one batch nothing is taken in before.
    """

    number: int
    part: Part
    events: tuple[Event, ...]
    last: bool = True


class Offered(Said, frozen=True, tag="offered"):
    """Says which events were brought here by a third laptop, which may have brought them to the other one too.

    Attributes:
        number: 1, 2, 3 … on this connection.
    """

    number: int
    writers: dict[WriterId, tuple[Range, ...]]


class Wanted(Said, frozen=True, tag="wanted"):
    """Says which of the events of an offer are still not here, perhaps none."""

    number: int
    writers: dict[WriterId, tuple[Range, ...]]


class Kept(Said, frozen=True, tag="kept"):
    """Says that all batches up to this number are on the disk."""

    number: int


class Same(Said, frozen=True, tag="same"):
    """Says what the events of each writer come to, so that both can tell that they have the same.

    Attributes:
        digests: By writer: which of its events are here, and their digest.
    """

    digests: dict[WriterId, tuple[tuple[Range, ...], bytes]]


class Writing(Said, frozen=True, tag="writing"):
    """Says that somebody writes there now, or not any more."""

    on: bool


class Backstage(Said, frozen=True, tag="backstage"):
    """Brings a line among the team; it is kept nowhere."""

    text: str


class VotingKey(Said, frozen=True, tag="voting_key"):
    """Shares the key of the vote that is open, so that a token is the same voter on every laptop of the team."""

    vote: VoteId
    key: bytes


class BallotsBrought(Said, frozen=True, tag="ballots"):
    """Brings the ballots of a vote that is closed and finished there, sorted by voter.

    Attributes:
        laptops: Whose ballots they are.
        last: Whether these are all that there are.
    """

    vote: VoteId
    voters: tuple[int, ...]
    statements: tuple[str, ...]
    votes: tuple[int, ...]
    revisions: tuple[int, ...]
    laptops: tuple[LaptopId, ...] = ()
    last: bool = True


class BallotsAsked(Said, frozen=True, tag="ballots_asked"):
    """Asks for the ballots of a vote that is closed: this laptop's own are settled now."""

    vote: VoteId


class LeadOffered(Said, frozen=True, tag="lead_offered"):
    """Hands the lead of clock and queue over, or of one table: the other side takes it, if somebody there wants to."""

    table_id: TableId = MAIN


class Met(msgspec.Struct, frozen=True):
    """Represents a laptop of the team as one of them tells another of it; see `keys.Remembered`."""

    laptop: LaptopId
    certificate: Certificate
    recipient: Name
    author: Name = ""
    address: Name = ""
    port: Port = 0


class Members(Said, frozen=True, tag="members"):
    """Brings the laptops of the team, so that all find each other when the one between them is gone."""

    laptops: tuple[Met, ...]


class Refused(Said, frozen=True, tag="refused"):
    """Says why the connection ends for good."""

    reason: Reason


class Watch(Said, frozen=True, tag="watch"):
    """Asks to be shown a session: what a laptop that only watches says first.

    Attributes:
        language: In which it wants to read.
    """

    session: SessionId
    language: str
    author: Name = ""
    protocol: int = PROTOCOL


class Seen(Said, frozen=True, tag="seen"):
    """Shows a session to a laptop that only watches; see `views.expert_view`. Words are in its own language.

    Attributes:
        agenda: Title, planned length in ms and state of each item.
        now_ms: What the clock is read by.
    """

    heading: str
    below: str
    lines: tuple[str, ...]
    clock: Clock | None
    agenda: tuple[tuple[str, Duration, ItemStatus], ...]
    is_over: bool
    now_ms: Instant


class Concluded(Said, frozen=True, tag="concluded"):
    """Brings the session in which experts have written what they conclude, in one or more pieces."""

    session: SessionId
    events: tuple[Event, ...]
    last: bool = True


class Taken(Said, frozen=True, tag="taken"):
    """Says that conclusions are on the disk."""


Meeting = Hello | ClockAsked | ClockTold | Have | Batch | Kept | Same | Refused
Message = (
    Meeting | Offered | Wanted | Writing | Backstage | VotingKey | BallotsBrought | BallotsAsked | LeadOffered | Members
)
OfExpert = Watch | Concluded
"""All that a laptop that only watches can say: nothing of the log can be asked for."""
ToExpert = Seen | Taken | Refused

BALLOTS_A_MESSAGE = 20_000


def ballot_messages(vote: VoteId, ballots: Ballots, laptops: Collection[LaptopId]) -> Iterator[BallotsBrought]:
    """Yield ballots as they go over the wire: sorted, so that their order tells nothing.

    Args:
        vote: The vote.
        ballots: All of it that is here.
        laptops: Those that collected them.
    """
    columns = (ballots.voters, ballots.statements, ballots.votes, ballots.revisions)
    rows = sorted(zip(*columns, strict=True))
    for begin in range(0, len(rows), BALLOTS_A_MESSAGE):
        end = begin + BALLOTS_A_MESSAGE
        voters, statements, votes, revisions = zip(*rows[begin:end], strict=True)
        whose = tuple(sorted(laptops))
        yield BallotsBrought(vote, voters, statements, votes, revisions, whose, last=end >= len(rows))
