"""Holds buttons that show the sign of their key, and those that do an action."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QPushButton, QStyle, QStyleOptionButton, QStylePainter, QWidget

from facilitator_console.ui.control.action import Action, press
from facilitator_console.ui.control.keys import chord_text
from facilitator_console.ui.control.session_controller import SessionController
from facilitator_console.ui.look.styles import ButtonKind, has_style, set_style
from facilitator_console.ui.look.theme import color, font, text_font
from facilitator_console.ui.look.tips import plain_tip
from facilitator_console.ui.look.wrapped import draw_lines, in_two, lines_px
from facilitator_console.ui.parts.primary_button import paint_focus_gap
from facilitator_console.words import Message

LABEL_WEIGHT = 550
CAP_WEIGHT = 600
INKS = {ButtonKind.PRIMARY: "on_accent", ButtonKind.WARN: "warn", ButtonKind.CALL: "accent"}


class Look(NamedTuple):
    """Holds how a button is laid out.

    Attributes:
        type_px: Of its label.
        lines: Its label has at most so many.
        pad_px: Beside its content.
        gap_px: Between label and sign.
        height_px: Of the button.
        cap_px: Of the sign's frame; it grows with a longer sign.
        apart: The label stands left and the sign right, so that neither moves when the label changes.
    """

    type_px: int = 14
    lines: int = 1
    pad_px: int = 14
    gap_px: int = 10
    height_px: int = 35
    cap_px: int = 18
    apart: bool = False


class KeyButton(QPushButton):
    """Shows a button with the sign of its key."""

    def __init__(self, sign: str, kind: ButtonKind = ButtonKind.PLAIN, parent: QWidget | None = None) -> None:
        """Show this sign, in the style of this kind."""
        super().__init__(parent)
        self.sign = sign
        self.look = Look()
        self._known: set[str] = set()
        self._widths_px: dict[Look, int] = {}
        set_style(self, kind)
        # A click leaves the focus where somebody types; Tab still comes here.
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        if sign:
            self.setToolTip(chord_text(sign))

    def set_look(self, look: Look) -> None:
        """Change how the button is laid out."""
        if look != self.look:
            self.look = look
            self.updateGeometry()
            self.update()

    def keep_room_for(self, labels: Iterable[str]) -> None:
        """Keep wide enough for these labels too: a button that grows would move its neighbours under the pointer."""
        new = {*labels} - self._known
        if new:
            self._known |= new
            # A button that names a seat comes to know many labels: only the new ones are measured.
            for look, width_px in self._widths_px.items():
                self._widths_px[look] = max(width_px, self._needed_px(new, look))
            self.updateGeometry()

    def keep_room_only_for(self, labels: Iterable[str]) -> None:
        """Keep wide enough for these labels and the present one, and no more for those that were known before."""
        known = {*labels, self.text()}
        if known != self._known:
            self._known = known
            self._widths_px.clear()
            self.updateGeometry()

    def show_label(self, text: str) -> None:
        """Show this label from now on."""
        self.keep_room_for((text,))
        self.setText(text)

    def width_px(self, look: Look) -> int:
        """Return the width that it needs in this look, with any label that it may have."""
        if look not in self._widths_px:
            self._widths_px[look] = self._needed_px(self._known, look)
        return self._widths_px[look]

    def sizeHint(self) -> QSize:
        """Return a size wide enough for all labels that it may have."""
        return QSize(self.width_px(self.look), self.look.height_px)

    def minimumSizeHint(self) -> QSize:
        """Return the least size, at which its longest label ends in dots."""
        return QSize(round(self._beside_px(self.look)), self.look.height_px)

    # -- painting ------------------------------------------------------------------------------------------

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the ground by the style sheet, then label and sign."""
        painter = QStylePainter(self)
        option = QStyleOptionButton()
        self.initStyleOption(option)
        painter.drawControl(QStyle.ControlElement.CE_PushButtonBevel, option)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.hasFocus() and has_style(self, ButtonKind.PRIMARY):
            paint_focus_gap(painter, QRectF(self.rect()))
        look = self.look
        cap_px = self._cap_px(look) if self.sign else 0
        room_px = self.width() - self._beside_px(look)
        lines = self._lines(self.text(), room_px, look)
        kind = _label_font(look)
        label_px = min(room_px, max(QFontMetricsF(kind).horizontalAdvance(line) for line in lines))
        spare_px = 0.0 if look.apart and self.sign else (room_px - label_px) / 2
        left = look.pad_px + spare_px
        painter.setFont(kind)
        painter.setPen(self._ink())
        top = (self.height() - lines_px(lines, kind)) / 2
        draw_lines(painter, QRectF(left, top, label_px, self.height()), lines)
        if self.sign:
            right = self.width() - look.pad_px - spare_px
            cap_top = (self.height() - look.cap_px) / 2
            self._paint_cap(painter, QRectF(right - cap_px, cap_top, cap_px, look.cap_px))

    def _paint_cap(self, painter: QPainter, rect: QRectF) -> None:
        edge = self._ink()
        edge.setAlphaF(0.45)
        painter.setPen(edge)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(rect.adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
        painter.setFont(font(11, CAP_WEIGHT))
        painter.setPen(color("muted") if has_style(self, ButtonKind.PLAIN) else self._ink())
        painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, self.sign)

    def _ink(self) -> QColor:
        if not self.isEnabled():
            return color("muted")
        kind = ButtonKind(self.property("kind"))
        if self.underMouse() and kind is ButtonKind.PRIMARY:
            return color("paper")
        return color(INKS.get(kind, "ink"))

    # -- measures ------------------------------------------------------------------------------------------

    @staticmethod
    def _lines(label: str, room_px: float, look: Look) -> list[str]:
        kind = _label_font(look)
        if look.lines == 1 or QFontMetricsF(kind).horizontalAdvance(label) <= room_px:
            return [label]
        return in_two(label, kind)

    @classmethod
    def _label_px(cls, label: str, look: Look) -> float:
        metrics = QFontMetricsF(_label_font(look))
        return max(metrics.horizontalAdvance(line) for line in cls._lines(label, 0, look))

    def _needed_px(self, labels: Iterable[str], look: Look) -> int:
        longest_px = max((self._label_px(label, look) for label in labels), default=0.0)
        return round(longest_px + self._beside_px(look)) + 1

    def _beside_px(self, look: Look) -> float:
        """Return the width of all but the label."""
        return 2 * look.pad_px + (look.gap_px + self._cap_px(look) if self.sign else 0)

    def _cap_px(self, look: Look) -> float:
        return max(look.cap_px, QFontMetricsF(font(11, CAP_WEIGHT)).horizontalAdvance(self.sign) + 10)


class ActionButton(KeyButton):
    """Shows a button that does an action.

    Attributes:
        name: The action's.

    Signals:
        acted(): The action was done.
    """

    acted = Signal()

    def __init__(
        self,
        controller: SessionController,
        action: Action,
        sign: str = "",
        kind: ButtonKind = ButtonKind.PLAIN,
        parent: QWidget | None = None,
    ) -> None:
        """Do this action on a press.

        Args:
            controller: The session.
            action: What it does.
            sign: Of a key that is not the action's chord.
            kind: The style sheet's.
            parent: Owner in Qt's sense.
        """
        super().__init__(action.chord or sign, kind, parent)
        self._controller = controller
        self.action = action
        self.name = action.name
        self.setObjectName(f"action_{action.name}")
        self._tip = chord_text(action.chord) if action.chord else ""
        self._why_not: Message | None = None
        self.keep_room_for([controller.text(name) for name in action.labels])
        self.setToolTip(self._tip)
        self.clicked.connect(self._on_clicked)
        self.refresh()

    def refresh(self) -> None:
        """Show what the action is called now, whether it can be done, and why not."""
        label, why_not = self.action.shown(self._controller)
        text = self._controller.text(label)
        if text != self.text():
            self.show_label(text)
        if why_not != self._why_not:
            self._why_not = why_not
            self.setEnabled(why_not is None)
            reason = self._controller.text(why_not) if why_not else ""
            self.setToolTip(plain_tip(reason) if reason else self._tip)
            self.setAccessibleDescription(reason)

    def _on_clicked(self) -> None:
        press(self.action, self._controller, by_click=True)
        self.acted.emit()


def _label_font(look: Look) -> QFont:
    return text_font(look.type_px, LABEL_WEIGHT)
