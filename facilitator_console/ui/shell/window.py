"""Holds the window's frame: its view, its size and place from one start to the next, its closing.

What is in it is a StartPage or a SessionView; both are built, and built anew for another language, by app.py.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QRect, QSettings, QSize, Qt
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QDialog, QMainWindow, QStyle, QWidget

GEOMETRY = "window/geometry"
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

    def closeEvent(self, event: QCloseEvent) -> None:
        """Close, unless something is unsaved and nobody has decided yet."""
        if not self._may_close():
            event.ignore()
            return
        for dialog in self.findChildren(QDialog):
            dialog.close()
        self._settings.setValue(GEOMETRY, self.saveGeometry())
        super().closeEvent(event)
