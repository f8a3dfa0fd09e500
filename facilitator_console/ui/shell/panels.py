"""Opens the panels over a session's page, one at a time, and says where they may lie."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QPoint, QRect
from PySide6.QtWidgets import QStackedWidget, QWidget

from facilitator_console.ui.look.styles import Part
from facilitator_console.ui.parts.banners import FootBanners
from facilitator_console.ui.parts.side_panel import WIDTH_PX, WIDTH_SHARE, KeepsStill, SidePanel


class Panels:
    """Holds the panels of a session."""

    def __init__(self, body: QWidget, stack: QStackedWidget, banners: FootBanners) -> None:
        """Begin with no panel.

        Args:
            body: The parent of all of them.
            stack: The pages below them.
            banners: What they end above.
        """
        self._body, self._stack, self._banners = body, stack, banners
        self._panels: list[SidePanel] = []

    def add(self, panel: SidePanel, *, at_right: bool = False) -> None:
        """Keep a panel where panels may lie, at the left, or over what stands at the right of the page."""
        panel.set_room(partial(self._room_at_right, panel) if at_right else self._room_at_left)
        self._panels.append(panel)

    @property
    def is_any_open(self) -> bool:
        """Tell whether a panel is open."""
        return any(panel.isVisible() for panel in self._panels)

    def open_panel(self, panel: SidePanel) -> None:
        """Open a panel, and close the one that is open."""
        self.close_others(panel)
        panel.open_panel()

    def close_others(self, but: SidePanel | None) -> None:
        """Close the panels that are open, but not this one; None: all of them."""
        for panel in self._panels:
            if panel is not but and panel.isVisible():
                panel.close_panel()

    def place(self) -> None:
        """Let all of them cover the room that there is now."""
        for panel in self._panels:
            panel.place()

    def _room_at_left(self) -> QRect:
        """Return the room beside what must stay in sight, and above the banners."""
        page: object = self._stack.currentWidget()
        area, width = self._body.rect(), self._body.width()
        widest = page.panel_px(width) if isinstance(page, KeepsStill) else min(WIDTH_PX, round(width * WIDTH_SHARE))
        return QRect(0, 0, widest, area.height() - self._banners.height_px)

    def _room_at_right(self, panel: SidePanel) -> QRect:
        """Return the room over what stands at the right of the page, beside the clocks; the panel follows it."""
        page, area = self._stack.currentWidget(), self._body.rect()
        height = area.height() - self._banners.height_px
        asides = page.findChildren(QWidget, Part.ASIDE.value) if page is not None else []
        for aside in asides:
            for moved in filter(None, (aside, aside.parentWidget())):  # A page that has just come is laid out later.
                moved.installEventFilter(panel)
            if aside.isVisible():
                left = aside.mapTo(self._body, QPoint(0, 0)).x()
                return QRect(left, 0, area.width() - left, height)
        width = min(WIDTH_PX, round(area.width() * WIDTH_SHARE))
        return QRect(area.width() - width, 0, width, height)
