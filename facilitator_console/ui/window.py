"""The window's frame: what it holds just now, its size and place from one start to the next, its closing.

What is in it is a StartPage or a SessionView; both are built, and built anew for another language, by app.py.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QSettings, QSize
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QDialog, QMainWindow, QWidget

GEOMETRY = "window/geometry"
FIRST_SIZE = QSize(1280, 800)
LEAST_SIZE = QSize(960, 600)


class Window(QMainWindow):
    """The one window."""

    def __init__(self, settings: QSettings, title: str, may_close: Callable[[], bool]) -> None:
        """Come up where it was last.

        Args:
            settings: Where its size and place are remembered.
            title: For the task bar; it names the program and nothing of a session.
            may_close: Asked before it closes; whoever refuses tells the person why.
        """
        super().__init__()
        self.setWindowTitle(title)
        self.setMinimumSize(LEAST_SIZE)
        self.resize(FIRST_SIZE)
        self._settings = settings
        self._may_close = may_close
        geometry = settings.value(GEOMETRY)
        if geometry is not None:
            self.restoreGeometry(geometry)

    def show_view(self, view: QWidget) -> None:
        """Hold this view; the one before goes."""
        before = self.takeCentralWidget()
        self.setCentralWidget(view)
        view.setFocus()
        if before is not None:
            before.hide()
            before.deleteLater()

    def come_up(self) -> bool:
        """Come to the front: somebody started the program again. Not once it is closed; says whether it did."""
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
