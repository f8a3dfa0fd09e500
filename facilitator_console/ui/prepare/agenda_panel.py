"""Shows the agenda to prepare it: the table, what can be done with a row, how long it is, and what does not fit."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from facilitator_console.dialogue.state import Changes
from facilitator_console.session.agenda import add_item, items_in_order, move_item, remove_item
from facilitator_console.session.ids import ItemId
from facilitator_console.session.plan import TightRound, minutes_text, planned_length_ms, tight_rounds
from facilitator_console.ui.control.session_controller import SessionController
from facilitator_console.ui.look.styles import Rank
from facilitator_console.ui.parts.editable_table import NEED, REST, EditTable
from facilitator_console.ui.parts.item_time_menu import add_time_choices
from facilitator_console.ui.parts.labels import label, set_text
from facilitator_console.ui.parts.menus import new_menu
from facilitator_console.ui.prepare.agenda_table_model import TITLE, agenda_table
from facilitator_console.words import Message, say, say_n, titled

COLUMNS = (32, REST, REST, NEED, NEED, NEED, NEED)
HOUR_MIN = 60
MOST_WARNINGS = 2


class AgendaPanel(QWidget):
    """Shows the agenda as a table."""

    def __init__(self, controller: SessionController, parent: QWidget | None = None) -> None:
        """Build the widget."""
        super().__init__(parent)
        self._controller = controller
        self.model = agenda_table(controller, self)
        empty = say("No agenda yet. Add the first item, or begin a session from a template.")
        self.table = EditTable(self.model, controller.text(say("Agenda")), controller.text(empty))
        self.table.setWordWrap(True)
        self.table.set_columns(COLUMNS)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self.length = label(rank=Rank.MUTED)
        self.warning = label(rank=Rank.WARN, wraps=True)
        self.add, self._up, self._down, self._remove, self.times = (
            self._button(text) for text in (say("Add item"), say("Up"), say("Down"), say("Remove"), say("Its time…"))
        )
        self._lay_out()
        self._connect()
        self._refresh()

    def _button(self, text: Message) -> QPushButton:
        button = QPushButton(self._controller.text(text))
        button.setAutoDefault(True)  # Enter presses it.
        return button

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        head = QHBoxLayout()
        head.addWidget(label(self._controller.text(say("AGENDA")), Rank.SECTION), 1)
        head.addWidget(self.length, 1)
        self.length.setAlignment(Qt.AlignmentFlag.AlignRight)
        column.addLayout(head)
        column.addWidget(self.table, 1)
        column.addWidget(self.warning)
        row = QHBoxLayout()
        row.setSpacing(8)
        for button in (self.add, self._up, self._down, self._remove, self.times):
            row.addWidget(button)
        row.addStretch(1)
        column.addLayout(row)
        self.add.setToolTip(self._controller.text(say("Insert, in the table")))
        self._remove.setToolTip(self._controller.text(say("Delete, in the table")))
        self._up.setToolTip(self._controller.text(say("Alt with the up arrow")))
        self._down.setToolTip(self._controller.text(say("Alt with the down arrow")))

    def _connect(self) -> None:
        self.add.clicked.connect(self.add_item)
        self._up.clicked.connect(lambda: self._move(self.table.current_id, -1))
        self._down.clicked.connect(lambda: self._move(self.table.current_id, 1))
        self.times.clicked.connect(self._on_times_clicked)
        self._remove.clicked.connect(lambda: self._remove_items(self.table.selected_ids))
        self.table.adding_asked.connect(self.add_item)
        self.table.moving_asked.connect(self._move)
        self.table.removing_asked.connect(self._remove_items)
        self.table.selectionModel().currentChanged.connect(self._refresh_buttons)
        self._controller.changed.connect(self._on_controller_changed)

    # -- doing -----------------------------------------------------------------------------------------

    def add_item(self) -> None:
        """Put an item behind the current one, or at the end, and ask for its title."""
        before = self._neighbour(self.table.current_id, 1)
        known = set(self._controller.state.items)
        if self._controller.do(add_item, self._controller.text(say("New item")), before=before):
            (made,) = set(self._controller.state.items) - known
            self.table.edit_cell(self.model.row_of(made), TITLE)

    def _move(self, item_id: str, step: int) -> None:
        """Move an item one place up or down; nothing happens at either end."""
        past = self._neighbour(item_id, step)
        if past is not None:
            before = past if step < 0 else self._neighbour(past, 1)
            self._controller.do(move_item, ItemId(item_id), before)
            self.table.scrollTo(self.table.currentIndex())
        self._refresh_buttons()

    def _remove_items(self, item_ids: Sequence[str]) -> None:
        for item_id in item_ids:
            self._controller.do(remove_item, ItemId(item_id))

    def _on_times_clicked(self) -> None:
        """Offer what the current item does at its end, and what it gives when the plan is adjusted."""
        item = self._controller.state.items.get(ItemId(self.table.current_id))
        if item is not None:
            menu = new_menu(self)
            add_time_choices(menu, self._controller, item)
            menu.popup(self.times.mapToGlobal(self.times.rect().bottomLeft()))

    def _neighbour(self, item_id: str, step: int) -> ItemId | None:
        """Return the item before (-1) or behind (1) another; None where there is none."""
        ids = [item.item_id for item in items_in_order(self._controller.state)]
        place = ids.index(ItemId(item_id)) + step if item_id in ids else -1
        return ids[place] if 0 <= place < len(ids) else None

    # -- following -------------------------------------------------------------------------------------

    def _on_controller_changed(self, changes: Changes) -> None:
        if changes.keys() & {"items", "participants", "groups", "info"}:
            self._refresh()

    def _refresh(self) -> None:
        state = self._controller.state
        items = len(items_in_order(state))
        planned_ms = planned_length_ms(state)
        parts = [say_n("{n} item", "{n} items", items), _length(planned_ms)]
        if end_ms := self._controller.promised_end_ms():
            parts.append(say("promised end {time}", time=self._controller.wall_time(end_ms)))
        set_text(self.length, " · ".join(map(self._controller.text, parts)) if items else "")
        tight = tight_rounds(state)
        lines = [self._controller.text(self._warning(found)) for found in tight[:MOST_WARNINGS]]
        if (more := len(tight) - MOST_WARNINGS) > 0:
            lines.append(
                self._controller.text(say_n("{n} more round does not fit.", "{n} more rounds do not fit.", more))
            )
        set_text(self.warning, "\n".join(lines))
        self.warning.setVisible(bool(tight))
        self._refresh_buttons()

    def _warning(self, tight: TightRound) -> Message:
        item = self._controller.state.items[tight.item_id]
        return say_n(
            "“{title}”: {n} person of {each} needs {needed}; {planned} are planned.",
            "“{title}”: {n} people of {each} each need {needed}; {planned} are planned.",
            tight.people,
            title=titled(item.title),
            each=_length(tight.each_ms),
            needed=_length(tight.needed_ms),
            planned=_length(item.planned_ms),
        )

    def _refresh_buttons(self) -> None:
        current = self.table.current_id
        self._up.setEnabled(self._neighbour(current, -1) is not None)
        self._down.setEnabled(self._neighbour(current, 1) is not None)
        self._remove.setEnabled(bool(current))
        self.times.setEnabled(bool(current))


def _length(length_ms: int) -> Message:
    """Return a length in words: 2 h 40 min, 35 min, 1:30 min."""
    minutes, rest_ms = divmod(length_ms, 60_000)
    hours, minutes_left = divmod(minutes, HOUR_MIN)
    if rest_ms or not hours:
        return say("{minutes} min", minutes=minutes_text(length_ms) or "0")
    if not minutes_left:
        return say("{hours} h", hours=hours)
    return say("{hours} h {minutes} min", hours=hours, minutes=minutes_left)
