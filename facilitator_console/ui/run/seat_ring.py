"""Shows the seat ring: the room at one glance. Filled = heard, dashed = waiting, thick = speaking.

It shows and reports clicks; what a click means is for the page. Numbers match the cards on the chairs.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QFocusEvent,
    QFontMetricsF,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from facilitator_console.session.floor import is_chosen
from facilitator_console.ui.control.session_controller import SessionController
from facilitator_console.ui.look.theme import color, font, text_font
from facilitator_console.ui.look.tips import plain_tip
from facilitator_console.ui.run.ring_plan import RingPlan, ring_plan
from facilitator_console.ui.run.seat_actions import choosing
from facilitator_console.views.room_view import RoomView, Seat
from facilitator_console.views.seat_words import MiddleWords, middle_words, room_words, seat_words
from facilitator_console.words import Message, say_p

SMALLEST_PX = 152
LARGEST_PX = 304
NUMBER_PX = (9, 13)
"""Smallest and largest digits on a seat."""
NUMBERED_PX = 12
"""A smaller seat has no room for them."""
DASHES = [2.2, 1.8]
WAITING_PX = 4.5
MEANT_PX = 2.5
"""From a seat's edge to the ring around it."""
ROOMY_PX = 80
"""Below this radius of what is free in the middle, its words are smaller."""
INSCRIBED, INSCRIBED_SMALL = 1.72, 1.5
"""Width of the words against that radius, so that they stay within the circle; of the smaller words, too."""
HIGHEST = 1.55
"""Height of the words against that radius."""


class SeatRing(QWidget):
    """Shows everyone in the room, by seat.

    Signals:
        seat_chosen(ParticipantId): Clicked, or Enter pressed on it, and it is not chosen already.
        menu_wanted(ParticipantId, QPoint): What else can be done with it; at this place on the screen.
    """

    seat_chosen = Signal(str)
    menu_wanted = Signal(str, QPoint)

    def __init__(self, controller: SessionController, parent: QWidget | None = None) -> None:
        """Show the controller's room."""
        super().__init__(parent)
        self._controller = controller
        self.seats: tuple[Seat, ...] = ()
        self._plan = RingPlan((), 0.0, 0.0)
        self._hovered = self._current = -1
        self._middle: MiddleWords | None = None
        self._room: tuple[Message, ...] = ()
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(SMALLEST_PX, SMALLEST_PX)
        self.setMaximumSize(LARGEST_PX, LARGEST_PX)
        self.setAccessibleName(controller.text(say_p("in the room", "Seats")))
        controller.picture.changed.connect(self._on_picture_changed)
        self._show(controller.picture.view)

    # -- what is shown -----------------------------------------------------------------------------------

    def _on_picture_changed(self, _before: RoomView, view: RoomView) -> None:
        self._show(view)

    def _show(self, view: RoomView) -> None:
        """Show the room; nothing is painted where it looks the same."""
        room = room_words(view)
        if room != self._room:
            self._room = room
            self.setAccessibleDescription(self.described())
        middle = middle_words(view)
        if (view.seats, middle) == (self.seats, self._middle):
            return
        self.seats, self._middle = view.seats, middle
        self._current = min(self._current, len(self.seats) - 1)
        self._lay_out()
        self.update()

    def described(self) -> str:
        """Return the room in words, for those who can't see the ring."""
        return " ".join(map(self._controller.text, self._room))

    def seat_text(self, place: int) -> str:
        """Return one seat in words, such as "Seat 8 · waiting · heard"."""
        return " · ".join(map(self._controller.text, seat_words(self.seats[place])))

    # -- geometry ----------------------------------------------------------------------------------------

    def sizeHint(self) -> QSize:
        """Return the size that the ring has in the mock-up."""
        return QSize(290, 290)

    def resizeEvent(self, _event: QResizeEvent) -> None:
        """Place the seats anew."""
        self._lay_out()

    def _lay_out(self) -> None:
        self._plan = ring_plan(len(self.seats), min(self.width(), self.height()))

    def center(self, place: int) -> QPointF:
        """Return where a seat's middle is, within the ring."""
        return QPointF(self.width() / 2, self.height() / 2) + self._plan.centers[place]

    def _at(self, point: QPointF) -> int:
        """Return the seat at a point; -1 where there is none."""
        reach = self._plan.seat_px / 2 + 2
        for place in range(len(self.seats)):
            way = point - self.center(place)
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
        """Report a seat, unless it shows that it waits or speaks; why it can't be chosen is for the page to say."""
        participant_id = self.seats[place].participant_id
        if not is_chosen(self._controller.state, participant_id):
            self.seat_chosen.emit(participant_id)

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

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the seats, then the words in the middle."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if not self.seats:
            painter.setPen(QPen(color("hairline"), 2, Qt.PenStyle.DashLine))
            painter.drawEllipse(QPointF(self.rect().center()), self.width() / 2 - 8, self.width() / 2 - 8)
        for place, seat in enumerate(self.seats):
            self._paint_seat(painter, place, seat)
        for place, seat in enumerate(self.seats):
            self._paint_rings(painter, place, seat)
        self._paint_middle(painter)

    def _paint_seat(self, painter: QPainter, place: int, seat: Seat) -> None:
        center, radius = self.center(place), self._plan.seat_px / 2 - 1
        has_floor = seat.speaks or seat.is_interrupted
        edge = color("hairline") if seat.is_outside else color("ink")
        ground = color("heard" if seat.is_heard else "hover" if place == self._hovered else "panel")
        painter.setBrush(ground)
        painter.setPen(QPen(color("accent"), 4 if seat.speaks else 2) if has_floor else QPen(edge, 1.5))
        painter.drawEllipse(center, radius, radius)
        if self._plan.seat_px < NUMBERED_PX:
            return
        size = max(NUMBER_PX[0], min(NUMBER_PX[1], round(self._plan.seat_px * 0.44)))
        painter.setFont(font(size, 600))
        painter.setPen(color("muted" if seat.is_outside else "ink"))
        box = QRectF(center.x() - radius, center.y() - radius, 2 * radius, 2 * radius)
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, str(seat.number))

    def _paint_rings(self, painter: QPainter, place: int, seat: Seat) -> None:
        """Paint the rings around a seat; they go over the neighbours."""
        center, radius = self.center(place), self._plan.seat_px / 2 - 1
        painter.setBrush(Qt.BrushStyle.NoBrush)
        if seat.waits:
            pen = QPen(color("warn"), 2)
            pen.setDashPattern(DASHES)
            painter.setPen(pen)
            painter.drawEllipse(center, radius + WAITING_PX, radius + WAITING_PX)
        if (self.hasFocus() and place == self._current) or place == self._hovered:
            painter.setPen(QPen(color("accent"), 2))
            painter.drawEllipse(center, radius + MEANT_PX, radius + MEANT_PX)

    def _middle_texts(self) -> tuple[str, str, str]:
        if self._middle is None:
            return "", "", ""
        seat, phrase, below = self._middle
        text = self._controller.text
        return "" if seat is None else str(seat), text(phrase), text(below) if below else ""

    def _paint_middle(self, painter: QPainter) -> None:
        number, phrase, below = self._middle_texts()
        free_px = self._plan.free_px if self.seats else self.width() / 2
        small = free_px < ROOMY_PX
        gap = 1 if small else 4
        lines = [(number, font(round(min(48, free_px * 0.55)), 700), "ink")] if number else []
        lines.append((phrase, text_font(12 if small else 14, 400 if number else 500), "muted"))
        lines.append((below, text_font(11 if small else 13), "muted"))
        flags = int(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap)
        width = free_px * (INSCRIBED_SMALL if small else INSCRIBED)
        room = QRectF(0, 0, width, self.height())
        boxes = [QFontMetricsF(kind).boundingRect(room, flags, text) for text, kind, _ in lines]
        heights = [box.height() + gap if text else 0 for box, (text, _, _) in zip(boxes, lines, strict=True)]
        if sum(heights) > free_px * HIGHEST:  # How many were not heard is seen on the seats.
            lines, heights = lines[:-1], heights[:-1]
        y = (self.height() - sum(heights)) / 2
        for (text, kind, name), height in zip(lines, heights, strict=True):
            painter.setFont(kind)
            painter.setPen(color(name))
            painter.drawText(QRectF((self.width() - width) / 2, y, width, height), flags, text)
            y += height
