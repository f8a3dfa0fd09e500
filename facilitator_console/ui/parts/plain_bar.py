"""Shows the top bar where no session is open; the start page waits for nothing that the bar of a session needs."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from facilitator_console.ui.look.styles import Part, Rank, set_part
from facilitator_console.ui.look.theme import font
from facilitator_console.ui.parts.labels import label

HEIGHT_PX = 51
"""Height of every top bar."""


class PlainTopBar(QFrame):
    """Shows the top bar where no session is open."""

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        """Show a title."""
        super().__init__(parent)
        set_part(self, Part.BAR)
        self.setFixedHeight(HEIGHT_PX)
        row = QHBoxLayout(self)
        row.setContentsMargins(18, 0, 16, 0)
        shown = label(title, Rank.STRONG)
        shown.setFont(font(15, 650))
        row.addWidget(shown, 1)
