"""Names what was done and which key takes it back, for 8 seconds.

A note is named by its time, never by its words: people may stand behind the screen.
"""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, QTimer
from PySide6.QtGui import QFontMetrics, QHideEvent, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QPushButton, QSizePolicy, QWidget

from facilitator_console.dialogue.naming import note_of_command
from facilitator_console.log import CommandId
from facilitator_console.ui.control.keys import chord_text
from facilitator_console.ui.control.session_controller import SessionController
from facilitator_console.ui.look.styles import ButtonKind, Part, set_part, set_style
from facilitator_console.ui.look.tips import plain_tip, set_tip
from facilitator_console.words import Message, say

SHOWN_MS = 8_000
LEAST_PX = 120
PAD_PX = 2
"""Edge, both sides together, as in the style sheet."""


class UndoStrip(QPushButton):
    """Names what was done last and undoes it; in a narrow foot the name is cut, never the key."""

    def __init__(self, controller: SessionController, parent: QWidget | None = None) -> None:
        """Follow the controller; hidden until something is done."""
        super().__init__(parent)
        set_part(self, Part.UNDO)
        set_style(self, ButtonKind.LINK)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._controller = controller
        self._command: CommandId | None = None
        self._is_undone = False
        self._timer = QTimer(self, interval=SHOWN_MS, singleShot=True)
        self._timer.timeout.connect(self.hide)
        self.clicked.connect(self._on_clicked)
        controller.did.connect(self._on_controller_did)
        controller.undid.connect(self._on_controller_undid)
        self.hide()

    @property
    def whole_text(self) -> str:
        """Return its text, nothing left out."""
        return self._filled(self._name())

    def sizeHint(self) -> QSize:
        """Return the size of the whole text."""
        self.ensurePolished()
        metrics = QFontMetrics(self.font())
        return QSize(metrics.horizontalAdvance(self.whole_text) + PAD_PX + 1, metrics.height() + 2 * PAD_PX)

    def minimumSizeHint(self) -> QSize:
        """Return the size of some of it."""
        return QSize(min(self.sizeHint().width(), LEAST_PX), self.sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave out of the name what does not fit."""
        super().resizeEvent(event)
        self._elide()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Do nothing: the first press has done it, and a second one would bring it back."""
        event.accept()

    def hideEvent(self, event: QHideEvent) -> None:
        """Stop its time."""
        super().hideEvent(event)
        self._timer.stop()

    def _on_controller_did(self, command: CommandId) -> None:
        self._show(command, is_undone=False)

    def _on_controller_undid(self, command: CommandId) -> None:
        self._show(command, is_undone=True)

    def _show(self, command: CommandId, *, is_undone: bool) -> None:
        self._command, self._is_undone = command, is_undone
        self._refresh()
        self.show()
        self._timer.start()

    def _refresh(self) -> None:
        if (text := self.whole_text) != self.accessibleName():  # Else the foot would be laid out anew at each edit.
            self.setAccessibleName(text)
            self.updateGeometry()
            self._elide()

    def _elide(self) -> None:
        metrics, name = QFontMetrics(self.font()), self._name()
        others_px = metrics.horizontalAdvance(self._filled(""))
        room_px = self.width() - PAD_PX - others_px
        shown = self._filled(metrics.elidedText(name, Qt.TextElideMode.ElideMiddle, room_px))
        self.setText(shown.replace("&", "&&"))
        set_tip(self, plain_tip(self.whole_text) if shown != self.whole_text else "")

    def _filled(self, name: str) -> str:
        if self._command is None:
            return ""
        if self._is_undone:
            return self._controller.text(say("Undone: {what} · {key} brings it back", key=chord_text("Y"), what=name))
        key = chord_text("U" if self._controller.is_of_room(self._command) else "Z")
        return self._controller.text(say("{key} undo: {what}", key=key, what=name))

    def _name(self) -> str:
        return self._controller.text(self._message(self._command)) if self._command else ""

    def _message(self, command: CommandId) -> Message:
        what = self._controller.name(command)
        note = note_of_command(self._controller.state, self._controller.history.command(command))
        if note is None:
            return what
        which = say("note of {time}", time=self._controller.times.time_of_day(note.at_ms, note.writer))
        return which if note.is_new else say("{what}: {which}", what=what, which=which)

    def _on_clicked(self) -> None:
        if self._is_undone:
            self._controller.redo()
            self.hide()
        elif self._command:
            self._controller.undo_command(self._command)
