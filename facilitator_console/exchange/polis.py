"""Reads conversations that Polis exported: votes.csv or participants-votes.csv, and comments.csv.

votes.csv: timestamp, comment-id, voter-id, vote; re-votes occur, the last counts. participants-votes.csv: a row for
each participant, a column for each comment. comments.csv: comment-id, moderated (1, 0, -1), comment-body. Other
columns pass by. In all of them 1 is agree, 0 pass, -1 disagree. Source: exports in compdemocracy/openData.

What spreadsheets and pandas make of such a table is read as well: comment_id, 1,0 and 1.0, a true minus sign, NaN and
cut off cells where nobody voted. Times that were rounded (1,50036E+12) do where nobody voted twice.
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from facilitator_console.exchange.csv_rows import Row, at, refuse_repeated, rows_of
from facilitator_console.exchange.workbooks import is_workbook, sheets_of
from facilitator_console.opinions.ballots import Ballots
from facilitator_console.words import Message, UserError, kept_label, say

MOST_BALLOTS = 5_000_000
"""The most ballots of a file: about twenty times a very large conversation; they take 160 MB."""
MOST_COMMENTS = 100_000
_DIGITS = 18
"""A number with so many digits fits into 64 bits."""

VOTES = {"1": 1, "0": 0, "-1": -1, "1.0": 1, "0.0": 0, "-1.0": -1}
"""The vote that a cell means, by its content; with a decimal where the table went through pandas."""
NOTHING = frozenset({"", "nan", "<na>", "na", "n/a", "#n/a", "none", "null"})
"""Contents that stand for an empty cell after other programs wrote the table, in small letters."""
TRUE = frozenset({"true", "t", "1", "yes"})

_VOTE_COLUMNS = ("timestamp", "comment-id", "voter-id", "vote")
_PARTICIPANT = "participant"
_ABOUT_PARTICIPANTS = frozenset({_PARTICIPANT, "xid", "group-id", "n-comments", "n-votes", "n-agree", "n-disagree"})
_INDEX = ("unnamed:", "index", "level-")
"""The beginnings of the name of the column that pandas adds; it may also have no name."""
_WHOLE = re.compile(rf"(\d{{1,{_DIGITS}}})(?:[.,]0*)?")
_ROUNDED = re.compile(r"\d(?:[.,]\d+)?E\+?\d\d?", re.IGNORECASE)
_AS_TYPED = str.maketrans({"\N{MINUS SIGN}": "-", "\N{EN DASH}": "-", ",": "."})


class ImportedBallots(NamedTuple):
    """Holds the ballots of a file.

    Attributes:
        ballots: One for each vote in it.
        statements: Those that the file has columns for; None where it names only those voted on.
        texts: Of statements, where the file has them.
        marks: What stood in the cells of ballots on paper, and how it was read.
        numbers: Of the ballots on paper, those of voter 1, 2 and so on.
    """

    ballots: Ballots
    statements: tuple[int, ...] | None = None
    texts: dict[int, str] = {}  # noqa: RUF012 - nobody changes it
    marks: dict[str, int] = {}  # noqa: RUF012 - likewise
    numbers: tuple[str, ...] = ()


class Comments(NamedTuple):
    """Holds the statements of a conversation.

    Attributes:
        texts: By id, all there are.
        rejected: Those moderated out.
        meta: Those about the voters themselves.
    """

    texts: dict[int, str]
    rejected: frozenset[int] = frozenset()
    meta: frozenset[int] = frozenset()


def is_export(header: Sequence[str]) -> bool:
    """Tell whether a table's first row is that of either file of votes from Polis, even if a column is missing."""
    names = set(_names(header))
    return len(names & set(_VOTE_COLUMNS)) > 1 or (_PARTICIPANT in names and len(names & _ABOUT_PARTICIPANTS) > 1)


def rows_of_table(path: Path) -> Iterator[Row]:
    """Return the rows of a CSV file, or of a workbook's first sheet.

    Raises:
        UserError: It can't be read; while the rows are taken.
    """
    return iter(next(iter(sheets_of(path).values()))) if is_workbook(path) else rows_of(path)


def read_export(path: Path, known: Collection[int] | None = None) -> ImportedBallots:
    """Read the votes of a conversation that Polis exported.

    Args:
        path: A votes.csv or a participants-votes.csv, or a workbook with its table.
        known: The conversation's statements, where a comments.csv names them.

    Raises:
        UserError: It can't be read, or is neither; the message names the line.
    """
    rows = rows_of_table(path)
    names = _names(next(rows).cells)
    refuse_repeated(path, names)
    if _PARTICIPANT in names:
        return _grid(path, rows, names, known)
    if missing := tuple(name for name in _VOTE_COLUMNS if name not in names):
        raise UserError(say("{path} is not a table of votes: it has no column {names}.", path=str(path), names=missing))
    return ImportedBallots(_ballots(path, rows, names, known))


def read_comments(path: Path) -> Comments:
    """Read the statements of a conversation that Polis exported.

    Raises:
        UserError: It can't be read, or is not a comments.csv; the message names the line.
    """
    rows = rows_of_table(path)
    names = _names(next(rows).cells)
    refuse_repeated(path, names)
    for name in ("comment-id", "comment-body"):
        if name not in names:
            raise UserError(
                say("{path} is not a table of statements: it has no column {name}.", path=str(path), name=name)
            )
    texts: dict[int, str] = {}
    rejected, meta = set(), set()
    for row in rows:
        cells = dict(zip(names, _whole_row(path, row, len(names)), strict=True))
        statement = _number(path, row.line, cells["comment-id"])
        if statement in texts:
            raise at(path, row.line, say("statement {statement} occurs twice. Keep one.", statement=statement))
        if len(texts) >= MOST_COMMENTS:
            raise UserError(say("{path} has more than {most} statements.", path=str(path), most=MOST_COMMENTS))
        texts[statement] = kept_label(cells["comment-body"])
        moderated = _vote(cells.get("moderated", "").strip() or "0")
        if moderated is None:
            value = cells["moderated"].strip()[:20]
            raise at(path, row.line, say("moderated is {value}; it should be 1, 0 or -1.", value=value))
        if moderated < 0:
            rejected.add(statement)
        if cells.get("is-meta", "").strip().lower() in TRUE:
            meta.add(statement)
    return Comments(texts, frozenset(rejected), frozenset(meta))


def _ballots(path: Path, rows: Iterator[Row], names: Sequence[str], known: Collection[int] | None) -> Ballots:
    """Read the ballots of a votes.csv; a vote's time is its revision."""
    when, on, who, how = (names.index(name) for name in _VOTE_COLUMNS)
    voters, statements, votes, revisions = array("q"), array("q"), array("b"), array("q")
    width = len(names)
    is_rounded = False
    for line, cells in rows:
        if len(cells) != width:
            raise _ragged(path, line, len(cells), width)
        vote = _vote(cells[how])
        if vote is None:
            raise at(path, line, _no_vote(cells[how]))
        statement = _number(path, line, cells[on])
        if known is not None and statement not in known:
            raise at(path, line, _unknown(statement))
        if len(votes) >= MOST_BALLOTS:
            raise UserError(
                say("{path} has more than {most} votes. Divide the file.", path=str(path), most=MOST_BALLOTS)
            )
        voters.append(_number(path, line, cells[who]))
        statements.append(statement)
        votes.append(vote)
        rounded = _ROUNDED.fullmatch(cells[when].strip())
        is_rounded |= bool(rounded)
        revisions.append(0 if rounded else _number(path, line, cells[when]))
    if is_rounded and len(set(zip(voters, statements, strict=True))) < len(votes):
        problem = say(
            "{path}: a spreadsheet has rounded the times (1,5E+12), and some people voted twice on a "
            "statement. It is not clear which vote is the last: export the votes from Polis again, and "
            "don’t save them in a spreadsheet.",
            path=str(path),
        )
        raise UserError(problem)
    return Ballots(voters, statements, votes, revisions)


def _grid(path: Path, rows: Iterator[Row], names: Sequence[str], known: Collection[int] | None) -> ImportedBallots:
    """Read the ballots of a participants-votes.csv."""
    columns = {
        at: _number(path, 1, name)
        for at, name in enumerate(names)
        if name and name not in _ABOUT_PARTICIPANTS and not name.startswith(_INDEX)
    }
    refuse_repeated(path, [str(statement) for statement in columns.values()])  # 1 and 01 are one.
    for statement in columns.values():
        if known is not None and statement not in known:
            raise at(path, 1, _unknown(statement))
    who, width = names.index(_PARTICIPANT), len(names)
    voters, statements, votes = array("q"), array("q"), array("b")
    seen: set[int] = set()
    for row in rows:
        cells = _whole_row(path, row, width)
        voter = _number(path, row.line, cells[who])
        if voter in seen:
            raise at(path, row.line, say("participant {voter} occurs twice. Keep one.", voter=voter))
        seen.add(voter)
        for place, statement in columns.items():
            cell = cells[place].strip()
            if cell.lower() not in NOTHING:
                vote = _vote(cell)
                if vote is None:
                    raise at(path, row.line, _no_vote(cell))
                voters.append(voter)
                statements.append(statement)
                votes.append(vote)
        if len(votes) > MOST_BALLOTS:
            raise UserError(
                say("{path} has more than {most} votes. Divide the file.", path=str(path), most=MOST_BALLOTS)
            )
    return ImportedBallots(Ballots(voters, statements, votes, array("b", bytes(len(votes)))), tuple(columns.values()))


def _names(header: Sequence[str]) -> list[str]:
    return [name.strip().lower().replace("_", "-") for name in header]


def _whole_row(path: Path, row: Row, width: int) -> list[str]:
    """Return the cells of a row, and empty ones for those that were cut off at its end."""
    if any(row.cells[width:]):
        raise _ragged(path, row.line, len(row.cells), width)
    return row.cells[:width] + [""] * (width - len(row.cells))


def _ragged(path: Path, line: int, cells: int, width: int) -> UserError:
    return at(path, line, say("there are {cells} cells instead of {width}.", cells=cells, width=width))


def _number(path: Path, line: int, text: str) -> int:
    """Return a whole number, not negative and of at most 64 bits; in the cell it may have a decimal, from pandas."""
    whole = _WHOLE.fullmatch(text.strip())
    if not whole:
        raise at(path, line, say("“{text}” should be a whole number.", text=text.strip()[:20]))
    return int(whole[1])


def _vote(text: str) -> int | None:
    """Return the vote in a cell; None where there is no vote in it."""
    text = text.strip()
    vote = VOTES.get(text)
    return VOTES.get(text.translate(_AS_TYPED)) if vote is None else vote


def _no_vote(text: str) -> Message:
    return say("“{vote}” is not a vote; use 1 for agree, 0 for skip, -1 for disagree.", vote=text.strip()[:20])


def _unknown(statement: int) -> Message:
    return say("statement {statement} is not among the comments.", statement=statement)
