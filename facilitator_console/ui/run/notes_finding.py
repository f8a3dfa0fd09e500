"""Leads what is looked for from the find bar to the list of notes, or to what is found in all sessions."""

from __future__ import annotations

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from facilitator_console.notes.filters import NO_FILTER, sought
from facilitator_console.store.finding import MOST_EVERYWHERE
from facilitator_console.ui.run.find_bar import FindBar
from facilitator_console.ui.run.found_elsewhere import FoundElsewhere
from facilitator_console.ui.run.note_pane import NotePane
from facilitator_console.ui.run.notes_list import NotesView
from facilitator_console.words import say


class NotesFinding(QObject):
    """Follows the find bar of a page."""

    def __init__(
        self, finder: FindBar, notes: NotesView, elsewhere: FoundElsewhere, pane: NotePane, parent: QWidget
    ) -> None:
        """Show in these lists what this bar looks for; a note of another session is read in the pane."""
        super().__init__(parent)
        self._finder, self._notes, self._elsewhere, self._pane = finder, notes, elsewhere, pane
        self._controller, self._model = finder.controller, notes.notes
        finder.filter_changed.connect(self._on_finder_filter_changed)
        finder.filter.order_asked.connect(self._on_order_asked)
        finder.reach_changed.connect(self._on_reach_changed)
        finder.text_changed.connect(self._on_finder_text_changed)
        elsewhere.chosen.connect(self._on_elsewhere_chosen)
        elsewhere.counted.connect(self._on_elsewhere_counted)
        self._refresh_empty()

    def _on_finder_text_changed(self, text: str) -> None:
        if self._finder.everywhere.isChecked():
            self._find_everywhere()
            return
        self._model.find(text)
        self._finder.show_count(self._model.rowCount())
        self._refresh_empty()

    def _find_everywhere(self) -> None:
        self._elsewhere.look_for(sought(self._finder.text)[0])
        self._on_elsewhere_counted()

    def _on_elsewhere_counted(self) -> None:
        self._finder.show_count(self._elsewhere.found.rowCount(), most=MOST_EVERYWHERE)

    def _on_reach_changed(self) -> None:
        """Show what is found in all sessions in the place of the notes, or the notes again."""
        everywhere = self._finder.everywhere.isChecked()
        self._notes.setVisible(not everywhere)
        self._elsewhere.setVisible(everywhere)
        self._pane.close_pane()
        self._on_finder_text_changed(self._finder.field.text())

    def _on_elsewhere_chosen(self) -> None:
        if found := self._elsewhere.current:
            model = self._elsewhere.found
            self._pane.show_found(found.text, f"{model.title_text(found)} · {model.day_text(found)}")
        else:
            self._pane.close_pane()

    def _on_order_asked(self, oldest_first: bool) -> None:
        self._model.set_order(oldest_first=oldest_first)
        self._notes.show_newest()

    def _on_finder_filter_changed(self) -> None:
        self._model.set_filter(self._finder.filter.wanted)
        self._finder.show_count(self._model.rowCount())
        self._refresh_empty()

    def _refresh_empty(self) -> None:
        typed = self._finder.text
        empty = say("No notes yet. What you write in the line above appears here.")
        nothing = say("No note holds “{text}”.", text=typed)
        if self._finder.filter.wanted != NO_FILTER:
            nothing = say("No note is like that. “Show all” takes the filter off.")
        self._notes.say_when_empty(self._controller.text(nothing if self._finder.is_narrowed else empty))
