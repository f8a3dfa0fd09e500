"""A field of seats to click, to point at and to go through by key; where they lie is for the ring and the sets."""

from __future__ import annotations

from abc import abstractmethod

from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QFocusEvent, QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QPen
from PySide6.QtWidgets import QToolTip, QWidget

from facilitator_console.ui.control.session_controller import SessionController
from facilitator_console.ui.look.theme import color, font
from facilitator_console.ui.look.tips import plain_tip
from facilitator_console.ui.run.seat_actions import choosing
from facilitator_console.views.room_view import Seat
from facilitator_console.words import Message, say_p

NUMBER_PX = (9, 13)
"""Smallest and largest digits on a seat."""
NUMBERED_PX = 12
"""A smaller seat has no room for them."""
DASHES = [2.2, 1.8]
WAITING_PX = 4.5
MEANT_PX = 2.5
"""The gap from a seat's edge to the ring around it."""


class SeatField(QWidget):
    """Shows seats that can be chosen by mouse and keys.

    Signals:
        seat_chosen(ParticipantId): Clicked, or Enter pressed on it.
        menu_wanted(ParticipantId, QPoint): What else can be done with it; at this place on the screen.
    """

    seat_chosen = Signal(str)
    menu_wanted = Signal(str, QPoint)

    def __init__(self, controller: SessionController, parent: QWidget | None = None) -> None:
        """Begin without seats."""
        super().__init__(parent)
        self._controller = controller
        self.seats: tuple[Seat, ...] = ()
        self._hovered = self._current = -1
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAccessibleName(controller.text(say_p("in the room", "Seats")))

    @abstractmethod
    def center(self, place: int) -> QPointF:
        """Return where a seat's middle is, within the field."""

    @abstractmethod
    def seat_px(self, place: int) -> float:
        """Return a seat's diameter."""

    @abstractmethod
    def words_of(self, place: int) -> tuple[Message, ...]:
        """Describe one seat."""

    def seat_text(self, place: int) -> str:
        """Return one seat in words, such as "Seat 8 · waiting · heard"."""
        return " · ".join(map(self._controller.text, self.words_of(place)))

    def place_of(self, number: int) -> int:
        """Return the place of a seat by the number on its card; -1 where it is not shown."""
        return next((place for place, seat in enumerate(self.seats) if seat.number == number), -1)

    def _at(self, point: QPointF) -> int:
        """Return the seat at a point; -1 where there is none."""
        for place in range(len(self.seats)):
            way, reach = point - self.center(place), self.seat_px(place) / 2 + 2
            if way.x() ** 2 + way.y() ** 2 <= reach**2:
                return place
        return -1

    # -- pointer and keys ----------------------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose a seat on a press; the second press of a double click does nothing more."""
        place = self._at(event.position())
        if event.button() == Qt.MouseButton.LeftButton and place >= 0:
            self._choose(place)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Do nothing: the first press has done it."""
        event.accept()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Show which seat is meant."""
        place = self._at(event.position())
        if place != self._hovered:
            self._hovered = place
            can = place >= 0 and choosing(self.seats[place].participant_id).refusal(self._controller) is None
            self.setCursor(Qt.CursorShape.PointingHandCursor if can else Qt.CursorShape.ArrowCursor)
            self.update()

    def leaveEvent(self, _event: QEvent) -> None:
        """Stop pointing at a seat."""
        self._hovered = -1
        self.update()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Ask for the seat's menu, by the pointer or the menu key."""
        by_key = event.reason() == QContextMenuEvent.Reason.Keyboard
        place = self._current if by_key else self._at(QPointF(event.pos()))
        if place >= 0:
            at = self.mapToGlobal(self.center(place).toPoint()) if by_key else event.globalPos()
            self.menu_wanted.emit(self.seats[place].participant_id, at)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go round with the arrows, choose on Enter or Space."""
        steps = {Qt.Key.Key_Right: 1, Qt.Key.Key_Down: 1, Qt.Key.Key_Left: -1, Qt.Key.Key_Up: -1}
        if event.key() in steps and self.seats:
            self._current = (self._current + steps[Qt.Key(event.key())]) % len(self.seats)
            self._say_current()
            self.update()
        elif event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space} and self._current >= 0:
            self._choose(self._current)
        else:
            super().keyPressEvent(event)

    def _choose(self, place: int) -> None:
        """Report a seat; what it means, and why it can't be chosen, is for the page to say."""
        self.seat_chosen.emit(self.seats[place].participant_id)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Point at a seat as soon as the ring has the focus."""
        if self._current < 0 and self.seats:
            self._current = next((place for place, seat in enumerate(self.seats) if seat.speaks), 0)
        self.update()
        event.accept()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Paint the ring without the mark of the focus."""
        self.update()
        event.accept()

    def event(self, event: QEvent) -> bool:
        """Show in words what a seat shows, as a tip."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            place = self._at(QPointF(event.pos()))
            if place < 0:
                QToolTip.hideText()
            else:
                QToolTip.showText(event.globalPos(), plain_tip(self.seat_text(place)), self)
            return True
        return super().event(event)

    def _say_current(self) -> None:
        # A screen reader reads the name of what has the focus.
        self.setAccessibleName(self.seat_text(self._current))

    # -- painting ------------------------------------------------------------------------------------------

    def _paint_seat(self, painter: QPainter, place: int, seat: Seat) -> None:
        center, radius = self.center(place), self.seat_px(place) / 2 - 1
        has_floor = seat.speaks or seat.is_interrupted
        is_faint = seat.is_outside or not seat.is_here
        pen = QPen(color("hairline" if is_faint else self._edge(place)), 1.5)
        if seat.comes_later or not seat.is_here:  # Passed for now; an empty chair.
            pen.setDashPattern(DASHES)
        ground = color("heard" if self._is_filled(place) else "hover" if place == self._hovered else "panel")
        painter.setBrush(ground)
        painter.setPen(QPen(color("accent"), 4 if seat.speaks else 2) if has_floor else pen)
        painter.drawEllipse(center, radius, radius)
        if self.seat_px(place) < NUMBERED_PX:
            return
        size = max(NUMBER_PX[0], min(NUMBER_PX[1], round(self.seat_px(place) * 0.44)))
        painter.setFont(font(size, 600))
        painter.setPen(color("muted" if is_faint else "ink"))
        box = QRectF(center.x() - radius, center.y() - radius, 2 * radius, 2 * radius)
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, str(seat.number))

    def _is_filled(self, place: int) -> bool:
        """Tell whether a seat is painted as heard."""
        return self.seats[place].is_heard

    def _edge(self, _place: int) -> str:
        """Return the token of the colour of a seat's outline."""
        return "ink"

    def _paint_rings(self, painter: QPainter, place: int, seat: Seat) -> None:
        """Paint the rings around a seat; they go over the neighbours."""
        center, radius = self.center(place), self.seat_px(place) / 2 - 1
        painter.setBrush(Qt.BrushStyle.NoBrush)
        if seat.waits:
            pen = QPen(color("warn"), 2)
            pen.setDashPattern(DASHES)
            painter.setPen(pen)
            painter.drawEllipse(center, radius + WAITING_PX, radius + WAITING_PX)
        if (self.hasFocus() and place == self._current) or place == self._hovered:
            painter.setPen(QPen(color("accent"), 2))
            painter.drawEllipse(center, radius + MEANT_PX, radius + MEANT_PX)
