"""The undo strip: names what was done and which key takes it back, for 8 seconds."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QPushButton, QWidget

from facilitator_console.log import CommandId
from facilitator_console.ui.desk import Desk
from facilitator_console.ui.keys import chord_text
from facilitator_console.words import Message, say

SHOWN_MS = 8_000


class UndoStrip(QPushButton):
    """A press does what it says: takes back, or brings back."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        """Follow the desk; hidden until something is done."""
        super().__init__(parent)
        self.setObjectName("undo")
        self.setProperty("kind", "link")
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._desk = desk
        self._undoes: CommandId | None = None
        self._timer = QTimer(self, interval=SHOWN_MS, singleShot=True)
        self._timer.timeout.connect(self.hide)
        self.clicked.connect(self._on_clicked)
        desk.did.connect(self._on_desk_did)
        desk.undid.connect(self._on_desk_undid)
        self.hide()

    def hideEvent(self, event: QHideEvent) -> None:
        """Count no more."""
        super().hideEvent(event)
        self._timer.stop()

    def _on_desk_did(self, command: CommandId) -> None:
        self._undoes = command
        key = chord_text("U" if self._desk.console.is_of_room(command) else "Z")
        self._show(say("{key} undo: {what}", key=key, what=self._desk.name(command)))

    def _on_desk_undid(self, command: CommandId) -> None:
        self._undoes = None
        self._show(say("Undone: {what} · {key} brings it back", key=chord_text("Y"), what=self._desk.name(command)))

    def _show(self, message: Message) -> None:
        self.setText(self._desk.text(message).replace("&", "&&"))
        self.show()
        self._timer.start()

    def _on_clicked(self) -> None:
        if self._undoes is None:
            self._desk.redo()
            self.hide()
        else:
            self._desk.undo_command(self._undoes)
