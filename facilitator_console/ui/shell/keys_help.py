"""Shows on F1 which key does what on this page."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QLabel, QVBoxLayout, QWidget

from facilitator_console.ui.look.styles import Rank, set_style
from facilitator_console.ui.parts.labels import label
from facilitator_console.ui.parts.side_panel import SidePanel
from facilitator_console.ui.parts.thin_scroll import ThinScrollArea

OR = " · "
"""Stands between keys that do the same."""
NARROW_PX = 220
"""The width of the panel below which long words stand below their keys."""

KeyLine = tuple[str, str]
"""A key, or some with `OR` between them, and what it does."""


class KeysHelp(SidePanel):
    """Shows the list of keys."""

    def __init__(self, title: str, parent: QWidget) -> None:
        """Build it, empty; see `show_keys`."""
        super().__init__(parent)
        self.setAccessibleName(title)
        self._area = ThinScrollArea()
        self.setFocusProxy(self._area)
        self._grid = QGridLayout()
        self._lines: list[tuple[int, QLabel]] = []
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 16, 14, 8)
        column.setSpacing(10)
        column.addWidget(label(title, Rank.HEAD))
        column.addWidget(self._area, 1)

    def show_keys(self, sections: Iterable[tuple[str, Sequence[KeyLine]]]) -> None:
        """Show these keys, by section."""
        page = QWidget()
        grid = QGridLayout(page)
        grid.setContentsMargins(0, 0, 0, 12)
        grid.setHorizontalSpacing(10)
        grid.setVerticalSpacing(6)
        grid.setColumnStretch(1, 1)
        self._grid, self._lines = grid, []
        row = 0
        for title, lines in sections:
            grid.addWidget(label(title, Rank.SECTION), row, 0, 1, 2)
            grid.setRowMinimumHeight(row, 30)
            row += 1
            for key, what in lines:
                grid.addLayout(_caps(key), row, 0, Qt.AlignmentFlag.AlignTop)
                self._lines.append((row, label(what, wraps=True)))
                row += 2
        grid.setRowStretch(row, 1)
        self._place_words()
        self._area.setWidget(page)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Lay the words out anew."""
        super().resizeEvent(event)
        self._place_words()

    def _place_words(self) -> None:
        """Place words beside their keys, or in the row below where the panel is narrow."""
        for row, words in self._lines:
            if self.width() < NARROW_PX:
                self._grid.addWidget(words, row + 1, 0, 1, 2)
            else:
                self._grid.addWidget(words, row, 1)


def _caps(keys: str) -> QVBoxLayout:
    """Lay out keys below each other, so that their column stays narrow."""
    column = QVBoxLayout()
    column.setSpacing(3)
    for key in keys.split(OR):
        cap = QLabel(key)
        cap.setTextFormat(Qt.TextFormat.PlainText)
        set_style(cap, Rank.CAP)
        cap.setAlignment(Qt.AlignmentFlag.AlignCenter)
        column.addWidget(cap)
    return column
