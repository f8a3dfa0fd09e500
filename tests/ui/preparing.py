"""The page Prepare in a window of its own."""

from __future__ import annotations

from collections.abc import Iterator

from pytestqt.qtbot import QtBot

from facilitator_console.ui.parts.editable_table import EditTable
from facilitator_console.ui.prepare.prepare_page import PreparePage
from tests.ui.sample import SampleSessionController


def shown(qtbot: QtBot, controller: SampleSessionController) -> Iterator[PreparePage]:
    page = PreparePage(controller)
    page.resize(1200, 800)
    with qtbot.waitActive(page):
        page.show()
        page.activateWindow()
    yield page
    page.close()
    page.deleteLater()


def cell(table: EditTable, row: int, column: int) -> str:
    return table.model().index(row, column).data() or ""
