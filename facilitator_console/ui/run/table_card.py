"""Paints what stands on the card of a table: name, host, who leads it, clock, what goes on there, the last note."""

from __future__ import annotations

from typing import NamedTuple

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QFontMetrics, QPainter

from facilitator_console.notes.codebook import read_tags, tag_name
from facilitator_console.session.timers import Clock, Urgency, reading
from facilitator_console.ui.control.session_controller import SessionController
from facilitator_console.ui.look.theme import color, font, text_font
from facilitator_console.ui.parts.tag_badges import BADGE_HEIGHT_PX, badge_width, paint_badge, tag_badge_colors
from facilitator_console.ui.run.table_actions import led_by
from facilitator_console.views.clock_words import digits
from facilitator_console.views.table_view import TableView
from facilitator_console.words import say, say_n

GAP_PX = 12
"""The gap between two texts of a line."""
SEAT_STEP_PX = 7
CLOCK_PX = 76
"""The room that is kept at the right of the seats for the turn's clock."""
LARGE_PX = 16
"""The size from which on digits are those of a clock."""
INKS = {Urgency.NEARLY_OVER: "warn", Urgency.OVER: "over"}
AWAY = say("its clock and notes come when its laptop is back")


class Sizes(NamedTuple):
    """Holds the measures of a card, in px."""

    pad: int
    title: int
    seat: int
    line: int
    note: int
    clock: int


ROOMY, LOW = Sizes(13, 22, 27, 24, 24, 21), Sizes(9, 19, 24, 21, 0, 18)
"""In low windows the last note has no line of its own: the number of notes ends the line above."""


def clock_of(controller: SessionController, table: TableView) -> Clock | None:
    """Return the clock of a table; what goes on where its laptop is away nobody can tell here."""
    led = led_by(controller, table.table_id)
    return None if led and led.is_away else table.quiet or table.turn


def clock_rect(card: QRect, sizes: Sizes) -> QRect:
    """Return where the clock of a turn stands on a card."""
    top = card.top() + sizes.pad + sizes.title
    return QRect(card.right() - sizes.pad - CLOCK_PX, top, CLOCK_PX + 1, sizes.seat + SEAT_STEP_PX)


class CardPainter:
    """Paints the texts of one card; ground and seats are the field's."""

    def __init__(self, painter: QPainter, controller: SessionController, card: QRect, sizes: Sizes) -> None:
        """Paint with these measures within a card."""
        self._painter, self._controller, self._card, self._sizes = painter, controller, card, sizes
        self._inside = card.adjusted(sizes.pad, sizes.pad, -sizes.pad, -sizes.pad)
        self._title = QRect(self._inside.left(), self._inside.top(), self._inside.width(), sizes.title)

    def paint(self, table: TableView | None) -> None:
        """Paint what is known of a table; None: the card of those who sit at none."""
        if table is None:
            self._write(self._title, self._controller.text(say("At no table yet")), "warn", 14, 600)
            return
        self._paint_title(table)
        self._paint_clock(table)
        self._paint_lines(table)

    def _paint_title(self, table: TableView) -> None:
        text, rect = self._controller.text, self._title
        led = led_by(self._controller, table.table_id)
        shown = [*([led.words] if led else []), *([say("summed up")] if table.summed_up else [])]
        ink = "warn" if led and led.is_away else "muted"
        used = self._write(rect, " · ".join(map(text, shown)), ink, 12, 400, right=True)
        room = rect.adjusted(0, 0, -used - GAP_PX if used else 0, 0)
        name = text(table.name) if table.name else ""
        taken = self._write(room, name, "ink", 14, 650)
        if table.host is not None:
            host = text(say("· host seat {seat}", seat=table.host))
            self._write(room.adjusted(taken + 5, 0, 0, 0), host, "muted", 13, 550)

    def _paint_clock(self, table: TableView) -> None:
        clock = clock_of(self._controller, table)
        if clock is None:
            return
        timer = reading(clock, self._controller.now_ms())
        ink = INKS.get(timer.urgency, "ink") if timer.runs else "muted"
        self._write(clock_rect(self._card, self._sizes), digits(timer), ink, self._sizes.clock, 700, right=True)

    def _paint_lines(self, table: TableView) -> None:
        """Paint what the table does, and its last note, with how many there are at the end."""
        sizes, text, inside = self._sizes, self._controller.text, self._inside
        bottom = inside.bottom() + 1
        line = QRect(inside.left(), bottom - sizes.note - sizes.line, inside.width(), sizes.line)
        last = QRect(inside.left(), bottom - sizes.note, inside.width(), sizes.note)
        count = text(say_n("{n} note", "{n} notes", table.notes)) if table.notes else text(say("No notes yet"))
        used = self._write(last if sizes.note else line, count, "muted", 13, 400, right=True)
        room = line if sizes.note else line.adjusted(0, 0, -used - GAP_PX, 0)
        led = led_by(self._controller, table.table_id)
        doing = AWAY if led and led.is_away else table.doing
        self._write(room, text(doing), "muted", 13, 400)
        if sizes.note and (note := self._controller.state.notes.get(table.last_note)):
            left = last.left()
            state = self._controller.state
            for tag in read_tags(state, note.tags)[:1]:
                name = text(tag_name(state, tag))
                wide = badge_width(name)
                top = last.top() + (last.height() - BADGE_HEIGHT_PX) / 2
                paint_badge(self._painter, QRectF(left, top, wide, BADGE_HEIGHT_PX), name, tag_badge_colors(state, tag))
                left += round(wide) + GAP_PX // 2
            room = QRect(left, last.top(), last.right() - left - used - GAP_PX, last.height())
            self._write(room, note.text, "ink", 13, 400)

    def _write(self, rect: QRect, text: str, ink: str, size: int, weight: int, *, right: bool = False) -> int:
        """Write a line that ends in dots where there is no room; return the width that it takes."""
        kind = text_font(size, weight) if size < LARGE_PX else font(size, weight)
        shown = QFontMetrics(kind).elidedText(" ".join(text.split()), Qt.TextElideMode.ElideRight, max(0, rect.width()))
        self._painter.setFont(kind)
        self._painter.setPen(color(ink))
        side = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
        self._painter.drawText(rect, side | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine, shown)
        return QFontMetrics(kind).horizontalAdvance(shown)
