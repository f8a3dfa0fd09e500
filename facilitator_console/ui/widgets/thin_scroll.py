"""A scroll bar in the margin beside a list: its rows don't wrap anew when it comes and goes."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QAbstractScrollArea, QScrollBar

WIDTH_PX = 10
GAP_PX = 2
"""Between the list and its bar."""
MOVES = frozenset({
    QEvent.Type.Resize, QEvent.Type.Move, QEvent.Type.Show, QEvent.Type.Hide, QEvent.Type.ParentChange
})  # fmt: skip


class ThinScrollBar(QScrollBar):
    """Shown while there is more than fits; it moves the list's own bar, which is off; 12 px wide."""

    def __init__(self, area: QAbstractScrollArea) -> None:
        """Stand at the right of this list."""
        super().__init__(Qt.Orientation.Vertical, area)
        self._area = area
        self._own = area.verticalScrollBar()
        area.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.installEventFilter(self)
        self._own.rangeChanged.connect(self._follow)
        self._own.valueChanged.connect(self.setValue)
        self.valueChanged.connect(self._own.setValue)
        self._follow()

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Stay beside the list."""
        if event.type() in MOVES:
            self._follow()
        return False

    def _follow(self) -> None:
        own, place, holder = self._own, self._area.geometry(), self._area.parentWidget()
        if holder is not None and self.parentWidget() is not holder:
            self.setParent(holder)
        self.setPageStep(own.pageStep())
        self.setSingleStep(own.singleStep())
        self.setRange(own.minimum(), own.maximum())
        self.setValue(own.value())
        self.setGeometry(place.right() + 1 + GAP_PX, place.top(), WIDTH_PX, place.height())
        self.setVisible(own.maximum() > own.minimum() and not self._area.isHidden())
