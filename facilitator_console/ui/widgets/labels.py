"""Labels as the style sheet ranks them. Text from outside is always plain text."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetrics, QResizeEvent
from PySide6.QtWidgets import QFrame, QLabel, QPushButton, QSizePolicy, QWidget

LINK_PAD_PX = 8
"""Padding of a link, both sides together, as in the style sheet."""


class Link(QPushButton):
    """A button that looks like a link; a text too long for its place ends in dots and is shown whole on hovering."""

    def __init__(self, text: str = "", on: str = "", parent: QWidget | None = None) -> None:
        """Show a text; `on` is the style sheet's."""
        super().__init__(parent)
        self._text = ""
        self.setProperty("kind", "link")
        self.setProperty("on", on)
        # A click leaves the focus where somebody types; Tab still comes here.
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.show_text(text)

    @property
    def whole_text(self) -> str:
        """The text without dots."""
        return self._text

    def show_text(self, text: str) -> None:
        """Show another text."""
        if text != self._text:
            self._text = text
            self.setText(text)
            self.setMaximumWidth(self.sizeHint().width())
            self._elide()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave out what does not fit."""
        super().resizeEvent(event)
        self._elide()

    def _elide(self) -> None:
        room = self.width() - LINK_PAD_PX
        shown = QFontMetrics(self.font()).elidedText(self._text, Qt.TextElideMode.ElideRight, room)
        self.setText(shown)
        self.setToolTip(self._text if shown != self._text else "")


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
