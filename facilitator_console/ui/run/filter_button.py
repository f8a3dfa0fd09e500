"""Chooses which notes are shown: by tag, item, question, table, group, author, flag, without a tag; and their order."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial
from typing import Any

from PySide6.QtCore import QPoint, Signal
from PySide6.QtWidgets import QPushButton, QWidget

from facilitator_console.log import WriterId
from facilitator_console.notes.codebook import tag_name, tag_tree
from facilitator_console.notes.filters import NO_FILTER, NoteFilter
from facilitator_console.notes.kinds import FLAGS
from facilitator_console.notes.state import notes_kept
from facilitator_console.session.agenda import items_in_order
from facilitator_console.session.ids import ItemId
from facilitator_console.session.people import group_name, groups_shown
from facilitator_console.session.tables import table_name
from facilitator_console.ui.control.session_controller import SessionController
from facilitator_console.ui.look.styles import ButtonKind, set_style
from facilitator_console.ui.parts.menus import Menu, new_menu, submenu
from facilitator_console.words import say, say_p, titled

LONGEST = 32
"""Signs on the button; what it filters by is whole in its tip."""
LONGEST_IN_MENU = 70
Choice = tuple[Any, str]
"""A value of a field of the filter, and the words for it."""


class FilterButton(QPushButton):
    """Shows what the notes are filtered by, and offers what they can be filtered by.

    Signals:
        filter_changed(): `wanted` is another filter.
        order_asked(bool): The oldest note first, or the newest.
    """

    filter_changed = Signal()
    order_asked = Signal(bool)

    def __init__(self, controller: SessionController, parent: QWidget | None = None) -> None:
        """Begin without a filter."""
        super().__init__(parent)
        self._controller = controller
        self.wanted = NO_FILTER
        self.oldest_first = False
        set_style(self, ButtonKind.SMALL)
        self.setAutoDefault(True)  # Enter presses it.
        self.clicked.connect(self._show_menu)
        self._refresh()

    def set_filter(self, wanted: NoteFilter) -> None:
        """Filter by something else."""
        if wanted != self.wanted:
            self.wanted = wanted
            self._refresh()
            self.filter_changed.emit()

    def set_order(self, *, oldest_first: bool) -> None:
        """Ask for the oldest note first, or the newest."""
        if oldest_first != self.oldest_first:
            self.oldest_first = oldest_first
            self._refresh()
            self.order_asked.emit(oldest_first)

    def _refresh(self) -> None:
        words = [words for field, value in self.wanted._asdict().items() for words in self._words(field, value)]
        if self.oldest_first:
            words.append(self._controller.text(say("Oldest first")))
        text = " · ".join(words) or self._controller.text(say("Filter"))
        self.setText(f"{_plain(text if len(text) <= LONGEST else text[: LONGEST - 1] + '…')} ▾")
        self.setToolTip(text if len(text) > LONGEST else "")

    def _words(self, field: str, value: object) -> list[str]:
        """Return the words for a field of the filter; none where it asks for nothing."""
        if field == "is_untagged":
            return [self._controller.text(say("Without a tag"))] if value else []
        choices = self._choices(field) if value != getattr(NO_FILTER, field) else []
        return [words.strip() for choice, words in choices if choice == value]

    def _choices(self, field: str) -> list[Choice]:
        """Return what a field can be set to."""
        offered: dict[str, Callable[[], list[Choice]]] = {
            "tag": self._tags,
            "item_id": self._items,
            "items": self._questions,
            "table_id": self._tables,
            "group_id": self._groups,
            "writers": self._authors,
        }
        if field in offered:
            return offered[field]()
        return [(flag, self._controller.text(words[0])) for flag, words in FLAGS.items()]

    def _tags(self) -> list[Choice]:
        state, text = self._controller.state, self._controller.text
        return [(tag, "   " * depth + text(tag_name(state, tag))) for tag, depth in tag_tree(state)]

    def _items(self) -> list[Choice]:
        items = enumerate(items_in_order(self._controller.state), 1)
        return [(item.item_id, f"{number}. {self._controller.text(titled(item.title))}") for number, item in items]

    def _tables(self) -> list[Choice]:
        state, text = self._controller.state, self._controller.text
        return [(table.table_id, text(table_name(state, table.table_id))) for table in state.talk_tables.values()]

    def _groups(self) -> list[Choice]:
        """Return the groups that notes name: none where nothing is kept of who spoke."""
        state, text = self._controller.state, self._controller.text
        named = {note.group_id for note in notes_kept(state)}
        groups = [group for group in groups_shown(state) if group.group_id in named]
        return [(group.group_id, text(group_name(state, group.group_id))) for group in groups]

    def _questions(self) -> list[Choice]:
        """Return the questions of the items that notes belong to, each with all items that ask it."""
        items: dict[str, set[ItemId]] = {}
        for item in items_in_order(self._controller.state):
            if item.question:
                items.setdefault(" ".join(item.question.split()), set()).add(item.item_id)
        return [(frozenset(ids), _short(question)) for question, ids in items.items()]

    def _authors(self) -> list[Choice]:
        state, runs = self._controller.state, dict[str, set[WriterId]]()
        for writer in {note.writer for note in notes_kept(state)}:
            run = state.runs.get(writer)
            name = run.started.author if run else ""
            name = self._controller.text(say("you")) if self._controller.is_own(writer) else name
            if name:
                runs.setdefault(name, set()).add(writer)
        return [(frozenset(writers), name) for name, writers in sorted(runs.items())]

    def _show_menu(self) -> None:
        text, menu = self._controller.text, new_menu(self)
        fields = {
            "tag": say("Tag"),
            "item_id": say("Item"),
            "items": say_p("of an item", "Question"),
            "table_id": say("Table"),
            "group_id": say("Group"),
            "writers": say("Written by"),
            "flag": say("Marked as"),
        }
        for field, title in fields.items():
            if choices := self._choices(field):
                self._offer(submenu(menu, text(title)), field, choices)
        self._offer(menu, "is_untagged", [(True, text(say("Without a tag")))])
        menu.addSeparator()
        order = menu.addAction(text(say("Oldest first")), partial(self.set_order, oldest_first=not self.oldest_first))
        order.setCheckable(True)
        order.setChecked(self.oldest_first)
        menu.addSeparator()
        every = menu.addAction(text(say("No filter")), partial(self.set_filter, NO_FILTER))
        every.setEnabled(self.wanted != NO_FILTER)
        menu.popup(self.mapToGlobal(QPoint(0, self.height())))

    def _offer(self, menu: Menu, field: str, choices: Iterable[Choice]) -> None:
        present = getattr(self.wanted, field)
        for value, words in choices:
            is_on = value == present
            other = self.wanted._replace(**{field: getattr(NO_FILTER, field) if is_on else value})
            entry = menu.addAction(_plain(words), partial(self.set_filter, other))
            entry.setCheckable(True)
            entry.setChecked(is_on)


def _short(words: str) -> str:
    """Return words that are not too long for a menu."""
    return words if len(words) <= LONGEST_IN_MENU else words[: LONGEST_IN_MENU - 1] + "…"


def _plain(words: str) -> str:
    """Return typed words so that Qt takes no & in them for a key."""
    return words.replace("&", "&&")
