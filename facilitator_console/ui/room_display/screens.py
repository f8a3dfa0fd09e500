"""Names screens so that console and display mean the same one, and tells what lies on which of them."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QScreen
from PySide6.QtWidgets import QStyle, QWidget

EDGE_PX = 8
"""The most that a window may reach over the edge of a screen without being readable there."""


def screen_key(screen: QScreen) -> str:
    """Return what a screen is called: its name, and of several with that name its place among them.

    Two of one make have one name in Qt.
    """
    alike = [candidate for candidate in QGuiApplication.screens() if candidate.name() == screen.name()]
    place = alike.index(screen) if screen in alike else 0
    return f"{screen.name()} {place + 1}" if place else screen.name()


def screen_called(key: str) -> QScreen | None:
    """Return the screen with this name; None where it is not there."""
    return next((screen for screen in QGuiApplication.screens() if screen_key(screen) == key), None)


def screens_beside(screen: QScreen) -> list[QScreen]:
    """Return the screens that show something else than this one: not itself, nor one that mirrors it."""
    shown, near = screen.geometry(), screen.virtualSiblings()
    return [
        candidate
        for candidate in QGuiApplication.screens()
        if candidate is not screen and not (candidate in near and candidate.geometry().intersects(shown))
    ]


def lies_on(window: QWidget, screen: QScreen) -> bool:
    """Tell whether something of a window can be seen on a screen.

    Screens of an X server that are not siblings have places that can't be compared, and no window goes across.
    """
    part = window.geometry().intersected(screen.geometry())
    can_be = window.isVisible() and screen in window.screen().virtualSiblings()
    return can_be and min(part.width(), part.height()) > EDGE_PX


def bring_to(window: QWidget, screen: QScreen) -> None:
    """Bring a window to another screen, as large as it was or as there is room."""
    room = screen.availableGeometry()
    room.setTop(room.top() + window.style().pixelMetric(QStyle.PixelMetric.PM_TitleBarHeight))
    was = window.windowState()
    window.setWindowState(was & ~(Qt.WindowState.WindowMaximized | Qt.WindowState.WindowFullScreen))
    size = window.normalGeometry().size().boundedTo(room.size())
    center = Qt.AlignmentFlag.AlignCenter
    window.setGeometry(QStyle.alignedRect(Qt.LayoutDirection.LeftToRight, center, size, room))
    window.setWindowState(was)
