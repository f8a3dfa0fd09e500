"""Defines the events of statements, as bodies without logic; opinions.kinds registers them.

Ballots are not events: see `ballots`.

A text that people vote on never changes: rewording and splitting make new statements, which name the one that they
are made from, and close it. Texts and reasons live only in bodies about their own statement, so that withdrawing it
takes all of them.
"""

from __future__ import annotations

from facilitator_console.log import NO_REF, LaptopId, Ref, Subject
from facilitator_console.log.fold import Body
from facilitator_console.opinions.ids import NO_STATEMENT, Digest, Source, StatementId
from facilitator_console.session.ids import NO_ITEM, ItemId


class StatementAdded(Body, frozen=True):
    """Adds a statement.

    Attributes:
        meta: It is about the voters themselves.
        made_from: The statement that it rewords or is a part of.
        sources: The notes, themes or submissions that it was made from.
        offered: A rewording that waits for the yes of who wrote the first one, given as `StatementAccepted`.
        origin: Where it was carried over from.
    """

    text: str
    language: str = ""
    source: Source = Source.SEED
    meta: bool = False
    made_from: StatementId = NO_STATEMENT
    sources: tuple[Subject, ...] = ()
    offered: bool = False
    origin: Ref = NO_REF


class StatementTranslated(Body, frozen=True):
    """Adds a statement's text in another language, or a better one. Subject: the statement."""

    language: str
    text: str
    translated_by: str


class StatementAccepted(Body, frozen=True):
    """Opens a statement for votes, whatever was decided before. Subject: the statement."""

    reason: str = ""


class StatementRejected(Body, frozen=True):
    """Closes a statement, which is not counted either. Subject: the statement."""

    reason: str


class StatementMerged(Body, frozen=True):
    """Closes a statement that says the same as another, on which its ballots count. Subject: the statement."""

    kept: StatementId
    reason: str = ""


class StatementReworded(Body, frozen=True):
    """Closes a statement in favour of the one that was made from it. Subject: the statement."""

    reason: str = ""


class StatementSplit(Body, frozen=True):
    """Closes a statement in favour of those that were made from it. Subject: the statement."""

    reason: str = ""


class BallotsPrinted(Body, frozen=True):
    """Takes numbers for ballots on paper, so that none is ever printed twice; `numbered` as in `VoteOpened`."""

    first: int
    count: int
    numbered: tuple[StatementId, ...] = ()


class VoteOpened(Body, frozen=True):
    """Opens a vote on the statements that are open, in an item or, as a long collection, in none.

    `numbered`: the statements by their numbers, from 1: a number stays where one of them is withdrawn later.
    """

    item_id: ItemId = NO_ITEM
    numbered: tuple[StatementId, ...] = ()


class VoteClosed(Body, frozen=True):
    """Ends a vote for good: each laptop then destroys the key and rewrites its store. Subject: the vote."""


class BallotsOpened(Body, frozen=True):
    """Says that this laptop was given the key of a vote, and takes votes too. Subject: the vote."""


class BallotsClosed(Body, frozen=True):
    """Says that the ballots of this laptop are complete. Subject: the vote."""

    digest: Digest


class VoteCounted(Body, frozen=True):
    """Says that a result was told, and whose ballots it counts: no others count from then on. Subject: the vote."""

    laptops: tuple[LaptopId, ...]


class BallotsBrought(Body, frozen=True):
    """Says that the ballots of other laptops were brought to this one. Subject: the vote."""

    laptops: tuple[LaptopId, ...]
