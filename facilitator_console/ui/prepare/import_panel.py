"""Shows what a file would bring before anything is taken: its items, the rows that can't be taken and why, its columns.

What the columns tell is read off their headings and can be said by hand. Taking all of it is one command.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPushButton,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from facilitator_console.session.durations import duration_text
from facilitator_console.session.editing import take_agenda
from facilitator_console.session.events import LocalTime
from facilitator_console.ui.control.session_controller import SessionController
from facilitator_console.ui.look.styles import Rank
from facilitator_console.ui.look.theme import color
from facilitator_console.ui.look.times import local_offset_min
from facilitator_console.ui.look.tips import first_words, plain_tip
from facilitator_console.ui.parts.choice import Choice
from facilitator_console.ui.parts.flow import FlowLayout
from facilitator_console.ui.parts.labels import label, set_text
from facilitator_console.ui.parts.primary_button import PrimaryButton
from facilitator_console.ui.parts.thin_scroll import ThinScrollBar
from facilitator_console.words import UserError, say, say_n, say_p, titled

if TYPE_CHECKING:
    from facilitator_console.exchange.agendas.columns import Field
    from facilitator_console.exchange.agendas.preview import AgendaPreview

NOT_TAKEN = ""
HEADS = (
    say_p("of a file", "line"),
    say("min"),
    say("Item"),
    say_p("of an item", "Question"),
    say("Remark"),
)
LINE, MIN, TITLE, QUESTION, NOTE = range(5)
LONGEST_HEADING = 24
MOST_COLUMNS = 24
"""The most columns of a file that can be named by hand; more are a database, not an agenda."""


class ImportPanel(QWidget):
    """Shows the preview of a file.

    Signals:
        closed(): The items were taken, or nothing was.
    """

    closed = Signal()

    def __init__(self, controller: SessionController, parent: QWidget | None = None) -> None:
        """Begin without a file."""
        super().__init__(parent)
        self._controller = controller
        text = controller.text
        self._path = Path()
        self.preview: AgendaPreview | None = None
        self._mapping: dict[int, Field | None] | None = None
        self.head, self.summary = label(rank=Rank.HEAD, wraps=True), label(rank=Rank.MUTED, wraps=True)
        self.sheet = Choice()
        self._columns_head = label(text(say("What the columns tell")), Rank.SECTION)
        self._columns = QWidget()
        self._flow = FlowLayout(self._columns, gap_px=10)
        self.choices: list[Choice] = []
        self._pairs: list[tuple[QWidget, QLabel]] = []
        self._model = QStandardItemModel(self)
        self.rows = QTableView()
        self.take = PrimaryButton()
        self.cancel = QPushButton(text(say("Take nothing")))
        self._lay_out()
        self.take.clicked.connect(self.take_all)
        self.cancel.clicked.connect(self.closed)
        self.sheet.activated.connect(self._on_sheet_chosen)

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        head = QHBoxLayout()
        head.addWidget(self.head, 1)
        head.addWidget(self.sheet)
        column.addLayout(head)
        column.addWidget(self.summary)
        column.addWidget(self._columns_head)
        column.addWidget(self._columns)
        self.rows.setModel(self._model)
        self.rows.setAccessibleName(self._controller.text(say("What the file would bring")))
        self.sheet.setAccessibleName(self._controller.text(say("Sheet")))
        self.rows.setShowGrid(False)
        self.rows.setWordWrap(True)
        self.rows.setTabKeyNavigation(False)
        self.rows.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.rows.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.rows.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.rows.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.rows.verticalHeader().hide()
        self.rows.horizontalHeader().setHighlightSections(False)
        self.rows.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        ThinScrollBar(self.rows)
        column.addWidget(self.rows, 1)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        for button in (self.take, self.cancel):
            button.setAutoDefault(True)  # Enter presses it.
            buttons.addWidget(button)
        buttons.addStretch(1)
        column.addLayout(buttons)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Let rows be as high as their texts at the new width."""
        super().resizeEvent(event)
        self.rows.resizeRowsToContents()

    # -- reading -----------------------------------------------------------------------------------------

    def show_file(self, path: Path) -> bool:
        """Show what this file would bring; where it can't be read, why goes to the quiet banner."""
        self._path, self._mapping = path, None
        return self._read("")

    def _read(self, sheet: str) -> bool:
        # What reads spreadsheets is loaded when somebody imports one.
        from facilitator_console.exchange.agendas.reading import read_agenda

        try:
            self.preview = read_agenda(self._path, sheet=sheet, mapping=self._mapping)
        except UserError as error:
            self._controller.refused.emit(error.message)
            return False
        self._show()
        return True

    def _on_sheet_chosen(self) -> None:
        self._mapping = None
        self._read(self.sheet.currentData())

    def _on_column_chosen(self) -> None:
        from facilitator_console.exchange.agendas.columns import Field

        if self.preview is None:
            return
        chosen = [choice.currentData() for choice in self.choices]
        places = [column.place for column in self.preview.columns]
        self._mapping = {place: Field(value) if value else None for place, value in zip(places, chosen, strict=False)}
        self._read(self.preview.sheet)

    # -- showing -----------------------------------------------------------------------------------------

    def _show(self) -> None:
        preview, text = self.preview, self._controller.text
        if preview is None:
            return
        set_text(self.head, text(say("From {file}", file=self._path.name)))
        parts = [say_n("{n} item to take", "{n} items to take", len(preview.items))]
        if preview.refused:
            parts.append(say_n("{n} row can’t be taken", "{n} rows can’t be taken", len(preview.refused)))
        set_text(self.summary, " · ".join(map(text, parts)))
        self.sheet.clear()
        for name in preview.sheets:
            self.sheet.addItem(name, name)
        self.sheet.setCurrentIndex(max(0, self.sheet.findData(preview.sheet)))
        self.sheet.setVisible(len(preview.sheets) > 1)
        self._show_columns(preview)
        self._show_rows(preview)
        take = say_n("Take {n} item", "Take {n} items", len(preview.items))
        self.take.setText(text(take))
        self.take.setEnabled(bool(preview.items))

    def _show_columns(self, preview: AgendaPreview) -> None:
        """Offer for each column what it may tell; the words are those that a written table has."""
        from facilitator_console.exchange.agendas.columns import HEADINGS

        columns = preview.columns[:MOST_COLUMNS]
        self._columns.setVisible(bool(columns))
        self._columns_head.setVisible(bool(columns))
        language, text = self._controller.catalogue.language, self._controller.text
        while len(self.choices) < len(columns):
            self._add_choice()
        for place, (pair, _) in enumerate(self._pairs):
            pair.setVisible(place < len(columns))
        for column, choice, (_, name) in zip(columns, self.choices, self._pairs, strict=False):
            with QSignalBlocker(choice):
                choice.clear()
                choice.addItem(text(say_p("a column of a file", "not taken")), NOT_TAKEN)
                for field, names in HEADINGS.items():
                    choice.addItem(names.written(language), field.value)
                choice.setCurrentIndex(max(0, choice.findData(column.field.value if column.field else NOT_TAKEN)))
            heading = column.heading or text(say("Column {number}", number=column.place + 1))
            set_text(name, first_words(heading, LONGEST_HEADING))
            name.setToolTip(plain_tip(heading))
            choice.setAccessibleName(heading)

    def _add_choice(self) -> None:
        pair, choice, name = QWidget(), Choice(), label(rank=Rank.SMALL, wraps=True)
        name.setWordWrap(False)
        row = QHBoxLayout(pair)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        row.addWidget(name)
        row.addWidget(choice)
        choice.activated.connect(self._on_column_chosen)
        self.choices.append(choice)
        self._pairs.append((pair, name))
        self._flow.addWidget(pair)

    def _show_rows(self, preview: AgendaPreview) -> None:
        text, model = self._controller.text, self._model
        model.clear()
        model.setHorizontalHeaderLabels([text(head) for head in HEADS])
        rows: list[tuple[int, list[str], bool]] = []
        for item in preview.items:
            draft, remarks = item.draft, "; ".join(map(text, item.remarks))
            title = "    " * draft.part + text(titled(draft.title))
            cells = [str(item.line), duration_text(draft.planned_ms), title, draft.question, remarks]
            rows.append((item.line, cells, False))
        for refused in preview.refused:
            why = text(say("not taken: {why}", why=refused.why))
            rows.append((refused.line, [str(refused.line), "", refused.text, "", why], True))
        for _, cells, is_refused in sorted(rows):
            model.appendRow([self._cell(cell, is_refused=is_refused) for cell in cells])
        header = self.rows.horizontalHeader()
        for place, width in ((LINE, 52), (MIN, 60)):
            header.setSectionResizeMode(place, QHeaderView.ResizeMode.Fixed)
            self.rows.setColumnWidth(place, width)
        for place in (TITLE, QUESTION, NOTE):
            header.setSectionResizeMode(place, QHeaderView.ResizeMode.Stretch)
        self.rows.resizeRowsToContents()

    @staticmethod
    def _cell(shown: str, *, is_refused: bool) -> QStandardItem:
        cell = QStandardItem(" ".join(shown.split()) if not shown.startswith(" ") else shown)
        if is_refused:
            cell.setData(color("warn"), Qt.ItemDataRole.ForegroundRole)
        return cell

    # -- doing -------------------------------------------------------------------------------------------

    def take_all(self) -> None:
        """Take all items that can be taken, and the beginning where none is set yet: one command, one undo."""
        if self.preview is None:
            return
        begins = LocalTime()
        if self.preview.begins and not self._controller.state.info.begins.time:
            today = self._controller.times.today()
            offset = local_offset_min(today.date, self.preview.begins, today.utc_offset_min)
            begins = LocalTime(today.date, self.preview.begins, offset)
        if self._controller.do(take_agenda, self.preview.drafts, begins):
            self.closed.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take nothing on Esc."""
        if event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
            return
        super().keyPressEvent(event)
