"""The harvest at the real page: notes tagged and gathered without the mouse, dragged with it, rewritten, withdrawn."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, Qt
from pytestqt.qtbot import QtBot

from facilitator_console.ui.harvest.harvest_page import HarvestPage
from tests.ui.gathered import gathered_controller
from tests.ui.keyboard import press
from tests.ui.sample import SampleSessionController

K = Qt.Key


@pytest.fixture
def controller(qtbot: QtBot, tmp_path: Path) -> Iterator[SampleSessionController]:
    del qtbot
    with closing(gathered_controller(tmp_path)) as made:
        yield made


@pytest.fixture
def page(qtbot: QtBot, controller: SampleSessionController) -> Iterator[HarvestPage]:
    page = HarvestPage(controller)
    page.resize(1440, 800)
    with qtbot.waitActive(page):
        page.show()
        page.activateWindow()
    page.setFocus()
    QCoreApplication.processEvents()
    yield page
    page.close()
    page.deleteLater()


def test_x(page: HarvestPage) -> None:
    print(
        page.board.active,
        page.board.loose.hasFocus(),
        page.board.loose.current,
        page.board.loose.rows.is_active,
        page.board.loose.selected,
    )
    press(page, K.Key_Down)
    print(page.board.loose.current, page.board.loose.rows.is_active)
    page.grab().save("/tmp/hs/t.png")
    assert 0
