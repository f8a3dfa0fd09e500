"""Whether all of a window can be seen: what is outside, squeezed, under something else, or ends in the middle of a word.

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

from facilitator_console.ui.widgets.bars import FootBars
from facilitator_console.ui.widgets.cover import Cover
from facilitator_console.ui.widgets.key_button import KeyButton
from facilitator_console.ui.widgets.labels import Lines, WrappingLink
from facilitator_console.ui.widgets.side_panel import SidePanel
from facilitator_console.ui.widgets.thin_scroll import ThinScrollBar

OVER_OTHERS = (FootBars, SidePanel, Cover, QScrollBar, ThinScrollBar)
"""What lies over other things on purpose."""
FAR = 100_000


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
    """The words of a widget where they are wider or higher than their place and don't end in dots."""
    text = widget.text() if isinstance(widget, QLabel | QAbstractButton) else ""
    if isinstance(widget, QLineEdit) and not widget.text():
        text = widget.placeholderText()
        room = widget.contentsRect().width() - 4
        return text if widget.fontMetrics().horizontalAdvance(text) > room and not widget.toolTip() else ""
    if not text or (_ends_in_dots(text) and widget.toolTip()):
        return ""
    if isinstance(widget, Lines):
        lines = widget.shown_lines(widget.width())
        whole = " ".join(text.split()) == " ".join(" ".join(lines).split()) and widget.fontMetrics().horizontalAdvance(
            lines[-1]
        ) <= widget.width()
        high = len(lines) * widget.line_px <= widget.height()
        return "" if high and (whole or widget.toolTip()) else text
    if isinstance(widget, QLabel):
        return text if not _holds(widget, text) else ""
    if isinstance(widget, WrappingLink):
        return "" if widget.heightForWidth(widget.width()) <= widget.height() else text
    if isinstance(widget, KeyButton):
        return text if widget.width() < widget.width_px(widget._look) and text not in widget.toolTip() else ""
    if widget.hasHeightForWidth():
        return text if widget.heightForWidth(widget.width()) > widget.height() else ""
    return text if widget.width() < widget.sizeHint().width() and text not in widget.toolTip() else ""


def _ends_in_dots(text: str) -> bool:
    return "…" in text


def _holds(shown: QLabel, text: str) -> bool:
    room = shown.contentsRect()
    metrics = shown.fontMetrics()
    flags = Qt.TextFlag.TextWordWrap if shown.wordWrap() else Qt.AlignmentFlag.AlignLeft
    needed = metrics.boundingRect(QRect(0, 0, room.width() if shown.wordWrap() else FAR, FAR), flags, text)
    return needed.width() <= room.width() and needed.height() <= room.height()


def _called(widget: QWidget) -> str:
    text = widget.text()[:40] if isinstance(widget, QLabel | QAbstractButton) else widget.accessibleName()[:40]
    names, holder = [], widget.parentWidget()
    while holder is not None and len(names) < 2:
        if type(holder) is not QWidget:
            names.append(type(holder).__name__)
        holder = holder.parentWidget()
    return f"{type(widget).__name__} “{text}” in {' in '.join(names)}"
