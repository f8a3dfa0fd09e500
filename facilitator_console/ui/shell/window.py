"""Holds the window's frame: its view, its size and place from one start to the next, its closing.

What is in it is a StartPage or a SessionView; both are built, and built anew for another language, by app.py.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QRect, QSettings, QSize, Qt, QTimer
from PySide6.QtGui import QCloseEvent, QMoveEvent, QResizeEvent
from PySide6.QtWidgets import QDialog, QMainWindow, QStyle, QWidget

GEOMETRY = "window/geometry"
KEPT_AFTER_MS = 400
"""Whoever drags an edge does not write with every step."""
FIRST_SIZE = QSize(1280, 800)
LEAST_SIZE = QSize(960, 460)
"""The size that a Full HD screen at 200 % leaves within a task bar and the window's own frame."""


class Window(QMainWindow):
    """Represents the one window."""

    def __init__(self, settings: QSettings, title: str, may_close: Callable[[], bool]) -> None:
        """Place it where it was last.

        Args:
            settings: Where its size and place are remembered.
            title: For the task bar; it names the program and nothing of a session.
            may_close: Asked before it closes; whoever refuses tells the person why.
        """
        super().__init__()
        self.setWindowTitle(title)
        self._settings = settings
        self._may_close = may_close
        self._keeping = QTimer(self, singleShot=True, interval=KEPT_AFTER_MS)
        self._keeping.timeout.connect(self._keep_place)
        geometry = settings.value(GEOMETRY)
        was_placed = geometry is not None and self.restoreGeometry(geometry)
        self._fit_screen(self.geometry() if was_placed else None)

    def _fit_screen(self, placed: QRect | None) -> None:
        """Move and shrink it to lie within the screen, however small that is or has become.

        Args:
            placed: Where it was; None where it has not been anywhere yet.
        """
        screen = self.screen().availableGeometry()
        room = QRect(screen)
        # The frame is known only once the system has drawn it.
        room.setTop(room.top() + self.style().pixelMetric(QStyle.PixelMetric.PM_TitleBarHeight))
        self.setMinimumSize(LEAST_SIZE.boundedTo(room.size()))
        if not self.isMaximized() and (placed is None or not screen.contains(placed)):
            size = (placed.size() if placed else FIRST_SIZE).boundedTo(room.size())
            center = Qt.AlignmentFlag.AlignCenter
            self.setGeometry(QStyle.alignedRect(Qt.LayoutDirection.LeftToRight, center, size, room))

    def show_view(self, view: QWidget) -> None:
        """Show this view; the one before is deleted."""
        before = self.takeCentralWidget()
        self.setCentralWidget(view)
        view.setFocus()
        if before is not None:
            before.hide()
            before.deleteLater()

    def come_to_front(self) -> bool:
        """Come to the front, because somebody started the program again; tell whether it was still open."""
        if not self.isVisible():
            return False
        if self.isMinimized():
            self.showNormal()
        self.raise_()
        self.activateWindow()
        return True

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Remember the size soon: the program may be killed before it closes."""
        super().resizeEvent(event)
        self._keep_place_soon()

    def moveEvent(self, event: QMoveEvent) -> None:
        """Remember the place soon."""
        super().moveEvent(event)
        self._keep_place_soon()

    def changeEvent(self, event: QEvent) -> None:
        """Remember soon that it fills the screen, or does so no more."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.WindowStateChange:
            self._keep_place_soon()

    def _keep_place_soon(self) -> None:
        if self.isVisible() and not self._keeping.isActive():
            self._keeping.start()

    def _keep_place(self) -> None:
        self._keeping.stop()
        self._settings.setValue(GEOMETRY, self.saveGeometry())
        self._settings.sync()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Close, unless something is unsaved and nobody has decided yet."""
        if not self._may_close():
            event.ignore()
            return
        for dialog in self.findChildren(QDialog):
            dialog.close()
        self._keep_place()
        super().closeEvent(event)
