"""Menus: of one look, never in the way of a clock, gone when they close."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMenu, QWidget


def new_menu(parent: QWidget) -> QMenu:
    """An empty menu; show it with `popup`, which does not stop the clocks."""
    menu = QMenu(parent)
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    # Without these the corners outside the rounded edge are filled.
    menu.setAttribute(Qt.WidgetAttribute.WA_TranslucentBackground)
    menu.setWindowFlag(Qt.WindowType.FramelessWindowHint)
    menu.setWindowFlag(Qt.WindowType.NoDropShadowWindowHint)
    return menu
