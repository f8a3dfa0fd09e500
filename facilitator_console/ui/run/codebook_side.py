"""Shows the team's tags at the side of the notes: what they are called, how they stand, how many notes have them."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from facilitator_console.dialogue.state import Changes
from facilitator_console.notes.codebook import meant_tag, similar_tags, tag_name
from facilitator_console.notes.tag_commands import add_tag
from facilitator_console.ui.control.session_controller import SessionController
from facilitator_console.ui.look.styles import Part, Rank, set_part
from facilitator_console.ui.parts.labels import Link, label, set_text
from facilitator_console.ui.parts.thin_scroll import ThinScrollBar
from facilitator_console.ui.run.codebook_list import CodebookView
from facilitator_console.words import say


class CodebookSide(QFrame):
    """Shows the tags and a field for one more.

    Signals:
        left(): It was closed by key or by a click; the focus may go back.
    """

    left = Signal()

    def __init__(self, controller: SessionController, parent: QWidget | None = None) -> None:
        """Build the side panel of the codebook."""
        super().__init__(parent)
        self._controller = controller
        set_part(self, Part.ASIDE)
        self.view, self.field = CodebookView(controller), QLineEdit()
        self.close_link = Link("Esc")
        self.close_link.setAccessibleName(controller.text(say("Close the tags")))
        self.hint = label("", Rank.SMALL, wraps=True)
        self._asked_about = ""
        self.field.setPlaceholderText(controller.text(say("Add a tag")))
        self.field.setAccessibleName(controller.text(say("Add a tag")))
        self._lay_out()
        self.close_link.clicked.connect(self.left)
        self.view.left.connect(self.left)
        self.view.typed.connect(self._on_view_typed)
        self.view.merging_changed.connect(self._refresh_hint)
        self.field.returnPressed.connect(self._on_field_return_pressed)
        controller.changed.connect(self._on_controller_changed)
        self._refresh_hint()

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 14, 16, 10)
        column.setSpacing(8)
        head = QHBoxLayout()
        head.addWidget(label(self._controller.text(say("Tags of the team")), Rank.SECTION, wraps=True), 1)
        head.addWidget(self.close_link, 0, Qt.AlignmentFlag.AlignTop)
        column.addLayout(head)
        column.addWidget(self.field)
        column.addWidget(self.view, 1)
        column.addWidget(self.hint)
        self.view.setMinimumHeight(1)  # It scrolls.
        ThinScrollBar(self.view)

    def showEvent(self, event: QShowEvent) -> None:
        """Read the codebook anew: nothing is followed while it is hidden."""
        super().showEvent(event)
        self.view.stop_merging()
        self.view.tags.refresh()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go from the field to the tags on Down; close it on Esc, from wherever in it."""
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        elif event.key() == Qt.Key.Key_Down and self.field.hasFocus():
            self.view.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            super().keyPressEvent(event)

    def _on_controller_changed(self, changes: Changes) -> None:
        if self.isVisible():
            self.view.tags.follow(changes)

    def _on_view_typed(self, letter: str) -> None:
        self.field.setFocus(Qt.FocusReason.OtherFocusReason)
        self.field.insert(letter)

    def _on_field_return_pressed(self) -> None:
        name = self.field.text().lstrip("#№ ")
        state, names = self._controller.state, self._controller.tag_names
        if name != self._asked_about and (similar := similar_tags(state, name, names)):
            self._asked_about = name
            other = self._controller.text(tag_name(state, similar[0]))
            asked = say("There is “{other}”. Enter again adds “{name}” beside it.", other=other, name=name)
            set_text(self.hint, self._controller.text(asked))
            self.view.choose(similar[0])
            return
        if name and self._controller.do(add_tag, name):
            self.field.clear()
            self._refresh_hint()
            if tag := meant_tag(self._controller.state, name, self._controller.tag_names):
                self.view.choose(tag)

    def _refresh_hint(self) -> None:
        hint = say("Enter renames, Alt+→ and Alt+← move it in the tree, M merges, 1–9 give a digit, Delete retires.")
        if merged := self.view.merged:
            hint = say("Merge “{tag}” into which tag? Choose it and press Enter; Esc stops.", tag=merged.name)
        set_text(self.hint, self._controller.text(hint))
