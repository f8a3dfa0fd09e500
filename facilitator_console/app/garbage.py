"""Collects garbage in the window's thread only.

Python collects in whichever thread happens to allocate. A cycle may hold an object of Qt, and Qt objects that are
deleted in a foreign thread, such as the store's saver, make the program crash. So the automatic collection stays off,
and a timer does the same work where the window lives.
"""

from __future__ import annotations

import gc

from PySide6.QtCore import QObject, QTimer

EVERY_MS = 1_000


class GarbageCollector(QObject):
    """Collects garbage while it lives, by Python's own thresholds.

    Turn the automatic collection off before (`gc.disable()`).
    """

    def __init__(self, parent: QObject) -> None:
        """Start the timer that collects garbage.

        Args:
            parent: Owner in Qt's sense, in the window's thread.
        """
        super().__init__(parent)
        timer = QTimer(self)
        timer.timeout.connect(self._collect)
        timer.start(EVERY_MS)

    def _collect(self) -> None:
        """Collect the oldest generation that is due: it includes the younger ones."""
        due = [
            age
            for age, (count, most) in enumerate(zip(gc.get_count(), gc.get_threshold(), strict=True))
            if count > most
        ]
        if due:
            gc.collect(due[-1])
