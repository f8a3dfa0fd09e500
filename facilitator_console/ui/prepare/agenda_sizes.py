"""Shares the room of the agenda's table among its columns, and among the rows that are in sight.

Columns of choices get what their words need, titles and questions the rest. Rows are as high as their texts; where
twelve items would not be in sight then, their texts end in dots: titles last. No widgets here.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from functools import lru_cache
from typing import NamedTuple

from PySide6.QtGui import QFontMetrics

from facilitator_console.session.ids import ItemId
from facilitator_console.ui.look.theme import text_font
from facilitator_console.ui.look.wrapped import wrapped
from facilitator_console.ui.parts.agenda_model import STATUSES
from facilitator_console.ui.prepare.agenda_columns import HEADS, NUMBERS, Col
from facilitator_console.ui.prepare.agenda_table_model import AgendaTableModel, Cell
from facilitator_console.views.formats import VIEWS, order_views
from facilitator_console.words import Message, say, say_p

TEXT_PX, BELOW_PX = 14, 12
BESIDE_PX = 8
"""The room beside a text, on each side."""
ABOVE_PX, LOW_ABOVE_PX = 8, 6
"""The room above a text, and below it; less where there is little height."""
MOST_BELOW = 2
"""Lines of what stands small below a text."""
INDENT_PX = 18
HEAD_PX, HEAD_WEIGHT = 12, 650
"""Type of the heads, as in the style sheet."""
WIDEST_CHOICE_PX = 150
NARROW_PX = 860
ITEM_SHARE, NARROW_ITEM_SHARE = 0.44, 0.56
"""The item's share of the width that the other columns leave; the rest is the question's, which may be cut first."""
LEAST_TEXTS_PX = 200

MOST_LINES = (6, 3, 2, 1)
CURRENT_LINES = 4
"""The least number of lines of the current row, where the others have fewer."""
ROWS_IN_SIGHT = 13
"""Rows get fewer lines until so many are in sight: twelve items and the line to type."""


@lru_cache(maxsize=8192)
def lines_of(text: str, weight: int, px: int, width: int) -> tuple[str, ...]:
    """Return the lines of a text in a column."""
    kind = text_font(px, weight)
    if QFontMetrics(kind).horizontalAdvance(text) <= width:
        return (text,)
    return tuple(wrapped(text, kind, max(width, 1)))


@lru_cache(maxsize=8)
def line_px(px: int) -> int:
    """Return the height of a line of this size."""
    return QFontMetrics(text_font(px)).lineSpacing()


def row_px(above_px: int) -> int:
    """Return the height of a row of one line."""
    return line_px(TEXT_PX) + 2 * above_px


def fixed_widths(text: Callable[[Message], str]) -> dict[Col, tuple[int, int]]:
    """Return the least and the best width of the columns whose words are known, in px."""
    words: dict[Col, list[str]] = {
        Col.AT: ["00:00", text(say("exactly"))],
        Col.MIN: ["120", "12½"],
        Col.HOW: [text(view.name) for view in VIEWS.values()],
        Col.SPEAKS: [text(view.manner) for view in order_views()],
        Col.EACH: ["1½"],
        Col.SHRINK: [text(say("down to {minutes}", minutes=45)), text(say_p("of an item that can shrink", "by share"))],
    }
    metrics, heads = QFontMetrics(text_font(weight=500)), QFontMetrics(text_font(HEAD_PX, HEAD_WEIGHT))
    beside = 2 * BESIDE_PX + 2
    found = {}
    for col, texts in words.items():
        head = heads.horizontalAdvance(text(HEADS[col])) + beside
        longest = max(metrics.horizontalAdvance(word) for shown in texts for word in shown.split())
        whole = max(metrics.horizontalAdvance(shown) for shown in texts)
        least = max(head, longest + beside)
        found[col] = (least, max(least, min(whole + beside, WIDEST_CHOICE_PX)))
    return found


class Need(NamedTuple):
    """Holds how much room the texts of a row want at the widths of now.

    Attributes:
        title: Lines of the title.
        cells: For each text of the row, but for its time: its lines, and those below it.
    """

    title: int
    cells: frozenset[tuple[int, int]]


ONE_LINE = Need(1, frozenset([(1, 0)]))


class AgendaSizes:
    """Knows how wide the columns are and how high the rows.

    Attributes:
        above_px: Kept free above the texts of a row, and below them.
        most: So many lines a row has at most; the first rows may have more.
        widths: Of the columns, in their order.
    """

    def __init__(self, agenda: AgendaTableModel, text: Callable[[Message], str]) -> None:
        """Measure the rows of this model; there is no room yet."""
        self._agenda, self._text = agenda, text
        self._fixed = fixed_widths(text)
        self._needs: dict[ItemId, tuple[tuple[Cell, ...], Need]] = {}
        self._lines: tuple[int, ...] = ()
        self._shared: tuple[object, ...] = ()
        self._room_px = 0
        self._asked: tuple[int, bool, bool] | None = None
        self.above_px, self.most = ABOVE_PX, MOST_LINES[0]
        self.widths: tuple[int, ...] = ()

    # -- columns -----------------------------------------------------------------------------------------

    def share_width(self, room_px: int) -> bool:
        """Give columns of choices what their words need; tell whether a width is another."""
        asked = (room_px, self._agenda.has_seconds, self._agenda.has_begun)
        if asked == self._asked:
            return False
        self._asked = asked
        least = room_px < NARROW_PX
        widths = {col: (narrow if least else best) for col, (narrow, best) in self._fixed.items()}
        if self._agenda.has_seconds:
            seconds_px = self._px(["12m30"], TEXT_PX)
            widths |= {col: max(widths[col], seconds_px) for col in NUMBERS}
        if self._agenda.has_begun:
            widths[Col.AT] = max(widths[Col.AT], self._px(map(self._text, STATUSES.values()), BELOW_PX))
        left = max(room_px - sum(widths.values()), LEAST_TEXTS_PX)
        widths[Col.TITLE] = round(left * (NARROW_ITEM_SHARE if least else ITEM_SHARE))
        widths[Col.QUESTION] = left - widths[Col.TITLE]
        self.widths = tuple(widths[col] for col in Col)
        self._needs.clear()
        return True

    def _px(self, texts: Iterable[str], px: int) -> int:
        metrics = QFontMetrics(text_font(px))
        return max(metrics.horizontalAdvance(word) for text in texts for word in text.split()) + 2 * BESIDE_PX + 2

    # -- rows --------------------------------------------------------------------------------------------

    def set_room(self, room_px: int, *, is_low: bool) -> bool:
        """Take the height for rows; tell whether it is another."""
        before = (self._room_px, self.above_px)
        self._room_px, self.above_px = room_px, LOW_ABOVE_PX if is_low else ABOVE_PX
        return before != (self._room_px, self.above_px)

    def share_height(self) -> Collection[int] | None:
        """Give the first rows as many lines as there is room for.

        Returns:
            Rows whose number of lines is another; None for all of them.
        """
        lines, most, before = self._lines, self.most, self._lines
        rows = range(min(self._agenda.rowCount(), ROWS_IN_SIGHT))
        shared = (self._room_px, self.above_px, *map(self._need, rows))
        if shared == self._shared:
            return ()
        self._shared = shared
        self.most = next((most for most in MOST_LINES if self._sum_px(most, rows) <= self._room_px), MOST_LINES[-1])
        self._lines = lines = self._allotted(rows)
        if self.most != most or len(lines) != len(before):
            return None
        return [row for row in rows if lines[row] != before[row]]

    def _allotted(self, rows: range) -> tuple[int, ...]:
        """Give what room is left to titles that are cut, from the top, then to other texts.

        The current row may become higher: that much is left free.
        """
        lines, needs = [self.most] * len(rows), [self._need(row) for row in rows]
        grows = (self._px_of(need, max(self.most, CURRENT_LINES)) - self._px_of(need, self.most) for need in needs)
        left_px = self._room_px - self._sum_px(self.most, rows) - max(grows, default=0)
        for of_title in (True, False):
            for row, need in enumerate(needs):
                wanted = need.title if of_title else max(lines for lines, _ in need.cells)
                more_px = self._px_of(need, max(wanted, self.most)) - self._px_of(need, lines[row])
                if wanted > lines[row] and more_px <= left_px:
                    lines[row] = wanted
                    left_px -= more_px
        return tuple(lines)

    def height(self, row: int, *, is_current: bool) -> int:
        """Return the height of a row; the current one shows more of its texts."""
        most = self._lines[row] if row < len(self._lines) else self.most
        return self._px_of(self._need(row), max(most, CURRENT_LINES) if is_current else most)

    def _sum_px(self, most: int, rows: range) -> int:
        return sum(self._px_of(self._need(row), most) for row in rows)

    def _px_of(self, need: Need, most: int) -> int:
        text_px, below_px = line_px(TEXT_PX), line_px(BELOW_PX) if most > 1 else 0
        return max(min(lines, most) * text_px + below * below_px for lines, below in need.cells) + 2 * self.above_px

    def _need(self, row: int) -> Need:
        """Measure the texts of a row, unless they were measured already."""
        item_id, cells = self._agenda.cells(row)
        if not item_id:
            return ONE_LINE
        known = self._needs.get(item_id)
        if known is None or known[0] is not cells:
            pairs = [self._lines_of(cell, width) for cell, width in zip(cells, self.widths, strict=True)]
            known = self._needs[item_id] = (cells, Need(pairs[Col.TITLE][0], frozenset(pairs)))
        return known[1]

    def _lines_of(self, cell: Cell, width: int) -> tuple[int, int]:
        room = width - 2 * BESIDE_PX - cell.depth * INDENT_PX
        lines = len(lines_of(cell.text, cell.weight, TEXT_PX, room)) if cell.text else 1
        below = min(len(lines_of(cell.below, 400, BELOW_PX, room)), MOST_BELOW) if cell.below else 0
        return lines, below
