"""An expert's laptop beside the lead's: what it is shown, what it can't see, and conclusions that come afterwards."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import NamedTuple

import pytest
from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from facilitator_console.dialogue.capture import capture
from facilitator_console.notes.ids import GroupList
from facilitator_console.notes.state import entries_on
from facilitator_console.session import agenda
from facilitator_console.session.floor import start_turn
from facilitator_console.session.people import at_seat
from facilitator_console.ui.control.session_controller import SessionController
from facilitator_console.ui.run.conclusions_page import ConclusionsPage
from facilitator_console.ui.start.watch_page import WatchPage
from facilitator_console.views.phone_view import phone_view
from tests.ui.keyboard import type_text
from tests.ui.teaming import PATIENCE_MS, K, Until, Window, window


class Watched(NamedTuple):
    """M. leads, an expert watches."""

    lead: Window
    expert: Window
    until: Until

    @property
    def controller(self) -> SessionController:
        """The dialogue."""
        assert self.lead.controller is not None
        return self.lead.controller

    @property
    def page(self) -> WatchPage:
        """What the expert sees."""
        assert isinstance(self.expert.view, WatchPage)
        return self.expert.view


@pytest.fixture
def watched(tmp_path: Path, qtbot: QtBot) -> Iterator[Watched]:
    """An expert's laptop that was paired by hand."""
    with ExitStack() as opened:
        lead, expert = (opened.enter_context(window(tmp_path, name)) for name in ("maria", "petro"))

        def until(holds: Callable[[], object]) -> None:
            qtbot.waitUntil(lambda: bool(holds()), timeout=PATIENCE_MS)

        lead.create_session("community_dialogue", "Autumn circle", 12)
        assert lead.controller is not None
        lead.controller.do(agenda.next_item)
        expert.join(lead, until, "P.", watches=True)
        until(lambda: isinstance(expert.view, WatchPage))
        both = Watched(lead, expert, until)
        until(both.page.question.text)
        yield both


def test_an_expert_sees_question_clock_and_agenda_and_nothing_of_the_log(watched: Watched, tmp_path: Path) -> None:
    controller = watched.controller
    items = agenda.items_in_order(controller.state)
    words = watched.expert.words()
    assert items[0].title in words
    assert items[3].title in words
    assert watched.page.clock.isVisible()
    controller.do(start_turn, at_seat(controller.state, 7).participant_id)
    controller.do(capture, "криниця біля школи")
    controller.do(agenda.next_item)
    watched.until(
        lambda: items[1].title in watched.page.question.text() or items[1].question in watched.page.question.text()
    )
    for one in (watched.lead, watched.expert):
        assert one.store is not None
        saves = one.store.saver.save_state
        assert one.store.saver.wait(saves.committed + saves.waiting, 10)
    assert watched.expert.store is not None
    assert not watched.expert.store.log.sessions()
    found = [path for path in (tmp_path / "petro").rglob("*") if path.is_file()]
    assert not [path for path in found if "криниця".encode() in path.read_bytes()]
    assert "криниця" not in watched.expert.words()


def test_the_room_and_the_phones_are_told_that_an_expert_listens(watched: Watched) -> None:
    controller, display = watched.controller, watched.lead.room_display
    watched.until(lambda: phone_view(controller.state, controller.now_ms()).experts == 1)
    display.open()
    display.set_covered(on=False)
    assert display.frame().listening == "1 expert listens to the conversation, and does not intervene."
    display.close()
    watched.lead.panel()
    watched.until(lambda: "watching now" in watched.lead.words())
    watched.expert.show_start()
    watched.until(lambda: "not here now" in watched.lead.words())
    watched.expert.press("Join a team…")
    watched.expert.press("Go on watching, as an expert")
    watched.until(lambda: watched.page.question.text() and "watching now" in watched.lead.words())


def test_an_expert_who_is_taken_out_sees_nothing_more_and_is_told(watched: Watched) -> None:
    watched.lead.panel()
    watched.lead.press("Take out")
    banner = watched.lead.session.banners.banner("take_out")
    assert banner is not None
    QTest.mouseClick(banner.findChildren(QPushButton)[1], Qt.MouseButton.LeftButton)
    watched.until(lambda: "This laptop was taken out of the team there." in watched.expert.words())
    assert phone_view(watched.controller.state, watched.controller.now_ms()).experts == 0


def test_conclusions_come_in_once_the_dialogue_is_closed_and_stand_apart(watched: Watched) -> None:
    lead, expert, until = watched
    assert not watched.page.conclude.isEnabled()
    watched.controller.do(agenda.end_item, watched.controller.state.room.item_id)
    watched.controller.do(agenda.close_session)
    until(watched.page.conclude.isEnabled)
    expert.press("Write conclusions…")
    QCoreApplication.processEvents()
    page = expert.session.page("conclusions")
    assert isinstance(page, ConclusionsPage)
    assert expert.session.stack.currentWidget() is page
    for text in ("One run at seven is possible", "The road is the hromada’s"):
        type_text(page.list.field, text)
        QTest.keyClick(page.list.field, K.Key_Return)
    watched.controller.do(agenda.reopen_session)
    expert.press("Give them to the team")
    until(lambda: "The dialogue is not closed there yet." in expert.words())
    watched.controller.do(agenda.close_session)
    expert.press("Give them to the team")
    until(lambda: "The team has your conclusions now." in expert.words())
    until(lambda: "The experts’ conclusions are here" in lead.words())
    assert not entries_on(watched.controller.state, GroupList.CONCLUSIONS)
    lead.press("Take in the experts’ conclusions")
    texts = [entry.text for entry in entries_on(watched.controller.state, GroupList.CONCLUSIONS)]
    assert texts == ["One run at seven is possible", "The road is the hromada’s"]
    assert not entries_on(watched.controller.state, GroupList.OUTCOMES)
