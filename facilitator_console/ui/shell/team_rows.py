"""Shows the laptops of the team, one below the other: who works there, what is done there, and whether it is here."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from PySide6.QtCore import QPointF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from facilitator_console.ui.look.styles import Rank
from facilitator_console.ui.look.theme import color
from facilitator_console.ui.parts.flow import FlowLayout
from facilitator_console.ui.parts.labels import Link, label

DOT_PX = 9
TOP_PX = 6
LINE_PX = 2
"""Between the lines of a laptop, also of links that stand one below the other."""


class Dot(QWidget):
    """Shows by colour and form whether a laptop is here: full, or a ring."""

    def __init__(self, ink: str, *, full: bool) -> None:
        """Show a colour of the theme."""
        super().__init__()
        self._ink, self._full = ink, full
        self.setFixedWidth(DOT_PX + 1)

    def sizeHint(self) -> QSize:
        """Return the size of the dot."""
        return QSize(DOT_PX + 1, DOT_PX + TOP_PX)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the dot."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(color(self._ink))
        painter.setBrush(color(self._ink) if self._full else Qt.BrushStyle.NoBrush)
        painter.drawEllipse(QPointF(DOT_PX / 2 + 0.5, TOP_PX + DOT_PX / 2), DOT_PX / 2 - 0.5, DOT_PX / 2 - 0.5)


class Act(NamedTuple):
    """Represents something to do with a laptop."""

    text: str
    do: Callable[[], object]


class Row(NamedTuple):
    """Represents a laptop as it is shown.

    Attributes:
        name: Who works there, or which laptop it is.
        role: What is done there.
        detail: Whether it is here, and what it has.
        ink: The colour of its dot.
        is_here: Whether the dot is full.
        acts: What can be done with it.
    """

    name: str
    role: str
    detail: str
    ink: str
    is_here: bool
    acts: tuple[Act, ...] = ()


class TeamRows(QWidget):
    """Shows a row for each laptop of the team."""

    def __init__(self) -> None:
        """Begin without laptops."""
        super().__init__()
        self._rows: list[Row] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(12)

    def show_rows(self, rows: list[Row]) -> None:
        """Show these; what is shown already stays as it is, with the focus in it."""
        if [row._replace(acts=()) for row in rows] == [row._replace(acts=()) for row in self._rows] and [
            [act.text for act in row.acts] for row in rows
        ] == [[act.text for act in row.acts] for row in self._rows]:
            return
        self._rows = rows
        while (item := self._column.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        for row in rows:
            shown = self._row(row)
            self._column.addWidget(shown)
            shown.show()  # Qt would show it in the loop's next turn: until then its place would be empty.

    def _row(self, row: Row) -> QWidget:
        shown = QWidget()
        across = QHBoxLayout(shown)
        across.setContentsMargins(0, 0, 0, 0)
        across.setSpacing(10)
        across.addWidget(Dot(row.ink, full=row.is_here), 0, Qt.AlignmentFlag.AlignTop)
        words = QVBoxLayout()
        words.setSpacing(LINE_PX)
        words.addWidget(label(row.name, Rank.STRONG, wraps=True))
        for text in (row.role, row.detail):
            if text:
                words.addWidget(label(text, Rank.SMALL, wraps=True))
        links = QWidget()
        flow = FlowLayout(links, gap_px=12, row_gap_px=LINE_PX)
        for act in row.acts:
            link = Link(act.text, small=True)
            link.setAutoDefault(True)  # Enter presses it.
            link.clicked.connect(act.do)
            flow.addWidget(link)
        words.addWidget(links)
        across.addLayout(words, 1)
        return shown
