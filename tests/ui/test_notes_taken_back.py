"""Seats taken off notes, tags erased, what was removed and undone, tags in files; in the real page."""

from __future__ import annotations

from pathlib import Path

import msgspec
from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QPushButton, QWidget
from pytestqt.qtbot import QtBot

from facilitator_console.dialogue.attribution import speaker_words
from facilitator_console.dialogue.capture import capture
from facilitator_console.notes.commands import remove_note
from facilitator_console.notes.tag_commands import add_tag, retire_tag
from facilitator_console.report.disclosure.policy import PUBLIC
from facilitator_console.report.sections import make_report
from facilitator_console.session.agenda import close_session, edit_session
from facilitator_console.session.forgetting import keep_speaking
from facilitator_console.session.ids import Attribution
from facilitator_console.ui.report.waiting import cards_of
from facilitator_console.ui.run.notes_page import NotesPage
from facilitator_console.ui.shell.erase_panel import ErasePanel
from facilitator_console.words import Message
from tests.ui.keyboard import press
from tests.ui.sample import SampleSessionController

K = Qt.Key


def entries(page: NotesPage) -> dict[str, object]:
    menu = page.acts.menu()
    assert menu is not None
    return {entry.text(): entry for entry in menu.actions()}


def click(where: QWidget, text: str) -> None:
    next(found for found in where.findChildren(QPushButton) if found.text() == text and found.isVisible()).click()
    QCoreApplication.processEvents()


def said(controller: SampleSessionController) -> list[str]:
    words = [speaker_words(controller.state, note) for note in controller.state.notes.values()]
    return [str(word) for word in words if word]


def test_a_seat_is_seen_on_the_row_and_taken_off_one_note_or_all(
    page: NotesPage, controller: SampleSessionController
) -> None:
    press(page, K.Key_Up)
    assert "Take the seat off this note…" not in entries(page)
    controller.do(edit_session, attribution=Attribution.PSEUDONYM)
    for line in ("=4 вода", "=7 їжа", "тиша"):
        controller.do(capture, line)
    assert said(controller) == ["seat 4", "seat 7", "seat 4"]  # Seat 4 speaks.
    page.notes.choose(1)
    shown = page.model.data(page.model.index(1, 0), Qt.ItemDataRole.AccessibleTextRole)
    assert "seat 7" in str(shown)
    page.acts.seats_off_asked.emit()
    assert page.strip.isVisible()
    click(page.strip, "Keep it")
    assert len(said(controller)) == 3
    page.acts.seats_off_asked.emit()
    click(page.strip, "Take off for good")
    assert said(controller) == ["seat 4", "seat 4"]
    page.acts.all_seats_off_asked.emit()
    click(page.strip, "Take off for good")
    assert said(controller) == []
    assert "Take the seats off all notes…" not in entries(page)


def test_a_retired_tag_is_erased_after_a_question(page: NotesPage, controller: SampleSessionController) -> None:
    controller.do(add_tag, "таємна 🤫")
    tag = next(reversed(controller.state.tags))
    controller.do(retire_tag, tag)
    page.codebook.view.erasing_asked.emit(tag)
    assert page.strip.isVisible()
    click(page.strip, "Withdraw for good")
    assert not any("таємна" in event.body for event in controller.history.events())


def test_what_was_removed_and_undone_is_a_list_of_its_own(
    qtbot: QtBot, page: NotesPage, controller: SampleSessionController
) -> None:
    controller.do(capture, "буде прибрано")
    controller.do(remove_note, next(reversed(controller.state.notes)))
    controller.do(capture, "буде скасовано")
    controller.undo()
    panel = ErasePanel(controller, page)
    qtbot.addWidget(panel)
    panel.open_panel()
    every = panel.model.rowCount()
    panel.only_gone.click()
    shown = [panel.model.text_at(row).text for row in range(panel.model.rowCount())]
    assert shown == ["буде скасовано", "буде прибрано"]
    assert every > len(shown)
    panel.close_panel()


def test_tags_go_into_a_file_and_come_back(
    page: NotesPage, controller: SampleSessionController, tmp_path: Path
) -> None:
    refused: list[Message] = []
    controller.refused.connect(refused.append)
    controller.do(add_tag, "їжа-в-Ґудзиках")
    for name in ("a.qdc", "a.csv"):
        page.codebook_files.write(tmp_path / name)
        page.codebook_files.take_in(tmp_path / name)
        assert "already" in str(refused[-1])
    page.codebook_files.write(tmp_path / "a.qdc")
    assert "already exists" in str(refused[-1])
    (tmp_path / "b.csv").write_text("tag,description\nміст,над річкою\n", encoding="utf-8")
    page.codebook_files.take_in(tmp_path / "b.csv")
    assert next(reversed(controller.state.tags.values())).name == "міст"


def test_before_a_file_leaves_the_report_says_that_who_spoke_when_is_known(
    controller: SampleSessionController,
) -> None:
    controller.do(edit_session, attribution=Attribution.PSEUDONYM)
    controller.do(capture, "=4 «вода»")
    controller.do(close_session)
    policy = msgspec.structs.replace(PUBLIC, quotes=True)

    def titles() -> list[str]:
        cards = cards_of(controller, make_report(controller.state), policy, lambda: None)
        return [str(card.title) for card in cards]

    assert "Who spoke when is still known" in titles()
    controller.do(keep_speaking)
    assert "Who spoke when is still known" not in titles()
    assert "1 quote is left out: its speaker has not consented to be quoted" in titles()
