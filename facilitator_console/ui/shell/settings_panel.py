"""Shows the settings of the session, to change them: lengths in minutes, and choices of yes or no."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QSignalBlocker, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QCheckBox, QGridLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from facilitator_console.dialogue.state import Changes
from facilitator_console.session.agenda import edit_session
from facilitator_console.session.ids import NO_ITEM
from facilitator_console.session.plan import minutes_text, read_minutes
from facilitator_console.session.settings import settings_of
from facilitator_console.ui.control.session_controller import SessionController
from facilitator_console.ui.look.styles import Rank
from facilitator_console.ui.parts.labels import label
from facilitator_console.ui.parts.side_panel import SidePanel
from facilitator_console.ui.parts.thin_scroll import ThinScrollArea
from facilitator_console.views.setting_words import CHOICES, NUMBERS, TIMES
from facilitator_console.words import UserError, kept_label, say, say_p

HOW = say("Times are minutes, such as 1 or 0:30.")
FIELD_PX = 56
MOST_DIGITS = 9


class SettingsPanel(SidePanel):
    """Shows the form; what is changed holds at once."""

    def __init__(self, controller: SessionController, parent: QWidget) -> None:
        """Build the panel, closed."""
        super().__init__(parent)
        self._controller = controller
        text = controller.text
        self.setAccessibleName(text(say("Settings of this session")))
        self.fields = {name: QLineEdit() for name in (*TIMES, *NUMBERS)}
        self.boxes = {name: QCheckBox() for name in CHOICES}
        self.close_button = QPushButton(text(say_p("a panel", "Close")))
        self._lay_out()
        self.close_button.setAutoDefault(True)
        self.close_button.clicked.connect(self.close_panel)
        controller.changed.connect(self._on_controller_changed)

    def _lay_out(self) -> None:
        text, page = self._controller.text, QWidget()
        grid = QGridLayout(page)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(8)
        grid.setColumnStretch(0, 1)
        for name, field in self.fields.items():
            field.setFixedWidth(FIELD_PX)
            field.setAlignment(Qt.AlignmentFlag.AlignRight)
            field.editingFinished.connect(partial(self._on_field_editing_finished, name))
        for name, box in self.boxes.items():
            box.toggled.connect(partial(self._on_box_toggled, name))
        for row, (name, words) in enumerate({**TIMES, **NUMBERS, **CHOICES}.items()):
            changed = self.fields.get(name) or self.boxes[name]
            changed.setAccessibleName(text(words))
            grid.addWidget(label(text(words), wraps=True), row, 0)
            grid.addWidget(changed, row, 1, Qt.AlignmentFlag.AlignRight)
        grid.addWidget(label(text(HOW), Rank.HINT, wraps=True), grid.rowCount(), 0, 1, 2)
        grid.setRowStretch(grid.rowCount(), 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(14, 16, 12, 12)
        column.setSpacing(12)
        column.addWidget(label(text(say("Settings of this session")), Rank.HEAD, wraps=True))
        column.addWidget(ThinScrollArea(page), 1)
        column.addWidget(self.close_button, 0, Qt.AlignmentFlag.AlignLeft)

    def take_focus(self) -> None:
        """Begin with the first field."""
        self._refresh()
        first = next(iter(self.fields.values()))
        first.setFocus()
        first.selectAll()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Keep what was typed on Enter; Esc closes the panel."""
        if event.key() not in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            super().keyPressEvent(event)

    # -- following and doing ---------------------------------------------------------------------------

    def _on_controller_changed(self, changes: Changes) -> None:
        if "info" in changes and self.isVisible():
            self._refresh()

    def _refresh(self) -> None:
        """Show what holds in the session; an item may have its own."""
        settings = settings_of(self._controller.state, NO_ITEM)
        for name, field in self.fields.items():
            value = getattr(settings, name)
            field.setText((minutes_text(value) or "0") if name in TIMES else str(value))
        for name, box in self.boxes.items():
            with QSignalBlocker(box):
                box.setChecked(getattr(settings, name))

    def _on_field_editing_finished(self, name: str) -> None:
        typed, settings = self.fields[name].text(), settings_of(self._controller.state, NO_ITEM)
        try:
            value = read_minutes(typed) if name in TIMES else _read_number(typed)
        except UserError as error:
            self._controller.refused.emit(error.message)
        else:
            if value != getattr(settings, name):
                self._controller.do(edit_session, settings={name: value})
        self._refresh()

    def _on_box_toggled(self, name: str, checked: bool) -> None:
        self._controller.do(edit_session, settings={name: checked})
        self._refresh()


def _read_number(typed: str) -> int:
    typed = kept_label(typed)
    if not (typed.isascii() and typed.isdigit()):
        raise UserError(say("“{text}” is not a number. Write one, such as 7.", text=typed))
    return int(typed[:MOST_DIGITS])
