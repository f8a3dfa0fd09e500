"""Shows the group's lists at the side while the meeting runs: one list, the others one press away.

It stands in the place of another column, so that nothing else moves, and never over a clock. It works while everything
is frozen, and after the end.
"""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QMenu, QPushButton, QVBoxLayout, QWidget

from facilitator_console.dialogue.state import Changes
from facilitator_console.notes.commands import list_note
from facilitator_console.notes.ids import LISTS_OF_THE_GROUP, GroupList, NoteId
from facilitator_console.notes.state import entries_on
from facilitator_console.ui.control.action import Action, always
from facilitator_console.ui.control.session_controller import SessionController
from facilitator_console.ui.look.styles import ButtonKind, Part, Rank, set_part, set_style
from facilitator_console.ui.parts.flow import FlowLayout
from facilitator_console.ui.parts.group_list import EntryField, ListEntriesView
from facilitator_console.ui.parts.group_list_model import LIST_WORDS
from facilitator_console.ui.parts.labels import Link, label, set_text
from facilitator_console.ui.parts.thin_scroll import ThinScrollBar
from facilitator_console.words import say

LOW_PX = 420
"""The height of the column below which everything moves closer together."""
MARGINS, LOW_MARGINS = (18, 14), (10, 6)
"""The margins at the sides of the column, and above and below what is in it."""
SIDE_PX = 16
LEAST_PX = 36
"""The least height of the entries."""
TO_LIST = {
    GroupList.AGREEMENTS: say("Put it on the agreements"),
    GroupList.OUTCOMES: say("Put it on what we settled"),
    GroupList.PARKING_LOT: say("Put it on the list for later"),
}


class ListsSide(QFrame):
    """Shows one of the lists, its field and the way to the others.

    Attributes:
        action: Opens and closes it.

    Signals:
        toggled(): It was opened or closed.
        left(): It was closed by key or by a click; the focus may go back.
    """

    left = Signal()
    toggled = Signal()

    def __init__(self, controller: SessionController, beside: QWidget, parent: QWidget | None = None) -> None:
        """Build the side panel, closed.

        Args:
            controller: The session.
            beside: The column in whose place it stands while it is open.
            parent: Owner in Qt's sense.
        """
        super().__init__(parent)
        self._controller = controller
        self._beside = beside
        set_part(self, Part.ASIDE)
        shown = GroupList.AGREEMENTS
        self.entries, self.field = ListEntriesView(controller, shown), EntryField(controller, shown)
        self.head, self.close_link = label(rank=Rank.SECTION, wraps=True), Link("Esc")
        self.buttons = {group_list: QPushButton() for group_list in LISTS_OF_THE_GROUP}
        self.action = Action("lists", always(say("The group’s lists"), self.toggle), "G")
        self._build()
        self._connect()
        self.hide()

    def _build(self) -> None:
        self.close_link.setAccessibleName(self._controller.text(say("Close the group’s lists")))
        column = self._column = QVBoxLayout(self)
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(self.head, 1)
        head.addWidget(self.close_link, 0, Qt.AlignmentFlag.AlignTop)
        column.addLayout(head)
        column.addWidget(self.entries, 100)
        column.addWidget(self.field)
        others = QWidget()
        row = FlowLayout(others)
        for group_list, button in self.buttons.items():
            set_style(button, ButtonKind.SMALL)
            button.setAutoDefault(True)  # Enter presses it.
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            button.clicked.connect(partial(self.show_list, group_list))
            row.addWidget(button)
        column.addWidget(others)
        column.addStretch(1)
        ThinScrollBar(self.entries)

    def _connect(self) -> None:
        self.close_link.clicked.connect(self._leave)
        self.entries.left.connect(self._leave)
        self.entries.typed.connect(self._on_entries_typed)
        self.field.added.connect(self._show_last)
        self._controller.changed.connect(self._on_controller_changed)

    # -- opening and closing -----------------------------------------------------------------------------

    @property
    def shown(self) -> GroupList:
        """Return the list that is shown, or was shown last."""
        return self.entries.entries.group_list

    def toggle(self) -> None:
        """Open it, ready to type an entry, or close it."""
        if self.isVisible():
            self._leave()
        else:
            self.open_side()
            self.field.setFocus(Qt.FocusReason.OtherFocusReason)

    def open_side(self) -> None:
        """Open it in the place of the other column; the focus stays where it is."""
        self._beside.hide()
        self.setFixedWidth(self._beside.width())
        self.show()
        self.toggled.emit()

    def close_side(self) -> None:
        """Close it; the other column is back."""
        if not self.isHidden():
            self.hide()
            self._beside.show()
            self.toggled.emit()

    def _leave(self) -> None:
        self.close_side()
        self.left.emit()

    def show_list(self, group_list: GroupList) -> None:
        """Show another one of the group's lists."""
        self.entries.show_list(group_list)
        self.field.show_list(group_list)
        self._refresh()

    def put_note(self, note_id: str, group_list: GroupList | None = None) -> None:
        """Put a note's words on a list, by default the one that is shown, else that for later; and show it."""
        wanted = group_list or (self.shown if self.isVisible() else GroupList.PARKING_LOT)
        if not self._controller.do(list_note, NoteId(note_id), wanted):
            return
        self.show_list(wanted)
        if not self.isVisible():
            self.open_side()
        self._show_last()

    def offer_lists(self, menu: QMenu, note_id: str) -> None:
        """Add to a note's menu how it comes on each list."""
        for group_list, message in TO_LIST.items():
            entry = menu.addAction(self._controller.text(message), partial(self.put_note, note_id, group_list))
            entry.setEnabled(self._controller.refusal(list_note, NoteId(note_id), group_list) is None)

    # -- showing -----------------------------------------------------------------------------------------

    def set_foot(self, covered_px: int) -> None:
        """End above what covers the foot."""
        self.setContentsMargins(0, 0, 0, covered_px)
        self._fit()

    def showEvent(self, event: QShowEvent) -> None:
        """Read the lists anew: nothing is followed while they are hidden."""
        super().showEvent(event)
        self._refresh()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Move closer together where there is little height."""
        super().resizeEvent(event)
        self._fit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Close it on Esc, from wherever in it."""
        if event.key() == Qt.Key.Key_Escape:
            self._leave()
            return
        super().keyPressEvent(event)

    def _on_controller_changed(self, changes: Changes) -> None:
        if "list_entries" in changes and self.isVisible():
            self._refresh()

    def _refresh(self) -> None:
        text, state = self._controller.text, self._controller.state
        count = {group_list: len(entries_on(state, group_list)) for group_list in LISTS_OF_THE_GROUP}
        shown = LIST_WORDS[self.shown].counted._replace(params={"n": count[self.shown]})
        set_text(self.head, text(shown))  # The short name: the long one takes two lines here.
        for group_list, button in self.buttons.items():
            button.setText(text(LIST_WORDS[group_list].counted._replace(params={"n": count[group_list]})))
            button.setVisible(group_list is not self.shown)
        self._fit()

    def _fit(self) -> None:
        """Make the list as high as its entries, so that the field stands right below; it scrolls where that is less."""
        above, below = LOW_MARGINS if self.contentsRect().height() < LOW_PX else MARGINS
        self._column.setContentsMargins(SIDE_PX, above, SIDE_PX, below)
        self._column.setSpacing(above // 2 + 1)
        self.entries.setMinimumHeight(LEAST_PX)
        self.entries.setMaximumHeight(max(self.entries.contents_px() + 2, LEAST_PX))

    def _show_last(self) -> None:
        self._refresh()
        self.entries.scrollToBottom()

    def _on_entries_typed(self, letter: str) -> None:
        self.field.setFocus(Qt.FocusReason.OtherFocusReason)
        self.field.insert(letter)
