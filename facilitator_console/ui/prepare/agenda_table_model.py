"""Holds the agenda as a table to prepare it: a row for each item, and one below them in which a line is typed.

A thin adapter: what may be written is for the commands to decide; a refusal goes to the quiet banner and the old value
stays. Of a row that did not change nothing is made anew: an agenda has hundreds of items.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any, NamedTuple

from PySide6.QtCore import QAbstractTableModel, QObject, Qt

from facilitator_console.log import Duration
from facilitator_console.session.drafts import add_items, read_line
from facilitator_console.session.durations import HALF_MINUTE_MS, duration_text, length_words
from facilitator_console.session.editing import edit_items
from facilitator_console.session.formats import format_of
from facilitator_console.session.ids import NO_ITEM, ItemId, ItemStatus
from facilitator_console.session.plan import TightRound
from facilitator_console.session.schedule import Schedule, Slot, clock_text
from facilitator_console.session.state import AgendaItem
from facilitator_console.ui.control.session_controller import SessionController
from facilitator_console.ui.look.tips import plain_tip
from facilitator_console.ui.parts.agenda_model import STATUSES
from facilitator_console.ui.parts.item_models import NO_PARENT, Index, step_to
from facilitator_console.ui.parts.table_model import CHOICES, ID
from facilitator_console.ui.prepare.agenda_columns import (
    CHOICES_OF,
    CHOSEN,
    EDITS,
    HEADS,
    NEW_ITEM,
    READ,
    Col,
    alignment,
    edit_of_line,
    shrink_words,
    up_to,
)
from facilitator_console.ui.prepare.plan_picture import PlanPicture
from facilitator_console.views.formats import view_of
from facilitator_console.words import UserError, say, say_p, titled

HEADING_WEIGHT, FIXED_WEIGHT = 600, 650
ROWS_TYPE = "application/x-facilitator-console-rows"
"""Names what is dragged: the selected rows, which a command moves."""

IDLE_FLAGS = Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemNeverHasChildren
LINE_FLAGS = IDLE_FLAGS | Qt.ItemFlag.ItemIsEditable
ITEM_FLAGS = LINE_FLAGS | Qt.ItemFlag.ItemIsDragEnabled


class Cell(NamedTuple):
    """Holds what a cell shows.

    Attributes:
        text: Its text.
        below: Small, below it.
        ink: A colour token.
        weight: Of its text.
        depth: How far it stands in.
    """

    text: str = ""
    below: str = ""
    ink: str = "ink"
    weight: int = 400
    depth: int = 0


class Row(NamedTuple):
    """Holds what the cells of a row are made of, but for its time; equal rows show the same.

    Attributes:
        depth: Of how many headings it is a part.
        parts_ms: Of a heading the length of its parts; None of any other item.
        tight: Why not everyone's turn fits into it.
    """

    item: AgendaItem
    depth: int
    parts_ms: Duration | None
    tight: TightRound | None


class AgendaTableModel(QAbstractTableModel):
    """Holds the items that were not removed, and the line to type below them.

    Attributes:
        has_seconds: A length is written with seconds, such as 12m30: that needs more room.
        has_begun: Below the time of an item stands what became of it: likewise.
    """

    def __init__(self, controller: SessionController, plan: PlanPicture, parent: QObject | None = None) -> None:
        """Show the agenda of this plan and follow it."""
        super().__init__(parent)
        self._controller, self._picture = controller, plan
        self._ids: list[ItemId] = []
        self._rows: dict[ItemId, Row] = {}
        self._slots: dict[ItemId, Slot] = {}
        self._cells: dict[ItemId, tuple[Cell, ...]] = {}
        self._plan = Schedule((), 0, 0, has_begin=False)
        line = Cell(controller.text(say("Type an item: “25 What could work?” · Enter")), ink="muted")
        self._line_cells = tuple(line if col is Col.TITLE else Cell() for col in Col)
        self.has_seconds = self.has_begun = False
        self._on_picture_changed()
        plan.changed.connect(self._on_picture_changed)

    # -- reading ---------------------------------------------------------------------------------------

    @property
    def plan(self) -> Schedule:
        """Return the timetable that is shown."""
        return self._plan

    def rowCount(self, parent: Index = NO_PARENT) -> int:
        """Return the number of items and the line below them."""
        return 0 if parent.isValid() else len(self._ids) + 1

    def columnCount(self, parent: Index = NO_PARENT) -> int:
        """Return the number of columns."""
        return 0 if parent.isValid() else len(Col)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return the headings of the columns."""
        if orientation != Qt.Orientation.Horizontal or not 0 <= section < len(Col):
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self._controller.text(HEADS[Col(section)])
        return alignment(Col(section)) if role == Qt.ItemDataRole.TextAlignmentRole else None

    def cell(self, row: int, column: int) -> Cell:
        """Return what a cell shows; asked for each cell that is painted."""
        if row >= len(self._ids):
            if column == Col.AT and self._plan.slots:
                return Cell(self._time_text(self._plan.ends_ms), ink="muted")
            return self._line_cells[column]
        if column == Col.AT:
            item_id = self._ids[row]
            return self._at_cell(self._rows[item_id].item, self._slots[item_id])
        return self.cells(row)[1][column]

    def cells(self, row: int) -> tuple[ItemId, tuple[Cell, ...]]:
        """Return a row's item and cells, without its time; the cells are the same object until one of them changes."""
        if row >= len(self._ids):
            return NO_ITEM, self._line_cells
        item_id = self._ids[row]
        cells = self._cells.get(item_id)
        if cells is None:
            cells = self._cells[item_id] = self._make_cells(self._rows[item_id])
        return item_id, cells

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return a cell's text, its choices, or its row's id."""
        if not index.isValid():
            return None
        row, column = index.row(), Col(index.column())
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return self.cell(row, column).text or None
            case Qt.ItemDataRole.EditRole:
                return self._edited_text(row, column)
            case Qt.ItemDataRole.TextAlignmentRole:
                return alignment(column)
        return self._further_data(row, column, role)

    def _further_data(self, row: int, column: Col, role: int) -> object:
        item = self.item_at(row)
        if role == ID:
            return item.item_id if item else ""
        if role == CHOICES and item is not None and column in CHOSEN:
            return [(value, self._controller.text(name)) for value, name in CHOICES_OF[column](item)]
        if role in {Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole}:
            cell = self.cell(row, column)
            text = " · ".join(filter(None, (cell.text, cell.below)))
            return plain_tip(text) if text and role == Qt.ItemDataRole.ToolTipRole else text or None
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Let all cells of an item be edited, and the line below them; items can be dragged."""
        if not index.isValid():
            return Qt.ItemFlag.ItemIsDropEnabled
        if index.row() < len(self._ids):
            return ITEM_FLAGS
        return LINE_FLAGS if index.column() == Col.TITLE else IDLE_FLAGS

    def mimeTypes(self) -> list[str]:
        """Take rows that are dragged: of anything else Qt shows no place."""
        return [ROWS_TYPE]

    def supportedDropActions(self) -> Qt.DropAction:
        """Let rows be moved."""
        return Qt.DropAction.MoveAction

    def row_of(self, item_id: str) -> int:
        """Return an item's row; -1 where it is not on the agenda."""
        return self._ids.index(ItemId(item_id)) if item_id in self._rows else -1

    def item_at(self, row: int) -> AgendaItem | None:
        """Return the item of a row; None for the line below them."""
        return self._rows[self._ids[row]].item if 0 <= row < len(self._ids) else None

    def is_heading(self, item_id: ItemId) -> bool:
        """Tell whether others are parts of an item."""
        return item_id in self._rows and self._rows[item_id].parts_ms is not None

    @property
    def line_row(self) -> int:
        """Return the row of the line to type."""
        return len(self._ids)

    # -- writing ---------------------------------------------------------------------------------------

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:  # noqa: ANN401 - Qt's
        """Carry an edit out; a value that is not changed is not an edit.

        A new row is typed as the line below all rows is. A row that has a title keeps its length when it gets another.
        """
        if role != Qt.ItemDataRole.EditRole or not index.isValid():
            return False
        item = self.item_at(index.row())
        if item is None:
            return self._try(lambda: self._add_line(str(value)))
        if str(value) == self._edited_text(index.row(), index.column()):
            return False
        if index.column() == Col.TITLE and item.title == self._controller.text(NEW_ITEM):
            return self._try(lambda: self._controller.do(edit_items, [item.item_id], edit_of_line(str(value))))
        return self.write_all([item.item_id], Col(index.column()), str(value))

    def set_all(self, rows: Sequence[int], column: int, value: str) -> bool:
        """Give a chosen field of several rows the same value, as one action; False where it takes them one by one."""
        ids = [item.item_id for row in rows if (item := self.item_at(row)) is not None]
        return column in CHOSEN and self.write_all(ids, Col(column), value)

    def write_all(self, item_ids: Iterable[ItemId], column: Col, value: str) -> bool:
        """Give a field of these items a value as it was typed or chosen, as one action."""
        return self._try(lambda: self._controller.do(edit_items, list(item_ids), EDITS[column](value)))

    def _add_line(self, text: str) -> bool:
        if not text.strip():
            return False
        return self._controller.do(add_items, [read_line(text)])

    def _try(self, write: Callable[[], bool]) -> bool:
        try:
            return write()
        except UserError as error:
            self._controller.refused.emit(error.message)
            return False

    def _edited_text(self, row: int, column: int) -> str:
        item = self.item_at(row)
        return READ[Col(column)](item) if item is not None else ""

    # -- following -------------------------------------------------------------------------------------

    def _on_picture_changed(self) -> None:
        before, slots = self._rows, self._slots
        ends_ms = self._plan.ends_ms, self._plan.has_begin
        rows = self._read_rows()
        fresh = {item_id for item_id, row in rows.items() if before.get(item_id) != row}
        # Rows that are removed must still be readable meanwhile.
        self._rows, self._slots = before | rows, slots | self._slots
        step_to(self, self._ids, list(rows))
        self._rows, self._slots = rows, {item_id: self._slots[item_id] for item_id in rows}
        for item_id in fresh:
            self._cells.pop(item_id, None)
        self._tell([row for row, item_id in enumerate(self._ids) if item_id in fresh], 0, Col.SHRINK)
        late = [row for row, item_id in enumerate(self._ids) if slots.get(item_id) != self._slots[item_id]]
        late += [self.line_row] if (self._plan.ends_ms, self._plan.has_begin) != ends_ms else []
        self._tell(late, Col.AT, Col.AT)

    def _tell(self, rows: Sequence[int], first: int, last: int) -> None:
        if rows:
            self.dataChanged.emit(self.index(rows[0], first), self.index(rows[-1], last))

    def _read_rows(self) -> dict[ItemId, Row]:
        state = self._controller.state
        self._plan = self._picture.schedule
        self._slots = {slot.item_id: slot for slot in self._plan.slots}
        tight = {found.item_id: found for found in self._picture.tight}
        depths: dict[ItemId, int] = {}
        rows = {}
        for slot in self._plan.slots:
            depths[slot.item_id] = depth = depths.get(slot.heading_id, 0) + 1 if slot.heading_id else 0
            parts_ms = slot.parts_ms if slot.is_heading else None
            rows[slot.item_id] = Row(state.items[slot.item_id], depth, parts_ms, tight.get(slot.item_id))
        items = [row.item for row in rows.values()]
        self.has_seconds = any(
            item.planned_ms % HALF_MINUTE_MS or item.turn_limit_ms % HALF_MINUTE_MS for item in items
        )
        self.has_begun = any(item.status is not ItemStatus.PLANNED for item in items)
        return rows

    # -- cells -----------------------------------------------------------------------------------------

    def _make_cells(self, row: Row) -> tuple[Cell, ...]:
        text, item, is_heading = self._controller.text, row.item, row.parts_ms is not None
        view = view_of(item)
        rests, name, manner = format_of(item).rests, text(view.name), text(view.order(item).manner)
        weight = HEADING_WEIGHT if is_heading else 400
        return (
            Cell(),
            self._length_cell(row),
            Cell(text(titled(item.title)), self._below_title(item), depth=row.depth, weight=weight),
            Cell(" ".join(item.question.split())),
            Cell("" if is_heading else name),
            Cell("" if rests or is_heading or manner == name else manner),
            Cell("" if rests or is_heading else duration_text(item.turn_limit_ms)),
            self._shrink_cell(row),
        )

    def _at_cell(self, item: AgendaItem, slot: Slot) -> Cell:
        text = self._controller.text
        time = self._time_text(slot.starts_ms)
        if item.status is not ItemStatus.PLANNED:
            return Cell(time, text(STATUSES[item.status]), ink="muted")
        if item.fixed_at and self._plan.has_begin:
            wrong = slot.gap_ms < 0
            return Cell(time, text(say("exactly")), "warn" if wrong else "ink", weight=FIXED_WEIGHT)
        return Cell(time, ink="muted")

    def _time_text(self, time_ms: int) -> str:
        if self._plan.has_begin:
            return clock_text(time_ms)
        hours, minutes = divmod(time_ms // 60_000, 60)
        return f"+{hours}:{minutes:02}"

    def _length_cell(self, row: Row) -> Cell:
        target_ms, parts_ms = row.item.planned_ms, row.parts_ms
        if parts_ms is None:
            return Cell(duration_text(target_ms))
        target = say_p("of so many minutes", "of {minutes}", minutes=duration_text(target_ms))
        below = self._controller.text(target) if target_ms not in {0, parts_ms} else ""
        return Cell(duration_text(parts_ms), below, "warn" if 0 < target_ms < parts_ms else "muted")

    def _below_title(self, item: AgendaItem) -> str:
        parts = [say("only for the team")] if item.internal else []
        if item.led_by:
            parts.append(say("led by {name}", name=item.led_by))
        if item.team_note:
            parts.append(say("note for the team: {text}", text=" ".join(item.team_note.split())))
        return " · ".join(map(self._controller.text, parts))

    def _shrink_cell(self, row: Row) -> Cell:
        text, tight = self._controller.text, row.tight
        if tight is not None:
            too_short = say(
                "{people} × {each} > {planned}",
                people=tight.people,
                each=length_words(tight.each_ms),
                planned=duration_text(row.item.planned_ms),
            )
            return Cell(text(too_short), ink="warn")
        if row.parts_ms is not None:
            return Cell()
        parts = [text(shrink_words(row.item))]
        if row.item.most_ms > row.item.planned_ms:
            parts.append(text(up_to(row.item.most_ms)))
        return Cell(", ".join(parts))
