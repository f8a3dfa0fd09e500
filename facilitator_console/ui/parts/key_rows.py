"""Lays out rows of buttons that stand still whatever their labels are."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from PySide6.QtCore import QEvent, QRect, QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from facilitator_console.ui.parts.key_button import KeyButton, Look


class Setting(NamedTuple):
    """Represents a way to lay buttons out in rows.

    Attributes:
        rows: The buttons of each row.
        look: Of all of them.
        fills: The rows are as wide as there is room; otherwise the buttons have their own widths.
    """

    rows: tuple[tuple[KeyButton, ...], ...]
    look: Look
    fills: bool = True


class KeyRows(QWidget):
    """Shows rows of buttons, laid out in the first of several ways that fits the width."""

    def __init__(self, gap_px: int = 8, parent: QWidget | None = None) -> None:
        """Begin without buttons; see `set_in`."""
        super().__init__(parent)
        self._gap_px = gap_px
        self._settings: tuple[Setting, ...] = ()
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def set_in(self, *settings: Setting) -> None:
        """Lay the buttons out in the first of these ways that fits, or in the last."""
        for row in settings[0].rows:
            for button in row:
                button.setParent(self)
        self._settings = settings
        self.updateGeometry()
        self._arrange()

    def sizeHint(self) -> QSize:
        """Return the height at the present width; any width will do."""
        return QSize(0, self.heightForWidth(self.width()))

    def minimumSizeHint(self) -> QSize:
        """Return the least size: the last way always fits."""
        return QSize(0, self.heightForWidth(self.width()))

    def hasHeightForWidth(self) -> bool:
        """Tell that the height depends on the width."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Return the height of all rows."""
        setting = self._fitting(width)
        return len(setting.rows) * (setting.look.height_px + self._gap_px) - self._gap_px

    def event(self, event: QEvent) -> bool:
        """Give a button its room when it has a label that nobody knew of."""
        if event.type() == QEvent.Type.LayoutRequest:
            self.updateGeometry()
            self._arrange()
        return super().event(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Lay the buttons out anew."""
        super().resizeEvent(event)
        self._arrange()

    def _fitting(self, width: int) -> Setting:
        for setting in self._settings:
            if all(sum(self._wanted(row, setting)) <= self._room(row, width) for row in setting.rows):
                return setting
        return self._settings[-1]

    def _arrange(self) -> None:
        setting = self._fitting(self.width())
        y = 0
        for row in setting.rows:
            widths = self._wanted(row, setting)
            room = self._room(row, self.width())
            if setting.fills or sum(widths) > room:
                widths = shared(widths, room)
            x = 0
            for button, width in zip(row, widths, strict=True):
                button.set_look(setting.look)
                button.setGeometry(QRect(x, y, width, setting.look.height_px))
                x += width + self._gap_px
            y += setting.look.height_px + self._gap_px

    def _room(self, row: Sequence[KeyButton], width: int) -> int:
        return width - self._gap_px * (len(row) - 1)

    @staticmethod
    def _wanted(row: Sequence[KeyButton], setting: Setting) -> list[int]:
        return [button.width_px(setting.look) for button in row]


def shared(wanted: Sequence[int], room: int) -> list[int]:
    """Return widths that fill the room: all alike where each fits, else the widest give or the narrowest get.

    Args:
        wanted: The width that each needs, in px.
        room: The width for all of them, in px.
    """
    widths = list(wanted)
    while (spare := room - sum(widths)) != 0:
        grows = spare > 0
        level = min(widths) if grows else max(widths)
        at = [place for place, width in enumerate(widths) if width == level]
        others = [width for width in widths if width != level]
        step = abs(min(others) - level if grows else level - max(others)) if others else abs(spare)
        each = max(1, min(step, abs(spare) // len(at)))
        for place in at[: abs(spare)]:
            widths[place] += each if grows else -each
    return widths
