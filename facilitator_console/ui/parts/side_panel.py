"""Shows a panel over the left side of the window: not a dialog, and never over a clock."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol, runtime_checkable

from PySide6.QtCore import QEvent, QObject, QRect, Qt
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QStyle, QStyleOption, QWidget

from facilitator_console.ui.look.styles import Part, set_part
from facilitator_console.ui.parts.kept_focus import KeptFocus

WIDTH_PX = 380
WIDTH_SHARE = 0.42
"""The largest share of the window: the clocks of the notes page stand to the right of that."""

CHANGES_OF_PLACE = (QEvent.Type.Resize, QEvent.Type.Move, QEvent.Type.Show, QEvent.Type.Hide)


@runtime_checkable
class KeepsStill(Protocol):
    """Describes a page with parts that stand still and in sight, whatever comes over it."""

    def set_foot(self, covered_px: int) -> None:
        """Keep clear of so much of the page's foot."""

    def panel_px(self, width_px: int) -> int:
        """Return how wide a panel at the left side of a page of this width may be."""


class SidePanel(QFrame):
    """Opens over its parent's left side; Esc closes it, and the focus goes back where it was."""

    def __init__(self, parent: QWidget) -> None:
        """Build the panel, closed."""
        super().__init__(parent)
        set_part(self, Part.PANEL)
        # Else Qt paints the page beneath anew with whatever changes on the panel.
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self._focus = KeptFocus()
        self._room: Callable[[], QRect] = parent.rect
        parent.installEventFilter(self)
        self.hide()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint its ground and its edge, as the style sheet has them: nothing of the page shows through."""
        painter, option = QPainter(self), QStyleOption()
        option.initFrom(self)
        self.style().drawPrimitive(QStyle.PrimitiveElement.PE_Widget, option, painter, self)

    def set_room(self, room: Callable[[], QRect]) -> None:
        """Keep within this part of the parent."""
        self._room = room

    def toggle(self) -> None:
        """Open it, or close it."""
        if self.isVisible():
            self.close_panel()
        else:
            self.open_panel()

    def open_panel(self) -> None:
        """Open it and give it the focus."""
        if not self.isVisible():
            self._focus.keep()
        self.place()
        self.show()
        self.raise_()
        self.take_focus()

    def take_focus(self) -> None:
        """Take the focus when the panel opens."""
        self.setFocus()

    def close_panel(self) -> None:
        """Close it; the focus goes back where it was before."""
        self.hide()
        self._focus.give_back()

    def focusNextPrevChild(self, onwards: bool) -> bool:
        """Go round within the panel: what follows in the window lies under it."""
        # Asking Qt for the next one in its own chain would make that a child of this one in Python, and crash later.
        stops = [part for part in self.findChildren(QWidget) if self._is_stop(part)]
        now = self.window().focusWidget()
        if not stops:
            return False
        at = stops.index(now) + (1 if onwards else -1) if now in stops else 0
        stops[at % len(stops)].setFocus(Qt.FocusReason.TabFocusReason if onwards else Qt.FocusReason.BacktabFocusReason)
        return True

    @staticmethod
    def _is_stop(part: QWidget) -> bool:
        takes_tab = bool(part.focusPolicy() & Qt.FocusPolicy.TabFocus)
        return takes_tab and part.isVisible() and part.isEnabled() and not part.focusProxy()

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Stay in place when the window, or what the panel lies over, changes its size or place."""
        if event.type() in CHANGES_OF_PLACE and self.isVisible():
            self.place()
        return False

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Close the panel on Esc."""
        if event.key() == Qt.Key.Key_Escape:
            self.close_panel()
            return
        super().keyPressEvent(event)

    def place(self) -> None:
        """Cover the room that there is now."""
        self.setGeometry(self._room())
