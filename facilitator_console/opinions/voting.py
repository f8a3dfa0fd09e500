"""Tells what is voted on: which statements wait for the team, which belong to which vote, and under which number.

Votes are opened and closed by events; the ballots themselves lie apart from the log. A vote that is closed stays
closed: what people voted on in it is in no later vote, since a voter of one vote is nobody's in another.
"""

from __future__ import annotations

from collections.abc import Collection
from itertools import chain

from msgspec.structs import replace

from facilitator_console.log import Instant, LaptopId
from facilitator_console.opinions.ids import NO_STATEMENT, Digest, Source, StatementId, Status, VoteId
from facilitator_console.opinions.state import OpinionsState, Statement, Vote, is_open, open_vote

NO_BALLOTS = Digest("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
"""The digest of no ballots at all: of a vote in which nobody voted (SHA-256 of nothing)."""


def is_waiting(statement: Statement) -> bool:
    """Tell whether a statement waits for a decision of the team, or a rewording for its author's yes.

    What the team typed or made does not wait; it was read when it was typed.
    """
    from_outside = statement.source is Source.PARTICIPANT and statement.made_from == NO_STATEMENT
    return statement.status is Status.NEW and (statement.offered or from_outside)


def statements_waiting(state: OpinionsState) -> tuple[Statement, ...]:
    """Return the statements that wait, the oldest first; a rewording stands behind what it rewords."""
    return tuple(statement for statement in state.statements.values() if is_waiting(statement))


def stands(state: OpinionsState, statement: Statement) -> bool:
    """Tell whether a statement is one of those that are voted on."""
    return is_open(state, statement) and not is_waiting(statement)


def statement_numbers(state: OpinionsState) -> dict[StatementId, int]:
    """Number the statements from 1 in the order in which they first stood to be voted on.

    A number that was given stays: paper ballots show it. Who was left out later keeps theirs, so there may be gaps;
    also where one was withdrawn once a vote was opened or ballots were printed.
    """
    first, given = _first_stood(state), numbered(state)
    numbers = {statement_id: number for number, statement_id in enumerate(given, 1)}
    for statement_id in sorted(first.keys() - numbers.keys(), key=lambda statement_id: first[statement_id]):
        numbers[statement_id] = len(numbers) + 1
    return {statement_id: number for statement_id, number in numbers.items() if statement_id in first}


def numbered(state: OpinionsState) -> tuple[StatementId, ...]:
    """Return the statements that were given numbers for good, from 1; also those that were withdrawn since."""
    of_votes = (vote.numbered for vote in state.votes.values())
    return max(chain(of_votes, (printing.numbered for printing in state.printings.values())), key=len, default=())


def to_be_numbered(state: OpinionsState) -> tuple[StatementId, ...]:
    """Return the statements by the numbers that they are given for good now, from 1."""
    given, numbers = numbered(state), statement_numbers(state)
    return (*given, *sorted(numbers.keys() - set(given), key=lambda statement_id: numbers[statement_id]))


def _first_stood(state: OpinionsState) -> dict[StatementId, tuple[Instant, int]]:
    """Return when each statement first stood to be voted on, and that event's number; without those that never did.

    Of several at one instant, on one laptop, the number tells which came first.
    """
    found = {
        statement.statement_id: (statement.at_ms, _seq(statement.statement_id))
        for statement in state.statements.values()
        if not _waited(statement)
    }
    for decision in state.moderation.values():
        if decision.status is Status.ACCEPTED and decision.statement_id in state.statements:
            found.setdefault(decision.statement_id, (decision.at_ms, _seq(decision.moderation_id)))
    return found


def _seq(entity_id: str) -> int:
    """Return the number of the event that made an entity."""
    number = entity_id.rpartition(".")[2]
    return int(number) if number.isdecimal() else 0


def _waited(statement: Statement) -> bool:
    """Tell whether a statement waited when it came."""
    from_outside = statement.source is Source.PARTICIPANT and statement.made_from == NO_STATEMENT
    return statement.offered or from_outside


def is_empty(vote: Vote) -> bool:
    """Tell whether nobody voted in a vote that is closed: each laptop that took votes has said so."""
    return vote.digests.keys() >= set(vote.laptops) and set(vote.digests.values()) == {NO_BALLOTS}


def next_ballot_number(state: OpinionsState) -> int:
    """Return the number that the next ballot on paper is printed with."""
    return max((printing.first + printing.count for printing in state.printings.values()), default=1)


def voting_laptops(vote: Vote) -> frozenset[LaptopId]:
    """Return the laptops that take votes, as far as has been heard; of a closed vote those without any left out."""
    known = frozenset(vote.laptops) | vote.digests.keys()
    return known - {laptop for laptop, digest in vote.digests.items() if digest == NO_BALLOTS}


def laptops_counted(vote: Vote, laptop_id: LaptopId) -> frozenset[LaptopId]:
    """Return the laptops whose ballots are on one laptop, its own among them."""
    return voting_laptops(vote) & ({laptop_id} | vote.brought.get(laptop_id, frozenset()))


def laptops_missing(vote: Vote, laptop_id: LaptopId) -> frozenset[LaptopId]:
    """Return the laptops whose ballots are still to come to one laptop before the result can be told on it."""
    wanted = voting_laptops(vote)
    return (wanted & vote.counted if vote.counted else wanted) - laptops_counted(vote, laptop_id)


def laptops_uncounted(vote: Vote, laptop_id: LaptopId) -> frozenset[LaptopId]:
    """Return the laptops whose ballots are on one laptop, but not in the result that was told elsewhere."""
    return laptops_counted(vote, laptop_id) - vote.counted if vote.counted else frozenset()


def votes_closed(state: OpinionsState) -> tuple[Vote, ...]:
    """Return the votes that are closed and in which somebody may have voted, the oldest first."""
    return tuple(vote for vote in state.votes.values() if vote.closed_at_ms and not is_empty(vote))


def vote_of_statements(state: OpinionsState) -> dict[StatementId, VoteId | None]:
    """Return by statement the closed vote that it was in: the first that closed after it stood; None where none has."""
    closed = votes_closed(state)
    return {
        statement_id: next((vote.vote_id for vote in closed if at_ms <= vote.closed_at_ms), None)
        for statement_id, (at_ms, _) in _first_stood(state).items()
    }


def statements_in(state: OpinionsState, vote_id: VoteId) -> tuple[StatementId, ...]:
    """Return the statements of a closed vote, those that were left out or merged since too."""
    return tuple(statement_id for statement_id, of in vote_of_statements(state).items() if of == vote_id)


def votable(state: OpinionsState) -> tuple[Statement, ...]:
    """Return the statements that are voted on in the vote that is open, or would be in the next, by their numbers."""
    of_vote, numbers = vote_of_statements(state), statement_numbers(state)
    found = (
        statement
        for statement in state.statements.values()
        if stands(state, statement) and of_vote.get(statement.statement_id) is None
    )
    return tuple(sorted(found, key=lambda statement: numbers[statement.statement_id]))


def texts_of(statement: Statement) -> dict[str, str]:
    """Return a statement's words by language; its own under the language in which it was written."""
    translations = ((translation.language, translation.text) for translation in statement.translations)
    return dict(chain(translations, ((statement.language, statement.text),)))


def text_in(statement: Statement, language: str) -> str:
    """Return a statement's words in a language, or as they were written where the team has not translated them."""
    return texts_of(statement).get(language, statement.text)


def is_voting(state: OpinionsState) -> bool:
    """Tell whether a vote is open."""
    return open_vote(state) is not None


def left_out(state: OpinionsState, among: Collection[StatementId]) -> tuple[Statement, ...]:
    """Return those of some statements that are not counted as they are: left out, merged, split or reworded."""
    return tuple(
        statement
        for statement in map(state.statements.get, among)
        if statement is not None and not stands(state, statement)
    )


def at_closing(state: OpinionsState, vote: Vote) -> OpinionsState:
    """Return the statements of a closed vote as they stood when it was closed.

    A result stays what it was: if a statement could be merged or left out afterwards, two results could be held against
    each other, and the few whose votes make the difference would be known. Only what is withdrawn is gone.
    """
    own = set(statements_in(state, vote.vote_id))
    then = OpinionsState()
    for statement_id in own & state.statements.keys():
        statement = state.statements[statement_id]
        then.statements[statement_id] = replace(statement, status=Status.NEW, kept=NO_STATEMENT)
    for decision in state.moderation.values():
        known = then.statements.get(decision.statement_id)
        if known is not None and decision.at_ms <= vote.closed_at_ms:
            then.statements[known.statement_id] = replace(known, status=decision.status, kept=decision.kept)
    return then
