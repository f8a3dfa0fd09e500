"""Holds the find field: what is typed is looked for at once; it opens on request and leaves nothing behind."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPushButton, QWidget

from facilitator_console.notes.filters import NO_FILTER
from facilitator_console.ui.control.session_controller import SessionController
from facilitator_console.ui.look.styles import ButtonKind, Rank, set_style
from facilitator_console.ui.parts.labels import label, set_text
from facilitator_console.ui.run.filter_button import FilterButton
from facilitator_console.words import say, say_n


class FindBar(QWidget):
    """Shows a field, how many were found, and a way out; it is hidden until it is asked for.

    Attributes:
        controller: The session.

    Signals:
        text_changed(str): Look for this; empty for everything.
        filter_changed(): Show only what passes another filter.
        reach_changed(): Look in all sessions, or in this one.
        entered(): On to what was found.
        left(): It was closed by hand.
    """

    text_changed = Signal(str)
    filter_changed = Signal()
    reach_changed = Signal()
    entered = Signal()
    left = Signal()

    def __init__(self, controller: SessionController, parent: QWidget | None = None) -> None:
        """Begin closed."""
        super().__init__(parent)
        self.controller = controller
        self.field = QLineEdit()
        self.field.setPlaceholderText(controller.text(say("Find in the notes")))
        self.field.setAccessibleName(controller.text(say("Find in the notes")))
        self.filter = FilterButton(controller)
        self.filter.filter_changed.connect(self.filter_changed)
        self.everywhere = QPushButton(controller.text(say("All sessions")))
        self.everywhere.setCheckable(True)
        self.everywhere.setAutoDefault(True)
        set_style(self.everywhere, ButtonKind.SMALL)
        self.everywhere.toggled.connect(self._on_everywhere_toggled)
        self._count = label(rank=Rank.MUTED, wraps=True)
        self._count.setWordWrap(False)
        close = QPushButton(controller.text(say("Show all")))
        set_style(close, ButtonKind.LINK)
        close.setAutoDefault(True)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 8)
        row.setSpacing(12)
        row.addWidget(self.field, 1)
        row.addWidget(self.filter)
        row.addWidget(self.everywhere)
        row.addWidget(self._count)
        row.addWidget(close)
        self.field.textChanged.connect(self.text_changed)
        self.field.returnPressed.connect(self.entered)
        close.clicked.connect(self._leave)
        self.hide()

    @property
    def text(self) -> str:
        """Return what is looked for."""
        return self.field.text().strip()

    @property
    def is_narrowed(self) -> bool:
        """Tell whether not all notes are shown."""
        return bool(self.text) or self.filter.wanted != NO_FILTER

    def open(self) -> None:
        """Show the field and let somebody type; what stands in it is selected."""
        self.show()
        self.field.selectAll()
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def close_find(self) -> None:
        """Close it and show all notes again."""
        self.field.clear()
        self.filter.set_filter(NO_FILTER)
        self.filter.set_order(oldest_first=False)
        self.everywhere.setChecked(False)
        self.hide()

    def _on_everywhere_toggled(self) -> None:
        self.filter.setEnabled(not self.everywhere.isChecked())
        self.reach_changed.emit()
        self.field.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_count(self, found: int, *, most: int = 0) -> None:
        """Say how many were found; `most` where more than that are never shown."""
        if most and found >= most:
            set_text(self._count, self.controller.text(say("the newest {n}", n=most)))
            return
        set_text(self._count, self.controller.text(say_n("{n} note", "{n} notes", found)) if self.is_narrowed else "")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Close it on Esc; go on to what was found on Down."""
        if event.key() == Qt.Key.Key_Escape:
            self._leave()
        elif event.key() == Qt.Key.Key_Down:
            self.entered.emit()
        else:
            super().keyPressEvent(event)

    def _leave(self) -> None:
        self.close_find()
        self.left.emit()
