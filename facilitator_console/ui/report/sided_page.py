"""The frame of a page Report: sections and what it is made for at the left, its pages, and what waits at the right."""

from __future__ import annotations

from PySide6.QtGui import QHideEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLayout, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from facilitator_console.ui.control.session_controller import SessionController
from facilitator_console.ui.look.styles import Part, Rank, set_part
from facilitator_console.ui.parts.kept_focus import PassesFocus
from facilitator_console.ui.parts.labels import label, rule
from facilitator_console.ui.parts.thin_scroll import ThinScrollArea, WholeScrollArea
from facilitator_console.ui.report.made_for import MadeFor
from facilitator_console.ui.report.pages_area import PagesArea
from facilitator_console.ui.report.sections_list import ROW_PX, SectionsList
from facilitator_console.words import say

LEFT_PX, RIGHT_PX = 276, 296
NARROW_PX = 1180
"""A page narrower than this has narrower sides."""
LOW_PX = 540
"""A page lower than this does not tell the keys of the sections."""
LEAST_SECTIONS = 2
NARROW_LEFT_PX, NARROW_RIGHT_PX = 218, 236


class SidedPage(PassesFocus):
    """Holds the pages of a report between two sides.

    Attributes:
        area: The pages.
        outcome: What is said of a save, above the pages.
        sections: The sections of the report.
        made_for: Whom it is made for, and in which language.
        language: The choice of the language.
    """

    def __init__(self, controller: SessionController, parent: QWidget | None = None) -> None:
        """Make the parts that every page of a report has; `_put_together` lays them out."""
        super().__init__(parent)
        set_part(self, Part.PAGE)
        self._controller = controller
        self.area = PagesArea(controller)
        self.pass_focus_to(self.area)
        self.outcome = self.area.outcome
        self.sections = SectionsList(controller)
        self.made_for = MadeFor(controller)
        self.language = self.made_for.language
        self._left, self._right = QWidget(), QWidget()
        keys = say("Alt ↑ ↓ order · Space in or out · Enter write")
        self._keys = label(controller.text(keys), Rank.SMALL, wraps=True)

    def _put_together(
        self, below: tuple[QWidget, ...], waiting: tuple[QWidget, ...], buttons: tuple[QWidget | QLayout, ...]
    ) -> None:
        """Lay the page out.

        Args:
            below: What is opened below the pages.
            waiting: What stands at the right and can be scrolled.
            buttons: What stands above that, from top to bottom.
        """
        self._lay_out_left()
        self._lay_out_right(waiting, buttons)
        middle = QVBoxLayout()
        middle.setSpacing(0)
        middle.addWidget(self.area, 1)
        for panel in below:
            middle.addWidget(panel)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self._left)
        row.addLayout(middle, 1)
        row.addWidget(self._right)

    def _lay_out_left(self) -> None:
        text = self._controller.text
        set_part(self._left, Part.SIDE)
        column = QVBoxLayout(self._left)
        column.setContentsMargins(14, 16, 10, 12)
        column.setSpacing(8)
        column.addWidget(label(text(say("Sections")), Rank.SECTION))
        column.addWidget(self.sections, 1)
        column.addWidget(self._keys)
        column.addWidget(rule())
        column.addWidget(WholeScrollArea(self.made_for))
        # In a low window the sections are scrolled first.
        self.sections.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)
        self.sections.setMinimumHeight(LEAST_SECTIONS * ROW_PX)

    def _lay_out_right(self, waiting: tuple[QWidget, ...], buttons: tuple[QWidget | QLayout, ...]) -> None:
        set_part(self._right, Part.ASIDE)
        inside = QWidget()
        inner = QVBoxLayout(inside)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.setSpacing(14)
        for part in waiting:
            inner.addWidget(part)
        inner.addStretch(1)
        column = QVBoxLayout(self._right)
        column.setContentsMargins(14, 16, 18, 12)
        column.setSpacing(12)
        for button in buttons:
            column.addWidget(button) if isinstance(button, QWidget) else column.addLayout(button)
        column.addWidget(ThinScrollArea(inside), 1)

    def hideEvent(self, event: QHideEvent) -> None:
        """Remove what was said of a save: it is read."""
        super().hideEvent(event)
        if not self.outcome.is_busy:
            self.outcome.tell(None)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give the pages room in a narrow window, and what is chosen in a low one."""
        super().resizeEvent(event)
        is_narrow = self.width() < NARROW_PX
        self._keys.setVisible(self.height() >= LOW_PX)  # F1 tells them, too.
        self._left.setFixedWidth(NARROW_LEFT_PX if is_narrow else LEFT_PX)
        self._right.setFixedWidth(NARROW_RIGHT_PX if is_narrow else RIGHT_PX)


def buttons_row(*buttons: tuple[QPushButton, int]) -> QHBoxLayout:
    """Lay buttons out side by side, each with its stretch; Enter presses the one that has the focus."""
    row = QHBoxLayout()
    row.setSpacing(8)
    for button, stretch in buttons:
        button.setAutoDefault(True)
        row.addWidget(button, stretch)
    return row
