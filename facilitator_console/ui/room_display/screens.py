"""Names screens so that console and display mean the same one: two of one make have one name in Qt."""

from __future__ import annotations

from PySide6.QtGui import QGuiApplication, QScreen


def screen_key(screen: QScreen) -> str:
    """Return what a screen is called: its name, and of several with that name its place among them."""
    alike = [one for one in QGuiApplication.screens() if one.name() == screen.name()]
    place = alike.index(screen) if screen in alike else 0
    return f"{screen.name()} {place + 1}" if place else screen.name()


def screen_called(key: str) -> QScreen | None:
    """Return the screen that is called so; None where it is not there."""
    return next((screen for screen in QGuiApplication.screens() if screen_key(screen) == key), None)
