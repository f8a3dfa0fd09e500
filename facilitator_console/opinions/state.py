"""Defines the statements of a session as frozen entities, and their state. Only opinions.evolve replaces entries.

No ballots: they lie apart from the log.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import msgspec

from facilitator_console.log import NO_REF, Instant, LaptopId, Ref, Subject, WriterId
from facilitator_console.log.fold import Entities
from facilitator_console.opinions.ids import (
    NO_STATEMENT,
    OPEN,
    Digest,
    ModerationId,
    PrintingId,
    Source,
    StatementId,
    Status,
    VoteId,
)
from facilitator_console.session.ids import ItemId


class Translation(msgspec.Struct, frozen=True, gc=False):
    """Represents a statement in another language, and who translated it."""

    language: str
    text: str
    translated_by: str


class Statement(msgspec.Struct, frozen=True, gc=False):
    """Represents a short sentence to vote on.

    Attributes:
        text: As it is voted on; never changed.
        language: Of the text; empty where nobody said.
        meta: Whether it is about the voters themselves.
        made_from: The statement that it rewords or is a part of.
        kept: The statement that says the same, where the status is merged.
        translations: By language, in the order in which they came.
    """

    statement_id: StatementId
    text: str
    language: str
    source: Source
    meta: bool
    made_from: StatementId
    at_ms: Instant
    status: Status = Status.NEW
    kept: StatementId = NO_STATEMENT
    translations: tuple[Translation, ...] = ()
    sources: tuple[Subject, ...] = ()
    offered: bool = False
    origin: Ref = NO_REF


class Vote(msgspec.Struct, frozen=True, gc=False):
    """Represents a vote.

    Attributes:
        closed_at_ms: 0 while it is open.
        digests: Of the ballots that each laptop collected.
        laptops: Those that take votes: the one that opened it, then those that were given its key.
        brought: By laptop, those whose ballots were brought there.
        numbered: The statements by their numbers when it was opened.
        counted: Whose ballots the result counts; empty until it was told. No others are counted afterwards.
    """

    vote_id: VoteId
    item_id: ItemId
    closed_at_ms: Instant = Instant(0)
    digests: dict[LaptopId, Digest] = msgspec.field(default_factory=dict)
    laptops: tuple[LaptopId, ...] = ()
    brought: dict[LaptopId, frozenset[LaptopId]] = msgspec.field(default_factory=dict)
    counted: frozenset[LaptopId] = frozenset()
    numbered: tuple[StatementId, ...] = ()


class Moderation(msgspec.Struct, frozen=True, gc=False):
    """Represents one entry of the moderation log.

    Attributes:
        status: What the statement became.
        reason: As written; may be empty.
        kept: The statement that it was merged with.
        writer: The run that wrote it; its laptop and author are in the state's `runs`.
    """

    moderation_id: ModerationId
    statement_id: StatementId
    status: Status
    reason: str
    kept: StatementId
    at_ms: Instant
    writer: WriterId


class Printing(msgspec.Struct, frozen=True, gc=False):
    """Represents paper ballots that were printed: the numbers from `first` on; `numbered` as of a vote."""

    first: int
    count: int
    numbered: tuple[StatementId, ...] = ()


@dataclass
class OpinionsState:
    """Holds all statements, and all that was decided about them, in the agreed order."""

    statements: Entities[StatementId, Statement] = field(default_factory=Entities)
    moderation: Entities[ModerationId, Moderation] = field(default_factory=Entities)
    votes: Entities[VoteId, Vote] = field(default_factory=Entities)
    printings: Entities[PrintingId, Printing] = field(default_factory=Entities)


def kept_statement(state: OpinionsState, statement_id: StatementId) -> StatementId:
    """Return the statement on which a ballot on this one counts: itself, or the last that it was merged with.

    A merger with one that is not there has no effect. Of statements merged with each other, as two laptops may do
    without knowing of each other, the one with the lowest id is kept.
    """
    passed = [statement_id]
    while (statement := state.statements.get(passed[-1])) and statement.status is Status.MERGED:
        if statement.kept not in state.statements:
            break
        if statement.kept in passed:
            return min(passed[passed.index(statement.kept) :])
        passed.append(statement.kept)
    return passed[-1]


def merged_statements(state: OpinionsState) -> dict[StatementId, StatementId]:
    """Return by merged statement the one on which its ballots count."""
    remaining = {statement_id: kept_statement(state, statement_id) for statement_id in state.statements}
    return {merged: kept for merged, kept in remaining.items() if merged != kept}


def is_open(state: OpinionsState, statement: Statement) -> bool:
    """Tell whether a statement is open for votes."""
    is_kept = statement.status is Status.MERGED and kept_statement(state, statement.statement_id) == (
        statement.statement_id
    )
    return statement.status in OPEN or is_kept


def statements_open(state: OpinionsState) -> tuple[Statement, ...]:
    """Return the statements that are open for votes, the oldest first."""
    return tuple(statement for statement in state.statements.values() if is_open(state, statement))


def open_vote(state: OpinionsState) -> Vote | None:
    """Return the vote that is open; None where none is."""
    return next((vote for vote in state.votes.values() if not vote.closed_at_ms), None)
