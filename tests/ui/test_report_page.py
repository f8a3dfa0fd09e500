"""Report: the pages as they will print, on the screen, in a file, at a printer."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import closing
from functools import partial
from pathlib import Path

import pypdfium2
import pytest
from msgspec.structs import replace
from PySide6.QtCore import QCoreApplication, QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFrame, QLabel, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from facilitator_console.app.answers import answer
from facilitator_console.dialogue.capture import capture
from facilitator_console.dialogue.ids import Audience, MentionDecision, SectionId
from facilitator_console.dialogue.reporting import add_paragraph, decide_mention, quote_note
from facilitator_console.log import SessionId, Subject, WorkPhase
from facilitator_console.notes.commands import add_list_entry, flag_note, remove_note, unflag_note
from facilitator_console.notes.ids import Column, Flag, GroupList, NoteId
from facilitator_console.notes.themes import add_theme
from facilitator_console.report.disclosure.mentions import find_mentions
from facilitator_console.report.disclosure.policy import PUBLIC
from facilitator_console.report.disclosure.publishable import open_mentions
from facilitator_console.report.document import Document, Spot
from facilitator_console.report.export import FORMATS
from facilitator_console.session.agenda import edit_session, next_item
from facilitator_console.session.ids import ItemStatus
from facilitator_console.ui.control.settings import window_settings
from facilitator_console.ui.parts.file_dialog import FileDialog, close_dialogs
from facilitator_console.ui.parts.labels import Lines, Link
from facilitator_console.ui.parts.page_view import PageView
from facilitator_console.ui.report import making
from facilitator_console.ui.report.checks import MentionCard
from facilitator_console.ui.report.exporting import FOLDER
from facilitator_console.ui.report.report_page import ReportPage
from facilitator_console.ui.report.rests_on import numbers_in
from facilitator_console.ui.shell.questions import Published, Question, Want, Wish
from facilitator_console.words import Message
from tests.ui.keyboard import type_text
from tests.ui.running import CTRL, Running
from tests.ui.sample import SampleSessionController, prepared_controller, sample_controller

LONG_MS = 20_000
DARK = 60
"""Lightness below which a pixel is ink, not paper or ground."""


@pytest.fixture(autouse=True)
def _settings_of_its_own(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))


@pytest.fixture
def page(qtbot: QtBot, controller: SampleSessionController) -> Iterator[ReportPage]:
    yield from shown(qtbot, controller)


def shows_print(view: PageView) -> bool:
    """Tell whether a page is on the screen with its ink, not only its white paper."""
    picture = view.viewport().grab().toImage()
    colors = [picture.pixelColor(x, y) for x in range(0, picture.width(), 2) for y in range(0, picture.height(), 2)]
    return QColor("white") in colors and any(color.lightness() < DARK for color in colors)


def shown(qtbot: QtBot, controller: SampleSessionController) -> Iterator[ReportPage]:
    page = ReportPage(controller)
    page.resize(1000, 700)
    with qtbot.waitActive(page):
        page.show()
        page.activateWindow()
    qtbot.waitUntil(lambda: shows_print(page.area.view), timeout=LONG_MS)
    yield page
    page.close()
    page.deleteLater()


def text_of(path: Path) -> str:
    with closing(pypdfium2.PdfDocument(path)) as document:
        return "\n".join(page.get_textpage().get_text_range() for page in document)


def saved(page: ReportPage, path: Path) -> str:
    page.exporting.save(path)
    return text_of(path)


def colors_at(page: ReportPage) -> set[str]:
    """Colours along a line down the middle of what is in sight."""
    picture = page.area.view.viewport().grab().toImage()
    return {picture.pixelColor(picture.width() // 2, y).name() for y in range(60, picture.height())}


def test_the_pages_are_on_the_screen_as_ink_on_white(page: ReportPage) -> None:
    colors = colors_at(page)
    assert "#ffffff" in colors
    assert len(colors) > 2
    assert page.area.kind.text().startswith("Internal:")
    assert page.area.head.text().startswith("Summary of the meeting · ")


def test_the_pages_are_in_the_language_of_the_dialogue_whatever_the_screens(qtbot: QtBot, tmp_path: Path) -> None:
    with closing(sample_controller(tmp_path, "uk")) as controller:
        for page in shown(qtbot, controller):
            assert page.print_button.text() == "Друк"
            text = saved(page, tmp_path / "out.pdf")
            assert "Autumn circle" in text
            assert "Why and how" in text
            assert "One run at seven and one at nineteen" in text


def test_the_pages_are_set_in_another_language_that_is_chosen(page: ReportPage, qtbot: QtBot, tmp_path: Path) -> None:
    page.language.setFocus()
    with qtbot.waitSignal(page.area.pages.set_done, timeout=LONG_MS):
        QTest.keyClick(page.windowHandle(), Qt.Key.Key_Up)
    text = saved(page, tmp_path / "out.pdf")
    assert "Хто брав участь" in text
    assert "One run at seven and one at nineteen" in text


def test_a_dialogue_without_a_language_is_printed_in_that_of_the_screen(qtbot: QtBot, tmp_path: Path) -> None:
    with closing(sample_controller(tmp_path, "uk")) as controller:
        controller.do(edit_session, language="")
        for page in shown(qtbot, controller):
            assert "Хто брав участь" in saved(page, tmp_path / "out.pdf")


def test_before_anything_was_held_the_page_says_so(qtbot: QtBot, tmp_path: Path) -> None:
    with closing(prepared_controller(tmp_path)) as controller:
        for page in shown(qtbot, controller):
            assert page.area.kind.text().startswith("Nothing has taken place yet: the pages show the plan.")
            with qtbot.waitSignal(page.area.pages.set_done, timeout=LONG_MS):
                controller.do(capture, "#need a bench")
            assert page.area.kind.text().startswith("Internal:")


def test_a_save_names_file_and_folder(page: ReportPage, tmp_path: Path) -> None:
    page.exporting.save(tmp_path / "out.pdf")
    assert page.outcome.words.text() == f"Saved: out.pdf in {tmp_path}"
    page.hide()
    page.show()
    assert not page.outcome.isVisible()


def test_the_folder_is_remembered_and_the_file_is_not(page: ReportPage, tmp_path: Path) -> None:
    folder = tmp_path / "stick"
    folder.mkdir()
    page.exporting.save(folder / "very-private-name.pdf")
    settings = window_settings()
    settings.sync()
    assert settings.value(FOLDER) == str(folder)
    assert "very-private-name" not in Path(settings.fileName()).read_text()
    page.exporting.ask_file(page)
    dialog = page.findChild(FileDialog)
    assert dialog is not None
    assert Path(dialog.directory().absolutePath()) == folder
    assert Path(dialog.selectedFiles()[0]).name == "summary.pdf"
    dialog.close()


def test_a_file_is_named_in_the_dialog_and_written(page: ReportPage, qtbot: QtBot, tmp_path: Path) -> None:
    window_settings().setValue(FOLDER, str(tmp_path))
    page.exporting.ask_file(page)
    dialog = page.findChild(FileDialog)
    assert dialog is not None
    qtbot.waitUntil(dialog.isActiveWindow)
    name = dialog.findChild(QLineEdit)
    assert name is not None
    name.setText("autumn")
    QTest.keyClick(name, Qt.Key.Key_Return)
    assert "Autumn circle" in text_of(tmp_path / "autumn.pdf")


def test_a_second_question_for_a_file_takes_the_place_of_the_first(page: ReportPage) -> None:
    page.exporting.ask_file(page)
    page.exporting.ask_file(page)
    assert [dialog.isVisible() for dialog in page.findChildren(FileDialog)].count(True) == 1
    close_dialogs(page)
    assert not any(dialog.isVisible() for dialog in page.findChildren(FileDialog))


def test_a_file_that_cannot_be_written_is_refused_in_words(
    page: ReportPage, controller: SampleSessionController, tmp_path: Path
) -> None:
    heard: list[Message] = []
    controller.refused.connect(heard.append)
    page.exporting.save(tmp_path / "nowhere" / "summary.pdf")
    assert ["nowhere" in str(message) for message in heard] == [True]
    assert window_settings().value(FOLDER) is None


def test_no_file_is_written_over(page: ReportPage, controller: SampleSessionController, tmp_path: Path) -> None:
    heard: list[Message] = []
    controller.refused.connect(heard.append)
    other = tmp_path / "summary.pdf"
    other.write_text("something else")
    page.exporting.save(other)
    assert ["already exists" in str(message) for message in heard] == [True]
    assert other.read_text() == "something else"


def test_the_pages_follow_the_session(
    page: ReportPage, controller: SampleSessionController, qtbot: QtBot, tmp_path: Path
) -> None:
    with qtbot.waitSignal(page.area.pages.set_done, timeout=LONG_MS):
        controller.do(capture, "! #need the ferry in spring")
    assert "the ferry in spring" in saved(page, tmp_path / "out.pdf")


def test_while_pages_are_being_set_only_the_last_change_counts(
    page: ReportPage, controller: SampleSessionController, qtbot: QtBot, tmp_path: Path
) -> None:
    times: list[bytes] = []
    page.area.pages.set_done.connect(lambda pdf, _sizes: times.append(pdf))
    for number in range(9):
        controller.do(capture, f"! #need thing {number}")
    qtbot.waitUntil(lambda: page.is_ready, timeout=LONG_MS)
    assert len(times) <= 3
    assert "thing 8" in saved(page, tmp_path / "out.pdf")


def test_pages_that_failed_are_set_again(page: ReportPage, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    bug = ValueError("a bug")

    def fails(*_: object) -> bytes:
        raise bug

    with monkeypatch.context() as patched, qtbot.captureExceptions() as caught:
        patched.setattr("facilitator_console.report.export.pdf.write_placed", fails)
        page.language.setCurrentIndex(page.language.findData("uk"))
        page.language.activated.emit(page.language.currentIndex())
        qtbot.waitUntil(lambda: bool(caught), timeout=LONG_MS)
    assert caught[0][1] is bug
    page.hide()
    with qtbot.waitSignal(page.area.pages.set_done, timeout=LONG_MS):
        page.show()


def test_a_hidden_page_sets_nothing_until_it_is_shown(
    page: ReportPage, controller: SampleSessionController, qtbot: QtBot, tmp_path: Path
) -> None:
    page.hide()
    controller.do(capture, "! #need a bench")
    controller.do(capture, "! #need a lamp")
    with qtbot.waitSignal(page.area.pages.set_done, timeout=LONG_MS):
        page.show()
    # Had the first note set the pages while they were hidden, they would lack the second one now.
    text = saved(page, tmp_path / "out.pdf")
    assert "a bench" in text
    assert "a lamp" in text


def test_keys_scroll_and_pages_in_sight_are_drawn(
    page: ReportPage, controller: SampleSessionController, qtbot: QtBot
) -> None:
    with qtbot.waitSignal(page.area.pages.set_done, timeout=LONG_MS):
        controller.do(capture, "#need " + "a long story " * 1200)
    page.area.view.setFocus()
    QTest.keyClick(page.windowHandle(), Qt.Key.Key_End)
    bar = page.area.view.verticalScrollBar()
    assert bar.value() == bar.maximum() > 0
    qtbot.waitUntil(lambda: shows_print(page.area.view), timeout=LONG_MS)
    QTest.keyClick(page.windowHandle(), Qt.Key.Key_Home)
    assert bar.value() == 0


def test_a_wider_window_has_sharper_pages(page: ReportPage, qtbot: QtBot) -> None:
    widths: list[int] = []
    page.area.pages.drawn.connect(lambda _page, width, _picture: widths.append(width))
    page.resize(700, 700)
    qtbot.waitUntil(lambda: bool(widths), timeout=LONG_MS)
    assert widths[-1] <= 700


# -- sections, writing, checks, files ----------------------------------------------------------------------


def sections(page: ReportPage, qtbot: QtBot) -> list[str]:
    """The sections of the report on the pages, once these are the present ones."""
    return [section.name for section in report_of(page, qtbot).sections]


def report_of(page: ReportPage, qtbot: QtBot) -> Document:
    """The report on the pages, once these are the present ones."""
    qtbot.waitUntil(lambda: page.is_ready, timeout=LONG_MS)
    assert page.made is not None
    return page.made.report


def press(page: ReportPage, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    QTest.keyClick(page.windowHandle(), key, modifier)


def test_sections_are_moved_and_left_out_with_keys_and_brought_back_by_undo(
    page: ReportPage, controller: SampleSessionController, qtbot: QtBot
) -> None:
    assert sections(page, qtbot).index("purpose") < sections(page, qtbot).index("participation")
    page.sections.setFocus()
    page.sections.choose(SectionId("purpose"))
    press(page, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    assert sections(page, qtbot).index("purpose") > sections(page, qtbot).index("participation")
    press(page, Qt.Key.Key_Space)
    assert "purpose" not in sections(page, qtbot)
    assert page.sections.current == "purpose"
    controller.phase = WorkPhase.REPORT
    controller.undo()
    controller.undo()
    assert sections(page, qtbot).index("purpose") < sections(page, qtbot).index("participation")


def test_a_box_is_clicked_and_a_section_chosen_scrolls_to_it(page: ReportPage, qtbot: QtBot) -> None:
    place = next(at for at, entry in enumerate(page.sections.rows.entries) if entry.section == "agenda")
    row = page.sections.visualRect(page.sections.rows.index(place))
    QTest.mouseClick(page.sections.viewport(), Qt.MouseButton.LeftButton, pos=row.topLeft() + QPoint(16, 16))
    assert "agenda" not in sections(page, qtbot)
    page.sections.choose(SectionId("method"))
    qtbot.waitUntil(lambda: len(page.sections.rows.entries) > 0)


def test_a_paragraph_is_written_with_keys_rests_on_notes_and_stands_on_the_pages(
    page: ReportPage, controller: SampleSessionController, qtbot: QtBot, tmp_path: Path
) -> None:
    page.sections.setFocus()
    page.sections.choose(SectionId("summary"))
    press(page, Qt.Key.Key_Return)
    assert page.writing.isVisible()
    assert page.writing.field.hasFocus()
    type_text(page.writing.field, "Вечір про автобус 🚌 e\u0301")
    page.writing.rests.setText("1")
    with qtbot.waitSignal(page.area.pages.set_done, timeout=LONG_MS):
        press(page, Qt.Key.Key_Return, CTRL)
    (paragraph,) = controller.state.paragraphs.values()
    assert (paragraph.text, len(paragraph.sources)) == ("Вечір про автобус 🚌 é", 1)
    assert page.writing.field.toPlainText() == ""
    assert "Вечір про автобус" in saved(page, tmp_path / "out.pdf")
    page.writing.which.setCurrentIndex(1)
    page.writing.which.activated.emit(1)
    type_text(page.writing.field, "Інакше. ")
    press(page, Qt.Key.Key_Escape)
    assert not page.writing.isVisible()
    assert "Інакше." in next(iter(controller.state.paragraphs.values())).text


def test_a_paragraph_that_is_chosen_on_the_pages_shows_its_notes_and_is_written_anew_with_keys(
    page: ReportPage, controller: SampleSessionController, qtbot: QtBot
) -> None:
    controller.do(capture, "! #need a lamp at the stop")
    first, second = numbers_in(report_of(page, qtbot)).values()
    with qtbot.waitSignal(page.area.pages.set_done, timeout=LONG_MS):
        controller.do(add_paragraph, SectionId("summary"), "The evening turned around the bus.", [first, second])
    report_of(page, qtbot)
    view, texts = page.area.view, [controller.state.notes[NoteId(note)].text for note in (first, second)]
    view.setFocus()
    press(page, Qt.Key.Key_Home)
    # Past the cover and the contents, on which there are none.
    while page.rests_on.head.text() != "This paragraph rests on":
        assert view.verticalScrollBar().value() < view.verticalScrollBar().maximum()
        press(page, Qt.Key.Key_Down)
    assert page.sections.current == "summary"
    qtbot.waitUntil(lambda: rests_on(page) == texts)
    press(page, Qt.Key.Key_Down)
    assert page.sections.current != "summary"
    press(page, Qt.Key.Key_Up)
    press(page, Qt.Key.Key_Return)
    assert page.writing.field.toPlainText() == "The evening turned around the bus."
    assert page.writing.rests.text() == "1, 2"
    # Other pages keep the choice; once the paragraph is gone, so is the choice.
    with qtbot.waitSignal(page.area.pages.set_done, timeout=LONG_MS):
        controller.do(capture, "! #need a bench")
    report_of(page, qtbot)
    assert page.rests_on.head.text() == "This paragraph rests on"
    page.writing.remove.click()
    report_of(page, qtbot)
    assert page.rests_on.head.text() == "This section rests on"


def test_a_paragraph_that_rests_on_a_theme_and_an_entry_shows_their_words(
    page: ReportPage, controller: SampleSessionController, qtbot: QtBot
) -> None:
    report_of(page, qtbot)
    controller.do(add_theme, Column.SHARED, "Nobody waits in the dark")
    controller.do(add_list_entry, GroupList.OUTCOMES, "A lamp by winter")
    sources = [Subject(next(reversed(controller.state.themes))), Subject(next(reversed(controller.state.list_entries)))]
    with qtbot.waitSignal(page.area.pages.set_done, timeout=LONG_MS):
        controller.do(add_paragraph, SectionId("summary"), "We agree on light.", sources)
    report_of(page, qtbot)
    page.area.view.setFocus()
    press(page, Qt.Key.Key_Home)
    while page.rests_on.head.text() != "This paragraph rests on":
        assert page.area.view.verticalScrollBar().value() < page.area.view.verticalScrollBar().maximum()
        press(page, Qt.Key.Key_Down)
    assert page.sections.current == "summary"
    qtbot.waitUntil(lambda: rests_on(page) == ["Nobody waits in the dark", "A lamp by winter"])


def test_a_click_on_a_paragraph_of_the_pages_chooses_it_where_its_words_are_drawn(
    page: ReportPage, controller: SampleSessionController, qtbot: QtBot
) -> None:
    report_of(page, qtbot)
    view = page.area.view
    page.sections.choose(SectionId("notes"))
    assert page.rests_on.head.text() == "This section rests on"
    number, note = next((number, note) for number, note in numbers_in(report_of(page, qtbot)).items())
    placed = next(each for each in page.area.placed if getattr(each.block, "number", 0) == number)
    words = controller.state.notes[NoteId(note)].text
    (spot,) = placed.spots
    # PDFium says where the words are drawn.
    assert words_in(page, spot).endswith(words)
    view.go_to(spot.page, spot.top)
    rect = view.rects_of(page.area.placed.index(placed))[0]
    middle = rect.center() - QPointF(view.horizontalScrollBar().value(), view.verticalScrollBar().value())
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=middle.toPoint())
    assert page.rests_on.head.text() == "This paragraph rests on"
    qtbot.waitUntil(lambda: rests_on(page) == [words])
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(2, 2))
    assert page.rests_on.head.text() == "This section rests on"


def rests_on(page: ReportPage) -> list[str]:
    """The words of the notes in the card, without their tags."""
    lines = page.rests_on.card.findChildren(Lines)
    return [line.text().split(" · ")[-1] for line in lines if not line.isHidden()]


def words_in(page: ReportPage, spot: Spot) -> str:
    """What stands in a part of the pages, as PDFium reads it."""
    assert page.made is not None
    with closing(pypdfium2.PdfDocument(page.pdf_of(page.made.report))) as document:
        paper = document[spot.page]
        wide, high = paper.get_size()
        edges = (spot.left * wide, (1 - spot.bottom) * high, spot.right * wide, (1 - spot.top) * high)
        return " ".join(paper.get_textpage().get_text_bounded(*edges).split())


def test_a_number_that_is_not_on_the_pages_keeps_the_words_in_the_field(
    page: ReportPage, controller: SampleSessionController
) -> None:
    heard: list[Message] = []
    controller.refused.connect(heard.append)
    page.write_in("summary")
    type_text(page.writing.field, "words")
    page.writing.rests.setText("1, 999")
    page.writing.keep.click()
    assert [str(message) for message in heard] == ["There is no note 999 on the pages."]
    assert page.writing.field.toPlainText() == "words"
    assert not controller.state.paragraphs


def test_a_quote_is_put_in_by_its_number_and_taken_out(page: ReportPage, controller: SampleSessionController) -> None:
    page.write_in("summary")
    page.writing.rests.setText("1")
    page.writing.quote.click()
    (paragraph,) = controller.state.paragraphs.values()
    assert paragraph.quote is not None
    assert paragraph.text == ""
    page.writing.which.setCurrentIndex(1)
    page.writing.which.activated.emit(1)
    assert page.writing.field.isReadOnly()
    page.writing.remove.click()
    assert next(iter(controller.state.paragraphs.values())).removed


def test_answers_from_paper_are_typed_in_and_counted(
    page: ReportPage, controller: SampleSessionController, qtbot: QtBot
) -> None:
    page.write_in("evaluation")
    assert page.answers.isVisible()
    for (question, choice), number in page.answers.numbers.items():
        number.setValue({"yes": 7, "partly": 5}.get(choice, 0) if question == "again" else 0)
    type_text(page.answers.field, "Дякую 🚌")
    page.answers.keep.click()
    assert len(controller.state.answers) == 13
    assert page.answers.known.text() == "13 answers so far"
    assert not any(number.value() for number in page.answers.numbers.values())
    assert "evaluation" in sections(page, qtbot)
    page.answers.keep.click()
    assert len(controller.state.answers) == 13


def test_the_place_is_typed_and_a_public_report_tells_its_oblast(
    page: ReportPage, controller: SampleSessionController, qtbot: QtBot
) -> None:
    page.made_for.where.setText("Вишневе, Миколаївська область")
    page.made_for.where.editingFinished.emit()
    assert controller.state.info.place == "Вишневе, Миколаївська область"
    page.made_for.choose(Audience.PUBLIC)
    assert str(report_of(page, qtbot).place) == "Mykolaiv oblast"


def make_public(page: ReportPage, controller: SampleSessionController, qtbot: QtBot) -> list[MentionCard]:
    """Choose the public report, and return what waits for a decision."""
    controller.do(capture, "! #need the driver Stepan comes late")
    with qtbot.waitSignal(page.area.pages.set_done, timeout=LONG_MS):
        page.made_for.buttons[Audience.PUBLIC].click()
    qtbot.waitUntil(lambda: page.is_ready, timeout=LONG_MS)
    return page.checks.findChildren(MentionCard)


def test_a_double_click_decides_about_one_mention_not_about_the_next_that_came_up_under_it(
    page: ReportPage, controller: SampleSessionController, qtbot: QtBot
) -> None:
    waiting = make_public(page, controller, qtbot)
    QTest.mouseClick(waiting[0].keep, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: len(page.checks.mentions) < len(waiting), timeout=LONG_MS)
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    next_one = page.checks.findChildren(MentionCard)[0].keep
    assert len(page.checks.mentions) == len(waiting) - 1
    # What Qt sends to whatever lies under the pointer by then.
    at = QPointF(next_one.rect().center())
    second_half = QMouseEvent(
        QEvent.Type.MouseButtonDblClick,
        at,
        next_one.mapToGlobal(at),
        Qt.MouseButton.LeftButton,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    QCoreApplication.sendEvent(next_one, second_half)
    QTest.mouseRelease(next_one, Qt.MouseButton.LeftButton)
    assert len(page.checks.mentions) == len(waiting) - 1


def test_what_was_typed_in_a_card_stays_when_another_one_is_decided_by_mouse(
    page: ReportPage, controller: SampleSessionController, qtbot: QtBot
) -> None:
    first, second, *_ = make_public(page, controller, qtbot)
    QTest.mouseClick(second.words, Qt.MouseButton.LeftButton)
    type_text(second.words, "somebody who drives")
    QTest.mouseClick(first.keep, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: first.found not in page.checks.mentions, timeout=LONG_MS)
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    card = next(card for card in page.checks.findChildren(MentionCard) if card.found == second.found)
    assert card.words.text() == "somebody who drives"
    QTest.mouseClick(card.words, Qt.MouseButton.LeftButton)
    QTest.keyClick(card.words, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: second.found not in page.checks.mentions, timeout=LONG_MS)
    assert "somebody who drives" in {mention.text for mention in controller.state.mentions.values()}


def test_after_a_decision_the_keys_go_to_the_next_card_and_after_the_last_one_to_the_export(
    page: ReportPage, controller: SampleSessionController, qtbot: QtBot
) -> None:
    waiting = make_public(page, controller, qtbot)
    assert len(waiting) > 1
    waiting[0].keep.setFocus()
    while page.checks.mentions:
        number = len(page.checks.mentions)
        press(page, Qt.Key.Key_Return)
        qtbot.waitUntil(partial(lambda before: len(page.checks.mentions) < before, number), timeout=LONG_MS)
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        if page.checks.mentions:
            card = page.checks.findChildren(MentionCard)[0]
            assert card.words.hasFocus()
            press(page, Qt.Key.Key_Tab)
            assert card.keep.hasFocus()
            # A key that is held down counts once.
            held = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_Return, Qt.KeyboardModifier.NoModifier, autorep=True)
            QCoreApplication.sendEvent(card.keep, held)
            assert card.isEnabled()
    assert page.export_button.hasFocus()


def test_what_is_decided_anew_keeps_the_keys_and_so_does_a_quote_until_none_waits(
    page: ReportPage, controller: SampleSessionController, qtbot: QtBot
) -> None:
    controller.do(capture, "! #quote The bus waited for us")
    controller.do(flag_note, [*controller.state.notes][-1], Flag.QUOTE)
    page.made_for.choose(Audience.PUBLIC)
    report_of(page, qtbot)
    assert not page.checks.mentions
    for words, then in (("Confirm", page.export_button.hasFocus), ("Decide 1 again", lambda: True)):
        # Qt shows what was put into a layout only later.
        qtbot.waitUntil(partial(lambda words: link(page, words).isVisible(), words), timeout=LONG_MS)
        link(page, words).setFocus()
        press(page, Qt.Key.Key_Return)
        qtbot.waitUntil(then, timeout=LONG_MS)
    for words in ("Leave out", "Confirm"):
        again = QApplication.focusWidget()
        assert isinstance(again, Link)
        assert again.whole_text == words
        press(page, Qt.Key.Key_Return)
        qtbot.waitUntil(partial(is_other_link, again), timeout=LONG_MS)


def is_other_link(before: QWidget) -> bool:
    focus = QApplication.focusWidget()
    return isinstance(focus, Link) and focus is not before


def test_a_public_report_waits_for_each_decision_and_is_recorded(
    page: ReportPage, controller: SampleSessionController, qtbot: QtBot, tmp_path: Path
) -> None:
    heard: list[Message] = []
    controller.refused.connect(heard.append)
    waiting = make_public(page, controller, qtbot)
    assert {"driver", "Stepan"} <= {card.found.words for card in waiting}
    assert page.checks.head.text().endswith(str(len(waiting)))
    page.exporting.save(tmp_path / "out.pdf")
    assert "not decided yet" in str(heard[-1])
    assert not (tmp_path / "out.pdf").exists()
    while page.checks.mentions:
        number = len(page.checks.mentions)
        card = page.checks.findChildren(MentionCard)[0]
        if card.found.words == "Stepan":
            type_text(card.words, "he")
            card.words.returnPressed.emit()
        else:
            card.keep.click()
        assert not card.isEnabled()
        qtbot.waitUntil(partial(lambda before: len(page.checks.mentions) < before, number), timeout=LONG_MS)
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    # What was decided can be decided anew.
    link(page, f"Decide {len(waiting)} again").click()
    again = next(card for card in page.checks.findChildren(MentionCard)[::-1] if card.found.words == "Stepan")
    assert "Now: “he” instead" in [each.text() for each in again.findChildren(QLabel)]
    type_text(again.words, "who drives")
    again.words.returnPressed.emit()
    qtbot.waitUntil(lambda: page.is_ready, timeout=LONG_MS)
    page.exporting.save(tmp_path / "out.md", "md")
    qtbot.waitUntil((tmp_path / "out.md").exists, timeout=LONG_MS)
    text = (tmp_path / "out.md").read_text(encoding="utf-8")
    assert "the driver who drives comes late" in text
    assert "Public report" in text
    (export,) = controller.state.exports.values()
    assert (export.audience, export.format) == (Audience.PUBLIC, "md")
    assert "out.md" not in repr(export)


def test_without_a_marked_note_a_public_report_counts_them_and_the_page_leads_to_where_they_are_marked(
    page: ReportPage, controller: SampleSessionController, qtbot: QtBot
) -> None:
    controller.do(capture, "#need a bench by the school")
    notes = [*controller.state.notes]
    for note in notes:
        controller.do(unflag_note, note, Flag.FOR_REPORT)
    controller.do(quote_note, SectionId("summary"), notes[-1])
    page.made_for.choose(Audience.PUBLIC)
    assert numbered(page, qtbot) == []
    titles = [str(card.title) for card in page.checks.cards if card.is_open]
    assert titles[:2] == ["No note is marked for the report", "1 quoted note is not marked for the report"]
    with qtbot.waitSignal(page.notes_requested):
        link(page, "Show the notes").click()
    link(page, "Mark for the report").click()
    assert numbered(page, qtbot) == [notes[-1]]
    assert not [card for card in page.checks.cards if "marked" in str(card.title)]


def test_a_quote_that_was_decided_is_decided_anew(
    page: ReportPage, controller: SampleSessionController, qtbot: QtBot
) -> None:
    controller.do(capture, "! #quote The driver waited for my child")
    note = [*controller.state.notes][-1]
    controller.do(flag_note, note, Flag.QUOTE)
    page.made_for.choose(Audience.PUBLIC)
    report_of(page, qtbot)
    assert any("It names nobody, so no consent covers it." in words for words in shown_words(page))
    link(page, "Confirm").click()
    report_of(page, qtbot)
    assert "A quote is not confirmed" not in shown_words(page)
    next(each for each in page.checks.findChildren(Link)[::-1] if each.whole_text.startswith("Decide ")).click()
    qtbot.waitUntil(lambda: "A quote is confirmed" in shown_words(page))
    for words, confirmed, title in (
        ("Leave out", False, "A quote is left out"),
        ("Confirm", True, "A quote is confirmed"),
    ):
        card = next(each for each in page.checks.findChildren(QFrame)[::-1] if has_quote(each))
        next(each for each in card.findChildren(Link) if each.whole_text == words).click()
        report_of(page, qtbot)
        assert controller.state.quote_confirmations[note].confirmed is confirmed
        qtbot.waitUntil(partial(lambda title: title in shown_words(page), title))


def has_quote(card: QFrame) -> bool:
    return not card.isHidden() and any(each.text().startswith("A quote is ") for each in card.findChildren(QLabel))


def shown_words(page: ReportPage) -> list[str]:
    return [each.text() for each in page.checks.findChildren(QLabel) if each.isVisibleTo(page.checks)]


def test_a_file_for_the_team_that_holds_withdrawn_words_is_told_until_another_takes_its_place(
    page: ReportPage, controller: SampleSessionController, qtbot: QtBot, tmp_path: Path
) -> None:
    controller.do(capture, "! #need a bench by the school")
    report_of(page, qtbot)
    page.exporting.save(tmp_path / "out.md", "md")
    qtbot.waitUntil(lambda: bool(controller.state.exports), timeout=LONG_MS)
    assert not page.checks.isVisible()
    controller.do(remove_note, [*controller.state.notes][-1])
    report_of(page, qtbot)
    title = "1 internal file holds words that were withdrawn"
    assert page.checks.isVisible()
    assert [(str(card.title), card.text.split(".")[0]) for card in page.checks.cards] == [(title, "md (en)")]
    assert not any("typically misses" in words for words in shown_words(page))
    page.made_for.choose(Audience.PUBLIC)
    report_of(page, qtbot)
    qtbot.waitUntil(lambda: title in shown_words(page))
    page.made_for.choose(Audience.INTERNAL)
    report_of(page, qtbot)
    page.exporting.save(tmp_path / "new.md", "md")
    qtbot.waitUntil(lambda: len(controller.state.exports) == 2, timeout=LONG_MS)
    report_of(page, qtbot)
    assert not page.checks.isVisible()
    assert "a bench" not in (tmp_path / "new.md").read_text(encoding="utf-8")


def numbered(page: ReportPage, qtbot: QtBot) -> list[str]:
    """The notes that stand on the pages, once these are the present ones."""
    return [*numbers_in(report_of(page, qtbot)).values()]


def link(page: ReportPage, words: str) -> Link:
    """The link of the checks with these words; those of earlier cards go a little later."""
    return [each for each in page.checks.findChildren(Link) if each.whole_text == words][-1]


def test_the_search_for_names_runs_beside_the_window_tells_how_far_it_is_and_can_be_stopped(
    page: ReportPage, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(making, "TOLD_EVERY", 1)
    find_mentions.cache_clear()
    on = threading.Event()
    # In the thread of the search, which waits there.
    page.maker.searched.connect(lambda _done, _texts: on.wait(LONG_MS / 1000), Qt.ConnectionType.DirectConnection)
    page.made_for.choose(Audience.PUBLIC)
    qtbot.waitUntil(page.outcome.stop.isVisible, timeout=LONG_MS)
    assert page.outcome.words.text().startswith("Looking for names, places and numbers: text ")
    assert page.made is None
    page.outcome.stop.click()
    on.set()
    assert not report_of(page, qtbot).is_public
    assert page.outcome.words.text() == "Stopped. The pages are those for the team."


def test_what_is_taken_back_while_a_file_is_made_is_not_in_it(
    page: ReportPage, controller: SampleSessionController, qtbot: QtBot, tmp_path: Path
) -> None:
    controller.do(capture, "! #need a bench by the school")
    report_of(page, qtbot)
    page.exporting.save(tmp_path / "out.md", "md")
    controller.do(remove_note, [*controller.state.notes][-1])
    qtbot.waitUntil((tmp_path / "out.md").exists, timeout=LONG_MS)
    assert "a bench" not in (tmp_path / "out.md").read_text(encoding="utf-8")
    assert len(controller.state.exports) == 1


def test_the_window_says_how_many_words_it_misses_and_never_that_a_text_is_clean(
    page: ReportPage, controller: SampleSessionController, qtbot: QtBot
) -> None:
    make_public(page, controller, qtbot)
    words = " ".join(found.text() for found in page.checks.findChildren(QLabel))
    assert "Of ten it typically misses about 1" in words
    assert "clean" not in words


def test_a_file_that_is_stopped_leaves_nothing(
    page: ReportPage, controller: SampleSessionController, qtbot: QtBot, tmp_path: Path
) -> None:
    page.exporting.save(tmp_path / "out.docx", "docx")
    assert page.outcome.words.text() == "The file is being made …"
    page.outcome.stop.click()
    assert page.outcome.words.text() == "Stopped. Nothing was written."
    # What is asked for later is made later.
    page.exporting.save(tmp_path / "out.md", "md")
    qtbot.waitUntil((tmp_path / "out.md").exists, timeout=LONG_MS)
    assert [*tmp_path.glob("*.docx")] == [*tmp_path.glob(".unfinished*")] == []
    assert len(controller.state.exports) == 1


@pytest.mark.parametrize("file_format", FORMATS)
def test_every_format_is_offered_and_written(
    page: ReportPage, controller: SampleSessionController, qtbot: QtBot, tmp_path: Path, file_format: str
) -> None:
    path = tmp_path / f"out.{file_format}"
    page.exporting.save(path, file_format)
    qtbot.waitUntil(path.exists, timeout=LONG_MS)
    (export,) = controller.state.exports.values()
    assert (export.audience, export.format) == (Audience.INTERNAL, file_format)


def test_pages_are_made_larger_and_smaller(page: ReportPage) -> None:
    page.area.view.setFocus()
    press(page, Qt.Key.Key_Plus)
    assert page.area.zoom.whole_text == "125 %"
    assert page.area.view.horizontalScrollBar().maximum() > 0
    press(page, Qt.Key.Key_Minus)
    page.area.smaller.click()
    assert page.area.zoom.whole_text == "80 %"
    page.area.zoom.click()
    assert page.area.view.zoom == 1.0


def test_all_pages_come_out_of_the_printer(
    page: ReportPage, controller: SampleSessionController, qtbot: QtBot, tmp_path: Path
) -> None:
    with qtbot.waitSignal(page.area.pages.set_done, timeout=LONG_MS):
        controller.do(capture, "#need " + "a long story " * 600)
    printed = tmp_path / "printed.pdf"
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(printed))
    page.print_pages(printer)
    qtbot.waitUntil(lambda: page.outcome.words.text() == "Printed.", timeout=LONG_MS)
    page.exporting.save(tmp_path / "saved.pdf")
    with (
        closing(pypdfium2.PdfDocument(printed)) as ours,
        closing(pypdfium2.PdfDocument(tmp_path / "saved.pdf")) as set_,
    ):
        assert len(ours) == len(set_) > 1
        for sheet in ours:
            darkest, lightest = sheet.render(scale=2).to_pil().convert("L").getextrema()
            assert darkest < 100
            assert lightest == 255


def test_a_print_tells_of_its_pages_and_can_be_stopped(
    page: ReportPage, controller: SampleSessionController, qtbot: QtBot, tmp_path: Path
) -> None:
    with qtbot.waitSignal(page.area.pages.set_done, timeout=LONG_MS):
        controller.do(capture, "#need " + "a long story " * 600)
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "printed.pdf"))
    page.print_pages(printer)
    assert page.outcome.words.text().startswith("Printing page 1 of ")
    assert page.outcome.stop.isVisible()
    page.outcome.stop.click()
    assert page.outcome.words.text() == "Printing was stopped."
    assert not page.outcome.stop.isVisible()
    drawn: list[int] = []
    page.area.pages.drawn.connect(lambda number, _width, _picture: drawn.append(number))
    qtbot.waitUntil(lambda: bool(drawn), timeout=LONG_MS)
    assert page.outcome.words.text() == "Printing was stopped."


def test_a_range_of_pages_is_printed_alone(
    page: ReportPage, controller: SampleSessionController, qtbot: QtBot, tmp_path: Path
) -> None:
    with qtbot.waitSignal(page.area.pages.set_done, timeout=LONG_MS):
        controller.do(capture, "#need " + "a long story " * 600)
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "printed.pdf"))
    printer.setFromTo(2, 2)
    page.print_pages(printer)
    qtbot.waitUntil(lambda: page.outcome.words.text() == "Printed.", timeout=LONG_MS)
    with closing(pypdfium2.PdfDocument(tmp_path / "printed.pdf")) as printed:
        assert len(printed) == 1


def test_printing_has_its_key_once_there_are_pages(page: ReportPage, controller: SampleSessionController) -> None:
    (action,) = page.offered_actions()
    assert action.chord == "P"
    assert action.refusal(controller) is None
    other = ReportPage(controller)
    assert str(other.offered_actions()[0].refusal(controller)) == "The pages are not ready yet."
    assert not other.print_button.isEnabled()
    other.deleteLater()


def test_a_page_that_goes_while_pages_are_set_leaves_no_thread(
    controller: SampleSessionController, qtbot: QtBot
) -> None:
    page = ReportPage(controller)
    page.show()
    thread = page.area.pages
    page.close()
    page.deleteLater()
    qtbot.waitUntil(lambda: thread.is_closed)


def test_the_page_is_built_before_the_heavy_libraries_are_loaded() -> None:
    code = """
import sys
from facilitator_console.ui.prepare import prepare_page as prepare
from facilitator_console.ui.report import report_page as report
from facilitator_console.ui.run import notes_page as run_notes
heavy = {"reportlab", "pypdfium2", "numpy", "PySide6.QtPrintSupport"} & set(sys.modules)
assert not heavy, heavy
"""
    subprocess.run([sys.executable, "-c", code], check=True)


def test_the_window_records_what_the_command_line_publishes(program: Running) -> None:
    program.create_session("circle", "Talk", 8)
    controller = program.session.controller
    asked = Question(Want.PUBLISH, controller.session, Wish("pdf", "en", 5, "oblast", "month", quotes=True))
    while open_mentions(controller.state, PUBLIC):
        found = open_mentions(controller.state, PUBLIC)[0]
        mention, keep = found.mention, MentionDecision.KEEP
        refused = answer(program, asked)
        assert isinstance(refused, Published)
        assert (refused.at_ms, "not decided yet" in refused.refusal) == (0, True)
        controller.do(decide_mention, found.text.subject, found.text.version, mention.start, mention.end, keep)
    published = answer(program, asked)
    assert isinstance(published, Published)
    assert published.at_ms > 0
    assert [export.audience for export in controller.state.exports.values()] == [Audience.PUBLIC]
    other = answer(program, replace(asked, session=SessionId("another")))
    assert isinstance(other, Published)
    assert "another session" in other.refusal


def printers_dialog(program: Running, qtbot: QtBot) -> QPrintDialog:
    """A session whose report is to be printed."""
    program.create_session("circle", "Autumn circle", 8)
    program.session.controller.do(next_item)
    program.session.show_page("report")
    page = program.session.page("report")
    assert isinstance(page, ReportPage)
    qtbot.waitUntil(page.print_button.isEnabled, timeout=LONG_MS)
    program.press(Qt.Key.Key_P, CTRL)
    dialog = program.window.findChild(QPrintDialog)
    assert dialog is not None
    qtbot.waitUntil(dialog.isActiveWindow)
    return dialog


def test_a_file_to_print_into_is_proposed_and_refused_in_the_dialog_itself(
    program: Running, qtbot: QtBot, tmp_path: Path
) -> None:
    dialog = printers_dialog(program, qtbot)
    field = dialog.findChild(QLineEdit, "filename")
    assert field is not None
    proposed = Path(field.text())
    assert (proposed.suffix, proposed.exists()) == (".pdf", False)
    (there := tmp_path / "є.pdf").write_bytes(b"kept")
    for wrong in (there, tmp_path, tmp_path / "немає" / "звіт.pdf"):
        field.setText(str(wrong))
        QTest.keyClick(field, Qt.Key.Key_Return)
        assert dialog.isVisible()
        assert QApplication.activeModalWidget() is None
        assert any(str(wrong) in shown.text() for shown in dialog.findChildren(QLabel) if shown.isVisible())
    field.setText(str(tmp_path / "звіт.pdf"))
    QTest.keyClick(field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: "Printed." in [shown.text() for shown in program.window.findChildren(QLabel)])
    assert (tmp_path / "звіт.pdf").read_bytes().startswith(b"%PDF")
    assert there.read_bytes() == b"kept"


def test_while_a_printer_is_asked_for_the_cover_comes_and_the_room_is_left_alone(
    program: Running, qtbot: QtBot
) -> None:
    dialog = printers_dialog(program, qtbot)
    for key in (Qt.Key.Key_0, Qt.Key.Key_U, Qt.Key.Key_6):
        QTest.keyClick(dialog.windowHandle(), key, CTRL)
    room = program.session.controller.state.room
    assert (room.frozen, program.session.controller.state.items[room.item_id].status) == (False, ItemStatus.RUNNING)
    QTest.keyClick(dialog.windowHandle(), Qt.Key.Key_L, CTRL)
    assert program.session.cover.isVisible()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert program.window.findChild(QPrintDialog) is None
