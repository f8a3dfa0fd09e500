"""Holds the line in which "this is not mine" is written down, and what the group said to it; its draft survives."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from facilitator_console.console import answer_field, objection_field
from facilitator_console.notes.ids import NO_THEME, ObjectionId, ThemeId
from facilitator_console.notes.read_back import Sentence, add_objection, settle_objections
from facilitator_console.ui.control.session_controller import SessionController
from facilitator_console.words import say


class ObjectionLine(QLineEdit):
    """Shows a line that is there only while something is typed into it.

    Signals:
        ended(): It was kept or dropped, and is gone.
    """

    ended = Signal()

    def __init__(self, controller: SessionController, parent: QWidget | None = None) -> None:
        """Begin hidden."""
        super().__init__(parent)
        self._controller = controller
        self._theme_id = NO_THEME
        self._sentence: Sentence | None = None
        self._settles: tuple[ObjectionId, ...] = ()
        self.returnPressed.connect(self._on_return_pressed)
        self.textChanged.connect(self._on_text_changed)
        self.hide()

    def object_to(self, theme_id: ThemeId, sentence: Sentence) -> None:
        """Ask what was said instead of a sentence."""
        self._sentence = sentence
        self._ask(theme_id, ())

    def settle(self, theme_id: ThemeId, objections: Sequence[ObjectionId]) -> None:
        """Ask what the group said to these objections."""
        self._ask(theme_id, tuple(objections))

    def show_draft(self, theme_id: ThemeId, sentence: Sentence | None) -> None:
        """Show what was typed as an objection to a theme and never kept; hide the line where there is nothing."""
        self._theme_id, self._sentence, self._settles = theme_id, sentence, ()
        self._name()
        self.setText(self._controller.drafts.text(self._field))
        self.setVisible(bool(self.text()))

    @property
    def _field(self) -> str:
        """Return the name of the draft."""
        return answer_field(self._theme_id) if self._settles else objection_field(self._theme_id)

    def _ask(self, theme_id: ThemeId, settles: tuple[ObjectionId, ...]) -> None:
        self._theme_id, self._settles = theme_id, settles
        self._name()
        self.setText(self._controller.drafts.text(self._field))
        self.show()
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    def _name(self) -> None:
        text = self._controller.text
        if self._settles:
            self.setPlaceholderText(text(say("What the group said; may stay empty where the words are new.")))
            self.setAccessibleName(text(say("What the group said to it")))
        else:
            self.setPlaceholderText(text(say("What was said instead; may stay empty. Never who said it.")))
            self.setAccessibleName(text(say("What was said instead")))

    def _on_text_changed(self, text: str) -> None:
        if text != self._controller.drafts.text(self._field):
            self._controller.drafts.keep(text, self._field)

    def _on_return_pressed(self) -> None:
        if self._settles:
            is_kept = self._controller.do(settle_objections, self._settles, self.text())
        elif self._sentence is not None:
            start, end = self._sentence.start, self._sentence.end
            is_kept = self._controller.do(add_objection, self._theme_id, start, end, self.text())
        else:
            is_kept = False
        if is_kept:
            self._end()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Drop what was typed on Esc."""
        if event.key() == Qt.Key.Key_Escape:
            self._end()
        else:
            super().keyPressEvent(event)

    def _end(self) -> None:
        self.clear()
        self._settles = ()
        self.hide()
        self.ended.emit()
