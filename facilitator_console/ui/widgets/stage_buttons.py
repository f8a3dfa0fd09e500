"""The ten stage buttons: what they are called now, their digits, whether they can be pressed."""

from __future__ import annotations

from typing import NamedTuple

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QPushButton, QStyle, QStyleOptionButton, QStylePainter, QWidget

from facilitator_console.session.floor import speaking
from facilitator_console.session.ids import ItemStatus
from facilitator_console.ui.actions.action import Action
from facilitator_console.ui.actions.room import STAGE
from facilitator_console.ui.desk import Desk
from facilitator_console.ui.keys import chord_text, may_do
from facilitator_console.ui.theme import color, font, text_font
from facilitator_console.ui.widgets.flow import FlowLayout
from facilitator_console.ui.widgets.labels import set_style

TURN_KEYS = 5
"""The first five are about the turn, the others about the item and the whole."""
CAP_PX = 18


class Measures(NamedTuple):
    """Sizes of a button, in px: beside its content, between label and sign, its height."""

    pad: int
    gap: int
    height: int


ROOMY = Measures(14, 10, 35)
COMPACT = Measures(9, 7, 32)
"""For small windows."""

LABEL_WEIGHT = 550
CAP_WEIGHT = 600

KINDS = {"freeze": "warn"}


class KeyButton(QPushButton):
    """A button that shows the sign of its key."""

    def __init__(self, sign: str, kind: str = "", parent: QWidget | None = None) -> None:
        """Show this sign; `kind` is the style sheet's."""
        super().__init__(parent)
        self._sign = sign
        self._widest_px = 0
        self._measures = ROOMY
        self.setProperty("kind", kind)
        # A click leaves the focus where somebody types; Tab still comes here.
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        if sign:
            self.setToolTip(chord_text(sign))

    def set_compact(self, *, on: bool) -> None:
        """Take less room."""
        measures = COMPACT if on else ROOMY
        if measures is not self._measures:
            self._measures, self._widest_px = measures, 0
            self.updateGeometry()

    def sizeHint(self) -> QSize:
        """As wide as its longest label so far: a button that shrinks would move its neighbours under the pointer."""
        width = self._content_px() + 2 * self._measures.pad
        self._widest_px = max(self._widest_px, round(width) + 1)
        return QSize(self._widest_px, self._measures.height)

    def minimumSizeHint(self) -> QSize:
        """Never narrower than its label."""
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """The ground by the style sheet, then label and sign."""
        painter = QStylePainter(self)
        option = QStyleOptionButton()
        self.initStyleOption(option)
        painter.drawControl(QStyle.ControlElement.CE_PushButtonBevel, option)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        cap_px, content_px = self._cap_px(), self._content_px()
        left = (self.width() - content_px) / 2
        painter.setFont(text_font(weight=LABEL_WEIGHT))
        painter.setPen(self._ink())
        room = QRectF(left, 0, self._label_px() + 1, self.height())
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, self.text())
        if self._sign:
            top = (self.height() - CAP_PX) / 2
            self._paint_cap(painter, QRectF(left + content_px - cap_px, top, cap_px, CAP_PX))

    def _paint_cap(self, painter: QPainter, rect: QRectF) -> None:
        edge = self._ink()
        edge.setAlphaF(0.45)
        painter.setPen(edge)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(rect.adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
        painter.setFont(font(11, CAP_WEIGHT))
        ink = self._ink() if self.property("kind") else color("muted")
        painter.setPen(ink)
        painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, self._sign)

    def _ink(self) -> QColor:
        if not self.isEnabled():
            return color("muted")
        hovered_primary = self.underMouse() and self.property("kind") == "primary"
        names = {"primary": "paper" if hovered_primary else "on_accent", "warn": "warn"}
        return color(names.get(self.property("kind"), "ink"))

    def _label_px(self) -> float:
        return QFontMetricsF(text_font(weight=LABEL_WEIGHT)).horizontalAdvance(self.text())

    def _content_px(self) -> float:
        return self._label_px() + (self._measures.gap + self._cap_px() if self._sign else 0)

    def _cap_px(self) -> float:
        return max(CAP_PX, QFontMetricsF(font(11, CAP_WEIGHT)).horizontalAdvance(self._sign) + 10)


class ActionButton(KeyButton):
    """A button that does an action.

    Attributes:
        name: The action's.

    Signals:
        acted(): The action was done.
    """

    acted = Signal()

    def __init__(self, desk: Desk, action: Action, kind: str = "", parent: QWidget | None = None) -> None:
        """Do this action on a press."""
        super().__init__(action.chord, kind, parent)
        self._desk = desk
        self._action = action
        self.name = action.name
        self.setObjectName(f"action_{action.name}")
        self.clicked.connect(self._on_clicked)
        self.refresh()

    def refresh(self) -> None:
        """What it is called now, and whether it can be done."""
        text = self._desk.text(self._action.label(self._desk))
        if text != self.text():
            self.setText(text)
        can = may_do(self._action, self._desk)
        if can != self.isEnabled():
            self.setEnabled(can)

    def _on_clicked(self) -> None:
        self._action.do(self._desk)
        self.acted.emit()


class StageButtons(QWidget):
    """All ten, a row for the turn and a row for the rest; in as many rows as it takes where these are too wide.

    Signals:
        acted(): One of them was pressed.
    """

    acted = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        """Show them and follow the desk."""
        super().__init__(parent)
        self._desk = desk
        self._buttons = [ActionButton(desk, action) for action in STAGE]
        rows = FlowLayout(self, block=TURN_KEYS)
        for button in self._buttons:
            rows.addWidget(button)
            button.acted.connect(self.acted)
        self.refresh()

    def set_compact(self, *, on: bool) -> None:
        """Take less room."""
        for button in self._buttons:
            button.set_compact(on=on)

    def refresh(self) -> None:
        """Labels, whether they can be pressed, and which one is likely to be pressed next."""
        for button in self._buttons:
            button.refresh()
        likely = _likely(self._desk)
        for button in self._buttons:
            kind = "primary" if button.isEnabled() and button.name == likely else KINDS.get(button.name, "")
            set_style(button, "kind", kind)


def _likely(desk: Desk) -> str:
    """The action that is likely to be wanted next: what stands still goes on, else the turn is handed on."""
    room, turn = desk.state.room, speaking(desk.state)
    item = desk.state.items.get(room.item_id)
    if desk.state.info.closed_at_ms:
        return ""
    if room.frozen:
        return "freeze"
    if (item is None and turn is None) or (item and item.status is ItemStatus.PAUSED):
        return "item"
    return "pause_turn" if turn and turn.paused else "done"
