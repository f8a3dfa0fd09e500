"""Asks what each table takes with it once tables have come back: a line for each, which goes into the report."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from facilitator_console.dialogue.capture import sum_up, tables_to_sum_up
from facilitator_console.dialogue.state import Changes
from facilitator_console.session.ids import TableId
from facilitator_console.session.room_state import TalkTable
from facilitator_console.session.tables import table_name, table_number, tables_on
from facilitator_console.ui.control.action import Action, Meaning
from facilitator_console.ui.control.session_controller import SessionController
from facilitator_console.ui.look.styles import BannerKind, ButtonKind, Rank
from facilitator_console.ui.parts.banners import Banner, BannerAction, Banners
from facilitator_console.ui.parts.labels import label
from facilitator_console.ui.parts.side_panel import SidePanel
from facilitator_console.ui.parts.thin_scroll import ThinScrollArea
from facilitator_console.words import say, say_n, say_p

BANNER = "summing_up"
TITLE = say("What each table takes with it")
SUMMED_UP = say("Every table has a summing-up line.")


class SummingPanel(SidePanel):
    """Shows a field for each table without a summing-up line; Enter saves it and goes to the next one.

    What was typed and not saved stays in its field until the session is left.

    Attributes:
        fields: By table.
    """

    def __init__(self, controller: SessionController, parent: QWidget) -> None:
        """Build the panel, closed."""
        super().__init__(parent)
        self._controller = controller
        text = controller.text
        self.setAccessibleName(text(TITLE))
        self.fields: dict[TableId, QLineEdit] = {}
        self._titles: dict[TableId, QLabel] = {}
        self.close_button = QPushButton(text(say_p("a panel", "Close")))
        self.close_button.setAutoDefault(True)
        self.close_button.clicked.connect(self.close_panel)
        rows = QWidget()
        self._rows = QVBoxLayout(rows)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(14, 16, 12, 12)
        column.setSpacing(12)
        column.addWidget(label(text(TITLE), Rank.HEAD, wraps=True))
        hint = say("A line for each, as in the note line: Enter saves it and goes on. It is meant for the report.")
        column.addWidget(label(text(hint), Rank.HINT, wraps=True))
        column.addWidget(ThinScrollArea(rows), 1)
        column.addWidget(self.close_button, 0, Qt.AlignmentFlag.AlignLeft)
        controller.changed.connect(self._on_controller_changed)

    def take_focus(self) -> None:
        """Begin with the first field."""
        self._refresh()
        next(iter(self.fields.values()), self.close_button).setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Save the line of the field that has the focus on Enter; Esc closes the panel."""
        if not event.text() or event.text() not in "\r\n":
            super().keyPressEvent(event)

    def _on_controller_changed(self, changes: Changes) -> None:
        if self.isVisible() and changes.keys() & {"notes", "talk_tables", "rooms", "items"}:
            self._refresh()

    def _refresh(self) -> None:
        """Show a field for each table that has no line; the others go, the focus to the next."""
        state = self._controller.state
        wanted = {table.table_id: table_number(state, table.table_id) for table in tables_to_sum_up(state)}
        at = list(self.fields)
        had = next((place for place, table_id in enumerate(at) if self.fields[table_id].hasFocus()), None)
        for table_id in [table_id for table_id in at if table_id not in wanted]:
            for part in (self.fields.pop(table_id), self._titles.pop(table_id)):
                self._rows.removeWidget(part)
                part.hide()
                part.deleteLater()
        for table_id, number in wanted.items():
            if table_id not in self.fields:
                self._add(table_id, number)
            self._titles[table_id].setText(self._title(table_id))
        if had is not None and at[had] not in self.fields:
            following = [table_id for table_id in at[had:] + at[:had] if table_id in self.fields]
            (self.fields[following[0]] if following else self.close_button).setFocus()

    def _title(self, table_id: TableId) -> str:
        state = self._controller.state
        table = state.talk_tables[table_id]
        text = self._controller.text
        return table.label or text(say("Table {number}", number=table_number(state, table_id)))

    def _add(self, table_id: TableId, number: int) -> None:
        title, field = label(rank=Rank.STRONG), QLineEdit()
        field.setAccessibleName(
            self._controller.text(say("What {table} takes with it", table=table_name(self._controller.state, table_id)))
        )
        field.returnPressed.connect(partial(self._save, table_id))
        self.fields[table_id], self._titles[table_id] = field, title
        place = 2 * sum(table_number(self._controller.state, table_id) < number for table_id in self.fields)
        self._rows.insertWidget(place, title)
        self._rows.insertWidget(place + 1, field)
        for part in (title, field):
            part.show()  # At once: what a layout shows later can't have the focus yet.

    def _save(self, table_id: TableId) -> None:
        line = self.fields[table_id].text()
        self._controller.do(sum_up, table_id, line, names=self._controller.tag_names)


class SummingUp(QObject):
    """Tells whoever leads, once tables have ended, which of them have no summing-up line, and opens the panel.

    Signals:
        asked(): The panel is wanted.
    """

    asked = Signal()

    def __init__(self, controller: SessionController, banners: Banners, parent: QObject) -> None:
        """Follow the tables of a session."""
        super().__init__(parent)
        self._controller, self._banners = controller, banners
        self._open = self._open_tables()
        self.asked.connect(partial(banners.dismiss, BANNER))
        controller.changed.connect(self._on_controller_changed)

    def actions(self) -> tuple[Action, ...]:
        """Return what the list of commands offers; nothing in a session without tables."""
        if not self._controller.state.talk_tables:
            return ()
        why_not = None if tables_to_sum_up(self._controller.state) else SUMMED_UP
        meaning = Meaning(say("Sum up the tables…"), self.asked.emit, why_not)
        return (Action("sum_up_tables", lambda _controller: meaning),)

    def _open_tables(self) -> frozenset[TableId]:
        return frozenset(table.table_id for table in tables_on(self._controller.state))

    def _on_controller_changed(self, changes: Changes) -> None:
        if not changes.keys() & {"notes", "talk_tables", "rooms", "items"}:
            return
        before, self._open = self._open, self._open_tables()
        missing = [table for table in tables_to_sum_up(self._controller.state) if table.table_id not in self._open]
        if not missing:
            self._banners.dismiss(BANNER)
        elif before - self._open and self._controller.leads:
            self._ask(missing)

    def _ask(self, missing: Iterable[TalkTable]) -> None:
        text, state = self._controller.text, self._controller.state
        names = tuple(text(table_name(state, table.table_id)) for table in missing)
        headline = say_n("{n} table has no summing-up line yet.", "{n} tables have no summing-up line yet.", len(names))
        write: Callable[[], None] = self.asked.emit
        banner = Banner(
            text(headline),
            text(say("What do they take with them? {tables}", tables=names)),
            [BannerAction(text(say("Write it")), write, ButtonKind.PRIMARY)],
            kind=BannerKind.ASK,
            dismiss=text(say("Not now")),
        )
        self._banners.show_banner(BANNER, banner)
