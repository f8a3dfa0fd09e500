"""Edits in which settings an item differs from the session: the quiet minute, more time, calling back, the queue.

A field that is empty holds what the session has, which stands in it faintly.
"""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QLineEdit, QVBoxLayout, QWidget

from facilitator_console.session.durations import duration_text, read_duration
from facilitator_console.session.ids import NO_ITEM
from facilitator_console.session.settings import RoomSettings, settings_of
from facilitator_console.session.state import AgendaItem
from facilitator_console.ui.control.session_controller import SessionController
from facilitator_console.ui.look.styles import Rank
from facilitator_console.ui.parts.choice import Choice
from facilitator_console.ui.parts.labels import Link, label
from facilitator_console.views.setting_words import CHOICES, NUMBERS, OF_ITEMS, TIMES
from facilitator_console.words import UserError, say, say_p

AS_SESSION, YES, NO = range(3)
FIELD_PX = 64
WORDS = {**TIMES, **NUMBERS, **CHOICES}


class OwnSettings(QWidget):
    """Shows a line that opens the form; it is open where the item differs.

    Signals:
        edited(str, object): This setting is to have this value; None: as in the session.
    """

    edited = Signal(str, object)

    def __init__(self, controller: SessionController, parent: QWidget | None = None) -> None:
        """Begin closed, without an item."""
        super().__init__(parent)
        self._controller = controller
        self._item: AgendaItem | None = None
        self.link = Link(controller.text(say("Differs from the session…")), small=True)
        self.fields = {name: QLineEdit() for name in OF_ITEMS if name not in CHOICES}
        self.choices = {name: Choice() for name in OF_ITEMS if name in CHOICES}
        self._rows = QWidget()
        self._build()
        self.link.clicked.connect(self._on_link_clicked)
        self._rows.hide()

    def _build(self) -> None:
        text = self._controller.text
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.link)
        column.addWidget(self._rows)
        grid = QGridLayout(self._rows)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(6)
        grid.setColumnStretch(0, 1)
        for name in OF_ITEMS:
            field, row = self.fields.get(name) or self.choices[name], grid.rowCount()
            field.setAccessibleName(text(WORDS[name]))
            is_narrow = name in self.fields
            grid.addWidget(label(text(WORDS[name]), Rank.SMALL, wraps=True), row, 0, 1, 1 if is_narrow else 2)
            grid.addWidget(field, row if is_narrow else row + 1, 1 if is_narrow else 0, 1, 1 if is_narrow else 2)
        for name, line in self.fields.items():
            line.setFixedWidth(FIELD_PX)
            line.editingFinished.connect(partial(self._on_field_edited, name))
        for name, choice in self.choices.items():
            for _ in (AS_SESSION, YES, NO):
                choice.addItem("")
            choice.setItemText(YES, text(say_p("a setting", "yes")))
            choice.setItemText(NO, text(say_p("a setting", "no")))
            choice.activated.connect(partial(self._on_chosen, name))

    def show_item(self, item: AgendaItem | None) -> None:
        """Show in what an item differs; what is being typed stays."""
        is_other = item is None or self._item is None or item.item_id != self._item.item_id
        self._item = item
        own = {name for name in OF_ITEMS if item and item.settings.get(name) is not None}
        if is_other:
            self._rows.setVisible(bool(own))
        self.setEnabled(item is not None)
        if item is None:
            return
        state, text = self._controller.state, self._controller.text
        of_session, here = settings_of(state, NO_ITEM), settings_of(state, item.item_id)
        for name, field in self.fields.items():
            field.setPlaceholderText(_written(of_session, name))
            if not field.isModified():
                field.setText(_written(here, name) if name in own else "")
        for name, choice in self.choices.items():
            usual = say("as in the session: yes") if getattr(of_session, name) else say("as in the session: no")
            choice.setItemText(AS_SESSION, text(usual))
            choice.setCurrentIndex((YES if getattr(here, name) else NO) if name in own else AS_SESSION)

    def _on_link_clicked(self) -> None:
        self._rows.setVisible(self._rows.isHidden())
        if self._rows.isVisible():
            next(iter(self.fields.values())).setFocus()

    def _on_chosen(self, name: str, place: int) -> None:
        self.edited.emit(name, None if place == AS_SESSION else place == YES)

    def _on_field_edited(self, name: str) -> None:
        field = self.fields[name]
        if not field.isModified():
            return
        field.setModified(False)
        try:
            self.edited.emit(name, _read(name, field.text().strip()))
        except UserError as error:
            self._controller.refused.emit(error.message)
            self.show_item(self._item)


def _written(settings: RoomSettings, name: str) -> str:
    value = getattr(settings, name)
    return (duration_text(value) or "0") if name in TIMES else str(value)


def _read(name: str, typed: str) -> int | None:
    if not typed:
        return None
    if name in TIMES:
        return read_duration(typed)
    if not typed.isdecimal():
        raise UserError(say("“{text}” is not a number. Write one, such as 7.", text=typed))
    return int(typed[:9])
