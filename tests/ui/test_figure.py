"""The bar beneath the big figures."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QColor
from pytestqt.qtbot import QtBot

from facilitator_console.ui.look.theme import color
from facilitator_console.ui.run.figure import TimeBar


def seen(bar: TimeBar) -> QColor:
    """What stands at the bar's beginning on the screen, as painted last."""
    QCoreApplication.processEvents()
    image = bar.screen().grabWindow(bar.winId()).toImage()
    return image.pixelColor(image.width() // 50, image.height() // 2)


@pytest.mark.parametrize("part", [0.5, 0.001, 1e-9])
def test_nothing_is_left_of_the_bar_once_nothing_is_left(qtbot: QtBot, part: float) -> None:
    bar = TimeBar()
    qtbot.addWidget(bar)
    bar.resize(300, bar.height())
    bar.show()
    bar.show_part(part)
    assert seen(bar) == color("accent")
    bar.show_part(0.0)
    assert seen(bar) == color("track")
