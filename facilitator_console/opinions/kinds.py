"""Registers the kinds of events of statements: the name of each, what it changes, and what can be erased of it."""

from __future__ import annotations

from facilitator_console.log import Body, Handler, Kind, WorkPhase, WrittenBy
from facilitator_console.opinions import events as ev
from facilitator_console.opinions import evolve
from facilitator_console.words import Message, say

_PHASES = frozenset({WorkPhase.RUN, WorkPhase.HARVEST})
_REASON = ("reason",)
_CLOSES_THE_OLD = 1
"""A new wording is named by what becomes of the old one, not by the statement that is added."""


HANDLERS: dict[type[Body], Handler] = {
    ev.StatementAdded: evolve.statement_added,
    ev.StatementTranslated: evolve.statement_translated,
}
"""The handlers of kinds that make or translate a statement; all other kinds decide about one."""


def _statement(
    name: str, body: type[Body], named: Message, *, texts: tuple[str, ...] = _REASON, weight: int = 0
) -> Kind:
    return Kind(
        name, body, HANDLERS.get(body, evolve.statement_decided), lambda *_: named, _PHASES, texts=texts, weight=weight
    )


KINDS = (
    _statement("statement_added", ev.StatementAdded, say("statement added"), texts=("text", "language")),
    _statement(
        "statement_translated",
        ev.StatementTranslated,
        say("statement translated"),
        texts=("text", "translated_by", "language"),
    ),
    _statement("statement_accepted", ev.StatementAccepted, say("statement accepted")),
    _statement("statement_rejected", ev.StatementRejected, say("statement rejected")),
    _statement("statement_merged", ev.StatementMerged, say("statement merged")),
    _statement("statement_reworded", ev.StatementReworded, say("statement reworded"), weight=_CLOSES_THE_OLD),
    _statement("statement_split", ev.StatementSplit, say("statement split"), weight=_CLOSES_THE_OLD),
    Kind("ballots_printed", ev.BallotsPrinted, evolve.ballots_printed, written_by=WrittenBy.SESSION_LEAD),
    Kind("vote_opened", ev.VoteOpened, evolve.vote_opened, written_by=WrittenBy.SESSION_LEAD),
    Kind("vote_closed", ev.VoteClosed, evolve.vote_closed, written_by=WrittenBy.SESSION_LEAD),
    Kind("ballots_opened", ev.BallotsOpened, evolve.ballots_opened, written_by=WrittenBy.PROGRAM),
    Kind("ballots_closed", ev.BallotsClosed, evolve.ballots_closed, written_by=WrittenBy.PROGRAM),
    Kind("vote_counted", ev.VoteCounted, evolve.vote_counted, written_by=WrittenBy.PROGRAM),
    Kind("ballots_brought", ev.BallotsBrought, evolve.ballots_brought, written_by=WrittenBy.PROGRAM),
)
