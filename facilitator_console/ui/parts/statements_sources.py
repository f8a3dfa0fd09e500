"""Offers the words of themes and notes, out of which a statement is made: whoever withdraws them withdraws it too."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal

from facilitator_console.log import Subject
from facilitator_console.ui.control.session_controller import SessionController
from facilitator_console.ui.parts.labels import Link
from facilitator_console.ui.parts.menus import new_menu
from facilitator_console.views.statements_view import shortened
from facilitator_console.words import kept_label, say

MOST_NOTES = 20
"""The most notes that are offered, the last ones; older ones are found where notes are read."""


class SourcesMenu(Link):
    """Shows a link that opens the menu.

    Attributes:
        sources: What the words in the field were taken from; nothing once they are gone.

    Signals:
        chosen(str): These words.
    """

    chosen = Signal(str)

    def __init__(self, controller: SessionController) -> None:
        """Offer the session's notes and themes."""
        super().__init__(controller.text(say("From notes and themes…")))
        self._controller = controller
        self.sources: tuple[Subject, ...] = ()
        self.clicked.connect(self._on_clicked)

    def refresh(self) -> None:
        """Show the button only where there is something to take."""
        self.setVisible(bool(self._offered()))

    def forget(self) -> None:
        """Forget what the words were taken from."""
        self.sources = ()

    def take(self, source: Subject, words: str) -> None:
        """Take the words of a note or theme."""
        self.chosen.emit(kept_label(words))
        self.sources = (source,)

    def _offered(self) -> list[tuple[Subject, str]]:
        state = self._controller.state
        themes = [
            (Subject(theme.theme_id), theme.text or theme.title)
            for theme in state.themes.values()
            if not theme.removed and (theme.text or theme.title)
        ]
        notes = [(Subject(note.note_id), note.text) for note in state.notes.values() if note.text and not note.removed]
        return themes + notes[: -MOST_NOTES - 1 : -1]

    def _on_clicked(self) -> None:
        menu = new_menu(self)
        for source, words in self._offered():
            # Qt reads one & as a sign for a key.
            menu.addAction(shortened(kept_label(words)).replace("&", "&&"), partial(self.take, source, words))
        menu.popup(self.mapToGlobal(self.rect().bottomLeft()))
