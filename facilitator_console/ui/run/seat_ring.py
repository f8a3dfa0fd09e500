"""Shows the seat ring: the room at one glance. Filled = heard, dashed = waiting, thick = speaking.

In a fishbowl the chairs inside stand in a ring of their own, a free one dashed; the seats around it are small. Numbers
match the cards on the chairs. It shows and reports clicks; what a click means is for the page.
"""

from __future__ import annotations

import math
from operator import attrgetter
from typing import NamedTuple

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPaintEvent, QPen, QRegion, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from facilitator_console.ui.control.session_controller import SessionController
from facilitator_console.ui.look.theme import color, font, text_font
from facilitator_console.ui.run.ring_plan import NO_RING, bowl_plan, ring_plan, seated_inside
from facilitator_console.ui.run.seat_field import DASHES, WAITING_PX, SeatField
from facilitator_console.views.room_view import RoomView, Seat
from facilitator_console.views.seat_words import MiddleWords, middle_words, room_words, seat_words
from facilitator_console.words import Message

SMALLEST_PX = 152
LARGEST_PX = 304
ROOMY_PX = 80
"""The radius of what is free in the middle below which its words are smaller."""
WIDEST, WIDEST_SMALL = 1.72, 1.5
"""The width of the words against that radius, where the circle is widest; of the smaller words, too."""
NARROWEST = 0.5
"""The width of the words far above and below, against that radius."""
HIGHEST = 1.55
"""Height of the words against that radius."""
CENTRED = int(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap)


LOOK = attrgetter(
    *("is_heard", "waits", "speaks", "is_interrupted", "has_passed", "is_outside", "is_here", "comes_later"),
)
"""The properties of a seat that are painted, beside its number."""


class SeatRing(SeatField):
    """Shows everyone in the room, by seat."""

    def __init__(self, controller: SessionController, parent: QWidget | None = None) -> None:
        """Show the controller's room."""
        super().__init__(controller, parent)
        self._plan = self._inner = NO_RING
        self._chairs: tuple[int, ...] = ()
        self._rects: list[QRect] = []
        self._middle: MiddleWords | None = None
        self._words: list[tuple[Words, QRectF]] = []
        self._room: tuple[Message, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(SMALLEST_PX, SMALLEST_PX)
        self.setMaximumSize(LARGEST_PX, LARGEST_PX)
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
        chairs = seated_inside(self._chairs, view.stage.inside, view.stage.free_chairs)
        if (view.seats, middle, chairs) == (self.seats, self._middle, self._chairs):
            return
        before = (self.seats, self._words, self._chairs)
        self.seats, self._middle, self._chairs = view.seats, middle, chairs
        self._current = min(self._current, len(self.seats) - 1)
        if [seat.number for seat in before[0]] == [seat.number for seat in self.seats] and before[2] == chairs:
            self._words = self._laid_words()
            self.update(self._changed(*before[:2]))
        else:
            self._lay_out()
            self.update()

    def _changed(self, seats: tuple[Seat, ...], words: list[tuple[Words, QRectF]]) -> QRegion:
        """Return where it looks different: after a key few of the seats do, and there may be hundreds."""
        region = QRegion()
        if words != self._words:
            for _, box in (*words, *self._words):
                region += box.translated(self._middle_point()).adjusted(-2, -1, 2, 1).toAlignedRect()
        for place, (seat, before) in enumerate(zip(self.seats, seats, strict=True)):
            if LOOK(seat) != LOOK(before):
                region += self._rects[place]
        return region

    def described(self) -> str:
        """Return the room in words, for those who can't see the ring."""
        return " ".join(map(self._controller.text, self._room))

    def words_of(self, place: int) -> tuple[Message, ...]:
        """Describe one seat."""
        seat = self.seats[place]
        return seat_words(seat, is_inside=seat.number in self._chairs)

    # -- geometry ----------------------------------------------------------------------------------------

    def sizeHint(self) -> QSize:
        """Return the size that the ring has in the mock-up."""
        return QSize(290, 290)

    def resizeEvent(self, _event: QResizeEvent) -> None:
        """Place the seats anew."""
        self._lay_out()

    def _lay_out(self) -> None:
        side_px = min(self.width(), self.height())
        if self._chairs:
            self._plan, self._inner = bowl_plan(len(self.seats), len(self._chairs), side_px)
        else:
            self._plan, self._inner = ring_plan(len(self.seats), side_px), NO_RING
        self._rects = [self._rect_of(place) for place in range(len(self.seats))]
        self._words = self._laid_words()

    def center(self, place: int) -> QPointF:
        """Return where a seat's middle is, within the ring."""
        chair = self._chair_of(place)
        return self._middle_point() + (self._inner.centers[chair] if chair >= 0 else self._plan.centers[place])

    def seat_px(self, place: int) -> float:
        """Return a seat's diameter."""
        return self._inner.seat_px if self._chair_of(place) >= 0 else self._plan.seat_px

    def chair_center(self, chair: int) -> QPointF:
        """Return where the middle of an inner chair is, within the ring."""
        return self._middle_point() + self._inner.centers[chair]

    @property
    def free_chairs(self) -> list[int]:
        """Return the inner chairs on which nobody sits."""
        return [chair for chair, number in enumerate(self._chairs) if not number]

    def _chair_of(self, place: int) -> int:
        """Return the inner chair of a seat; -1 where it is outside, or there is no inner ring."""
        number = self.seats[place].number
        return self._chairs.index(number) if number in self._chairs else -1

    def _middle_point(self) -> QPointF:
        return QPointF(self.width() / 2, self.height() / 2)

    def _rect_of(self, place: int) -> QRect:
        """Return all that is ever painted for a seat, its rings included."""
        reach = self.seat_px(place) / 2 + WAITING_PX + 2
        center = self.center(place)
        return QRectF(center.x() - reach, center.y() - reach, 2 * reach, 2 * reach).toAlignedRect()

    # -- painting ------------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the seats, then the words in the middle; only what lies in the part that is to be painted."""
        region = event.region()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if not self.seats:
            painter.setPen(QPen(color("hairline"), 2, Qt.PenStyle.DashLine))
            painter.drawEllipse(QPointF(self.rect().center()), self.width() / 2 - 8, self.width() / 2 - 8)
        for chair in self.free_chairs:
            self._paint_free_chair(painter, chair)
        met = [(place, seat) for place, seat in enumerate(self.seats) if region.intersects(self._rects[place])]
        for place, seat in met:
            self._paint_seat(painter, place, seat)
        for place, seat in met:
            self._paint_rings(painter, place, seat)
        self._paint_middle(painter)

    def _edge(self, place: int) -> str:
        # Around a fishbowl the seats step back.
        return "edge" if self._chairs and self._chair_of(place) < 0 else "ink"

    def _paint_free_chair(self, painter: QPainter, chair: int) -> None:
        pen = QPen(color("edge"), 1.5)
        pen.setDashPattern(DASHES)
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        radius = self._inner.seat_px / 2 - 1
        painter.drawEllipse(self.chair_center(chair), radius, radius)

    def middle_texts(self) -> tuple[str, str, str]:
        """Return what stands in the middle: the number of a seat, a phrase, and a smaller line below."""
        if self._middle is None:
            return "", "", ""
        seat, phrase, below = self._middle
        text = self._controller.text
        return "" if seat is None else str(seat), text(phrase), text(below) if below else ""

    def _laid_words(self) -> list[tuple[Words, QRectF]]:
        """Return the words of the middle that have room, each with its box; the middle of the ring is at 0, 0."""
        free_px = (self._inner if self._chairs else self._plan).free_px if self.seats else self.width() / 2
        small = free_px < ROOMY_PX
        number, phrase, below = self.middle_texts()
        words = [Words(number, font(round(min(48, free_px * 0.55)), 700), "ink")] if number else []
        words.append(Words(phrase, text_font(12 if small else 14, 400 if number else 500), "muted"))
        words.append(Words(below, text_font(11 if small else 13), "muted"))
        widest_px = free_px * (WIDEST_SMALL if small else WIDEST)
        return laid_in_circle([phrase for phrase in words if phrase.text], free_px, widest_px, 1 if small else 4)

    def _paint_middle(self, painter: QPainter) -> None:
        middle = self._middle_point()
        for phrase, box in self._words:
            painter.setFont(phrase.font)
            painter.setPen(color(phrase.ink))
            painter.drawText(box.translated(middle).adjusted(-1, 0, 1, 1), CENTRED, phrase.text)


class Words(NamedTuple):
    """Holds words of the middle, and the token of their colour."""

    text: str
    font: QFont
    ink: str


def laid_in_circle(words: list[Words], radius_px: float, widest_px: float, gap_px: int) -> list[tuple[Words, QRectF]]:
    """Place words below each other in a circle, broken where it gets narrower; the last yield where there is no room.

    Returns:
        The words that have room, each with its box; the middle of the circle is at 0, 0.
    """
    while words:
        widths = [widest_px] * len(words)
        boxes = _stacked(words, widths, gap_px)
        for _ in range(2):  # Broken words are higher, and so reach where it is narrower still.
            widths = [min(widest_px, _chord_px(radius_px, max(-box.top(), box.bottom()))) for box in boxes]
            boxes = _stacked(words, widths, gap_px)
        fits = all(box.width() <= width + 1 for box, width in zip(boxes, widths, strict=True))
        if fits and boxes[-1].bottom() - boxes[0].top() <= radius_px * HIGHEST:
            return list(zip(words, boxes, strict=True))
        words = words[:-1]  # How many were not heard is seen on the seats.
    return []


def _stacked(words: list[Words], widths: list[float], gap_px: int) -> list[QRectF]:
    """Return the boxes of words below each other, around 0, 0; each at most so wide, or as its longest word."""
    rooms = (QRectF(-width / 2, 0, width, 1000) for width in widths)
    boxes = [
        QFontMetricsF(phrase.font).boundingRect(room, CENTRED, phrase.text)
        for phrase, room in zip(words, rooms, strict=True)
    ]
    top = -(sum(box.height() for box in boxes) + gap_px * (len(boxes) - 1)) / 2
    for box in boxes:
        box.moveTop(top)
        top += box.height() + gap_px
    return boxes


def _chord_px(radius_px: float, reach_px: float) -> float:
    """Return how wide the circle is so far above or below its middle."""
    return max(NARROWEST * radius_px, 2 * math.sqrt(max(0.0, radius_px**2 - reach_px**2)) * 0.94)
