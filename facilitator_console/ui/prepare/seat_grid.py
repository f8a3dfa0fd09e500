"""Shows the seats as a grid in which several are selected and edited at once.

Arrows go from seat to seat, Shift with an arrow or a click selects up to there, Ctrl with a click adds one. Only the
numbers are seen; label, group and role are told on hovering and by the fields below the grid.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from facilitator_console.session.ids import ParticipantId
from facilitator_console.session.state import Participant
from facilitator_console.ui.look.theme import color, font
from facilitator_console.ui.look.tips import show_tip

SEAT_PX, GAP_PX = 27, 7
NUMBER_PX = 12
SHIFT, CTRL = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier


class SeatGrid(QWidget):
    """Shows a circle for each seat.

    Signals:
        selection_changed(): Others are selected.
        removing_asked(): Delete: take the selected seats away.
        adding_asked(): Insert: one more seat.
    """

    selection_changed = Signal()
    removing_asked = Signal()
    adding_asked = Signal()

    def __init__(self, name: str, tip: Callable[[Participant], str], parent: QWidget | None = None) -> None:
        """Begin without seats.

        Args:
            name: For screen readers.
            tip: What is told of a seat on hovering.
            parent: Owner in Qt's sense.
        """
        super().__init__(parent)
        self._tip = tip
        self._people: tuple[Participant, ...] = ()
        self._selected: set[ParticipantId] = set()
        self._current = self._anchor = 0
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    # -- what is shown -----------------------------------------------------------------------------------

    @property
    def selected(self) -> list[Participant]:
        """Return the people on the selected seats, by seat."""
        return [person for person in self._people if person.participant_id in self._selected]

    def show_people(self, people: Sequence[Participant]) -> None:
        """Show these people; who is still there stays selected."""
        if tuple(people) == self._people:
            return
        columns = self._columns()
        rows = -(-len(self._people) // columns), -(-len(people) // columns)
        self._people = tuple(people)
        self._current = min(self._current, max(len(people) - 1, 0))
        before = set(self._selected)
        self._selected &= {person.participant_id for person in people}
        if rows[0] != rows[1]:
            self.updateGeometry()
        self.update()
        if before != self._selected:
            self.selection_changed.emit()

    def select(self, chosen: Sequence[ParticipantId]) -> None:
        """Select these seats and no others."""
        self._selected = set(chosen)
        places = [place for place, person in enumerate(self._people) if person.participant_id in self._selected]
        if places:
            self._current, self._anchor = places[-1], places[0]
        self._tell()

    # -- sizes -------------------------------------------------------------------------------------------

    def hasHeightForWidth(self) -> bool:
        """Tell that the height depends on the width."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Return the height of all rows of seats."""
        rows = -(-len(self._people) // max(1, (width + GAP_PX) // (SEAT_PX + GAP_PX)))
        return max(0, rows * (SEAT_PX + GAP_PX) - GAP_PX) + 2

    def sizeHint(self) -> QSize:
        """Return the size of some seats beside each other."""
        width = 8 * (SEAT_PX + GAP_PX)
        return QSize(width, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        """Return the size at the present width."""
        return QSize(SEAT_PX, self.heightForWidth(self.width()))

    def _columns(self) -> int:
        return max(1, (self.width() + GAP_PX) // (SEAT_PX + GAP_PX))

    def seat_rect(self, place: int) -> QRect:
        """Return where a seat is, by its place from 0."""
        row, column = divmod(place, self._columns())
        step = SEAT_PX + GAP_PX
        return QRect(1 + column * step, 1 + row * step, SEAT_PX - 2, SEAT_PX - 2)

    def _place_at(self, point: QPoint) -> int | None:
        places = (place for place in range(len(self._people)) if self.seat_rect(place).contains(point))
        return next(places, None)

    # -- painting ----------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the seats: selected ones filled, those of people who are not here dashed."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(font(NUMBER_PX, 600))
        for place, person in enumerate(self._people):
            rect = self.seat_rect(place)
            if not rect.intersects(event.rect()):
                continue
            is_selected = person.participant_id in self._selected
            edge = "accent" if is_selected else "ink" if person.here else "muted"
            pen = QPen(color(edge), 1.5 if is_selected else 1)
            if not person.here:
                pen.setStyle(Qt.PenStyle.DashLine)
            painter.setPen(pen)
            painter.setBrush(color("soft" if is_selected else "panel"))
            painter.drawEllipse(rect)
            painter.setPen(color("ink" if person.here else "muted"))
            painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, str(person.seat))
            if place == self._current and self.hasFocus():
                painter.setPen(QPen(color("accent"), 2))
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.drawEllipse(rect.adjusted(-1, -1, 1, 1))

    # -- selecting ---------------------------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Select a seat, one more with Ctrl, all up to there with Shift; beside the seats none."""
        place = self._place_at(event.position().toPoint())
        if place is None:
            self._selected.clear()
            self._tell()
        elif event.modifiers() & CTRL:
            self._selected ^= {self._people[place].participant_id}
            self._current = self._anchor = place
            self._tell()
        else:
            self._go(place, extend=bool(event.modifiers() & SHIFT))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Select up to the seat under the pointer while the button is held."""
        place = self._place_at(event.position().toPoint())
        if place is not None and event.buttons() & Qt.MouseButton.LeftButton and place != self._current:
            self._go(place, extend=True)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go from seat to seat; Space selects or not, Delete takes away, Insert adds one."""
        columns = self._columns()
        steps = {
            Qt.Key.Key_Left: -1,
            Qt.Key.Key_Right: 1,
            Qt.Key.Key_Up: -columns,
            Qt.Key.Key_Down: columns,
            Qt.Key.Key_Home: -len(self._people),
            Qt.Key.Key_End: len(self._people),
        }
        key = Qt.Key(event.key())
        if key in steps and self._people:
            place = min(max(self._current + steps[key], 0), len(self._people) - 1)
            self._go(place, extend=bool(event.modifiers() & SHIFT))
        elif key == Qt.Key.Key_Space and self._people:
            self._selected ^= {self._people[self._current].participant_id}
            self._tell()
        elif key in {Qt.Key.Key_Delete, Qt.Key.Key_Backspace}:
            self.removing_asked.emit()
        elif key == Qt.Key.Key_Insert:
            self.adding_asked.emit()
        else:
            super().keyPressEvent(event)

    def _go(self, place: int, *, extend: bool) -> None:
        self._current = place
        if not extend:
            self._anchor = place
        first, last = sorted((self._anchor, place))
        self._selected = {person.participant_id for person in self._people[first : last + 1]}
        self._tell()

    def _tell(self) -> None:
        self.setAccessibleDescription(", ".join(map(self._tip, self.selected[:8])))
        self.update()
        self.selection_changed.emit()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show the current seat."""
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Show no current seat."""
        super().focusOutEvent(event)
        self.update()

    def event(self, event: QEvent) -> bool:
        """Tell of a seat on hovering."""
        if isinstance(event, QHelpEvent):
            place = self._place_at(event.pos())
            return show_tip(event, self, self._tip(self._people[place]) if place is not None else "")
        return super().event(event)
