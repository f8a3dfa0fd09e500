"""Holds labels in the ranks of the style sheet. Text from outside is always plain text."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QFrame, QLabel, QPushButton, QSizePolicy, QWidget

from facilitator_console.ui.look.styles import ButtonKind, Lit, Part, Rank, StyleFlag, set_flag, set_part, set_style
from facilitator_console.ui.look.theme import color, text_font
from facilitator_console.ui.look.tips import plain_tip, set_tip
from facilitator_console.ui.look.wrapped import at_most, draw_lines, wrapped

LINK_WEIGHT = 550
LINK_LINES = 3
"""The most lines of a link."""
LEAST_LINK_PX = 60
LINK_PAD_PX = 2
"""Edge of a link, both sides together, as in the style sheet."""


class Link(QPushButton):
    """Shows a button that looks like a link; a text too long for its place ends in dots and shows whole on hovering."""

    def __init__(self, text: str = "", on: Lit = Lit.OFF, *, small: bool = False) -> None:
        """Show a text."""
        super().__init__()
        self._text = ""
        set_style(self, ButtonKind.LINK)
        set_style(self, on)
        set_flag(self, StyleFlag.SMALL, on=small)
        # A click leaves the focus where somebody types; Tab still comes here.
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.show_text(text)

    @property
    def whole_text(self) -> str:
        """Return the text without dots."""
        return self._text

    def show_text(self, text: str) -> None:
        """Show another text."""
        if text != self._text:
            self._text = text
            self.updateGeometry()
            self._elide()

    def sizeHint(self) -> QSize:
        """Return the size of the whole text."""
        self.ensurePolished()
        metrics = QFontMetrics(self.font())
        return QSize(metrics.horizontalAdvance(self._text) + LINK_PAD_PX, metrics.height() + 2 * LINK_PAD_PX)

    def minimumSizeHint(self) -> QSize:
        """Return the size of some of the text."""
        return QSize(min(self.sizeHint().width(), LEAST_LINK_PX), self.sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave out what does not fit."""
        super().resizeEvent(event)
        self._elide()

    def _elide(self) -> None:
        # The edge at the left lies outside, so that the text begins where other texts do.
        room = self.width() - LINK_PAD_PX // 2
        shown = QFontMetrics(self.font()).elidedText(self._text, Qt.TextElideMode.ElideRight, room)
        self.setText(shown)
        set_tip(self, self._text if shown != self._text else "")


class WrappingLink(QAbstractButton):
    """Shows a link on up to `LINK_LINES` lines; what is longer ends in dots and shows whole on hovering."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Begin empty."""
        super().__init__(parent)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def show_text(self, text: str) -> None:
        """Show another text."""
        if text != self.text():
            self.setText(text)
            self.updateGeometry()
            self._refresh_tip()

    def sizeHint(self) -> QSize:
        """Return the size on one line."""
        kind = text_font(weight=LINK_WEIGHT)
        return QSize(QFontMetrics(kind).horizontalAdvance(self.text()) + LINK_PAD_PX + 1, self._height_px(1))

    def hasHeightForWidth(self) -> bool:
        """Tell that the height depends on the width."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Return the height of its lines."""
        return self._height_px(len(at_most(self._lines(width), LINK_LINES)))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Wrap anew."""
        super().resizeEvent(event)
        self._refresh_tip()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the text, a line below it under the pointer, a ring with the focus."""
        painter = QPainter(self)
        if self.hasFocus():
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(color("accent"))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
        kind = text_font(weight=LINK_WEIGHT)
        kind.setUnderline(self.underMouse())
        painter.setFont(kind)
        painter.setPen(color("accent"))
        left = 1 if self.hasFocus() else 0
        room = QRectF(self.rect().adjusted(left, 1, left - LINK_PAD_PX, -1))
        draw_lines(painter, room, at_most(self._lines(self.width()), LINK_LINES))

    def _lines(self, width: int) -> list[str]:
        return wrapped(self.text(), text_font(weight=LINK_WEIGHT), width - LINK_PAD_PX)

    def _refresh_tip(self) -> None:
        fits = len(self._lines(self.width())) <= LINK_LINES
        set_tip(self, "" if fits else plain_tip(self.text()))

    @staticmethod
    def _height_px(lines: int) -> int:
        return lines * QFontMetrics(text_font(weight=LINK_WEIGHT)).lineSpacing() + LINK_PAD_PX


class Lines(QLabel):
    """Shows a wrapped text on as many lines as fit; what is longer ends in dots and shows whole on hovering."""

    def __init__(self, rank: Rank = Rank.NONE, most: int = 1, parent: QWidget | None = None) -> None:
        """Begin empty."""
        super().__init__(parent)
        self._most = most
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(True)
        set_style(self, rank)

    @property
    def line_px(self) -> int:
        """Return the height of a line."""
        self.ensurePolished()
        return self.fontMetrics().lineSpacing()

    def set_most(self, lines: int) -> None:
        """Take so many lines at most."""
        if lines != self._most:
            self._most = lines
            self.updateGeometry()
            self.update()
            self._refresh_tip()

    def shown_lines(self, width: int) -> list[str]:
        """Return the lines that are shown at this width; the last one may still be too long for it."""
        return at_most(self._all_lines(width), self._most)

    def setText(self, text: str) -> None:
        """Show another text."""
        super().setText(text)
        self._refresh_tip()

    def sizeHint(self) -> QSize:
        """Return the size at the present width."""
        return QSize(super().sizeHint().width(), self.heightForWidth(self.width()))

    def minimumSizeHint(self) -> QSize:
        """Return the size of one line, however narrow."""
        return QSize(0, self.line_px)

    def heightForWidth(self, width: int) -> int:
        """Return the height of its lines."""
        return len(self.shown_lines(width)) * self.line_px

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Wrap anew."""
        super().resizeEvent(event)
        self._refresh_tip()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the lines."""
        painter = QPainter(self)
        painter.setPen(self.palette().color(self.foregroundRole()))
        draw_lines(painter, QRectF(self.rect()), self.shown_lines(self.width()))

    def _all_lines(self, width: int) -> list[str]:
        self.ensurePolished()
        return wrapped(self.text(), self.font(), width)

    def _refresh_tip(self) -> None:
        fits = len(self._all_lines(self.width())) <= self._most
        set_tip(self, "" if fits else plain_tip(self.text()))


def label(text: str = "", rank: Rank = Rank.NONE, *, wraps: bool = False) -> QLabel:
    """Return a label of this rank."""
    made = QLabel(text)
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setWordWrap(wraps)
    if not wraps:
        made.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
    if rank is not Rank.NONE:
        set_style(made, rank)
    return made


def keep_place(widget: QWidget, *, on: bool = True) -> None:
    """Let the widget's place stay free while it is hidden, or not."""
    policy = widget.sizePolicy()
    if policy.retainSizeWhenHidden() != on:
        policy.setRetainSizeWhenHidden(on)
        widget.setSizePolicy(policy)


def rule() -> QFrame:
    """Return a line that separates what is above from what is below."""
    made = QFrame()
    set_part(made, Part.RULE)
    made.setFixedHeight(1)
    return made


def set_text(target: QLabel, text: str) -> None:
    """Show a text; nothing is laid out or painted anew where it stands there already."""
    if target.text() != text:
        target.setText(text)
