"""Ballots on paper, typed into a grid: one row a ballot, one column a statement.

The first row names the statements, by number or by text. A first column that is called ballot (or №, #, voter,
participant …) numbers the ballots; without one they are numbered by their rows. A cell holds 1 or +, 0, -1 or -, or
the words on the ballot; an empty one was not voted on. CSV or XLSX.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from pathlib import Path

from facilitator_console.exchange.paper_ballots_xlsx import is_workbook, rows_of_workbook
from facilitator_console.exchange.polis import MOST_BALLOTS, VOTES, Cast
from facilitator_console.exchange.polis_rows import Row, at, refuse_repeated, rows_of
from facilitator_console.voices.ballots import Ballots
from facilitator_console.words import UserError, fold_text, kept_label, say

MOST_STATEMENTS = 2_000

_WORDS = {
    1: ("+", "+1", "agree", "погоджуюсь", "погоджуюся", "согласие", "согласен", "согласна"),
    0: ("pass", "skip", "не знаю", "не знаю, пропустити", "пропустити", "не знаю, пропустить", "пропустить"),
    -1: ("-", "–", "−", "−1", "disagree", "не погоджуюсь", "не погоджуюся", "несогласие", "не согласен", "не согласна"),
}
MARKS = VOTES | {fold_text(word): vote for vote, words in _WORDS.items() for word in words}
"""What a cell may hold, folded."""
BALLOT = frozenset(
    {"ballot", "voter", "participant", "id", "№", "#", "no", "бюлетень", "бюллетень", "анкета", "учасник"}
)


def read_paper_ballots(path: Path, known: Collection[int] | None = None) -> Cast:
    """Read typed ballots.

    Args:
        path: A CSV or XLSX file.
        known: The conversation's statements, where a comments.csv names them.

    Returns:
        Statements by their numbers, or where they are given by their texts, numbered from 1.

    Raises:
        UserError: It can't be read, or is no such grid; the message names line and column.
    """
    rows = rows_of_workbook(path) if is_workbook(path) else rows_of(path)
    first = next(rows)
    header = [kept_label(cell) for cell in first.cells]
    while header and not header[-1]:
        header.pop()
    refuse_repeated(path, header)
    numbered = bool(header) and fold_text(header[0]).rstrip(" .") in BALLOT
    names = header[numbered:]
    if not names or not all(names):
        raise at(path, first.line, say("each column needs the number or the text of its statement."))
    if len(names) > MOST_STATEMENTS:
        raise UserError(say("{path} has more than {most} statements.", path=str(path), most=MOST_STATEMENTS))
    statements, texts = _statements(names)
    refuse_repeated(path, [str(statement) for statement in statements])  # 1 and 01 are one.
    for statement in statements:
        if known is not None and statement not in known:
            raise at(path, first.line, say("statement {statement} is not among the comments.", statement=statement))
    return Cast(_ballots(path, rows, statements, numbered=numbered), statements, texts)


def _statements(names: list[str]) -> tuple[tuple[int, ...], dict[int, str]]:
    """Ids and texts: the numbers of the header, or its texts numbered from 1."""
    if all(name.isdecimal() and len(name) < 10 for name in names):  # noqa: PLR2004 - no number of a statement is longer
        return tuple(map(int, names)), {}
    texts = dict(enumerate(names, 1))
    return tuple(texts), texts


def _ballots(path: Path, rows: Iterator[Row], statements: tuple[int, ...], *, numbered: bool) -> Ballots:
    voters: list[int] = []
    named: list[int] = []
    votes: list[int] = []
    numbers: set[str] = set()
    for ballot, (line, cells) in enumerate(rows, 1):
        if len(cells) > numbered + len(statements) and any(cells[numbered + len(statements) :]):
            raise at(path, line, say("there is a vote in a column without a statement."))
        number = kept_label(cells[0]) if numbered else str(ballot)
        if not number or number in numbers:
            raise at(path, line, say("the ballot's number “{number}” is missing or there twice.", number=number[:20]))
        numbers.add(number)
        for column, (statement, cell) in enumerate(zip(statements, cells[numbered:], strict=False), numbered + 1):
            if mark := fold_text(cell.strip()):
                if mark not in MARKS:
                    problem = say(
                        "column {column}: “{vote}” is no vote; use 1 for agree, 0 for pass, -1 for disagree.",
                        column=column,
                        vote=cell.strip()[:20],
                    )
                    raise at(path, line, problem)
                voters.append(ballot)
                named.append(statement)
                votes.append(MARKS[mark])
        if len(votes) > MOST_BALLOTS:
            raise UserError(say("{path} has more than {most} votes; divide it.", path=str(path), most=MOST_BALLOTS))
    return Ballots(voters, named, votes, [0] * len(votes))
