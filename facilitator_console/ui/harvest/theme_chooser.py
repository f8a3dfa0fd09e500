"""Asks into which theme notes go: a field, the themes that contain what is typed, and a new one of these words."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from facilitator_console.notes.ids import Column, ThemeId
from facilitator_console.notes.themes import themes_kept
from facilitator_console.ui.control.session_controller import SessionController
from facilitator_console.ui.harvest.theme_words import COLUMN_NAMES, shown_title
from facilitator_console.ui.parts.palette import Command, Palette
from facilitator_console.words import Message, fold_text, say

DRAFT = "theme chooser"
"""The field of its draft."""
NEW_THEME = {
    Column.SHARED: say("New theme in Shared: “{title}”"),
    Column.DIFFERENT: say("New theme in Different: “{title}”"),
    Column.OPEN: say("New theme in Open: “{title}”"),
}


class ThemeChooser(Palette):
    """Shows the themes from which one is chosen for notes.

    Signals:
        chosen(ThemeId): Into this one.
        new_wanted(Column, str): Into a new one of this column and title.
    """

    chosen = Signal(str)
    new_wanted = Signal(object, str)

    def __init__(self, controller: SessionController, parent: QWidget) -> None:
        """Build the chooser, closed."""
        text = controller.text
        super().__init__(text(say("Into which theme? Type a name, or a new one")), text(say("No theme yet.")), parent)
        self._controller = controller
        self._proposed = ""
        self._but = ThemeId("")

    def ask(self, proposed: str, but: ThemeId) -> None:
        """Open the chooser for notes.

        Args:
            proposed: The title of a new theme while nothing is typed.
            but: The theme that the notes are in already.
        """
        self._proposed, self._but = proposed, but
        draft = self._controller.drafts.text(DRAFT)
        self.offer(self._commands(draft))
        self.field.setText(draft)
        self.field.selectAll()

    def _on_field_text_edited(self, typed: str) -> None:
        self._controller.drafts.keep(typed, DRAFT)
        self.model.set_commands(self._commands(typed))
        self._select(0)

    def _commands(self, typed: str) -> Sequence[Command]:
        """Return the themes with these words, the first ones first, then new themes."""
        words, known = fold_text(typed).split(), []
        for theme in themes_kept(self._controller.state):
            text = shown_title(self._controller, theme)
            if theme.theme_id != self._but and all(word in fold_text(text) for word in words):
                column = self._controller.text(COLUMN_NAMES[theme.column])
                known.append(Command(text, column, partial(self._finish, theme.theme_id)))
        title = typed.strip() or self._proposed
        new = [
            Command(
                self._controller.text(Message(NEW_THEME[column].msgid, {"title": title})),
                "",
                partial(self._finish_new, column, title),
            )
            for column in Column
            if title
        ]
        return [*known, *new]

    def _finish(self, theme_id: ThemeId) -> None:
        self.forget()
        self.chosen.emit(theme_id)

    def forget(self) -> None:
        """Keep nothing of what was typed: it is a theme's title now."""
        self._controller.drafts.keep("", DRAFT)

    def _finish_new(self, column: Column, title: str) -> None:
        self.new_wanted.emit(column, title)
