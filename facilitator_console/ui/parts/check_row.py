"""Shows a box to tick with words that wrap beside it; Qt's own box would be as wide as its words."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QWidget

from facilitator_console.ui.look.styles import Rank
from facilitator_console.ui.parts.labels import label


class CheckRow(QWidget):
    """Shows a box and its words; a click on either ticks it.

    Attributes:
        box: The box.

    Signals:
        clicked(bool): Somebody ticked it, or took the tick away.
    """

    clicked = Signal(bool)

    def __init__(self, text: str, parent: QWidget | None = None) -> None:
        """Begin without a tick."""
        super().__init__(parent)
        self.box = QCheckBox()
        self.box.setAccessibleName(text)
        self.words = label(text, Rank.NONE, wraps=True)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.box, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self.words, 1)
        self.box.clicked.connect(self.clicked)
        self.setFocusProxy(self.box)

    def isChecked(self) -> bool:
        """Tell whether it is ticked."""
        return self.box.isChecked()

    def setChecked(self, on: bool) -> None:
        """Tick the box, or clear it."""
        self.box.setChecked(on)

    def click(self) -> None:
        """Tick it as a person does."""
        self.box.click()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Tick or clear the box by a click on its words."""
        if event.button() is Qt.MouseButton.LeftButton and self.rect().contains(event.position().toPoint()):
            self.box.click()
