"""Prepare: what is printed before the meeting, on the screen, in a file, at a printer."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pypdfium2
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from facilitator_console.log import Duration
from facilitator_console.report.handouts import HANDOUTS, TABLE_PLANS
from facilitator_console.session.agenda import edit_session, items_in_order
from facilitator_console.session.editing import edit_items
from facilitator_console.session.events import ItemEdited
from facilitator_console.session.people import add_participants
from facilitator_console.session.seating import count_heads
from facilitator_console.ui.control.settings import window_settings
from facilitator_console.ui.parts.file_dialog import FileDialog
from facilitator_console.ui.parts.menus import Menu
from facilitator_console.ui.prepare.prepare_page import PreparePage
from facilitator_console.ui.prepare.print_panel import FOLDER
from facilitator_console.words import Message
from tests.ui.preparing import Keys, press
from tests.ui.sample import SampleSessionController

LONG_MS = 20_000


def show(qtbot: QtBot, page: PreparePage, kind: str) -> None:
    """Show a handout, and wait for its pages."""
    page.show_print(kind)
    qtbot.waitUntil(lambda: page.prints.preview.number > 0, timeout=LONG_MS)


def text_of(path: Path) -> str:
    with closing(pypdfium2.PdfDocument(path)) as document:
        return " ".join("\n".join(page.get_textpage().get_text_range() for page in document).split())


def saved(page: PreparePage, path: Path) -> str:
    page.prints.preview.save(path, FOLDER)
    return text_of(path)


def test_every_handout_is_shown_and_saved_and_followed(
    qtbot: QtBot, controller: SampleSessionController, page: PreparePage, tmp_path: Path
) -> None:
    for kind in HANDOUTS:
        if kind.name == "table_plans":
            continue
        show(qtbot, page, kind.name)
        page.prints.preview.outcome.tell(None)
        saved(page, tmp_path / kind.file_name)
        assert kind.file_name in page.prints.preview.outcome.words.text()
    assert "Check-in" in text_of(tmp_path / "agenda.pdf")
    assert "For the team" in text_of(tmp_path / "agenda-team.pdf")
    assert text_of(tmp_path / "cards.pdf").split() == [str(seat) for seat in range(1, 25)]
    show(qtbot, page, "seat_cards")
    qtbot.waitUntil(lambda: page.prints.page_count.text() == "3 pages", timeout=LONG_MS)
    controller.do(add_participants, 1)
    qtbot.waitUntil(lambda: page.prints.page_count.text() == "4 pages", timeout=LONG_MS)


def test_it_is_in_the_language_of_the_dialogue(
    qtbot: QtBot, controller: SampleSessionController, page: PreparePage, tmp_path: Path
) -> None:
    controller.do(edit_session, language="uk")
    show(qtbot, page, "agreements")
    assert "Домовленості групи" in saved(page, tmp_path / "agreements.pdf")


def test_where_there_is_nothing_to_print_it_says_so_and_the_buttons_are_grey(
    qtbot: QtBot, controller: SampleSessionController, page: PreparePage
) -> None:
    show(qtbot, page, "seat_cards")
    controller.do(count_heads)
    panel = page.prints
    assert panel.preview.number == 0
    assert not panel.print_button.isEnabled()
    assert not panel.save_button.isEnabled()
    controller.do(add_participants, 2)
    qtbot.waitUntil(panel.print_button.isEnabled, timeout=LONG_MS)


def test_it_is_reached_printed_and_left_by_keyboard(qtbot: QtBot, page: PreparePage) -> None:
    page.exports.setFocus()
    press(page, Keys.Key_Return)
    (menu,) = page.findChildren(Menu)
    qtbot.waitUntil(menu.isVisible)
    QTest.keyClick(menu, Keys.Key_Down)
    QTest.keyClick(menu, Keys.Key_Return)
    qtbot.waitUntil(lambda: page.prints.preview.number > 0, timeout=LONG_MS)
    assert page.prints.kind.name == "wall_agenda"
    assert page.prints.kinds.hasFocus()
    press(page, Keys.Key_Down)
    assert page.prints.kind.name == "team_agenda"
    press(page, Keys.Key_Escape)
    assert page.agenda.isVisible()
    assert page.agenda.table.hasFocus()


def test_a_file_that_is_there_is_not_written_over(
    qtbot: QtBot, page: PreparePage, refusals: list[Message], tmp_path: Path
) -> None:
    show(qtbot, page, "wall_agenda")
    path = tmp_path / "agenda.pdf"
    path.write_text("mine")
    page.prints.preview.save(path, FOLDER)
    assert path.read_text() == "mine"
    assert "already exists" in str(refusals[0])


def test_the_folder_is_remembered_and_the_name_tells_nothing(qtbot: QtBot, page: PreparePage, tmp_path: Path) -> None:
    show(qtbot, page, "wall_agenda")
    saved(page, tmp_path / "one.pdf")
    assert window_settings().value(FOLDER) == str(tmp_path)
    page.prints.ask_file()
    (dialog,) = page.findChildren(FileDialog)
    assert dialog.isVisible()
    dialog.close()


def test_it_prints_to_a_printer(qtbot: QtBot, page: PreparePage, tmp_path: Path) -> None:
    show(qtbot, page, "wall_agenda")
    printer = QPrinter(QPrinter.PrinterMode.ScreenResolution)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "printed.pdf"))
    page.prints.preview.print_pages(printer)
    qtbot.waitUntil(lambda: page.prints.preview.outcome.words.text() == "Printed.", timeout=LONG_MS)
    with closing(pypdfium2.PdfDocument(tmp_path / "printed.pdf")) as document:
        assert len(document) == 1


def test_people_are_dealt_for_the_table_plans_and_anew(
    qtbot: QtBot, controller: SampleSessionController, page: PreparePage, tmp_path: Path
) -> None:
    page.show_print(TABLE_PLANS.name)
    assert not page.prints.deal.isVisible()
    tables = [item.item_id for item in items_in_order(controller.state)][5:6]
    controller.do(edit_items, tables, ItemEdited(format="world_cafe", planned_ms=Duration(70 * 60_000)))
    assert page.prints.deal.text() == "Deal people to the tables"
    page.prints.deal.setFocus()
    press(page, Keys.Key_Return)
    qtbot.waitUntil(lambda: page.prints.preview.number == 5, timeout=LONG_MS)
    assert page.prints.deal.text() == "Deal anew"
    first = saved(page, tmp_path / "one.pdf")
    assert "Table 4" in first
    assert "Round 3" in first
    press(page, Keys.Key_Return)
    qtbot.waitUntil(lambda: page.prints.preview.number == 5, timeout=LONG_MS)
    assert saved(page, tmp_path / "two.pdf") != first
    assert controller.undo()
    qtbot.waitUntil(lambda: page.prints.preview.number == 5, timeout=LONG_MS)
    assert saved(page, tmp_path / "three.pdf") == first
