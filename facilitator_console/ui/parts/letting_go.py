"""Lets Esc let go of what is dragged with the mouse, wherever the keys go meanwhile: mostly to the note line."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent


class LettingGo(QObject):
    """Hears Esc before any widget does, while something is dragged."""

    def __init__(self, let_go: Callable[[], None], parent: QObject) -> None:
        """Hear nothing yet.

        Args:
            let_go: Ends the drag, and nothing else.
            parent: Owner in Qt's sense.
        """
        super().__init__(parent)
        self._let_go = let_go

    def listen(self, *, on: bool) -> None:
        """Begin to hear Esc, or stop."""
        application = QCoreApplication.instance()
        if application is None:
            return
        if on:
            application.installEventFilter(self)
        else:
            application.removeEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Take Esc; all else goes on its way."""
        kind = event.type()
        if kind not in {QEvent.Type.ShortcutOverride, QEvent.Type.KeyPress} or not isinstance(event, QKeyEvent):
            return False
        if event.key() != Qt.Key.Key_Escape:
            return False
        event.accept()
        if kind == QEvent.Type.KeyPress:
            self._let_go()
        return True
