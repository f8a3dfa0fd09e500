"""Shows a scroll bar in the margin beside a list or a text: nothing wraps anew when it comes and goes."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QAbstractScrollArea, QScrollArea, QScrollBar, QSizePolicy, QWidget
from shiboken6 import isValid

from facilitator_console.ui.look.styles import Rank
from facilitator_console.ui.parts.labels import label, set_text

WIDTH_PX = 10
GAP_PX = 2
"""Space between the list and its bar."""
LEAST_LINES = 2
"""Lines of a text that are always in sight."""
MOVES = frozenset({
    QEvent.Type.Resize, QEvent.Type.Move, QEvent.Type.Show, QEvent.Type.Hide, QEvent.Type.ParentChange
})  # fmt: skip


class ThinScrollBar(QScrollBar):
    """Shows that there is more than fits; it moves the list's own bar, which is off; 12 px wide."""

    def __init__(self, area: QAbstractScrollArea) -> None:
        """Build the bar at the right of this list."""
        super().__init__(Qt.Orientation.Vertical, area)
        # The list's own bar is asked for anew each time: a reference to it may become void while the list lives.
        self._area, own = area, area.verticalScrollBar()
        area.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.installEventFilter(self)
        own.rangeChanged.connect(self._follow)
        own.valueChanged.connect(self.setValue)
        self.valueChanged.connect(own.setValue)
        self._follow()

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Keep the bar beside the list."""
        if event.type() in MOVES:
            self._follow()
        return False

    def _follow(self) -> None:
        if not isValid(self._area):
            return  # A window that goes takes its parts in any order, and what goes still tells of its size.
        own, place, holder = self._area.verticalScrollBar(), self._area.geometry(), self._area.parentWidget()
        if holder is not None and self.parentWidget() is not holder:
            self.setParent(holder)
        self.setPageStep(own.pageStep())
        self.setSingleStep(own.singleStep())
        self.setRange(own.minimum(), own.maximum())
        self.setValue(own.value())
        self.setGeometry(place.right() + 1 + GAP_PX, place.top(), WIDTH_PX, place.height())
        self.setVisible(own.maximum() > own.minimum() and not self._area.isHidden())


class ThinScrollArea(QScrollArea):
    """Shows a widget of the area's width, to scroll up and down where it is higher."""

    def __init__(self, widget: QWidget | None = None, parent: QWidget | None = None) -> None:
        """Show this widget."""
        super().__init__(parent)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        if widget is not None:
            self.setWidget(widget)
            self.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # The keys are for what is in it.
        ThinScrollBar(self)


class WholeScrollArea(ThinScrollArea):
    """Is as high as its widget where there is room, and lower where there is not."""

    def __init__(self, widget: QWidget) -> None:
        """Show this widget."""
        self._whole = widget
        super().__init__(widget)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)

    def sizeHint(self) -> QSize:
        """Return the size of the widget, at the present width."""
        hint = self._whole.sizeHint()
        return QSize(hint.width(), max(hint.height(), self._whole.heightForWidth(self.width())))

    def event(self, event: QEvent) -> bool:
        """Follow the widget as it becomes higher or lower."""
        if event.type() == QEvent.Type.LayoutRequest:
            self.updateGeometry()
        return super().event(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Measure the widget anew once it is laid out: Qt keeps a range to scroll that is not there any more."""
        super().resizeEvent(event)
        QCoreApplication.postEvent(self, QEvent(QEvent.Type.LayoutRequest))


class ScrolledWords(ThinScrollArea):
    """Shows a wrapped text, as high as it is where there is room, to scroll where there is not."""

    def __init__(self, rank: Rank = Rank.NONE, parent: QWidget | None = None) -> None:
        """Begin empty."""
        self._words = label(rank=rank, wraps=True)
        self._words.setAlignment(Qt.AlignmentFlag.AlignTop)
        super().__init__(self._words, parent)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)

    @property
    def text(self) -> str:
        """Return the text that is shown."""
        return self._words.text()

    def show_text(self, text: str) -> None:
        """Show another text."""
        set_text(self._words, text)
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        """Return the size of the whole text, at the present width."""
        return QSize(0, self._words.heightForWidth(self.width()))

    def minimumSizeHint(self) -> QSize:
        """Return the size of some lines."""
        least = LEAST_LINES * self._words.fontMetrics().lineSpacing()
        return QSize(0, min(least, self.sizeHint().height()))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Wrap anew."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.updateGeometry()
