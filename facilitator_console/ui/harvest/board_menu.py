"""Offers what can be done with a chosen note or theme of the board."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint

from facilitator_console.notes.codebook import read_tags, tag_name, tags_in_codebook
from facilitator_console.notes.ids import Column, Flag
from facilitator_console.notes.state import Note, Theme
from facilitator_console.ui.harvest.board_model import RowKind
from facilitator_console.ui.parts.menus import Menu, new_menu, submenu
from facilitator_console.words import say

if TYPE_CHECKING:
    from facilitator_console.ui.harvest.gathering import GatheringView

MENU_FLAGS = {
    Flag.FOR_REPORT: say("For the report"),
    Flag.QUOTE: say("The speaker’s own words"),
    Flag.PARKING_LOT: say("For later"),
    Flag.SENSITIVE: say("Sensitive: keep out of the summary"),
}
TO_COLUMN = {
    Column.SHARED: say("Move to Shared"),
    Column.DIFFERENT: say("Move to Different"),
    Column.OPEN: say("Move to Open"),
}


def show_menu(page: GatheringView, point: QPoint) -> None:
    """Show the menu of what is chosen in the list that the keys act on."""
    row, state = page.board.active.current, page.controller.state
    if row is None:
        return
    menu = new_menu(page)
    note, theme = state.notes.get(row.note_id), state.themes.get(row.theme_id)
    if note:
        _offer_note(page, menu, note, in_theme=row.kind is RowKind.NOTE)
    elif theme and row.kind is RowKind.THEME:
        _offer_theme(page, menu, theme, is_open=row.is_open)
    elif row.kind is RowKind.ENTRY:
        menu.addAction(page.controller.text(say("Rewrite")), page.texts.rewrite)
        menu.addAction(page.controller.text(say("Remove")), page.remove)
    if menu.isEmpty():
        menu.deleteLater()
    else:
        menu.popup(point)


def _offer_note(page: GatheringView, menu: Menu, note: Note, *, in_theme: bool) -> None:
    text = page.controller.text
    menu.addAction(text(say("Into a theme…")), page.ask_theme)
    menu.addAction(text(say("Rewrite")), page.texts.rewrite)
    menu.addSeparator()
    for flag, words in MENU_FLAGS.items():
        entry = menu.addAction(text(words), partial(page.flag, flag))
        entry.setCheckable(True)
        entry.setChecked(flag in note.flags)
    tags, given = submenu(menu, text(say("Tags"))), set(read_tags(page.controller.state, note.tags))
    for tag in tags_in_codebook(page.controller.state):
        entry = tags.addAction(text(tag_name(page.controller.state, tag)).replace("&", "&&"), partial(page.tag, tag))
        entry.setCheckable(True)
        entry.setChecked(tag in given)
    menu.addSeparator()
    menu.addAction(text(say("Take it out of the theme") if in_theme else say("Remove")), page.remove)
    menu.addAction(text(say("Withdraw for good…")), page.ask_withdrawing)


def _offer_theme(page: GatheringView, menu: Menu, theme: Theme, *, is_open: bool) -> None:
    text = page.controller.text
    menu.addAction(text(say("Rewrite")), page.texts.rewrite)
    menu.addAction(text(say("Show the first notes") if is_open else say("Show all notes")), page.toggle_card)
    menu.addSeparator()
    for column, words in TO_COLUMN.items():
        entry = menu.addAction(text(words), partial(page.moving.move_to_column, theme.theme_id, column))
        entry.setEnabled(column is not theme.column)
    menu.addSeparator()
    menu.addAction(text(say("Read it back")), partial(page.read_back_asked.emit, theme.theme_id))
    menu.addAction(text(say("Remove")), page.remove)
    menu.addAction(text(say("Withdraw for good…")), page.ask_withdrawing)
