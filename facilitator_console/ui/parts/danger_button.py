"""Shows the button of what can't be undone. It mostly answers a question that has just appeared."""

from __future__ import annotations

from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QPushButton, QWidget

from facilitator_console.ui.look.styles import ButtonKind, set_style


class DangerButton(QPushButton):
    """Shows a button that wants a press of its own.

    The second half of a double click, and a key that is held down, were meant for what stood there before.
    """

    def __init__(self, text: str = "", parent: QWidget | None = None) -> None:
        """Show a text."""
        super().__init__(text, parent)
        set_style(self, ButtonKind.DANGER)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Do nothing."""
        event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Press it once for each time that a key goes down."""
        if not event.isAutoRepeat():
            super().keyPressEvent(event)
