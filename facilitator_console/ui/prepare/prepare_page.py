"""Shows the page Prepare: the session's title, its agenda and seats as tables to edit, and the group's lists.

What may be changed is for the commands; whether the plan fits is for session.plan. Here is only the page.
"""

from __future__ import annotations

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from facilitator_console.dialogue.state import Changes
from facilitator_console.notes.ids import GroupList
from facilitator_console.session.agenda import edit_session
from facilitator_console.session.ids import Attribution
from facilitator_console.ui.control.action import Action
from facilitator_console.ui.control.session_controller import SessionController
from facilitator_console.ui.look.styles import FieldKind, Part, Rank, set_part, set_style
from facilitator_console.ui.parts.choice import Choice
from facilitator_console.ui.parts.editable_table import LEAST_ROWS
from facilitator_console.ui.parts.group_list import GroupListPanel
from facilitator_console.ui.parts.labels import label
from facilitator_console.ui.prepare.agenda_panel import AgendaPanel
from facilitator_console.ui.prepare.people_panel import PeoplePanel
from facilitator_console.words import Message, kept_label, say, titled

ASIDE_PX = 400
NARROW_ASIDE_PX = 316
NARROW_PX = 1200
"""Below this width of the page its side is narrower."""
LOW_PX = 560
"""Below this height of the page everything moves closer together."""

ATTRIBUTIONS: dict[Attribution, Message] = {
    Attribution.NONE: say("no one"),
    Attribution.GROUP: say("the group"),
    Attribution.PSEUDONYM: say("the seat and its label"),
    Attribution.NAMED: say("the person, with consent"),
}


class PreparePage(QWidget):
    """Shows the page before the meeting."""

    def __init__(self, controller: SessionController, parent: QWidget | None = None) -> None:
        """Build it on an open session."""
        super().__init__(parent)
        set_part(self, Part.PAGE)
        self._controller = controller
        self.title = QLineEdit()
        self.attribution = Choice()
        self.agenda = AgendaPanel(controller)
        self.people = PeoplePanel(controller)
        self.group_lists = tuple(GroupListPanel(controller, group_list) for group_list in GroupList)
        self._aside = QFrame()
        set_part(self._aside, Part.ASIDE)
        self._lay_out()
        self._connect()
        self.setFocusProxy(self.agenda.table)
        self._refresh_info()

    def actions(self) -> tuple[Action, ...]:  # type: ignore[override]  # ours, not Qt's list of QActions
        """Return what has a chord while this page shows."""
        return ()

    # -- building --------------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        main = self._main = QVBoxLayout()
        main.addLayout(self._head())
        main.addWidget(self.agenda, 100)
        group_lists = QHBoxLayout()
        group_lists.setSpacing(24)
        for group_list in self.group_lists:
            group_lists.addWidget(group_list, 1)
        main.addLayout(group_lists, 1)
        self._side = QVBoxLayout(self._aside)
        self._side.addWidget(self.people)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addLayout(main, 1)
        row.addWidget(self._aside)

    def _head(self) -> QHBoxLayout:
        text = self._controller.text
        self.title.setAccessibleName(text(say("Title of the session")))
        self.title.setToolTip(text(say("A neutral title: it stands on the screen, in the list of sessions, in print.")))
        set_style(self.title, FieldKind.TITLE)
        self.title.setPlaceholderText(text(titled("")))
        self.attribution.setAccessibleName(text(say("A note names")))
        for attribution, name in ATTRIBUTIONS.items():
            self.attribution.addItem(text(name), attribution)
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addWidget(self.title, 1)
        names = label(text(say("A note names")), Rank.MUTED, wraps=True)
        names.setWordWrap(False)
        row.addWidget(names)
        row.addWidget(self.attribution)
        return row

    def _connect(self) -> None:
        self.title.editingFinished.connect(self._on_title_edited)
        self.attribution.activated.connect(self._on_attribution_chosen)
        self._controller.changed.connect(self._on_controller_changed)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give the agenda the room of a narrow window."""
        super().resizeEvent(event)
        narrow = event.size().width() < NARROW_PX
        self._aside.setFixedWidth(NARROW_ASIDE_PX if narrow else ASIDE_PX)
        beside, aside = (18, 10) if narrow else (26, 16)
        low = event.size().height() < LOW_PX
        above, below = (8, 6) if low else (18, 16)
        for table in (self.agenda.table, self.people.seats, self.people.groups):
            table.set_least_rows(1 if low else LEAST_ROWS)
        self._main.setSpacing(above)
        self._main.setContentsMargins(beside, above, beside, below)
        self._side.setContentsMargins(aside, above, aside, below)

    # -- following and doing ---------------------------------------------------------------------------

    def _on_controller_changed(self, changes: Changes) -> None:
        if "info" in changes:
            self._refresh_info()

    def _refresh_info(self) -> None:
        info = self._controller.state.info
        if not self.title.isModified():
            self._show_title()
        self.attribution.setCurrentIndex(self.attribution.findData(info.attribution))

    def _on_title_edited(self) -> None:
        info = self._controller.state.info
        if kept_label(self.title.text()) != info.title:
            self._controller.do(edit_session, title=self.title.text())
        self._show_title()

    def _show_title(self) -> None:
        """Show the title as it is; of a long one the beginning is seen."""
        self.title.setText(self._controller.state.info.title)
        self.title.setCursorPosition(0)

    def _on_attribution_chosen(self, place: int) -> None:
        chosen = Attribution(self.attribution.itemData(place))
        if chosen != self._controller.state.info.attribution:
            self._controller.do(edit_session, attribution=chosen)
        self._refresh_info()
