"""Paints the ground of a row in a list: under the pointer, selected, with the focus. Every painted list uses it.

A list either parts its rows by lines (`paint_row`) or shows each as a card with round corners (`paint_card`).
"""

from __future__ import annotations

from enum import Enum

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyleOptionViewItem, QWidget

from facilitator_console.ui.look.theme import color

BAR_PX = 3
RING_PX = 2
CARD_RADIUS_PX, SMALL_RADIUS_PX = 8, 6


class RowState(Enum):
    """Tells how a row is painted. The value is the colour token of its ground, or empty.

    Attributes:
        PLAIN: Neither selected nor under the pointer.
        UNDER_POINTER: The pointer is over it.
        CHOSEN: It is selected, and keys act on it.
        LEFT: It is selected, but the keyboard focus is elsewhere.
    """

    PLAIN = ""
    UNDER_POINTER = "hover"
    CHOSEN = "soft"
    LEFT = "track"


def row_state(option: QStyleOptionViewItem, *, without_focus: RowState | None = None) -> RowState:
    """Return how a delegate is to paint a row.

    Args:
        option: What Qt tells the delegate.
        without_focus: How a selected row is painted while the focus is elsewhere; None: as if it were not selected.
    """
    if is_selected(option) and has_focus(option):
        return RowState.CHOSEN
    if is_selected(option) and without_focus:
        return without_focus
    return RowState.UNDER_POINTER if is_under_pointer(option) else RowState.PLAIN


def is_selected(option: QStyleOptionViewItem) -> bool:
    """Tell whether a row is selected, wherever the keyboard focus is."""
    return bool(option.state & QStyle.StateFlag.State_Selected)


def is_under_pointer(option: QStyleOptionViewItem) -> bool:
    """Tell whether the pointer is over a row."""
    return bool(option.state & QStyle.StateFlag.State_MouseOver)


def has_focus(option: QStyleOptionViewItem) -> bool:
    """Tell whether a row is the current one of a list that has the keyboard focus."""
    return bool(option.state & QStyle.StateFlag.State_HasFocus)


def row_option(view: QWidget, *, under_pointer: bool) -> QStyleOptionViewItem:
    """Return how a row is painted that stands apart from its list; neither selected nor with the focus."""
    option = QStyleOptionViewItem()
    option.initFrom(view)
    option.state = QStyle.StateFlag.State_Enabled
    if under_pointer:
        option.state |= QStyle.StateFlag.State_MouseOver
    return option


def paint_row(painter: QPainter, rect: QRect, state: RowState, *, alpha: float = 1.0, bar_px: int = BAR_PX) -> None:
    """Paint the ground of a row, a bar at its left side where it is selected, and the line below it.

    Args:
        painter: Its pen and brush stay as they are.
        rect: The row.
        state: From `row_state`.
        alpha: How opaque the ground is, from 0 to 1; the bar and the line always are.
        bar_px: Width of the bar.
    """
    if state is not RowState.PLAIN:
        ground = color(state.value)
        ground.setAlphaF(alpha)
        painter.fillRect(rect, ground)
    if state in {RowState.CHOSEN, RowState.LEFT}:
        bar = color("accent" if state is RowState.CHOSEN else "hairline")
        painter.fillRect(rect.left(), rect.top(), bar_px, rect.height(), bar)
    painter.fillRect(rect.left(), rect.bottom(), rect.width(), 1, color("hairline"))


def paint_selectable(painter: QPainter, option: QStyleOptionViewItem) -> None:
    """Paint the ground of a row of a list in which several may be selected, and a frame around the current one.

    Args:
        painter: Its pen is changed.
        option: Of the row.
    """
    paint_row(painter, option.rect, RowState.CHOSEN if is_selected(option) else RowState.PLAIN)
    if has_focus(option):
        paint_frame(painter, option.rect)


def paint_frame(painter: QPainter, rect: QRect) -> None:
    """Paint a thin frame around the current row of a list in which several rows may be selected.

    Args:
        painter: Its pen is changed.
        rect: The row.
    """
    painter.setPen(color("accent"))
    painter.drawRect(rect.adjusted(0, 0, -1, -2))


def paint_card(
    painter: QPainter,
    rect: QRect | QRectF,
    ground: str,
    *,
    has_ring: bool = False,
    edge: QColor | None = None,
    radius_px: int = CARD_RADIUS_PX,
) -> None:
    """Paint the ground of a row with round corners; nothing where neither ground, ring nor edge is given.

    Args:
        painter: Its pen and brush are changed.
        rect: The card.
        ground: A colour token, such as the value of a `RowState`; empty: none.
        has_ring: The ring of the keyboard focus lies around it.
        edge: Colour of the line around it where there is no ring.
        radius_px: Of the corners.
    """
    if not (ground or has_ring or edge):
        return
    painter.setPen(QPen(color("accent"), RING_PX) if has_ring else edge or Qt.PenStyle.NoPen)
    painter.setBrush(color(ground) if ground else Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(rect, radius_px, radius_px)
