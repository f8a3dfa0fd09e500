"""Labels as the style sheet ranks them. Text from outside is always plain text."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QLabel, QSizePolicy, QWidget


def label(text: str = "", rank: str = "", *, wraps: bool = False) -> QLabel:
    """A label; `rank` is one of the style sheet's."""
    made = QLabel(text)
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setWordWrap(wraps)
    if not wraps:
        made.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
    if rank:
        made.setProperty("rank", rank)
    return made


def rule() -> QFrame:
    """A line that parts what is above from what is below."""
    made = QFrame()
    made.setObjectName("rule")
    made.setFixedHeight(1)
    return made


def set_style(widget: QWidget, name: str, value: str) -> None:
    """Set a property that the style sheet looks at, and dress the widget anew where it changed."""
    if widget.property(name) != value:
        widget.setProperty(name, value)
        widget.style().unpolish(widget)
        widget.style().polish(widget)


def set_text(target: QLabel, text: str) -> None:
    """Show a text; nothing is laid out or painted anew where it stands there already."""
    if target.text() != text:
        target.setText(text)
