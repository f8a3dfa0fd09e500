"""Remembers where the focus was before something came over the page, and gives it back."""

from __future__ import annotations

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
