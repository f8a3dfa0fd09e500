"""Says where the focus goes: within a page to one of its parts, and back after something came over the page."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QApplication, QWidget
from shiboken6 import isValid


class KeptFocus:
    """Remembers what had the focus.

    That may be gone when the keys come back (a cell's editor closes when it loses them, a page goes with its role):
    then what it stood in has them.
    """

    def __init__(self) -> None:
        """Remember nothing yet."""
        self._places: list[QWidget] = []

    def keep(self) -> None:
        """Remember what has the focus now."""
        self._places = []
        place = QApplication.focusWidget()
        while place is not None and not place.isWindow():
            self._places.append(place)
            place = place.parentWidget()

    def give_back(self) -> None:
        """Give the focus back, and remember nothing any more."""
        places, self._places = self._places, []
        place = next((place for place in places if isValid(place) and place.isVisible()), None)
        if place is not None:
            place.setFocus()


class PassesFocus(QWidget):
    """Passes the focus that it gets on to one of its parts.

    A focus proxy does so too, but Tab then goes straight to that part, past all that stands before it.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        """Begin as a widget that keeps the focus."""
        super().__init__(parent)
        self._focused_part: QWidget | None = None

    def pass_focus_to(self, part: QWidget) -> None:
        """Pass the focus on to this part from now on."""
        self._focused_part = part

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Pass the focus on."""
        super().focusInEvent(event)
        self.pass_focus(event.reason())

    def pass_focus(self, reason: Qt.FocusReason = Qt.FocusReason.OtherFocusReason) -> None:
        """Pass the focus on where it is here still: the part could not take it before."""
        if self.hasFocus() and self._focused_part is not None:
            self._focused_part.setFocus(reason)
