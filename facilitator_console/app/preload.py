"""Loads, after the first paint, the modules that will be wanted next, while somebody looks at the start screen.

The start screen itself waits for none of it; a session then opens as if all had been there from the beginning.
"""

from __future__ import annotations

import sys
from importlib import import_module

from PySide6.QtCore import QEvent, QObject, QTimer, Signal
from PySide6.QtWidgets import QWidget

NEXT = tuple(
    f"facilitator_console.{name}"
    for name in (
        "log",
        "store.derived.read_tables",
        "store.saver",
        "store.making",
        "session.events",
        "dialogue.codec",
        "session.evolve",
        "dialogue.history",
        "store.derived.rows",
        "session.floor",
        "console",
        "app.sessions",
        "runtime.local_formats",
        "views.room_view",
        "ui.control.session_controller",
        "ui.control.keys",
        "ui.parts.undo_strip",
        "ui.run.room_actions",
        "ui.run.note_line",
        "ui.run.queue_side",
        "ui.run.agenda_side",
        "ui.run.seat_ring",
        "ui.run.room_buttons",
        "ui.run.lead_page",
        "ui.run.notes_page",
        "ui.shell.session_view",
    )
)
"""The modules that a session needs, in order; whoever presses a key meanwhile waits for at most one of them."""


class Preload(QObject):
    """Loads the modules of a session, one at a time, from the first paint of a window on.

    Attributes:
        is_seen: Whether the window has been painted.

    Signals:
        seen(): The window has been painted for the first time.
    """

    seen = Signal()

    def __init__(self, window: QWidget) -> None:
        """Wait for the window's first paint.

        Args:
            window: The window; it owns this.
        """
        super().__init__(window)
        self.is_seen = False
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Notice the first paint; loading waits until all of the window is painted."""
        if event.type() == QEvent.Type.Paint:
            watched.removeEventFilter(self)
            QTimer.singleShot(0, self, self._begin)
        return False

    def _begin(self) -> None:
        self.is_seen = True
        self.seen.emit()
        QTimer.singleShot(0, self, self._load_next)

    def _load_next(self) -> None:
        name = next((module for module in NEXT if module not in sys.modules), None)
        if name is not None:
            import_module(name)
            QTimer.singleShot(0, self, self._load_next)
