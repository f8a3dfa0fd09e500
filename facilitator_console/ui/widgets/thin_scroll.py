"""A scroll bar that lies over the right edge of a list: its rows don't wrap anew when it comes and goes."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QAbstractScrollArea, QScrollBar

WIDTH_PX = 10


class ThinScrollBar(QScrollBar):
    """Shown while there is more than fits; it moves the list's own bar, which is off."""

    def __init__(self, area: QAbstractScrollArea) -> None:
        """Lie over this list."""
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
        """Stay at the list's edge."""
        if event.type() == QEvent.Type.Resize:
            self._follow()
        return False

    def _follow(self) -> None:
        own = self._own
        self.setPageStep(own.pageStep())
        self.setSingleStep(own.singleStep())
        self.setRange(own.minimum(), own.maximum())
        self.setValue(own.value())
        self.setGeometry(self._area.width() - WIDTH_PX, 0, WIDTH_PX, self._area.height())
        self.setVisible(own.maximum() > own.minimum())
