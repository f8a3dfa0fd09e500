"""Shows all fields of the current item beside the agenda: what the table has no column for, and its time in detail."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import (
    QFormLayout,
    QHBoxLayout,
    QLineEdit,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from facilitator_console.dialogue.state import Changes
from facilitator_console.session import events as ev
from facilitator_console.session.durations import duration_text, read_duration
from facilitator_console.session.editing import edit_items
from facilitator_console.session.formats import format_of
from facilitator_console.session.ids import NO_ITEM, ItemId, Shrinks
from facilitator_console.session.state import AgendaItem
from facilitator_console.ui.control.session_controller import SessionController
from facilitator_console.ui.look.styles import Rank
from facilitator_console.ui.parts.check_row import CheckRow
from facilitator_console.ui.parts.choice import Choice
from facilitator_console.ui.parts.labels import Link, label, set_text
from facilitator_console.ui.prepare.format_settings import FormatSettings
from facilitator_console.ui.prepare.own_settings import OwnSettings
from facilitator_console.words import Message, UserError, kept_text, say, say_p, titled

TEXT_LINES_PX = 62
SHRINKINGS: dict[Shrinks, Message] = {
    Shrinks.FIXED: say("not at all"),
    Shrinks.BY_SHARE: say_p("of an item that can shrink", "by share"),
    Shrinks.TO_LEAST: say_p("of an item that can shrink", "down to its least"),
}


class TextBox(QPlainTextEdit):
    """Edits a text of several lines; Tab goes on, and whoever goes on has finished.

    Signals:
        finished(): The text was changed and left.
    """

    finished = Signal()

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        """Begin empty."""
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setTabChangesFocus(True)
        self.setFixedHeight(TEXT_LINES_PX)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Tell of a text that was changed."""
        super().focusOutEvent(event)
        if self.document().isModified():
            self.document().setModified(False)
            self.finished.emit()

    def show_text(self, text: str) -> None:
        """Show a text, unless somebody is typing another one."""
        if not (self.hasFocus() and self.document().isModified()) and self.toPlainText() != text:
            self.setPlainText(text)
            self.document().setModified(False)


class ItemPanel(QWidget):
    """Shows the fields of one item.

    Signals:
        closing_asked(): Back to what the panel stands in place of.
    """

    closing_asked = Signal()

    def __init__(self, controller: SessionController, parent: QWidget | None = None) -> None:
        """Begin without an item."""
        super().__init__(parent)
        self._controller = controller
        self._item_id = NO_ITEM
        text = controller.text
        self.head = label(rank=Rank.STRONG, wraps=True)
        self.back = Link(text(say("Back to the plan")))
        self.goal = TextBox(text(say("Goal")))
        self.materials = TextBox(text(say("Materials")))
        self.team_note = TextBox(text(say("Note for the team")))
        self.led_by, self.fixed_at = QLineEdit(), QLineEdit()
        self.least, self.most = QLineEdit(), QLineEdit()
        self.shrinks = Choice()
        self.of_format = FormatSettings(controller)
        self.own = OwnSettings(controller)
        self.internal = CheckRow(text(say("only the team sees it")))
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        text = self._controller.text
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        head = QHBoxLayout()
        head.addWidget(label(text(say("Item")), Rank.SECTION), 1)
        head.addWidget(self.back)
        column.addLayout(head)
        column.addWidget(self.head)
        for shrinks, words in SHRINKINGS.items():
            self.shrinks.addItem(text(words), shrinks.value)
        self._form = QFormLayout()
        self._form.setSpacing(6)
        self._form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)
        self._form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        for words, field in (
            (say("Who leads"), self.led_by),
            (say("Fixed time"), self.fixed_at),
            (say("Can shrink"), self.shrinks),
            (say("Down to"), self.least),
            (say("Can grow up to"), self.most),
        ):
            self._add(words, field)
        self.fixed_at.setPlaceholderText(text(say_p("a fixed time", "none")))
        self.most.setPlaceholderText(text(say("–")))
        column.addLayout(self._form)
        column.addWidget(self.of_format)
        column.addWidget(self.own)
        column.addWidget(self.internal)
        for words, box in (
            (say("Goal"), self.goal),
            (say("Materials"), self.materials),
            (say("Note for the team"), self.team_note),
        ):
            column.addWidget(label(text(words), Rank.SMALL, wraps=True))
            column.addWidget(box)
        column.addStretch(1)

    def _add(self, words: Message, field: QWidget) -> None:
        caption = label(self._controller.text(words), Rank.SMALL, wraps=True)
        caption.setWordWrap(False)
        field.setAccessibleName(self._controller.text(words))
        self._form.addRow(caption, field)

    def _connect(self) -> None:
        self.back.clicked.connect(self.closing_asked)
        self.led_by.editingFinished.connect(self._on_led_by_edited)
        self.fixed_at.editingFinished.connect(self._on_fixed_at_edited)
        self.least.editingFinished.connect(self._on_least_edited)
        self.most.editingFinished.connect(self._on_most_edited)
        self.of_format.edited.connect(self._on_of_format_edited)
        self.own.edited.connect(self._on_of_format_edited)
        self.shrinks.activated.connect(self._on_shrinks_chosen)
        self.internal.clicked.connect(self._on_internal_clicked)
        self.goal.finished.connect(self._on_goal_edited)
        self.materials.finished.connect(self._on_materials_edited)
        self.team_note.finished.connect(self._on_team_note_edited)
        self._controller.changed.connect(self._on_controller_changed)

    # -- showing -----------------------------------------------------------------------------------------

    def show_item(self, item_id: ItemId) -> None:
        """Show this item's fields; where there is none, nothing can be typed."""
        if item_id != self._item_id:
            self._keep_texts()
        self._item_id = item_id
        self._refresh()

    def _keep_texts(self) -> None:
        """Keep what is being typed for the item that it was typed for."""
        for box in (self.goal, self.materials, self.team_note):
            if box.document().isModified():
                box.document().setModified(False)
                box.finished.emit()

    @property
    def _item(self) -> AgendaItem | None:
        item = self._controller.state.items.get(self._item_id)
        return item if item is not None and not item.removed else None

    def _on_controller_changed(self, changes: Changes) -> None:
        if changes.keys() & {"items", "info"} and self.isVisible():
            self._refresh()

    def _refresh(self) -> None:
        item, text = self._item, self._controller.text
        words = titled(item.title) if item else say("Select an item in the agenda.")
        set_text(self.head, text(words))
        fields = (self.led_by, self.fixed_at, self.least, self.most, self.shrinks, self.internal)
        for field in (*fields, self.goal, self.materials, self.team_note):
            field.setEnabled(item is not None)
        self.of_format.show_item(item)
        self.own.show_item(item)
        if item is None:
            return
        gives = format_of(item).gives_time
        self.shrinks.setEnabled(gives)
        self.shrinks.setCurrentIndex(self.shrinks.findData((item.shrinks if gives else Shrinks.FIXED).value))
        self._form.setRowVisible(self.least, gives and item.shrinks is Shrinks.TO_LEAST)
        for field, value in (
            (self.led_by, item.led_by),
            (self.fixed_at, item.fixed_at),
            (self.least, duration_text(item.least_ms)),
            (self.most, duration_text(item.most_ms)),
        ):
            if not field.isModified():
                field.setText(value)
        self.internal.setChecked(item.internal)
        self.goal.show_text(item.goal)
        self.materials.show_text(item.materials)
        self.team_note.show_text(item.team_note)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go back on Esc."""
        if event.key() == Qt.Key.Key_Escape:
            self.closing_asked.emit()
            return
        super().keyPressEvent(event)

    # -- doing -------------------------------------------------------------------------------------------

    def _edit(self, edit: ev.ItemEdited) -> None:
        if self._item is not None:
            self._controller.do(edit_items, [self._item_id], edit)
        self._refresh()

    def _edited(self, field: QLineEdit, edit_of: Callable[[str], ev.ItemEdited]) -> None:
        """Carry out what was typed in a field; what can't be is refused and the value stays."""
        if not field.isModified():
            return
        field.setModified(False)
        try:
            self._edit(edit_of(field.text()))
        except UserError as error:
            self._controller.refused.emit(error.message)
            self._refresh()

    def _on_led_by_edited(self) -> None:
        self._edited(self.led_by, lambda text: ev.ItemEdited(led_by=text))

    def _on_fixed_at_edited(self) -> None:
        self._edited(self.fixed_at, lambda text: ev.ItemEdited(fixed_at=text))

    def _on_least_edited(self) -> None:
        self._edited(self.least, lambda text: ev.ItemEdited(least_ms=read_duration(text)))

    def _on_most_edited(self) -> None:
        self._edited(self.most, lambda text: ev.ItemEdited(most_ms=read_duration(text)))

    def _on_shrinks_chosen(self, place: int) -> None:
        self._edit(ev.ItemEdited(shrinks=Shrinks(self.shrinks.itemData(place))))

    def _on_internal_clicked(self, on: bool) -> None:
        self._edit(ev.ItemEdited(internal=on))

    def _on_of_format_edited(self, name: str, value: object) -> None:
        """Keep a setting of the format, or of the item alone; without a name what was typed was refused."""
        if name:
            self._edit(ev.ItemEdited(settings={name: value}))
        self._refresh()

    def _on_goal_edited(self) -> None:
        self._edit(ev.ItemEdited(goal=kept_text(self.goal.toPlainText())))

    def _on_materials_edited(self) -> None:
        self._edit(ev.ItemEdited(materials=kept_text(self.materials.toPlainText())))

    def _on_team_note_edited(self) -> None:
        self._edit(ev.ItemEdited(team_note=kept_text(self.team_note.toPlainText())))
