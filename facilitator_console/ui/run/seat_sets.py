"""Shows who is with whom: pairs and threes as circles side by side, in rows."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QSize
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from facilitator_console.ui.control.session_controller import SessionController
from facilitator_console.ui.run.ring_plan import SetsPlan, sets_plan
from facilitator_console.ui.run.seat_field import SeatField
from facilitator_console.views.room_view import RoomView
from facilitator_console.views.seat_words import set_words, together_words
from facilitator_console.words import Message


class SeatSets(SeatField):
    """Shows the seats of each pair or three side by side."""

    def __init__(self, controller: SessionController, parent: QWidget | None = None) -> None:
        """Show the controller's pairs."""
        super().__init__(controller, parent)
        self._sets: tuple[tuple[int, ...], ...] = ()
        self._plan = SetsPlan((), 0.0, 0)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        controller.picture.changed.connect(self._on_picture_changed)
        self._show(controller.picture.view)

    def _on_picture_changed(self, _before: RoomView, view: RoomView) -> None:
        self._show(view)

    def _show(self, view: RoomView) -> None:
        """Show who is with whom; nothing is painted where it looks the same."""
        by_number = {seat.number: seat for seat in view.seats}
        sets = tuple(tuple(number for number in seat_set if number in by_number) for seat_set in view.stage.sets)
        seats = tuple(by_number[number] for seat_set in sets for number in seat_set)
        if (seats, sets) == (self.seats, self._sets):
            return
        self.seats, self._sets = seats, sets
        self._current = min(self._current, len(seats) - 1)
        self.setAccessibleDescription(" ".join(map(self._controller.text, set_words(view.stage))))
        self._lay_out()
        self.updateGeometry()
        self.update()

    def words_of(self, place: int) -> tuple[Message, ...]:
        """Describe one seat, and who it is with."""
        number = self.seats[place].number
        together = next((seat_set for seat_set in self._sets if number in seat_set), ())
        return together_words(number, together)

    # -- geometry ----------------------------------------------------------------------------------------

    def hasHeightForWidth(self) -> bool:
        """Tell that the height depends on the width."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Return the height of all rows."""
        return sets_plan(tuple(map(len, self._sets)), width).height_px

    def sizeHint(self) -> QSize:
        """Return the height at the present width; any width will do."""
        return QSize(0, self.heightForWidth(self.width()))

    def minimumSizeHint(self) -> QSize:
        """Return the same: it is never cut."""
        return self.sizeHint()

    def resizeEvent(self, _event: QResizeEvent) -> None:
        """Place the seats anew."""
        self._lay_out()

    def _lay_out(self) -> None:
        self._plan = sets_plan(tuple(map(len, self._sets)), self.width())

    def center(self, place: int) -> QPointF:
        """Return where a seat's middle is."""
        return self._plan.centers[place]

    def seat_px(self, _place: int) -> float:
        """Return a seat's diameter."""
        return self._plan.seat_px

    # -- painting ------------------------------------------------------------------------------------------

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the seats of each set."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for place, seat in enumerate(self.seats):
            self._paint_seat(painter, place, seat)
        for place, seat in enumerate(self.seats):
            self._paint_rings(painter, place, seat)

    def _is_filled(self, _place: int) -> bool:
        # All of them talk.
        return False
