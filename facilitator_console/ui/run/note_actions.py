"""Does things to the chosen notes, by key and by the menu of a note: flags, lists, items, what is kept of speakers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from facilitator_console.dialogue.attribution import speaker_words
from facilitator_console.dialogue.capture import move_note_to_item
from facilitator_console.log import NewEvent
from facilitator_console.notes.commands import flag_note, remove_note, unflag_note, with_each
from facilitator_console.notes.ids import NO_NOTE, Flag
from facilitator_console.notes.languages import answer_to, set_language
from facilitator_console.notes.state import Note
from facilitator_console.runtime.catalogues import LANGUAGE_NAMES
from facilitator_console.session.agenda import items_in_order
from facilitator_console.session.ids import ItemId, LanguageId
from facilitator_console.ui.control.session_controller import SessionController
from facilitator_console.ui.parts.menus import Menu, new_menu, submenu
from facilitator_console.ui.run.lists_side import ListsSide
from facilitator_console.ui.run.notes_list import NotesView
from facilitator_console.words import say, say_p, titled

MENU_FLAGS = {
    Flag.FOR_REPORT: say("For the report"),
    Flag.QUOTE: say("The speaker’s own words"),
    Flag.PARKING_LOT: say("For later"),
    Flag.SENSITIVE: say("Sensitive: keep out of the summary"),
}


class NoteActions(QObject):
    """Acts on the notes that are chosen in a view.

    Signals:
        seats_off_asked(): What the chosen notes keep of their speakers is to go.
        all_seats_off_asked(): What any note keeps of its speaker is to go.
        withdrawing_asked(): The chosen note is to go for good.
        rewriting_asked(): Its text is to be written anew.
        translating_asked(str): Its text is to be written in this language, beside the original.
        reply_asked(): A note is to be written that answers the chosen one.
    """

    seats_off_asked = Signal()
    all_seats_off_asked = Signal()
    withdrawing_asked = Signal()
    rewriting_asked = Signal()
    translating_asked = Signal(str)
    reply_asked = Signal()

    def __init__(self, controller: SessionController, notes: NotesView, lists: ListsSide, parent: QWidget) -> None:
        """Act on what is chosen in this view."""
        super().__init__(parent)
        self._controller, self._notes, self._lists, self._widget = controller, notes, lists, parent

    def do(self, command: Callable[..., list[NewEvent]], notes: Sequence[Note], *args: object) -> bool:
        """Do something to notes, as one step for undo."""
        return self._controller.do(with_each, [note.note_id for note in notes], command, *args)

    def flag(self, flag: Flag, note: Note | None = None) -> None:
        """Flag a note, by default the chosen ones, or take the flag off where all of them have it."""
        if notes := (note,) if note else self._notes.selected:
            self.do(unflag_note if all(flag in note.flags for note in notes) else flag_note, notes, flag)

    def remove(self) -> None:
        """Put the chosen notes away."""
        if notes := self._notes.selected:
            self.do(remove_note, notes)

    def menu(self) -> Menu | None:
        """Return a menu of what can be done with the chosen notes; None where none is."""
        note = self._notes.current
        if note is None:
            return None
        menu, text, is_one = new_menu(self._widget), self._controller.text, len(self._notes.selected) == 1
        menu.addAction(text(say("Rewrite")), self.rewriting_asked.emit).setEnabled(is_one)
        menu.addAction(text(say("Reply")), self.reply_asked.emit).setEnabled(is_one)
        if note.reply_to:
            menu.addAction(text(say("Not a reply")), partial(self._controller.do, answer_to, note.note_id, NO_NOTE))
        menu.addSeparator()
        for flag, words in MENU_FLAGS.items():
            entry = menu.addAction(text(words), partial(self.flag, flag))
            entry.setCheckable(True)
            entry.setChecked(flag in note.flags)
        menu.addSeparator()
        if is_one:
            self._lists.offer_lists(menu, note.note_id)
            menu.addSeparator()
        self._offer_items(menu, note)
        self._offer_languages(menu, note, is_one=is_one)
        menu.addSeparator()
        self._offer_speaker(menu)
        menu.addAction(text(say("Remove")), self.remove)
        menu.addAction(text(say("Withdraw for good…")), self.withdrawing_asked.emit).setEnabled(is_one)
        return menu

    def _offer_items(self, menu: Menu, note: Note) -> None:
        text = self._controller.text
        items = submenu(menu, text(say("Move to the item")))
        for number, item in enumerate(items_in_order(self._controller.state), 1):
            name = f"{number}. {text(titled(item.title))}".replace("&", "&&")
            entry = items.addAction(name, partial(self._move, item.item_id))
            entry.setEnabled(item.item_id != note.item_id)

    def _move(self, item_id: ItemId) -> None:
        self.do(move_note_to_item, self._notes.selected, item_id)

    def _offer_languages(self, menu: Menu, note: Note, *, is_one: bool) -> None:
        """Offer in which language the notes are, and that one is translated."""
        text = self._controller.text
        languages = submenu(menu, text(say("Language of the note")))
        choices = {"": text(say_p("language of a note", "not said")), **LANGUAGE_NAMES}
        for language, name in choices.items():
            entry = languages.addAction(name, partial(self._set_language, LanguageId(language)))
            entry.setCheckable(True)
            entry.setChecked(language == note.language)
        translations = submenu(menu, text(say("Translate into")))
        translations.setEnabled(is_one)
        for language, name in LANGUAGE_NAMES.items():
            if language != note.language:
                translations.addAction(name, partial(self.translating_asked.emit, language))

    def _set_language(self, language: LanguageId) -> None:
        self.do(set_language, self._notes.selected, language)

    def _offer_speaker(self, menu: Menu) -> None:
        """Offer to take off what is kept of who spoke, of the chosen notes or of all; nothing where nothing is."""
        state, text = self._controller.state, self._controller.text
        if any(speaker_words(state, note) for note in state.notes.values()):
            chosen = any(speaker_words(state, note) for note in self._notes.selected)
            entry = menu.addAction(text(say("Take the seat off this note…")), self.seats_off_asked.emit)
            entry.setEnabled(chosen)
            menu.addAction(text(say("Take the seats off all notes…")), self.all_seats_off_asked.emit)
            menu.addSeparator()
