"""Reads paper ballots that were typed into a grid: a row for each ballot, a column for each statement.

    № бюлетеня | Автобус щогодини | Лавки на площі
    1          | +                | -
    2          | за               |
    3          | 0                | проти

The head names the statements, by number or by text; a title may be above it. A first column that is called ballot
(or №, анкета, учасник …) numbers the ballots; without one, their rows do. A cell contains 1 or +, 0, -1
or -, or a word or sign for it; an empty one was not voted on. CSV, or the only sheet of a workbook with votes.
Where the statements are in rows, the grid is refused: otherwise people would become statements.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import chain, islice
from pathlib import Path
from typing import NamedTuple

from facilitator_console.exchange.csv_rows import Row, at, refuse_repeated, rows_of
from facilitator_console.exchange.polis import MOST_BALLOTS, NOTHING, VOTES, ImportedBallots
from facilitator_console.exchange.workbooks import is_workbook, sheets_of
from facilitator_console.opinions.ballots import Ballots, Vote
from facilitator_console.opinions.ids import StatementId
from facilitator_console.words import Message, UserError, fold_text, kept_label, say

MOST_STATEMENTS = 2_000
_LOOKED_AT = 50
"""The number of first rows that are enough to tell which kind of table it is."""
_MOST_NAMES, _LONGEST_NAME = 5, 40
"""Limits for a message that names sheets: how many, and characters of each name."""

_WORDS = {
    1: (
        *("+", "+1", "✓", "✔", "☑", "√", "v", "agree", "yes", "for", "так", "за", "да"),
        *("погоджуюсь", "погоджуюся", "згоден", "згодна", "згодні", "згода"),
        *("согласие", "согласен", "согласна", "согласны"),
    ),
    0: (
        *("pass", "skip", "abstain", "?", "не знаю", "не знаю, пропустити", "пропустити", "пропускаю"),
        *(
            "утримався",
            "утрималась",
            "утрималася",
            "утримались",
            "утрималися",
            "утримуюсь",
            "утримуюся",
            "утримався(лась)",
        ),
        *("не знаю, пропустить", "пропустить", "воздержался", "воздержалась", "воздержались", "воздерживаюсь"),
        *("важко сказати", "важко відповісти", "трудно сказать", "затрудняюсь ответить"),
    ),
    -1: (
        *("-", "–", "—", "−", "−1", "–1", "✗", "✘", "✕", "✖", "×", "x", "х", "disagree", "no", "against"),
        *("ні", "проти", "нет", "против"),
        *("не погоджуюсь", "не погоджуюся", "не згоден", "не згодна", "не згодні", "незгоден", "незгодна", "незгода"),
        *("несогласие", "не согласен", "не согласна", "не согласны", "несогласен", "несогласна"),
    ),
}
MARKS = (
    VOTES
    | {"1,0": 1, "0,0": 0, "-1,0": -1}
    | {fold_text(word): vote for vote, words in _WORDS.items() for word in words}
)
"""The vote that a cell means, by its folded text."""


def _folded(*words: str) -> frozenset[str]:
    return frozenset(map(fold_text, words))


_NUMBER = _folded(
    *("№", "#", "n", "no", "number", "id", "номер", "нумер", "порядковий", "порядковый", "з", "п", "пп", "зп"),
)
_BALLOT = _folded(
    *("ballot", "ballots", "voter", "participant", "respondent", "person", "form"),
    *(
        "бюлетень",
        "бюлетеня",
        "бюлетені",
        "анкета",
        "анкети",
        "код",
        "людина",
        "виборець",
        "респондент",
        "респондентка",
    ),
    *("учасник", "учасниця", "учасника", "учасниці", "учасники", "ця", "особа", "особи", "картка", "картки"),
    *("бюллетень", "бюллетеня", "анкеты", "участник", "участница", "участника", "участницы", "респондента"),
)
"""Words for a ballot. The name of the column with the ballots' numbers consists of these and of words for a number."""
_STATEMENT = _folded(
    *("statement", "statements", "question", "questions", "comment", "text"),
    *("твердження", "питання", "запитання", "теза", "тези", "текст"),
    *("утверждение", "утверждения", "вопрос", "вопросы", "тезис", "тезисы"),
)
"""Words for a statement; likewise for the name of a column with statements."""
_PARTS = re.compile(r"[^\W\d_]+|[№#]")


class _Grid(NamedTuple):
    """Represents a table of votes.

    Attributes:
        head: Its head.
        first: Its first rows.
        rows: All of its rows.
    """

    head: Row
    first: list[Row]
    rows: Iterator[Row]

    @property
    def names(self) -> list[str]:
        """Return the names of the columns, without the empty ones at the end."""
        names = [kept_label(cell) for cell in self.head.cells]
        while names and not names[-1]:
            names.pop()
        return names


def read_paper_ballots(path: Path, known: Collection[int] | None = None) -> ImportedBallots:
    """Read paper ballots that were typed into a file.

    Args:
        path: A CSV or XLSX file.
        known: The conversation's statements, where a comments.csv names them.

    Returns:
        Statements by their numbers, or where they are given by their texts, numbered from 1.

    Raises:
        UserError: It can't be read, or is not such a grid; the message names line and column.
    """
    grid = _sheet_with_votes(path) if is_workbook(path) else _grid(rows_of(path))
    line = grid.head.line
    refuse_repeated(path, grid.names)
    _refuse_turned(path, grid)
    numbered = _is_numbered(grid)
    names = grid.names[numbered:]
    if not names or not all(names):
        raise at(path, line, say("each column needs the number or the text of its statement."))
    if len(names) > MOST_STATEMENTS:
        raise UserError(say("{path} has more than {most} statements.", path=str(path), most=MOST_STATEMENTS))
    statements, texts = _statements(names)
    refuse_repeated(path, [str(statement) for statement in statements])  # 1 and 01 are one.
    for statement in statements:
        if known is not None and statement not in known:
            raise at(path, line, say("statement {statement} is not among the comments.", statement=statement))
    ballots, marks, numbers = _ballots(path, grid.rows, statements, numbered=numbered)
    return ImportedBallots(ballots, statements, texts, marks, numbers)


def ballots_of_papers(
    path: Path, numbers: Mapping[int, StatementId], texts: Mapping[str, StatementId]
) -> tuple[dict[str, dict[StatementId, Vote]], dict[str, int]]:
    """Read paper ballots of a session's own statements.

    Args:
        path: A CSV or XLSX file.
        numbers: The statements by the numbers that are printed on the ballots.
        texts: The same by their folded words, in every language that they have.

    Returns:
        By number of a ballot its votes; and the signs with the votes that they were read as.

    Raises:
        UserError: As of `read_paper_ballots`; or a statement is not voted on here.
    """
    read = read_paper_ballots(path)
    by_column = {
        number: texts.get(fold_text(read.texts[number])) if read.texts else numbers.get(number)
        for number in read.statements or ()
    }
    for number, statement in by_column.items():
        if statement is None:
            name = read.texts.get(number, str(number))[:_LONGEST_NAME]
            raise UserError(say("{path}: the statement “{name}” is not voted on here.", path=str(path), name=name))
    found: dict[str, dict[StatementId, Vote]] = {}
    columns = (read.ballots.voters, read.ballots.statements, read.ballots.votes)
    for voter, column, vote in zip(*columns, strict=True):
        if statement := by_column[int(column)]:
            found.setdefault(read.numbers[int(voter) - 1], {})[statement] = Vote(vote)
    return found, read.marks


# -- which table it is --------------------------------------------------------------------------------------


def _grid(rows: Iterator[Row]) -> _Grid:
    """Find the table below a title, if there is one: a title is rows of few cells above longer rows."""
    first = list(islice(rows, _LOOKED_AT))
    filled = [len(_filled(row.cells)) for row in first]
    top = next((place for place, cells in enumerate(filled) if 2 * cells > max(filled)), 0)
    head, *ballots = first[top:]
    return _Grid(head, ballots, chain(ballots, rows))


def _sheet_with_votes(path: Path) -> _Grid:
    """Return the only sheet of a workbook with votes; where none has any, the first one, so that its error is shown."""
    sheets = {name: _grid(iter(rows)) for name, rows in sheets_of(path).items()}
    with_votes = [name for name, grid in sheets.items() if _holds_votes(grid)]
    if len(with_votes) > 1:
        problem = say(
            "{path} has votes on several sheets ({names}). Leave one of them, or save each as a file of its own.",
            path=str(path),
            names=tuple(name[:_LONGEST_NAME] for name in with_votes[:_MOST_NAMES]),
        )
        raise UserError(problem)
    return sheets[with_votes[0]] if with_votes else next(iter(sheets.values()))


def _holds_votes(grid: _Grid) -> bool:
    """Tell whether at least half of the filled cells below the head, without the first column, are votes."""
    cells = [cell for row in grid.first for cell in _filled(row.cells[1:] if len(grid.names) > 1 else row.cells)]
    return 2 * sum(_mark(cell) in MARKS for cell in cells) >= len(cells) > 0


def _refuse_turned(path: Path, grid: _Grid) -> None:
    """Refuse a table in which the statements are in rows and the ballots in columns.

    Raises:
        UserError: It looks the other way round.
    """
    first_name, *names = grid.names or [""]
    statements_down = any(
        _is_made_of(name, _STATEMENT) and _words(name) & _STATEMENT and not _is_of_votes(grid, column)
        for column, name in enumerate(grid.names[:2])
    )
    ballots_across = any(_words(name) & _BALLOT for name in names) and all(_is_made_of(name, _BALLOT) for name in names)
    numbers_across = len(names) > 1 and all(name.isdecimal() for name in names)
    # A ballot's number has a digit, if it is not said to be a person or a paper.
    down = _filled([row.cells[0] for row in grid.first])
    texts_down = bool(down) and not any(re.search(r"\d", cell) or _mark(cell) in MARKS for cell in down)
    if statements_down or ballots_across or (numbers_across and texts_down and not _words(first_name) & _BALLOT):
        problem = say(
            "{path}: the statements seem to be in rows and the ballots in columns. Transpose the table "
            "(in a spreadsheet: copy it, then paste special, transpose), so that each row is a ballot, "
            "with its number under “№”.",
            path=str(path),
        )
        raise UserError(problem)


def _is_of_votes(grid: _Grid, column: int) -> bool:
    """Tell whether a column contains only votes; 1, 2, 3 … are numbers, though the first could be a vote."""
    cells = [cell.strip() for row in grid.first for cell in _filled(row.cells[column : column + 1])]
    counted = [str(number) for number in range(1, len(cells) + 1)]
    return cells != counted and all(_mark(cell) in MARKS for cell in cells if _mark(cell))


def _is_numbered(grid: _Grid) -> bool:
    """Tell whether the first column numbers the ballots: by its name, or by numbers without one (pandas)."""
    first_name = grid.names[0] if grid.names else ""
    if first_name and not fold_text(first_name).startswith("unnamed"):
        return _is_made_of(first_name, _BALLOT)
    cells = [row.cells[0].strip() for row in grid.first]
    return len(grid.names) > 1 and all(cell.isdecimal() for cell in cells) and len(set(cells)) == len(cells)


def _words(name: str) -> frozenset[str]:
    """Return the words of a column's name, folded; signs and digits between them don't matter."""
    return frozenset(_PARTS.findall(fold_text(name)))


def _is_made_of(name: str, words: frozenset[str]) -> bool:
    """Tell whether a column's name consists only of these words and of those for a number."""
    return bool(_words(name)) and _words(name) <= words | _NUMBER


def _filled(cells: Sequence[str]) -> list[str]:
    return [cell for cell in cells if cell.strip()]


# -- its content -------------------------------------------------------------------------------------------


def _statements(names: list[str]) -> tuple[tuple[int, ...], dict[int, str]]:
    """Return ids and texts: the numbers of the head, or its texts numbered from 1."""
    if all(name.isdecimal() and len(name) < 10 for name in names):  # noqa: PLR2004 - no number of a statement is longer
        return tuple(map(int, names)), {}
    texts = dict(enumerate(names, 1))
    return tuple(texts), texts


def _mark(cell: str) -> str:
    """Return the content of a cell in the form of the keys of `MARKS`; an empty text for an empty cell."""
    mark = fold_text(" ".join(cell.split())).rstrip(".!")
    return "" if mark in NOTHING else mark


def _ballots(
    path: Path, rows: Iterator[Row], statements: tuple[int, ...], *, numbered: bool
) -> tuple[Ballots, dict[str, int], tuple[str, ...]]:
    """Return the ballots, the signs with the votes that they were read as, and the ballots' numbers."""
    voters: list[int] = []
    named: list[int] = []
    votes: list[int] = []
    numbers: dict[str, None] = {}
    marks: dict[str, int] = {}
    for ballot, (line, cells) in enumerate(rows, 1):
        if len(cells) > numbered + len(statements) and any(cells[numbered + len(statements) :]):
            raise at(path, line, say("there is a vote in a column without a statement."))
        number = kept_label(cells[0]) if numbered else str(ballot)
        if not number or number in numbers:
            raise at(path, line, say("the ballot’s number “{number}” is missing or occurs twice.", number=number[:20]))
        numbers[number] = None
        for column, (statement, cell) in enumerate(zip(statements, cells[numbered:], strict=False), numbered + 1):
            if mark := _mark(cell):
                if mark not in MARKS:
                    raise at(path, line, _no_vote(column, cell, is_first=column == 1))
                voters.append(ballot)
                named.append(statement)
                votes.append(MARKS[mark])
                marks[cell.strip()] = MARKS[mark]
        if len(votes) > MOST_BALLOTS:
            raise UserError(
                say("{path} has more than {most} votes. Divide the file.", path=str(path), most=MOST_BALLOTS)
            )
    return Ballots(voters, named, votes, [0] * len(votes)), marks, tuple(numbers)


def _no_vote(column: int, cell: str, *, is_first: bool) -> Message:
    if is_first:
        return say(
            "column 1: “{vote}” is not a vote. If this column numbers the ballots, call it “№”.", vote=cell.strip()[:20]
        )
    return say(
        "column {column}: “{vote}” is not a vote; use 1 for agree, 0 for skip, -1 for disagree.",
        column=column,
        vote=cell.strip()[:20],
    )
