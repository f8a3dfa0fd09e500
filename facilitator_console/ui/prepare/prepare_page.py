"""Shows the page Prepare: the session's plan as a whole, its agenda as a table, and beside it whether it fits.

What may be changed is for the commands; whether the plan fits is for session.fitting. Here is only the page.
"""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QPoint, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from facilitator_console.dialogue.state import Changes
from facilitator_console.notes.ids import LISTS_OF_THE_GROUP
from facilitator_console.session.agenda import edit_session, next_item
from facilitator_console.session.readiness import Check
from facilitator_console.ui.control.action import Action
from facilitator_console.ui.control.session_controller import SessionController
from facilitator_console.ui.look.styles import FieldKind, Part, set_part, set_style
from facilitator_console.ui.parts.group_list import GroupListPanel
from facilitator_console.ui.parts.kept_focus import PassesFocus
from facilitator_console.ui.parts.primary_button import PrimaryButton
from facilitator_console.ui.parts.thin_scroll import ThinScrollArea
from facilitator_console.ui.prepare.agenda_panel import AgendaPanel
from facilitator_console.ui.prepare.before_panel import BeforePanel
from facilitator_console.ui.prepare.fit_panel import FitPanel
from facilitator_console.ui.prepare.import_panel import ImportPanel
from facilitator_console.ui.prepare.info_row import InfoRow
from facilitator_console.ui.prepare.item_panel import ItemPanel
from facilitator_console.ui.prepare.people_panel import PeoplePanel
from facilitator_console.ui.prepare.plan_files import PlanFiles
from facilitator_console.ui.prepare.plan_picture import PlanPicture
from facilitator_console.ui.prepare.print_panel import PrintPanel
from facilitator_console.words import kept_label, say, say_p, titled

ASIDE_PX, NARROW_ASIDE_PX = 330, 228
NARROW_PX = 1200
"""The width of the page below which its side is narrower."""
LOW_PX = 640
"""The height of the page below which everything moves closer together."""


class PreparePage(PassesFocus):
    """Shows the page before the meeting.

    Signals:
        ring_requested(): Go to the page of the meeting.
    """

    ring_requested = Signal()

    def __init__(self, controller: SessionController, parent: QWidget | None = None) -> None:
        """Build it on an open session."""
        super().__init__(parent)
        set_part(self, Part.PAGE)
        self._controller = controller
        text = controller.text
        self.plan = PlanPicture(controller, self)
        self.title = QLineEdit()
        self.begin = PrimaryButton()
        self.files = PlanFiles(controller, self)
        self.imports, self.exports = QPushButton(text(say("Import…"))), QPushButton(text(say("Print or export ▾")))
        self.template = QPushButton(text(say("Save as template")))
        self.preview = ImportPanel(controller)
        self.prints = PrintPanel(controller)
        self.lists_button = QPushButton(text(say("The group’s lists")))
        self.info = InfoRow(controller, self.plan)
        self.agenda = AgendaPanel(controller, self.plan)
        self.fit = FitPanel(controller, self.plan)
        self.people = PeoplePanel(controller)
        self.before = BeforePanel(controller)
        self.group_lists = tuple(GroupListPanel(controller, group_list) for group_list in LISTS_OF_THE_GROUP)
        self.item = ItemPanel(controller)
        self._lists = QWidget()
        self._stack = QStackedWidget()
        self._beside = QStackedWidget()
        self._aside = QFrame()
        set_part(self._aside, Part.ASIDE)
        self._lay_out()
        self._connect()
        self.pass_focus_to(self.agenda.table)
        self._refresh_info()

    def offered_actions(self) -> tuple[Action, ...]:
        """Return what can be done on this page; all of it is in the list of commands."""
        return (*self.agenda.offered_actions(), *self.files.actions())

    # -- building --------------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        main = self._main = QVBoxLayout()
        main.addLayout(self._head())
        main.addWidget(self.info)
        lists = QHBoxLayout(self._lists)
        lists.setContentsMargins(0, 0, 0, 0)
        lists.setSpacing(24)
        for group_list in self.group_lists:
            lists.addWidget(group_list, 1)
        self._stack.addWidget(self.agenda)
        self._stack.addWidget(self._lists)
        self._stack.addWidget(self.preview)
        self._stack.addWidget(self.prints)
        main.addWidget(self._stack, 1)
        inner = QWidget()
        self._side = QVBoxLayout(inner)
        self._side.setSpacing(18)
        self._side.addWidget(self.fit)
        self._side.addWidget(self.people)
        self._side.addWidget(self.before)
        self._side.addStretch(1)
        holder = QWidget()
        self._item_side = QVBoxLayout(holder)
        self._item_side.addWidget(self.item)
        around = QVBoxLayout(self._aside)
        around.setContentsMargins(0, 0, 0, 0)
        for shown in (inner, holder):
            page = QWidget()
            beside = QVBoxLayout(page)
            beside.setContentsMargins(0, 0, 0, 0)
            beside.addWidget(ThinScrollArea(shown))
            self._beside.addWidget(page)
        around.addWidget(self._beside)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addLayout(main, 1)
        row.addWidget(self._aside)

    def _head(self) -> QHBoxLayout:
        text = self._controller.text
        self.title.setAccessibleName(text(say("Title of the session")))
        self.title.setToolTip(text(say("A neutral title: it stands on the screen, in the list of sessions, in print.")))
        set_style(self.title, FieldKind.HEADING)
        self.title.setPlaceholderText(text(titled("")))
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.title, 1)
        self.lists_button.setCheckable(True)
        for button in (self.imports, self.exports, self.template, self.lists_button, self.begin):
            button.setAutoDefault(True)  # Enter presses it.
            row.addWidget(button)
        return row

    def _connect(self) -> None:
        self.title.editingFinished.connect(self._on_title_edited)
        self.begin.clicked.connect(self._begin)
        self.imports.clicked.connect(self.files.ask_import)
        self.exports.clicked.connect(self._show_exports)
        self.template.clicked.connect(self.files.save_as_template)
        self.files.file_chosen.connect(self.show_import)
        self.files.done.connect(self.agenda.show_outcome)
        self.files.print_asked.connect(self.show_print)
        self.preview.closed.connect(self._show_agenda)
        self.prints.closed.connect(self._show_agenda)
        self.lists_button.toggled.connect(self._on_lists_toggled)
        self.fit.item_asked.connect(self._on_item_asked)
        self.before.field_asked.connect(self._on_field_asked)
        self.agenda.details_asked.connect(self._show_details)
        self.item.closing_asked.connect(self._hide_details)
        self.agenda.table.selectionModel().currentChanged.connect(self._on_current_changed)
        self._controller.changed.connect(self._on_controller_changed)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give the agenda the room of a narrow window."""
        super().resizeEvent(event)
        narrow = event.size().width() < NARROW_PX
        self.template.setHidden(narrow)  # It is in the menu of the exports, too.
        self._aside.setFixedWidth(NARROW_ASIDE_PX if narrow else ASIDE_PX)
        beside, aside = (16, 12) if narrow else (26, 16)
        low = event.size().height() < LOW_PX
        above, below, between = (8, 8, 6) if low else (16, 14, 10)
        self._main.setSpacing(between)
        self._main.setContentsMargins(beside, above, beside, below)
        for side in (self._side, self._item_side):
            side.setContentsMargins(aside, above, aside, above)

    # -- doing -----------------------------------------------------------------------------------------

    def _begin(self) -> None:
        """Begin the first item and go to the meeting; where it has begun already, only go there."""
        if self._has_begun() or self._controller.do(next_item):
            self.ring_requested.emit()

    def _has_begun(self) -> bool:
        state = self._controller.state
        return bool(state.info.closed_at_ms) or any(
            item.started_at_ms and not item.removed for item in state.items.values()
        )

    def _on_lists_toggled(self, on: bool) -> None:
        self._stack.setCurrentWidget(self._lists if on else self.agenda)
        if on:
            self.group_lists[0].field.setFocus()
        else:
            self.agenda.table.setFocus()

    def _show_exports(self) -> None:
        self.files.show_menu(self.exports.mapToGlobal(QPoint(0, self.exports.height())))

    def show_import(self, path: Path) -> None:
        """Show what a file would bring, in place of the agenda."""
        if self.preview.show_file(path):
            self.lists_button.setChecked(False)
            self._stack.setCurrentWidget(self.preview)
            self.preview.take.setFocus()

    def show_print(self, name: str) -> None:
        """Show a handout as it will print, in place of the agenda."""
        self.lists_button.setChecked(False)
        self._stack.setCurrentWidget(self.prints)
        self.prints.show_kind(name)

    def _show_agenda(self) -> None:
        self._stack.setCurrentWidget(self.agenda)
        self.agenda.table.setFocus()

    def _on_item_asked(self, item_id: str) -> None:
        self.lists_button.setChecked(False)
        row = self.agenda.table.agenda.row_of(item_id)
        if row >= 0:
            column = max(self.agenda.table.currentIndex().column(), 1)
            self.agenda.table.setCurrentIndex(self.agenda.table.agenda.index(row, column))

    def _on_field_asked(self, check: str) -> None:
        field = self.info.promised if check == Check.PROMISED else self.people.number
        field.setFocus()

    def _show_details(self) -> None:
        """Show all fields of the current item beside the agenda."""
        self.item.show_item(self.agenda.table.current_id)
        self._beside.setCurrentIndex(1)
        self.item.led_by.setFocus()

    def _hide_details(self) -> None:
        self._beside.setCurrentIndex(0)
        self.agenda.table.setFocus()

    def _on_current_changed(self) -> None:
        if self._beside.currentIndex():
            self.item.show_item(self.agenda.table.current_id)

    # -- following -------------------------------------------------------------------------------------

    def _on_controller_changed(self, changes: Changes) -> None:
        if changes.keys() & {"info", "items"}:
            self._refresh_info()

    def _refresh_info(self) -> None:
        if not self.title.isModified():
            self._show_title()
        label = say("To the meeting") if self._has_begun() else say_p("begin the meeting", "Begin")
        self.begin.setText(self._controller.text(label))
        why_not = None if self._has_begun() else self._controller.refusal(next_item)
        self.begin.setEnabled(why_not is None)
        self.begin.setToolTip(self._controller.text(why_not) if why_not else "")

    def _on_title_edited(self) -> None:
        info = self._controller.state.info
        if kept_label(self.title.text()) != info.title:
            self._controller.do(edit_session, title=self.title.text())
        self._show_title()

    def _show_title(self) -> None:
        """Show the title as it is; of a long one the beginning is seen."""
        title = self._controller.state.info.title
        if title != self.title.text() or self.title.isModified():
            self.title.setText(title)
        self.title.setCursorPosition(0)
