"""A panel that comes over the left side of the window: no dialog, and no clock below it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QRect, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QWidget

from facilitator_console.ui.look.styles import Part, set_part
from facilitator_console.ui.parts.kept_focus import KeptFocus

WIDTH_PX = 380
WIDTH_SHARE = 0.42
"""Of the window at most: the clocks of the notes page stand to the right of that."""


class SidePanel(QFrame):
    """Opens over its parent's left side; Esc closes it, and the focus goes back where it was."""

    def __init__(self, parent: QWidget) -> None:
        """Closed at first."""
        super().__init__(parent)
        set_part(self, Part.PANEL)
        self._focus = KeptFocus()
        self._room: Callable[[], QRect] = parent.rect
        parent.installEventFilter(self)
        self.hide()

    def set_room(self, room: Callable[[], QRect]) -> None:
        """Lie within this part of the parent."""
        self._room = room

    def toggle(self) -> None:
        """Open it, or close it."""
        if self.isVisible():
            self.close_panel()
        else:
            self.open_panel()

    def open_panel(self) -> None:
        """Open it, with the keys in it."""
        if not self.isVisible():
            self._focus.keep()
        self.place()
        self.show()
        self.raise_()
        self.take_focus()

    def take_focus(self) -> None:
        """Where the keys go when it opens."""
        self.setFocus()

    def close_panel(self) -> None:
        """Close it; the keys go back where they went before."""
        self.hide()
        self._focus.give_back()

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Stay in place when the window changes its size."""
        if event.type() == QEvent.Type.Resize and self.isVisible():
            self.place()
        return False

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc closes it."""
        if event.key() == Qt.Key.Key_Escape:
            self.close_panel()
            return
        super().keyPressEvent(event)

    def place(self) -> None:
        """Lie where there is room now."""
        self.setGeometry(self._room())
