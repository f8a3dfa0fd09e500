"""Edits what a format lets be chosen in the plan, such as how many tables there are: a field for each, as typed."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFormLayout, QLineEdit, QWidget

from facilitator_console.session.durations import duration_text, read_duration
from facilitator_console.session.state import AgendaItem
from facilitator_console.ui.control.session_controller import SessionController
from facilitator_console.ui.look.styles import Rank
from facilitator_console.ui.parts.check_row import CheckRow
from facilitator_console.ui.parts.labels import label
from facilitator_console.views.formats import SettingKind, SettingView, view_of
from facilitator_console.words import UserError, say


class FormatSettings(QWidget):
    """Shows the settings of an item's format; nothing where it has none.

    Signals:
        edited(str, int): This setting is to have this value.
    """

    edited = Signal(str, object)

    def __init__(self, controller: SessionController, parent: QWidget | None = None) -> None:
        """Begin without an item."""
        super().__init__(parent)
        self._controller = controller
        self._shown: tuple[SettingView, ...] = ()
        self.fields: dict[str, QLineEdit | CheckRow] = {}
        self._form = QFormLayout(self)
        self._form.setContentsMargins(0, 0, 0, 0)
        self._form.setSpacing(6)
        self._form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)
        self._form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        self.hide()

    def show_item(self, item: AgendaItem | None) -> None:
        """Show what this item has; what is being typed stays."""
        settings = view_of(item).settings_of(item) if item else ()
        if settings != self._shown:
            self._build(settings)
        self.setVisible(bool(settings))
        if item is None:
            return
        for setting in settings:
            field, value = self.fields[setting.name], setting.value(item)
            if isinstance(field, CheckRow):
                field.setChecked(bool(value))
            elif not field.isModified():
                field.setText(_shown(setting, value))

    def _build(self, settings: tuple[SettingView, ...]) -> None:
        while self._form.rowCount():
            self._form.removeRow(0)
        self._shown, self.fields = settings, {}
        for setting in settings:
            words = self._controller.text(setting.label)
            field: QLineEdit | CheckRow
            if setting.kind is SettingKind.CHOICE:
                field = CheckRow(words)
                field.clicked.connect(partial(self._on_choice_clicked, setting.name))
                self._form.addRow(field)
            else:
                field = QLineEdit()
                field.setAccessibleName(words)
                field.editingFinished.connect(partial(self._on_field_edited, setting))
                caption = label(words, Rank.SMALL, wraps=True)
                caption.setWordWrap(False)
                self._form.addRow(caption, field)
            self.fields[setting.name] = field

    def _on_choice_clicked(self, name: str, on: bool) -> None:
        self.edited.emit(name, on)

    def _on_field_edited(self, setting: SettingView) -> None:
        field = self.fields[setting.name]
        if not isinstance(field, QLineEdit) or not field.isModified():
            return
        field.setModified(False)
        try:
            self.edited.emit(setting.name, _read(setting, field.text()))
        except UserError as error:
            self._controller.refused.emit(error.message)
            self.edited.emit("", None)


def _shown(setting: SettingView, value: int) -> str:
    if setting.kind is SettingKind.LENGTH:
        return duration_text(value)
    return "" if setting.kind is SettingKind.SEAT and not value else str(value)


def _read(setting: SettingView, text: str) -> int:
    if setting.kind is SettingKind.LENGTH:
        return read_duration(text)
    if setting.kind is SettingKind.SEAT and not text.strip():
        return 0
    if not text.strip().isdecimal():
        raise UserError(say("“{text}” is not a number. Write one, such as 7.", text=text.strip()))
    return int(text)
