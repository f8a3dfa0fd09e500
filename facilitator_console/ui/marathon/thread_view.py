"""Shows the thread of a marathon as one picture: a column for each step, and lines to what each thing comes from.

The arrows go up, down and along the lines; what belongs to the chosen thing stands out. Space marks statements and
open questions, from which a question can then be drawn. Only what is in sight is painted.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPainterPath, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QAbstractScrollArea, QWidget

from facilitator_console.dialogue.threads import Knot, Step, Thread
from facilitator_console.log import Ref
from facilitator_console.ui.control.session_controller import SessionController
from facilitator_console.ui.look.painting import RowState, paint_card
from facilitator_console.ui.look.theme import color, text_font
from facilitator_console.ui.look.wrapped import at_most, draw_lines, lines_px, wrapped
from facilitator_console.words import Message, say, say_p

CARD_PX, GAP_PX, PAD_PX, HEAD_PX = 58, 8, 12, 30
LEAST_COLUMN_PX, BETWEEN_PX = 162, 34
LINES = 2
FADED = 0.45
"""The opacity of words on cards that don't belong to the chosen one."""
HEADS: dict[Step, Message] = {
    Step.CARRIED: say("From the last marathon"),
    Step.STATEMENT: say("Collected"),
    Step.QUESTION: say_p("of a marathon", "Questions"),
    Step.ITEM: say("On an agenda"),
    Step.VOTE: say("Voted on"),
    Step.THEME: say("What was said"),
    Step.OPEN: say("Left open"),
    Step.CONCLUSION: say("Experts’ conclusions"),
}
MARKABLE = frozenset({Step.STATEMENT, Step.OPEN})
"""The steps from which a question can be drawn."""


class Place(NamedTuple):
    """Represents where a thing stands.

    Attributes:
        column: Its column, from 0.
        row: Its place in the column, from 0.
    """

    column: int
    row: int


class ThreadView(QAbstractScrollArea):
    """Shows the thread of a marathon as one picture.

    Signals:
        chosen(): Another thing was chosen, or marked.
        opened(Ref): Enter or a double click on a thing.
        moved(Ref, int): A question is to go up (−1) or down (+1).
        removal_asked(Ref): Delete was pressed on a thing.
    """

    chosen = Signal()
    opened = Signal(object)
    moved = Signal(object, int)
    removal_asked = Signal(object)

    def __init__(self, controller: SessionController, parent: QWidget | None = None) -> None:
        """Begin with an empty picture."""
        super().__init__(parent)
        self._controller = controller
        self._columns: list[tuple[Step, Sequence[Knot]]] = []
        self._places: dict[Ref, Place] = {}
        self._forward: dict[Ref, list[Ref]] = {}
        self._thread = Thread(())
        self._chain: frozenset[Ref] = frozenset()
        self.selected: Ref | None = None
        self.marked: set[Ref] = set()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCornerWidget(QWidget())  # Else Qt draws a box between the scroll bars.
        self.setAccessibleName(controller.text(say("Thread of the marathon")))

    # -- what is shown -----------------------------------------------------------------------------------

    def show_thread(self, thread: Thread) -> None:
        """Show a thread; what was chosen and marked stays so while it is there."""
        self._thread = thread
        self._columns = [(step, thread.at(step)) for step in Step if thread.at(step) or step in _ALWAYS]
        self._places = {
            knot.ref: Place(column, row)
            for column, (_, knots) in enumerate(self._columns)
            for row, knot in enumerate(knots)
        }
        self._forward = {}
        for knot in thread.knots:
            for source in knot.comes_from:
                self._forward.setdefault(source, []).append(knot.ref)
        self.marked &= self._places.keys()
        self._lay_out()
        self.choose(self.selected if self.selected in self._places else None)

    @property
    def chosen_knot(self) -> Knot | None:
        """Return what is chosen; None where nothing is."""
        return self._knot(self.selected) if self.selected in self._places else None

    def knots(self, step: Step) -> Sequence[Knot]:
        """Return what is shown of one step."""
        return self._thread.at(step)

    def _knot(self, ref: Ref | None) -> Knot | None:
        place = self._places.get(ref) if ref else None
        return self._columns[place.column][1][place.row] if place else None

    def choose(self, ref: Ref | None) -> None:
        """Choose something, bring it into sight, and let what belongs to it stand out."""
        self.selected = ref
        self._chain = self._chain_of(ref) if ref else frozenset()
        if ref:
            self._bring_into_sight(self.rect_of(ref))
        knot = self.chosen_knot
        self.setAccessibleDescription(knot.text if knot else "")
        self.viewport().update()
        self.chosen.emit()

    def _chain_of(self, ref: Ref) -> frozenset[Ref]:
        found = {ref, *(knot.ref for knot in self._thread.back_from(ref))}
        waiting = [ref]
        while waiting:
            new = [step for step in self._forward.get(waiting.pop(), ()) if step not in found]
            found.update(new)
            waiting += new
        return frozenset(found)

    def mark(self, ref: Ref) -> None:
        """Mark a statement or an open question, or take the mark off."""
        knot = self._knot(ref)
        if knot and knot.step in MARKABLE:
            self.marked ^= {ref}
            self.viewport().update()
            self.chosen.emit()

    # -- places ------------------------------------------------------------------------------------------

    def sizeHint(self) -> QSize:
        """Return room for all columns at their least width."""
        return QSize(len(_ALWAYS) * LEAST_COLUMN_PX, 300)

    def _column_px(self) -> int:
        count = max(1, len(self._columns))
        room = self.viewport().width() - 2 * PAD_PX - (count - 1) * BETWEEN_PX
        return max(LEAST_COLUMN_PX, room // count)

    def rect_of(self, ref: Ref) -> QRect:
        """Return where a thing lies in the viewport."""
        return self._rect(self._places[ref])

    def _rect(self, place: Place) -> QRect:
        """Return where a card lies in the viewport."""
        width = self._column_px()
        left = PAD_PX + place.column * (width + BETWEEN_PX) - self.horizontalScrollBar().value()
        top = HEAD_PX + place.row * (CARD_PX + GAP_PX) - self.verticalScrollBar().value()
        return QRect(left, top, width, CARD_PX)

    def _lay_out(self) -> None:
        room = self.viewport().size()
        count = len(self._columns)
        width = 2 * PAD_PX + count * self._column_px() + max(0, count - 1) * BETWEEN_PX
        height = HEAD_PX + max((len(knots) for _, knots in self._columns), default=0) * (CARD_PX + GAP_PX)
        for bar, whole, part in (
            (self.horizontalScrollBar(), width, room.width()),
            (self.verticalScrollBar(), height, room.height()),
        ):
            bar.setPageStep(part)
            bar.setSingleStep(CARD_PX)
            bar.setRange(0, max(0, whole - part))

    def _bring_into_sight(self, rect: QRect) -> None:
        room = self.viewport().rect().adjusted(PAD_PX, HEAD_PX, -PAD_PX, -GAP_PX)
        across, down = self.horizontalScrollBar(), self.verticalScrollBar()
        across.setValue(across.value() + _beyond(rect.left(), rect.right(), room.left(), room.right()))
        down.setValue(down.value() + _beyond(rect.top(), rect.bottom(), room.top(), room.bottom()))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give the columns the new width."""
        super().resizeEvent(event)
        self._lay_out()

    # -- painting ----------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint lines, cards and heads."""
        painter = QPainter(self.viewport())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(event.rect(), color("paper"))
        self._paint_lines(painter, event.rect())
        for column, (_, knots) in enumerate(self._columns):
            for row, knot in enumerate(knots):
                rect = self._rect(Place(column, row))
                if rect.intersects(event.rect()):
                    self._paint_card(painter, rect, knot)
        self._paint_heads(painter)

    def _paint_lines(self, painter: QPainter, seen: QRect) -> None:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for knot in self._thread.knots:
            for source in knot.comes_from:
                start, end = self.rect_of(source), self.rect_of(knot.ref)
                if not start.united(end).intersects(seen):
                    continue
                stands_out = {source, knot.ref} <= self._chain
                painter.setPen(QPen(color("accent" if stands_out else "hairline"), 2 if stands_out else 1))
                path = QPainterPath(QPointF(start.right() + 1, start.center().y()))
                bend = BETWEEN_PX
                path.cubicTo(
                    QPointF(start.right() + bend, start.center().y()),
                    QPointF(end.left() - bend, end.center().y()),
                    QPointF(end.left(), end.center().y()),
                )
                painter.drawPath(path)

    def _paint_card(self, painter: QPainter, rect: QRect, knot: Knot) -> None:
        is_chosen = knot.ref == self.selected
        ground = RowState.CHOSEN.value if is_chosen or knot.ref in self.marked else "panel"
        edge = color("accent" if knot.ref in self.marked else "hairline")
        paint_card(painter, rect, ground, has_ring=is_chosen and self.hasFocus(), edge=edge)
        ink = color("ink")
        if self._chain and knot.ref not in self._chain:
            ink.setAlphaF(FADED)
        painter.setPen(ink)
        painter.setFont(text_font(13))
        inner = rect.adjusted(PAD_PX, 8, -PAD_PX, -8)
        # The strip below the picture has all of it.
        lines = at_most(wrapped(knot.text, painter.font(), inner.width()), LINES)
        spare = inner.height() - lines_px(lines, painter.font())
        draw_lines(painter, QRectF(inner.adjusted(0, max(0, spare // 2), 0, 0)), lines)

    def _paint_heads(self, painter: QPainter) -> None:
        painter.fillRect(0, 0, self.viewport().width(), HEAD_PX - 4, color("paper"))
        painter.setFont(text_font(12, 600))
        painter.setPen(color("muted"))
        for column, (step, knots) in enumerate(self._columns):
            rect = self._rect(Place(column, 0))
            head = f"{self._controller.text(HEADS[step])} · {len(knots)}"
            room = QRect(rect.left(), 0, rect.width(), HEAD_PX - 6)
            shown = painter.fontMetrics().elidedText(head, Qt.TextElideMode.ElideRight, room.width())
            painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, shown)

    # -- keys and mouse ------------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go along the thread, mark, open, move or remove."""
        knot, key = self.chosen_knot, event.key()
        altered = bool(event.modifiers() & Qt.KeyboardModifier.AltModifier)
        if altered and knot and key in {Qt.Key.Key_Up, Qt.Key.Key_Down}:
            self.moved.emit(knot.ref, -1 if key == Qt.Key.Key_Up else 1)
        elif key in _STEPS and self._places:
            self._go(*_STEPS[Qt.Key(key)])
        elif key == Qt.Key.Key_Space and knot:
            self.mark(knot.ref)
        elif key in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and knot:
            self.opened.emit(knot.ref)
        elif key == Qt.Key.Key_Delete and knot:
            self.removal_asked.emit(knot.ref)
        else:
            super().keyPressEvent(event)

    def _go(self, across: int, down: int) -> None:
        place = self._places.get(self.selected) if self.selected else None
        if place is None:
            self.choose(next(iter(self._places)))
            return
        if across:
            self.choose(self._beside(place, across) or self.selected)
            return
        knots = self._columns[place.column][1]
        row = max(0, min(place.row + down, len(knots) - 1))
        self.choose(knots[row].ref)

    def _beside(self, place: Place, across: int) -> Ref | None:
        """Return what a line leads to in that direction; else what stands beside it in the next column that has any."""
        knot = self._columns[place.column][1][place.row]
        linked = self._forward.get(knot.ref, ()) if across > 0 else knot.comes_from
        along = [ref for ref in linked if (self._places[ref].column - place.column) * across > 0]
        if along:
            return along[0]
        column = place.column + across
        while 0 <= column < len(self._columns):
            if knots := self._columns[column][1]:
                return knots[min(place.row, len(knots) - 1)].ref
            column += across
        return None

    def _at(self, position: QPointF) -> Ref | None:
        point = position.toPoint()
        return next((ref for ref in self._places if self.rect_of(ref).contains(point)), None)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose what is under the pointer; with Ctrl mark it."""
        ref = self._at(event.position())
        if ref and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.mark(ref)
        else:
            self.choose(ref)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Open what is under the pointer."""
        if ref := self._at(event.position()):
            self.opened.emit(ref)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show the focus ring."""
        super().focusInEvent(event)
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Hide the focus ring."""
        super().focusOutEvent(event)
        self.viewport().update()


_ALWAYS = frozenset({Step.STATEMENT, Step.QUESTION, Step.ITEM})
"""Their columns are there from the beginning: what is to be done next stands under an empty head."""
_STEPS = {
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_PageUp: (0, -5),
    Qt.Key.Key_PageDown: (0, 5),
}


def _beyond(low: int, high: int, least: int, most: int) -> int:
    """Return by how much a stretch lies outside of another; negative where it begins before it."""
    if low < least:
        return low - least
    return max(0, min(high - most, low - least))
