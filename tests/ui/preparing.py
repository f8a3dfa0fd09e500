"""The page Prepare in a window of its own."""

from __future__ import annotations

from collections.abc import Iterator

from pytestqt.qtbot import QtBot

from facilitator_console.ui.perspectives.prepare import PreparePage
from facilitator_console.ui.widgets.tables import EditTable
from tests.ui.sample import SampleDesk


def shown(qtbot: QtBot, desk: SampleDesk) -> Iterator[PreparePage]:
    page = PreparePage(desk)
    page.resize(1200, 800)
    with qtbot.waitActive(page):
        page.show()
        page.activateWindow()
    yield page
    page.close()
    page.deleteLater()


def cell(table: EditTable, row: int, column: int) -> str:
    return table.model().index(row, column).data() or ""
