"""Whether all of a window can be seen: what is outside, squeezed, under something else, or cut within a word.

Measured on the widgets as they lie in a window that is shown. Rows of lists and what is painted by hand are measured
where they are made.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractScrollArea,
    QLabel,
    QLineEdit,
    QScrollArea,
    QScrollBar,
    QSizePolicy,
    QWidget,
)

from facilitator_console.ui.parts.banners import FootBanners
from facilitator_console.ui.parts.key_button import KeyButton
from facilitator_console.ui.parts.labels import Lines, WrappingLink
from facilitator_console.ui.parts.side_panel import SidePanel
from facilitator_console.ui.parts.thin_scroll import ThinScrollBar
from facilitator_console.ui.shell.cover import Cover

OVER_OTHERS = (FootBanners, SidePanel, Cover, QScrollBar, ThinScrollBar)
"""What lies over other things on purpose."""
FAR = 100_000
FIELD_PX = 4
"""Qt keeps it free beside the words in a field."""


def misfits(window: QWidget) -> list[str]:
    """What can't be seen whole in a window, in words."""
    return [problem for widget in _seen(window) for problem in _of_one(widget, window)]


def _of_one(widget: QWidget, window: QWidget) -> Iterator[str]:
    missing = _missing(widget, window)
    if missing:
        yield f"{_called(widget)} is outside by {missing}"
    if squeezed := _squeezed(widget):
        yield f"{_called(widget)} {squeezed}"
    if cut := _cut(widget):
        yield f"{_called(widget)} is cut: {cut}"
    for one, other in combinations(_children(widget), 2):
        if one.geometry().intersects(other.geometry()):
            yield f"{_called(one)} lies on {_called(other)}"


def _seen(window: QWidget) -> list[QWidget]:
    return [window, *(one for one in window.findChildren(QWidget) if one.isVisible() and _is_ours(one, window))]


def _is_ours(widget: QWidget, window: QWidget) -> bool:
    """Not a part that Qt builds within its own widgets, and not what is scrolled to."""
    if widget.window() is not window:
        return False
    parent = widget.parentWidget()
    while parent is not None and parent is not window:
        if isinstance(parent, QAbstractScrollArea) and not isinstance(parent, QScrollArea):
            return False
        parent = parent.parentWidget()
    if isinstance(widget, ThinScrollBar):  # In the margin, and of the height of what it scrolls.
        return False
    return not widget.objectName().startswith("qt_") and not isinstance(widget.parentWidget(), QLineEdit)


def _children(widget: QWidget) -> list[QWidget]:
    if isinstance(widget, QAbstractScrollArea):
        return []
    children = widget.findChildren(QWidget, options=Qt.FindChildOption.FindDirectChildrenOnly)
    return [one for one in children if one.isVisible() and not one.isWindow() and not isinstance(one, OVER_OTHERS)]


def _missing(widget: QWidget, window: QWidget) -> str:
    """How much of a widget lies outside of what holds it; what a page scrolls to is not missing."""
    whole = QRect(widget.mapTo(window, QPoint(0, 0)), widget.size())
    seen = QRect(whole)
    holder = widget.parentWidget()
    while holder is not None and widget is not window:
        room = QRect(holder.mapTo(window, QPoint(0, 0)), holder.size())
        if isinstance(holder.parentWidget(), QScrollArea):  # It can be scrolled up and down.
            room.adjust(0, -FAR, 0, FAR)
            seen &= room
            break
        seen &= room
        holder = None if holder is window else holder.parentWidget()
    if seen == whole or whole.isEmpty():
        return ""
    lost = [whole.width() - max(seen.width(), 0), whole.height() - max(seen.height(), 0)]
    return f"{lost[0]} × {lost[1]} px"


def _squeezed(widget: QWidget) -> str:
    """Where a widget is smaller than it says it must be."""
    if widget.layout() is not None or isinstance(widget, OVER_OTHERS):
        return ""  # Of what holds others it is told by what becomes of these.
    least, policy = widget.minimumSizeHint(), widget.sizePolicy()
    ignores = QSizePolicy.Policy.Ignored
    wide = policy.horizontalPolicy() == ignores or least.width() <= max(widget.width(), 0)
    high = policy.verticalPolicy() == ignores or least.height() <= widget.height() + 1
    if widget.hasHeightForWidth() and widget.heightForWidth(widget.width()) > 0:
        high = widget.heightForWidth(widget.width()) <= widget.height() or isinstance(widget, QScrollArea)
    if widget.maximumWidth() < least.width():
        wide = True
    if widget.maximumHeight() < least.height() or 0 < widget.minimumHeight() <= widget.height():
        high = True
    if wide and high:
        return ""
    return f"has {widget.width()} × {widget.height()} px and needs {least.width()} × {least.height()}"


def _cut(widget: QWidget) -> str:
    """The words of a widget, where they find no room in it and it does not say so: by dots, and whole on hovering."""
    text, fits = "", True
    match widget:
        case QLineEdit():
            text = "" if widget.text() else widget.placeholderText()
            fits = widget.fontMetrics().horizontalAdvance(text) <= widget.contentsRect().width() - FIELD_PX
        case Lines():
            text, lines = widget.text(), widget.shown_lines(widget.width())
            whole = " ".join(lines) == " ".join(text.split()) and _width(widget, lines[-1]) <= widget.width()
            fits = whole and len(lines) * widget.line_px <= widget.height()
        case QLabel():
            text, fits = widget.text(), _holds(widget)
        case KeyButton():
            text, fits = widget.text(), widget.width() >= widget.width_px(widget.look)
        case WrappingLink():
            text, fits = widget.text(), widget.heightForWidth(widget.width()) <= widget.height()
        case QAbstractButton():
            text, fits = widget.text(), widget.width() >= widget.sizeHint().width()
    elides = isinstance(widget, Lines | QLineEdit | WrappingLink) or "…" in text
    is_said = bool(widget.toolTip()) and (elides or text in widget.toolTip())
    return "" if fits or is_said else text


def _width(shown: QLabel, text: str) -> int:
    return shown.fontMetrics().horizontalAdvance(text)


def _holds(shown: QLabel) -> bool:
    room, wraps = shown.contentsRect(), shown.wordWrap()
    flags = Qt.TextFlag.TextWordWrap if wraps else Qt.AlignmentFlag.AlignLeft
    place = QRect(0, 0, room.width() if wraps else FAR, FAR)
    needed = shown.fontMetrics().boundingRect(place, flags, shown.text())
    return needed.width() <= room.width() and needed.height() <= room.height()


def _called(widget: QWidget) -> str:
    text = widget.text()[:40] if isinstance(widget, QLabel | QAbstractButton) else widget.accessibleName()[:40]
    names: list[str] = []
    holder = widget.parentWidget()
    while holder is not None and len(names) < 2:
        if type(holder) is not QWidget:
            names.append(type(holder).__name__)
        holder = holder.parentWidget()
    return f"{type(widget).__name__} “{text}” in {' in '.join(names)}"
