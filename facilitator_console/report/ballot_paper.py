"""Prints ballots on paper: the statements with their numbers and three boxes each, several on a sheet, to be cut.

A ballot has a number, by which its typing can be found again and put right, and nothing that tells whose it is.
Statements are text from outside: they are drawn as they are, never read as markup.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import NamedTuple

from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from facilitator_console.report.paper import TitleOnly, without_comments
from facilitator_console.report.signs import draw_line, draw_text, drawn_lines, printable, shortened, text_width
from facilitator_console.report.typography import BOLD, HAIRLINE, INK, MUTED, REGULAR, load_fonts
from facilitator_console.words import Catalogue, Message, is_right_to_left, say, say_p

SIDE_PT, EDGE_PT, GAP_PT = 16 * mm, 11 * mm, 9 * mm
"""The margins beside a sheet, above and below it, and the room above and below a cut."""
TEXT_PT, LEAD_PT, ROW_GAP_PT, HEAD_PT, FOOT_PT = 10.5, 13.5, 7.0, 30.0, 16.0
BOX_PT, COLUMN_PT, NUMBER_PT = 11.0, 62.0, 20.0
ROOM_PT = A4[0] - 2 * SIDE_PT - NUMBER_PT - 3 * COLUMN_PT - 8
"""The width of a statement beside its three boxes, in points."""
CUT_PT = 9 * mm
MOST_BALLOTS = 500
COLUMNS = (
    say_p("a box on a ballot", "agree"),
    say_p("a box on a ballot", "disagree"),
    say_p("a box on a ballot", "don’t know"),
)


class BallotLine(NamedTuple):
    """Represents a statement on a ballot: its number in the vote, and its words in the ballot's language."""

    number: int
    text: str


class _Row(NamedTuple):
    number: int
    lines: list[str]
    is_right_to_left: bool

    @property
    def height_pt(self) -> float:
        return len(self.lines) * LEAD_PT + ROW_GAP_PT


def ballots_pdf(title: str, statements: Sequence[BallotLine], numbers: Sequence[int], catalogue: Catalogue) -> bytes:
    """Make the PDF of paper ballots.

    Args:
        title: The question, at the head of each.
        statements: In the order in which they are printed.
        numbers: Of the ballots.
        catalogue: The language of the program's words.

    Returns:
        The PDF; the same bytes for the same ballots. A ballot that is longer than a sheet goes on, with its number.
    """
    load_fonts()
    written = io.BytesIO()
    canvas = Canvas(written, pagesize=A4, invariant=1, pageCompression=1)
    canvas.setTitle(catalogue.text(say("Ballots")))
    # Not in the types that reportlab is given.
    document = canvas._doc  # type: ignore[attr-defined]
    document.info = TitleOnly()
    document.info.title = catalogue.text(say("Ballots"))
    sheets = _Sheets(canvas, printable(" ".join(title.split()), fallback=True), catalogue)
    parts = _parts([_row(statement) for statement in statements])
    for number in numbers:
        for place, rows in enumerate(parts, 1):
            sheets.add(number, rows, part=place, parts=len(parts))
    sheets.end()
    return without_comments(written.getvalue())


def _row(statement: BallotLine) -> _Row:
    text = printable(statement.text, fallback=True)
    return _Row(statement.number, drawn_lines(text, REGULAR, TEXT_PT, ROOM_PT) or [""], is_right_to_left(text))


def _parts(rows: Sequence[_Row]) -> list[list[_Row]]:
    """Divide a ballot into what fits on a sheet."""
    room_pt = A4[1] - 2 * EDGE_PT - HEAD_PT - FOOT_PT
    parts: list[list[_Row]] = [[]]
    for row in rows:
        if parts[-1] and sum(part.height_pt for part in parts[-1]) + row.height_pt > room_pt:
            parts.append([])
        parts[-1].append(row)
    return parts


class _Sheets:
    """Sets ballots below each other, as many as fit on a sheet, with cut marks between them."""

    def __init__(self, canvas: Canvas, title: str, catalogue: Catalogue) -> None:
        self._canvas, self._title, self._catalogue = canvas, title, catalogue
        self._top_pt = A4[1] - EDGE_PT
        self._is_empty = True

    def add(self, number: int, rows: Sequence[_Row], *, part: int, parts: int) -> None:
        height_pt = HEAD_PT + FOOT_PT + sum(row.height_pt for row in rows)
        if not self._is_empty and self._top_pt - 2 * GAP_PT - height_pt < EDGE_PT:
            self._canvas.showPage()
            self._top_pt, self._is_empty = A4[1] - EDGE_PT, True
        if not self._is_empty:
            self._cut(self._top_pt - GAP_PT)
            self._top_pt -= 2 * GAP_PT
        self._head(self._ballot_name(number, part, parts))
        low_pt = self._top_pt - HEAD_PT
        for row in rows:
            self._draw_row(row, low_pt)
            low_pt -= row.height_pt
        self._foot(low_pt)
        self._top_pt -= height_pt
        self._is_empty = False

    def end(self) -> None:
        if not self._is_empty:
            if self._top_pt - 2 * GAP_PT > EDGE_PT:
                self._cut(self._top_pt - GAP_PT)
            self._canvas.showPage()
        self._canvas.save()

    def _ballot_name(self, number: int, part: int, parts: int) -> Message:
        if parts == 1:
            return say("Ballot {number}", number=number)
        return say("Ballot {number}, sheet {part} of {parts}", number=number, part=part, parts=parts)

    def _cut(self, at_pt: float) -> None:
        """Draw marks at both edges of the sheet where it is cut; nothing that a ballot would keep."""
        self._canvas.setStrokeColor(MUTED)
        self._canvas.setLineWidth(0.6)
        self._canvas.line(0, at_pt, CUT_PT, at_pt)
        self._canvas.line(A4[0] - CUT_PT, at_pt, A4[0], at_pt)

    def _head(self, name: Message) -> None:
        canvas, base_pt = self._canvas, self._top_pt - 9
        words = self._catalogue.text(name)
        name_pt = canvas.stringWidth(words, BOLD, 9)
        canvas.setFillColor(INK)
        room_pt = A4[0] - 2 * SIDE_PT - name_pt - 14
        draw_text(canvas, SIDE_PT, base_pt, shortened(self._title, BOLD, 10.5, room_pt), 10.5, BOLD)
        canvas.setFont(BOLD, 9)
        canvas.drawRightString(A4[0] - SIDE_PT, base_pt, words)
        canvas.setFont(REGULAR, 8)
        canvas.setFillColor(MUTED)
        for column, heading in enumerate(COLUMNS):
            text = shortened(self._catalogue.text(heading), REGULAR, 8, COLUMN_PT - 2)
            canvas.drawCentredString(_column_pt(column), base_pt - 14, text)

    def _draw_row(self, row: _Row, top_pt: float) -> None:
        canvas, base_pt = self._canvas, top_pt - TEXT_PT - 1
        canvas.setStrokeColor(HAIRLINE)
        canvas.setLineWidth(0.5)
        canvas.line(SIDE_PT, top_pt + 2.5, A4[0] - SIDE_PT, top_pt + 2.5)
        canvas.setFillColor(MUTED)
        canvas.setFont(REGULAR, 9)
        canvas.drawString(SIDE_PT, base_pt, str(row.number))
        canvas.setFillColor(INK)
        for place, line in enumerate(row.lines):
            in_pt = ROOM_PT - text_width(line, REGULAR, TEXT_PT) if row.is_right_to_left else 0
            draw_line(canvas, SIDE_PT + NUMBER_PT + in_pt, base_pt - place * LEAD_PT, line, TEXT_PT)
        canvas.setStrokeColor(INK)
        canvas.setLineWidth(0.8)
        middle_pt = top_pt - (len(row.lines) * LEAD_PT) / 2
        for column in range(len(COLUMNS)):
            canvas.rect(_column_pt(column) - BOX_PT / 2, middle_pt - BOX_PT / 2, BOX_PT, BOX_PT, stroke=1, fill=0)

    def _foot(self, top_pt: float) -> None:
        words = say("One mark in each row. Leave a row empty where you don’t want to say. No name, please.")
        self._canvas.setFillColor(MUTED)
        self._canvas.setFont(REGULAR, 8)
        text = shortened(self._catalogue.text(words), REGULAR, 8, A4[0] - 2 * SIDE_PT)
        self._canvas.drawString(SIDE_PT, top_pt - 10, text)


def _column_pt(column: int) -> float:
    return A4[0] - SIDE_PT - (len(COLUMNS) - column - 0.5) * COLUMN_PT
