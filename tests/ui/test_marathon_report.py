"""The page Report of a marathon: its pages, what waits in any of its sessions, and the website that goes out."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from facilitator_console.console import open_session
from facilitator_console.dialogue.ids import Audience, SectionId
from facilitator_console.dialogue.reporting import add_paragraph
from facilitator_console.log import WorkPhase
from facilitator_console.notes.commands import add_list_entry
from facilitator_console.notes.ids import GroupList
from facilitator_console.session.agenda import close_session
from facilitator_console.ui.parts.labels import Link
from facilitator_console.ui.parts.thin_scroll import WholeScrollArea
from facilitator_console.ui.report.checks import MentionCard
from facilitator_console.ui.report.marathon_page import Made, MarathonReportPage
from tests.helpers.saving import wait_until_saved
from tests.ui.fitting import misfits
from tests.ui.marathon_sample import QUESTIONS, Marathon, sample_marathon
from tests.ui.sample import US

LONG_MS = 30_000
NAME = "Степан Коваль сказав, що рейс можливий"


@pytest.fixture
def marathon(qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Marathon]:
    del qtbot
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    made = sample_marathon(tmp_path)
    experts = open_session(made.controller.store, made.experts, US, made.controller.clock)
    experts.dispatch(add_list_entry, GroupList.CONCLUSIONS, NAME)
    experts.dispatch(close_session)
    wait_until_saved(made.controller.store, 60)
    made.controller.phase = WorkPhase.REPORT
    with closing(made.controller):
        yield made


@pytest.fixture
def page(marathon: Marathon, qtbot: QtBot) -> Iterator[MarathonReportPage]:
    shown = MarathonReportPage(marathon.controller)
    shown.resize(1000, 700)
    qtbot.addWidget(shown)
    with qtbot.waitActive(shown):
        shown.show()
        shown.activateWindow()
    until_made(qtbot, shown)
    yield shown
    shown.work.close()


def until_made(qtbot: QtBot, page: MarathonReportPage) -> None:
    qtbot.waitUntil(lambda: page.made is not None and not page.work.is_busy, timeout=LONG_MS)


def make_public(qtbot: QtBot, page: MarathonReportPage) -> None:
    page.made = None
    page.made_for.choose(Audience.PUBLIC)
    until_made(qtbot, page)


def words(widget: QWidget) -> str:
    return "\n".join(label.text() for label in widget.findChildren(QLabel))


def press(page: MarathonReportPage, text: str) -> None:
    QCoreApplication.processEvents()  # Qt shows what was put into a layout only then.
    (link,) = (link for link in page.checks.findChildren(Link) if link.text() == text and link.isVisible())
    link.click()


def is_made_anew(page: MarathonReportPage, before: Made | None) -> bool:
    return page.made is not before and not page.work.is_busy


def close_day(marathon: Marathon) -> None:
    store = marathon.controller.store
    open_session(store, marathon.day, US, marathon.controller.clock).dispatch(close_session)
    wait_until_saved(store, 60)


def cards_shown(page: MarathonReportPage) -> list[MentionCard]:
    return [card for card in page.checks.findChildren(MentionCard) if card.isVisible() and card.isEnabled()]


def decide_all(qtbot: QtBot, page: MarathonReportPage) -> None:
    """Keep each word that may show somebody, card by card, in whichever session it stands."""
    while page.made is not None and page.made.mentions:
        qtbot.waitUntil(lambda: bool(cards_shown(page)), timeout=LONG_MS)
        cards_shown(page)[0].keep.click()
        qtbot.waitUntil(lambda: not page.work.is_busy, timeout=LONG_MS)


def exports(marathon: Marathon) -> list[int]:
    store = marathon.controller.store
    wait_until_saved(store, 60)
    return [len(open_session(store, one, US).state.exports) for one in store.log.sessions()]


def test_its_report_is_of_all_sessions_and_of_what_the_writer_adds(
    page: MarathonReportPage, marathon: Marathon, qtbot: QtBot
) -> None:
    assert page.made
    titles = [entry.title.msgid for entry in page.sections.rows.entries if not entry.is_empty]
    assert titles == [
        "The sessions",
        "From what was said to what was asked",
        "What the rooms share",
        "What the experts conclude",
        "What is left open",
        "How this was made",
    ]
    assert not page.made.refusals
    marathon.controller.do(add_paragraph, SectionId("summary"), "Підсумок року")
    qtbot.waitUntil(lambda: page.made is not None and page.made.reports.whole.sections[0].name == "summary")


def test_what_waits_in_any_session_is_shown_and_decided_here(
    page: MarathonReportPage, marathon: Marathon, qtbot: QtBot
) -> None:
    make_public(qtbot, page)
    assert "“Autumn circle, day 1” is not closed yet" in words(page.checks)
    asked: list[str] = []
    page.session_requested.connect(asked.append)
    page.checks.findChildren(Link)[0].click()
    assert asked == [marathon.day]
    refused: list[str] = []
    marathon.controller.refused.connect(lambda message: refused.append(message.msgid))
    page.publishing.ask_folder()
    assert len(refused) == 1, "no folder is asked for"
    close_day(marathon)
    page.made = None
    page.hide()
    page.show()
    until_made(qtbot, page)
    decide_all(qtbot, page)
    assert "Nothing waits" in words(page.checks)
    experts = open_session(marathon.controller.store, marathon.experts, US).state
    assert experts.mentions, "decided in the session in which the words stand"


@pytest.mark.parametrize("size", [(960, 381), (960, 461), (1024, 620), (1440, 818)])
def test_in_a_low_window_nothing_of_whom_it_is_made_for_is_squeezed(
    tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, size: tuple[int, int]
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    with closing(sample_marathon(tmp_path, "ru").controller) as controller:
        shown = MarathonReportPage(controller)
        qtbot.addWidget(shown)
        shown.resize(*size)
        shown.show()
        for audience in (Audience.PUBLIC, Audience.INTERNAL, Audience.PUBLIC):
            shown.made_for.choose(audience)
            for _ in range(4):
                QCoreApplication.processEvents()
        until_made(qtbot, shown)
        qtbot.waitUntil(lambda: not misfits(shown))  # The cards that came are still to be laid out.
        area = shown.findChild(WholeScrollArea)
        assert area is not None
        assert area.verticalScrollBar().maximum() == 0 or size[1] < 460
        seen = shown.made_for.visibleRegion().boundingRect().height()
        assert seen == shown.made_for.height() or size[1] < 460
        shown.work.close()


def test_after_a_decision_the_keys_go_to_the_next_word_and_then_to_publishing(
    page: MarathonReportPage, marathon: Marathon, qtbot: QtBot
) -> None:
    close_day(marathon)
    make_public(qtbot, page)
    qtbot.waitUntil(lambda: bool(cards_shown(page)), timeout=LONG_MS)
    cards_shown(page)[0].keep.setFocus()
    decided = 0
    while page.made is not None and page.made.mentions:
        before = page.made
        QTest.keyClick(page.windowHandle(), Qt.Key.Key_Return)
        qtbot.waitUntil(
            partial(lambda before: page.made is not before and not page.work.is_busy, before), timeout=LONG_MS
        )
        decided += 1
        if page.made.mentions:
            focus = QApplication.focusWidget()
            assert focus is not None
            card = next(card for card in cards_shown(page) if card.isAncestorOf(focus))
            assert card.found == page.made.mentions[0]
            QTest.keyClick(page.windowHandle(), Qt.Key.Key_Tab)
            assert card.keep.hasFocus()
    assert decided > 1
    assert page.publish_button.hasFocus()


def test_a_website_goes_out_once_all_is_decided_and_into_a_full_folder_only_when_asked(
    page: MarathonReportPage, marathon: Marathon, qtbot: QtBot, tmp_path: Path
) -> None:
    close_day(marathon)
    make_public(qtbot, page)
    decide_all(qtbot, page)
    site = tmp_path / "site"
    page.publishing.publish(site)
    page.outcome.stop.click()
    qtbot.waitUntil(lambda: not page.work.is_busy, timeout=LONG_MS)
    assert not site.exists()
    assert exports(marathon) == [0, 0, 0], "what was stopped has not left"
    page.publishing.publish(site)
    qtbot.waitUntil(lambda: "Website:" in page.outcome.words.text(), timeout=LONG_MS)
    assert QUESTIONS[0][0] in (site / "en" / "index.html").read_text(encoding="utf-8")
    assert exports(marathon) == [1, 1, 1]
    until_made(qtbot, page)
    (site / "mine.txt").write_text("mine")
    (site / "en" / "report-9.html").write_text("a page of an earlier site")
    page.publishing.publish(site)
    assert "The folder is not empty." in words(page.checks)
    assert exports(marathon) == [1, 1, 1]
    page.outcome.tell(None)
    press(page, "Write into it")
    qtbot.waitUntil(lambda: "Website:" in page.outcome.words.text(), timeout=LONG_MS)
    assert (site / "mine.txt").read_text() == "mine"
    assert not (site / "en" / "report-9.html").exists()
    assert exports(marathon) == [2, 2, 2]
    assert not list(tmp_path.glob(".unfinished-*"))


def test_what_changes_while_it_is_made_does_not_leave(
    page: MarathonReportPage, marathon: Marathon, qtbot: QtBot, tmp_path: Path
) -> None:
    close_day(marathon)
    make_public(qtbot, page)
    decide_all(qtbot, page)
    page.publishing.publish(tmp_path / "site")
    marathon.controller.do(add_paragraph, SectionId("summary"), "пізніше")
    qtbot.waitUntil(lambda: not page.work.is_busy, timeout=LONG_MS)
    assert not (tmp_path / "site").exists()
    assert exports(marathon) == [0, 0, 0]


def test_its_report_alone_goes_into_a_new_file(
    page: MarathonReportPage, marathon: Marathon, qtbot: QtBot, tmp_path: Path
) -> None:
    path = tmp_path / "report.md"
    page.publishing.save("md", path)
    qtbot.waitUntil(path.exists, timeout=LONG_MS)
    assert QUESTIONS[1][0] in path.read_text(encoding="utf-8")
    qtbot.waitUntil(lambda: not page.publishing.is_on)
    refused: list[str] = []
    marathon.controller.refused.connect(lambda message: refused.append(message.msgid))
    page.publishing.save("md", path)
    assert refused == ["{path} already exists; name a new file."]
    assert exports(marathon) == [0, 0, 0], "of what stays in the team nothing is recorded"
