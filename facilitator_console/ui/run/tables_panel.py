"""Holds the cards of the tables, to scroll where there are many, and carries out what is done with them."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, Qt, Signal
from PySide6.QtWidgets import QWidget

from facilitator_console.session.calling_order import takes_turns
from facilitator_console.session.floor import is_chosen
from facilitator_console.session.ids import ParticipantId, TableId
from facilitator_console.session.table_places import move_to_table
from facilitator_console.session.tables import table_of
from facilitator_console.ui.control.session_controller import SessionController
from facilitator_console.ui.parts.thin_scroll import ThinScrollArea
from facilitator_console.ui.run.queue_side import show_seat_menu, show_table_menu
from facilitator_console.ui.run.seat_actions import choosing
from facilitator_console.ui.run.tables_field import TablesField

EDGE_PX = 24
"""A seat that is held so near to the edge, or beyond it, scrolls the cards."""


class TablesPanel(ThinScrollArea):
    """Shows the open tables with what each is doing.

    Signals:
        acted(): Something was done; the focus may go back.
    """

    acted = Signal()

    def __init__(self, controller: SessionController, parent: QWidget | None = None) -> None:
        """Show the controller's tables."""
        self.field = TablesField(controller)
        super().__init__(self.field, parent)
        self._controller = controller
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.field.seat_chosen.connect(self._on_seat_chosen)
        self.field.menu_wanted.connect(self._on_menu_wanted)
        self.field.table_chosen.connect(self._on_table_chosen)
        self.field.table_menu_wanted.connect(self._on_table_menu_wanted)
        self.field.seat_moved.connect(self._on_seat_moved)
        self.field.dragged_to.connect(self._on_dragged_to)
        controller.tables.changed.connect(self._on_tables_changed)

    def set_compact(self, *, on: bool) -> None:
        """Take less room, or not."""
        self.field.set_compact(on=on)

    def height_px(self, width: int) -> int:
        """Return the height of all cards at a width."""
        return self.field.heightForWidth(width)

    def refresh_time(self) -> None:
        """Refresh the clocks of turns."""
        self.field.refresh_time()

    def _on_seat_chosen(self, participant_id: str) -> None:
        """Let a seat ask to speak at its table, where people take turns; elsewhere its table is meant."""
        person = ParticipantId(participant_id)
        table_id = table_of(self._controller.state, person)
        if takes_turns(self._controller.state, table_id) and not is_chosen(self._controller.state, person, table_id):
            choosing(person, table_id).do(self._controller)
        self.acted.emit()

    def _on_table_chosen(self, table_id: str) -> None:
        self._controller.tables.choose(TableId(table_id))
        self.acted.emit()

    def _on_menu_wanted(self, participant_id: str, at: QPoint) -> None:
        show_seat_menu(self._controller, ParticipantId(participant_id), at, self)

    def _on_table_menu_wanted(self, table_id: str, at: QPoint) -> None:
        self._controller.tables.choose(TableId(table_id))
        show_table_menu(self._controller, TableId(table_id), at, self)

    def _on_seat_moved(self, participant_id: str, table_id: str) -> None:
        self._controller.do(move_to_table, ParticipantId(participant_id), TableId(table_id))
        if not self.field.hasFocus():  # Who seats several people by key goes on there.
            self.acted.emit()

    def _on_dragged_to(self, at: QPoint) -> None:
        """Bring tables into sight that are above or below."""
        self.ensureVisible(at.x(), at.y(), 0, EDGE_PX)

    def _on_tables_changed(self) -> None:
        """Bring the card of the table that is meant into sight."""
        view = self._controller.tables.view
        card = self.field.card_of(view.table_id) if view else QRect()
        if not card.isNull():
            self.ensureVisible(card.center().x(), card.center().y(), 0, card.height() // 2 + 4)
