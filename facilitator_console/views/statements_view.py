"""The statements as the team sees them: those that wait, those that are voted on, those that are not counted.

Only words and numbers: no colours, no widgets. How many voted comes from the box of ballots and is handed in; how they
voted is nowhere here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from enum import StrEnum

import msgspec

from facilitator_console.opinions.ids import StatementId, Status
from facilitator_console.opinions.likeness import Texts
from facilitator_console.opinions.state import OpinionsState, Statement, kept_statement, open_vote
from facilitator_console.opinions.voting import (
    is_waiting,
    stands,
    statement_numbers,
    statements_waiting,
    votable,
    vote_of_statements,
)
from facilitator_console.words import Message, say, say_n

QUOTED = 48
"""The most characters of another statement that is named beside one."""
_THOUGHTS = re.compile(r"[;.!?…]+\s+|,\s+(?:and|but|а|але|і|й|та|и|но)\s+", re.IGNORECASE)
_WORDS_OF_A_THOUGHT = 3


class RowKind(StrEnum):
    """Names what a row is."""

    HEAD = "head"
    WAITING = "waiting"
    STANDS = "stands"
    CLOSED = "closed"


class StatementRow(msgspec.Struct, frozen=True):
    """Represents a row of the list.

    Attributes:
        kind: What it is.
        key: The statement's id; of a heading its kind's name.
        title: Of a heading; else None.
        text: The statement, as it was written.
        number: Under which it is voted on; None where it is not.
        hints: What is said beside it, each in a few words.
        points: Whether a hint asks to be looked at.
    """

    kind: RowKind
    key: str
    title: Message | None = None
    text: str = ""
    number: int | None = None
    hints: tuple[Message, ...] = ()
    points: bool = False


def statement_rows(
    state: OpinionsState, texts: Texts, voted: Mapping[StatementId, int], *, with_closed: bool = False
) -> tuple[StatementRow, ...]:
    """Return the rows of the list, each kind under its heading; a heading without rows is not there.

    Args:
        state: The statements.
        texts: Of these statements, for pointing at those that are alike.
        voted: How many voted on each statement.
        with_closed: Whether those that are not counted are listed too.
    """
    numbers, standing = statement_numbers(state), votable(state)
    among = [statement.statement_id for statement in standing]
    waiting = tuple(_waiting(state, statement, texts, among) for statement in statements_waiting(state))
    on = tuple(_standing(statement, numbers, voted, is_open=open_vote(state) is not None) for statement in standing)
    closed = tuple(_closed(state)) if with_closed else ()
    sections = (
        (RowKind.WAITING, say("Waiting for you · {n}", n=len(waiting)), waiting),
        (RowKind.STANDS, say("Statements · {n}", n=len(on)), on),
        (RowKind.CLOSED, say("Not voted on · {n}", n=len(closed)), closed),
    )
    rows: list[StatementRow] = []
    for kind, title, found in sections:
        if found:
            rows += (StatementRow(RowKind.HEAD, f"head_{kind.value}", title), *found)
    return tuple(rows)


def seems_two(text: str) -> bool:
    """Tell whether a statement seems to say two things: two parts of three words or more each. Only for pointing."""
    parts = _THOUGHTS.split(text)
    return sum(len(part.split()) >= _WORDS_OF_A_THOUGHT for part in parts) > 1


def _waiting(state: OpinionsState, statement: Statement, texts: Texts, among: list[StatementId]) -> StatementRow:
    hints: list[Message] = []
    if statement.offered and (old := state.statements.get(statement.made_from)):
        hints.append(say("waits for the author’s yes; now: “{text}”", text=shortened(old.text)))
    elif alike := texts.like_statement(statement.statement_id, among)[:1]:
        hints.append(say("like “{text}”", text=shortened(state.statements[alike[0].statement_id].text)))
    points = bool(hints) and not statement.offered
    if seems_two(statement.text):
        hints.append(say("two thoughts?"))
        points = True
    if not hints:
        hints.append(say("from the room"))
    return StatementRow(RowKind.WAITING, statement.statement_id, text=statement.text, hints=tuple(hints), points=points)


def _standing(
    statement: Statement, numbers: Mapping[StatementId, int], voted: Mapping[StatementId, int], *, is_open: bool
) -> StatementRow:
    hints = [say("{language}", language=statement.language)] if statement.language else []
    hints += [
        say("{language} by {who}", language=each.language, who=each.translated_by or "–")
        for each in statement.translations
    ]
    if is_open:
        hints.append(say_n("{n} voted", "{n} voted", voted.get(statement.statement_id, 0)))
    number = numbers.get(statement.statement_id)
    return StatementRow(RowKind.STANDS, statement.statement_id, text=statement.text, number=number, hints=tuple(hints))


def _closed(state: OpinionsState) -> Iterator[StatementRow]:
    reasons = {decision.statement_id: decision.reason for decision in state.moderation.values()}
    of_vote = vote_of_statements(state)
    for statement in state.statements.values():
        if is_waiting(statement) or (stands(state, statement) and of_vote.get(statement.statement_id) is None):
            continue
        why = _why_closed(state, statement, reasons.get(statement.statement_id, ""))
        yield StatementRow(RowKind.CLOSED, statement.statement_id, text=statement.text, hints=(why,))


def _why_closed(state: OpinionsState, statement: Statement, reason: str) -> Message:
    if statement.status is Status.MERGED:
        merged_into = state.statements.get(kept_statement(state, statement.statement_id))
        return say("the same as “{text}”", text=shortened(merged_into.text if merged_into else ""))
    if statement.status is Status.SPLIT:
        return say("split into its parts")
    if statement.status is Status.REWORDED:
        return say("reworded")
    if statement.status is Status.REJECTED:
        return say("left out: {reason}", reason=shortened(reason))
    return say("in a vote that is closed")


def shortened(text: str) -> str:
    """Return a text that is named beside another, cut where it is long."""
    return text if len(text) <= QUOTED else f"{text[: QUOTED - 1].rstrip()}…"
