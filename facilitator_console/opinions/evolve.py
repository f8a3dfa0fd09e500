"""Folds the events of statements into the state. It accepts anything and never raises.

An event about a statement that is not there (undone, withdrawn, not yet arrived) has no effect.
"""

from __future__ import annotations

from typing import Any

import msgspec
from msgspec.structs import replace

from facilitator_console.log import Stamp
from facilitator_console.opinions import events as ev
from facilitator_console.opinions.ids import NO_STATEMENT, ModerationId, PrintingId, StatementId, Status, VoteId
from facilitator_console.opinions.state import (
    Moderation,
    OpinionsState,
    Printing,
    Statement,
    Translation,
    Vote,
    open_vote,
)

_BECOMES: dict[type[msgspec.Struct], Status] = {
    ev.StatementAccepted: Status.ACCEPTED,
    ev.StatementRejected: Status.REJECTED,
    ev.StatementMerged: Status.MERGED,
    ev.StatementReworded: Status.REWORDED,
    ev.StatementSplit: Status.SPLIT,
}


def statement_added(state: OpinionsState, body: ev.StatementAdded, stamp: Stamp) -> None:
    statement_id = StatementId(stamp.subject)
    state.statements[statement_id] = Statement(
        statement_id,
        body.text,
        body.language,
        body.source,
        body.meta,
        body.made_from,
        stamp.at_ms,
        sources=body.sources,
        offered=body.offered,
        origin=body.origin,
    )


def statement_translated(state: OpinionsState, body: ev.StatementTranslated, stamp: Stamp) -> None:
    if statement := state.statements.get(StatementId(stamp.subject)):
        others = tuple(translation for translation in statement.translations if translation.language != body.language)
        # Where its words were erased nothing is left of it.
        new = (Translation(body.language, body.text, body.translated_by),) if body.text else ()
        state.statements[statement.statement_id] = replace(statement, translations=(*others, *new))


def statement_decided(state: OpinionsState, body: Any, stamp: Stamp) -> None:  # noqa: ANN401 - one of the kinds in _BECOMES
    if statement := state.statements.get(StatementId(stamp.subject)):
        statement_id, status = statement.statement_id, _BECOMES[type(body)]
        kept: StatementId = getattr(body, "kept", NO_STATEMENT)
        moderation_id = ModerationId(f"{stamp.writer}.{stamp.seq}")
        state.statements[statement_id] = replace(statement, status=status, kept=kept)
        state.moderation[moderation_id] = Moderation(
            moderation_id, statement_id, status, body.reason, kept, stamp.at_ms, stamp.writer
        )


def ballots_printed(state: OpinionsState, body: ev.BallotsPrinted, stamp: Stamp) -> None:
    state.printings[PrintingId(stamp.subject)] = Printing(body.first, body.count, body.numbered)


def vote_opened(state: OpinionsState, body: ev.VoteOpened, stamp: Stamp) -> None:
    if open_vote(state) is None:
        vote_id = VoteId(stamp.subject)
        state.votes[vote_id] = Vote(vote_id, body.item_id, laptops=(stamp.laptop,), numbered=body.numbered)


def vote_closed(state: OpinionsState, _body: ev.VoteClosed, stamp: Stamp) -> None:
    vote = state.votes.get(VoteId(stamp.subject))
    if vote and not vote.closed_at_ms:
        state.votes[vote.vote_id] = replace(vote, closed_at_ms=stamp.at_ms)


def ballots_opened(state: OpinionsState, _body: ev.BallotsOpened, stamp: Stamp) -> None:
    vote = state.votes.get(VoteId(stamp.subject))
    if vote and stamp.laptop not in vote.laptops:
        state.votes[vote.vote_id] = replace(vote, laptops=(*vote.laptops, stamp.laptop))


def ballots_closed(state: OpinionsState, body: ev.BallotsClosed, stamp: Stamp) -> None:
    if vote := state.votes.get(VoteId(stamp.subject)):
        state.votes[vote.vote_id] = replace(vote, digests={**vote.digests, stamp.laptop: body.digest})


def vote_counted(state: OpinionsState, body: ev.VoteCounted, stamp: Stamp) -> None:
    vote = state.votes.get(VoteId(stamp.subject))
    if vote and not vote.counted:
        state.votes[vote.vote_id] = replace(vote, counted=frozenset(body.laptops))


def ballots_brought(state: OpinionsState, body: ev.BallotsBrought, stamp: Stamp) -> None:
    if vote := state.votes.get(VoteId(stamp.subject)):
        known = vote.brought.get(stamp.laptop, frozenset()) | frozenset(body.laptops)
        state.votes[vote.vote_id] = replace(vote, brought={**vote.brought, stamp.laptop: known})
