"""The ground of painted rows: one helper decides and paints it for every list."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QRect
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import QStyle, QStyleOptionViewItem

import facilitator_console.ui
from facilitator_console.ui.look.painting import RowState, paint_card, paint_row, row_state
from facilitator_console.ui.look.theme import color

F = QStyle.StateFlag
GROUND = QColor("#123456")


def option(*flags: F) -> QStyleOptionViewItem:
    made = QStyleOptionViewItem()
    made.state = F.State_Enabled
    for flag in flags:
        made.state |= flag
    return made


@pytest.mark.parametrize(
    ("flags", "shown", "shown_without_focus"),
    [
        ((), RowState.PLAIN, RowState.PLAIN),
        ((F.State_MouseOver,), RowState.UNDER_POINTER, RowState.UNDER_POINTER),
        ((F.State_HasFocus,), RowState.PLAIN, RowState.PLAIN),
        ((F.State_Selected,), RowState.PLAIN, RowState.LEFT),
        ((F.State_Selected, F.State_MouseOver), RowState.UNDER_POINTER, RowState.LEFT),
        ((F.State_Selected, F.State_HasFocus, F.State_MouseOver), RowState.CHOSEN, RowState.CHOSEN),
    ],
)
def test_the_selection_comes_before_the_pointer(
    flags: tuple[F, ...], shown: RowState, shown_without_focus: RowState
) -> None:
    assert row_state(option(*flags)) is shown
    assert row_state(option(*flags), without_focus=RowState.LEFT) is shown_without_focus


def painted(state: RowState) -> QImage:
    """A row of 40 × 20 px."""
    image = QImage(40, 20, QImage.Format.Format_RGB32)
    image.fill(GROUND)
    painter = QPainter(image)
    paint_row(painter, QRect(0, 0, 40, 20), state)
    painter.end()
    return image


@pytest.mark.usefixtures("qapp")
def test_a_row_has_its_ground_its_bar_and_the_line_below() -> None:
    for state, ground, bar in (
        (RowState.PLAIN, GROUND, GROUND),
        (RowState.UNDER_POINTER, color("hover"), color("hover")),
        (RowState.CHOSEN, color("soft"), color("accent")),
        (RowState.LEFT, color("track"), color("hairline")),
    ):
        image = painted(state)
        found = (image.pixelColor(20, 10), image.pixelColor(1, 10), image.pixelColor(20, 19))
        assert found == (ground, bar, color("hairline")), state


@pytest.mark.usefixtures("qapp")
def test_a_card_without_ground_and_ring_is_not_painted() -> None:
    image = QImage(40, 20, QImage.Format.Format_RGB32)
    image.fill(GROUND)
    painter = QPainter(image)
    paint_card(painter, QRect(0, 0, 40, 20), RowState.PLAIN.value)
    assert image.pixelColor(20, 10) == GROUND
    paint_card(painter, QRect(2, 2, 36, 16), RowState.CHOSEN.value, has_ring=True)
    painter.end()
    assert (image.pixelColor(20, 10), image.pixelColor(20, 2)) == (color("soft"), color("accent"))


def test_no_list_decides_by_itself_how_its_rows_are_met() -> None:
    package = Path(facilitator_console.ui.__file__).parent
    flags = ("State_Selected", "State_MouseOver", "State_HasFocus")
    deciding = [
        path.name for path in package.rglob("*.py") if any(flag in path.read_text(encoding="utf-8") for flag in flags)
    ]
    assert deciding == ["painting.py"]
