"""Shows the agenda to prepare it: the table, and what can be done with its rows by button, menu and key."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QApplication, QBoxLayout, QHBoxLayout, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from facilitator_console.session import editing
from facilitator_console.session import events as ev
from facilitator_console.session.agenda import items_in_order
from facilitator_console.session.drafts import DEFAULT_LENGTH_MS, ItemDraft, add_items, drafts_of
from facilitator_console.session.ids import ItemId
from facilitator_console.store.contents import ListedSession
from facilitator_console.ui.control.action import Action, Call, Meaning, always, call
from facilitator_console.ui.control.session_controller import SessionController
from facilitator_console.ui.look.styles import Rank
from facilitator_console.ui.look.tips import first_words
from facilitator_console.ui.parts.hints import ElidedHint
from facilitator_console.ui.parts.item_time_menu import add_time_choices
from facilitator_console.ui.parts.labels import Lines
from facilitator_console.ui.parts.menus import new_menu, submenu
from facilitator_console.ui.prepare.agenda_columns import NEW_ITEM, Col
from facilitator_console.ui.prepare.agenda_table import AgendaTable
from facilitator_console.ui.prepare.clipboard import from_clipboard, lengths_in, to_clipboard
from facilitator_console.ui.prepare.plan_picture import PlanPicture
from facilitator_console.words import Message, UserError, say, titled

GROUP, UNGROUP, SPLIT, MERGE = say("Group them"), say("Ungroup"), say("Split"), say("Merge")
SPACING_PX = 8
LEAST_SAID_PX = 240
"""Less room beside the buttons is not enough for what is said: it gets a line of its own."""
BESIDE, BELOW = QBoxLayout.Direction.LeftToRight, QBoxLayout.Direction.TopToBottom
LOW_PX = 520
"""The height of the table below which rows stand closer together."""
MOST_SESSIONS, LONGEST_TITLE = 20, 60


class AgendaPanel(QWidget):
    """Shows the agenda as a table.

    Signals:
        details_asked(): Show all fields of the current item.
    """

    details_asked = Signal()

    def __init__(self, controller: SessionController, plan: PlanPicture, parent: QWidget | None = None) -> None:
        """Build the widget."""
        super().__init__(parent)
        self._controller = controller
        text = controller.text
        self.table = AgendaTable(controller, plan)
        self.hint, self.outcome = ElidedHint(), Lines(Rank.STRONG)
        self.hint.show_text(text(say("Alt ↑ ↓ moves · 25, 1h, 1h30, 90s are all understood · Ctrl Z")))
        self.hint.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._said = QStackedWidget()
        self._foot = QBoxLayout(BESIDE)
        self.add = self._button(say("Add item"), self.add_item, say("Insert, in the table"))
        self.copy = self._button(say("Copy"), self.duplicate, say("Ctrl D: copies behind the selected items"))
        self.split = self._button(SPLIT, self.split_or_merge, say("Two items of one; of several selected, one"))
        self.group = self._button(GROUP, self.group_items, say("A heading over the selected items"))
        self.details = self._button(say("Details"), self.details_asked.emit, say("Goal, materials, who leads, notes"))
        self.elsewhere = self._button(
            say("Another session ▸"), self._ask_elsewhere, say("Copies or moves the items there")
        )
        self._buttons = (self.add, self.copy, self.split, self.group, self.details, self.elsewhere)
        _keep_widest(self.split, text(SPLIT), text(MERGE))
        _keep_widest(self.group, text(GROUP), text(UNGROUP))
        self._lay_out()
        self._connect()
        self._refresh_buttons()
        self.show_outcome(None)

    def _button(self, text: Message, do: Callable[[], object], tip: Message) -> QPushButton:
        button = QPushButton(self._controller.text(text))
        button.setToolTip(self._controller.text(tip))
        button.setAutoDefault(True)  # Enter presses it.
        button.clicked.connect(lambda _checked: do())
        return button

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACING_PX)
        column.addWidget(self.table, 1)
        row = QHBoxLayout()
        row.setSpacing(SPACING_PX)
        for button in self._buttons:
            row.addWidget(button)
        row.addStretch()
        self._said.addWidget(self.hint)
        holder = QWidget()
        middle = QVBoxLayout(holder)
        middle.setContentsMargins(SPACING_PX, 0, 0, 0)
        middle.addStretch()
        middle.addWidget(self.outcome)
        middle.addStretch()
        self._said.addWidget(holder)
        self._foot.setSpacing(SPACING_PX)
        self._foot.addLayout(row)
        self._foot.addWidget(self._said, 1)
        column.addLayout(self._foot)
        column.addStretch()  # Gets what the table does not need; a share of its own would cut the last row.

    def _connect(self) -> None:
        table = self.table
        table.adding_asked.connect(self.add_item)
        table.moving_asked.connect(self.move_items)
        table.removing_asked.connect(self.remove_items)
        table.dropped.connect(self._on_table_dropped)
        table.copying_asked.connect(self.copy_rows)
        table.cutting_asked.connect(self.cut_rows)
        table.pasting_asked.connect(self.paste_rows)
        table.duplicating_asked.connect(self.duplicate)
        for acted in (self._controller.did, self._controller.undid):
            acted.connect(self._on_controller_acted)
        table.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        table.customContextMenuRequested.connect(self._show_menu)
        table.selectionModel().selectionChanged.connect(self._refresh_buttons)
        table.selectionModel().currentChanged.connect(self._refresh_buttons)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share the width among the buttons and what is said, and the height that is left among the rows."""
        super().resizeEvent(event)
        self._share_foot(event.size().width())
        room_px = event.size().height() - self._foot.sizeHint().height() - SPACING_PX
        self.table.set_room(room_px, is_low=room_px < LOW_PX)

    def _share_foot(self, width: int) -> None:
        """Show the buttons that have room; what is said stands beside them, or on a line of its own below them.

        Its place is always kept: nothing moves when something is said.
        """
        needed = 0
        for button in self._buttons:
            needed += max(button.sizeHint().width(), button.minimumWidth()) + SPACING_PX
            # What finds no room is in the table's menu still, and in the list of commands.
            button.setVisible(needed - SPACING_PX <= width)
        is_beside = width - needed >= LEAST_SAID_PX
        self._foot.setDirection(BESIDE if is_beside else BELOW)
        lines = 2 if is_beside else 1
        self.outcome.set_most(lines)
        self._said.setFixedHeight(lines * self.outcome.line_px)

    # -- doing -----------------------------------------------------------------------------------------

    def add_item(self) -> None:
        """Put an item behind the current one, or at the end, and ask for its title."""
        draft = ItemDraft(self._controller.text(NEW_ITEM), planned_ms=DEFAULT_LENGTH_MS)
        made = self._made(call(add_items, [draft], self._behind()))
        if made:
            self.table.edit_cell(self.table.agenda.row_of(made[0]), Col.TITLE)

    def move_items(self, step: int) -> None:
        """Move the selected items one place up or down; nothing happens at either end."""
        chosen = self.table.selected_ids
        if not chosen:
            return
        ids = self._ids()
        if step < 0:
            place = ids.index(chosen[0])
            if place:
                self._move(chosen, ids[place - 1])
            return
        behind = self._following(chosen[-1])
        if behind is not None:
            self._move(chosen, self._following(behind))

    def _move(self, chosen: list[ItemId], before: ItemId | None) -> None:
        current = self.table.current_id
        if self._controller.do(editing.move_items, chosen, before):
            self.table.select_items([current, *(item_id for item_id in chosen if item_id != current)])
        self._refresh_buttons()

    def _on_table_dropped(self, before: str) -> None:
        chosen = self.table.selected_ids
        if chosen and before not in chosen:
            self._move(chosen, ItemId(before) if before else None)

    def remove_items(self) -> None:
        """Take the selected items off the agenda; the next one becomes the current one."""
        self._take_off(self.table.selected_ids)

    def _take_off(self, chosen: list[ItemId]) -> None:
        row = self.table.currentIndex().row()
        column = max(self.table.currentIndex().column(), Col.MIN)
        if chosen and self._controller.do(editing.remove_items, chosen):
            row = min(row, self.table.agenda.line_row)
            column = Col.TITLE if row == self.table.agenda.line_row else Col(column)
            self.table.setCurrentIndex(self.table.agenda.index(row, column))

    def duplicate(self) -> None:
        """Put copies of the selected items behind them."""
        self._make(call(editing.duplicate_items, self.table.selected_ids))

    def split_or_merge(self) -> None:
        """Make two items of the current one, or one of several that are selected."""
        chosen = self.table.selected_ids
        if len(chosen) > 1:
            if self._controller.do(editing.merge_items, chosen):
                self.table.select_items(chosen[:1])
        elif chosen:
            self._make(call(editing.split_item, chosen[0]), also=chosen)

    def group_items(self) -> None:
        """Put the selected items under a heading and ask for its title; of a heading, take it away."""
        chosen = self.table.selected_ids
        if len(chosen) == 1 and self._is_heading(chosen[0]):
            self._controller.do(editing.ungroup_item, chosen[0])
            return
        title = self._controller.text(say("New group"))
        made = self._made(call(editing.group_items, chosen, title))
        if made:
            self.table.edit_cell(self.table.agenda.row_of(made[0]), Col.TITLE)

    def copy_rows(self) -> None:
        """Put the selected items into the clipboard, a heading with all its parts."""
        if chosen := self._chosen_with_parts():
            drafts = drafts_of(self._controller.state, chosen)
            QApplication.clipboard().setMimeData(to_clipboard(drafts, self._controller.catalogue.language))

    def cut_rows(self) -> None:
        """Put the selected items into the clipboard and take them off the agenda, a heading with all its parts."""
        self.copy_rows()
        self._take_off(self._chosen_with_parts())

    def paste_rows(self) -> None:
        """Put what is in the clipboard behind the current item; lengths alone go into the column of lengths."""
        data = QApplication.clipboard().mimeData()
        is_line = self.table.currentIndex().row() == self.table.agenda.line_row
        if self.table.currentIndex().column() == Col.MIN and not is_line and (lengths := lengths_in(data.text())):
            ids = self._ids()
            chosen = ids[ids.index(self.table.current_id) :][: len(lengths)]
            edits = {item: ev.ItemEdited(planned_ms=length) for item, length in zip(chosen, lengths, strict=False)}
            self._controller.do(editing.edit_each, edits)
            return
        try:
            drafts = from_clipboard(data)
        except UserError as error:
            self._controller.refused.emit(error.message)
            return
        self._make(call(add_items, drafts, self._behind()))

    def _ask_elsewhere(self) -> None:
        """Offer the other sessions of the store for the selected items: to copy them there, or to move them."""
        text, menu = self._controller.text, new_menu(self)
        others = self._controller.others.listed()
        for heading, act in ((say("Copy to"), self.copy_elsewhere), (say("Move to"), self.move_elsewhere)):
            if not others:
                break
            offered = submenu(menu, text(heading))
            for other in others[:MOST_SESSIONS]:
                title = first_words(text(titled(other.title)), LONGEST_TITLE).replace("&", "&&")
                offered.addAction(title, partial(act, other))
        if not others:
            menu.addAction(text(say("There is no other session here."))).setEnabled(False)
        menu.popup(self.elsewhere.mapToGlobal(QPoint(0, self.elsewhere.height())))

    def copy_elsewhere(self, other: ListedSession) -> bool:
        """Copy the selected items to the end of another session's agenda; tell whether it was done."""
        drafts = drafts_of(self._controller.state, self._chosen_with_parts())
        try:
            self._controller.others.do(other.session_id, add_items, drafts)
        except UserError as error:
            self._controller.refused.emit(error.message)
            return False
        self.show_outcome(say("Copied to “{title}”.", title=titled(other.title)))
        return True

    def move_elsewhere(self, other: ListedSession) -> None:
        """Copy the selected items to another session, then take them off here; undo brings them back here."""
        chosen = self._chosen_with_parts()
        if refusal := self._controller.refusal(editing.remove_items, chosen):
            self._controller.refused.emit(refusal)
        elif self.copy_elsewhere(other):
            self._take_off(chosen)
            self.show_outcome(say("Moved to “{title}”. Ctrl+Z brings it back here.", title=titled(other.title)))

    def _make(self, made_by: Call, also: list[ItemId] | None = None) -> None:
        """Carry a command out and select what it made."""
        if made := self._made(made_by):
            self.table.select_items([*(also or ()), *made])
            self.table.setFocus()

    def _made(self, made_by: Call) -> list[ItemId]:
        """Carry a command out; the items that it made, in the agenda's order."""
        known = set(self._controller.state.items)
        if not made_by.do(self._controller):
            return []
        return [item_id for item_id in self._ids() if item_id not in known]

    def _behind(self) -> ItemId | None:
        """Return the item before which what is added goes: behind the selected ones; None at the end."""
        chosen = self.table.selected_ids
        return self._following(chosen[-1]) if chosen else None

    def _following(self, item_id: ItemId) -> ItemId | None:
        ids = self._ids()
        place = ids.index(item_id) + 1
        return ids[place] if place < len(ids) else None

    def _ids(self) -> list[ItemId]:
        return [item.item_id for item in items_in_order(self._controller.state)]

    def _chosen_with_parts(self) -> list[ItemId]:
        return editing.with_parts(self._controller.state, self.table.selected_ids)

    def _is_heading(self, item_id: ItemId) -> bool:
        return self.table.agenda.is_heading(item_id)

    # -- offering --------------------------------------------------------------------------------------

    def offered_actions(self) -> tuple[Action, ...]:
        """Return what can be done with the selected items, for the list of commands and the menu."""
        few = say("Select an item first.")
        why_not = None if self.table.selected_ids else few
        done: tuple[tuple[str, Message, Callable[[], object]], ...] = (
            ("details", say("Details of the item"), self.details_asked.emit),
            ("cut_rows", say("Cut"), self.cut_rows),
            ("copy_rows", say("Copy to the clipboard"), self.copy_rows),
            ("duplicate", say("Copy behind it"), self.duplicate),
            ("split", self._split_label(), self.split_or_merge),
            ("group", self._group_label(), self.group_items),
            ("elsewhere", say("To another session…"), self._ask_elsewhere),
            ("remove_items", say("Take off the agenda"), self.remove_items),
        )
        offered = [Action("add_item", always(say("Add item"), self.add_item))]
        offered += [Action(name, _means(text, do, why_not)) for name, text, do in done]
        offered.insert(4, Action("paste_rows", always(say("Paste behind it"), self.paste_rows)))
        return tuple(offered)

    def _show_menu(self, at: QPoint) -> None:
        menu = new_menu(self)
        for action in self.offered_actions():
            shown = action.shown(self._controller)
            entry = menu.addAction(self._controller.text(shown.label), partial(action.do, self._controller))
            entry.setEnabled(shown.why_not is None)
        item = self._controller.state.items.get(ItemId(self.table.current_id))
        if item is not None:
            menu.addSeparator()
            add_time_choices(menu, self._controller, item)
        menu.popup(self.table.viewport().mapToGlobal(at))

    def show_outcome(self, message: Message | None) -> None:
        """Say what has been done outside of this agenda, until something else is done here."""
        if message is not None:
            self.outcome.setText(self._controller.text(message))
        self._said.setCurrentIndex(0 if message is None else 1)

    def _on_controller_acted(self) -> None:
        self.show_outcome(None)

    def _refresh_buttons(self) -> None:
        chosen = self.table.selected_ids
        for button in (self.copy, self.split, self.group, self.details, self.elsewhere):
            button.setEnabled(bool(chosen))
        text = self._controller.text
        self.split.setText(text(MERGE if len(chosen) > 1 else SPLIT))
        is_heading = len(chosen) == 1 and self._is_heading(chosen[0])
        self.group.setText(text(UNGROUP if is_heading else GROUP))

    def _split_label(self) -> Message:
        return say("Merge into one") if len(self.table.selected_ids) > 1 else say("Split in two")

    def _group_label(self) -> Message:
        chosen = self.table.selected_ids
        if len(chosen) == 1 and self._is_heading(chosen[0]):
            return say("Take the heading away")
        return say("Group under a heading")


def _keep_widest(button: QPushButton, *texts: str) -> None:
    """Keep room for the widest of these texts: the buttons behind it stand still."""
    widths = []
    for text in texts:
        button.setText(text)
        widths.append(button.sizeHint().width())
    button.setMinimumWidth(max(widths))


def _means(text: Message, do: Callable[[], object], why_not: Message | None) -> Callable[[SessionController], Meaning]:
    meaning = Meaning(text, do, why_not)
    return lambda _controller: meaning
