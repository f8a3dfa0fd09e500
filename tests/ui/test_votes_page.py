"""What came out of a vote, in Harvest: hidden while it is open, shared first, the map last, taken on by keys."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import closing

import msgspec
import pytest
from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from facilitator_console.console.opening import open_session
from facilitator_console.dialogue.codec import encode
from facilitator_console.dialogue.voting import begin_vote, end_vote
from facilitator_console.log import Event, LaptopId, RunStarted, Subject, WriterId
from facilitator_console.notes.ids import Column, GroupList
from facilitator_console.notes.state import entries_on
from facilitator_console.opinions.events import BallotsOpened
from facilitator_console.report.votes import WORDS, ResultRow
from facilitator_console.runtime.catalogues import load_catalogue
from facilitator_console.session.ids import Shows
from facilitator_console.ui.control.session_controller import SessionController
from facilitator_console.ui.harvest.vote_list import ROW
from facilitator_console.ui.harvest.votes_page import NONE_SHARED, VotesPage
from facilitator_console.ui.room_display.frame import Frame, frame_of
from facilitator_console.ui.room_display.room_display import shown_now
from facilitator_console.views.public_view import public_view
from facilitator_console.views.vote_display import VoteFigures, with_figures
from tests.ui.sample import US, SampleSessionController, empty_controller
from tests.ui.voting_sample import LEFT_OUT, collect, vote

K = Qt.Key


@pytest.fixture(scope="module")
def voted(tmp_path_factory: pytest.TempPathFactory, qapp: object) -> Iterator[SampleSessionController]:
    """A session whose vote of 31 phones and 12 papers is open; it is closed on the way."""
    assert qapp is not None
    with closing(empty_controller(tmp_path_factory.mktemp("votes"), "uk")) as controller:
        collect(controller)
        controller.do(begin_vote)
        controller.later(60)
        vote(controller)
        yield controller


@pytest.fixture
def page(voted: SampleSessionController, qtbot: QtBot) -> VotesPage:
    page = VotesPage(voted)
    qtbot.addWidget(page)
    page.resize(1100, 760)
    page.show()
    return page


def close(voted: SampleSessionController, page: VotesPage, qtbot: QtBot) -> None:
    if all(not one.closed_at_ms for one in voted.state.votes.values()):
        voted.do(end_vote)
    qtbot.waitUntil(lambda: page.result is not None, timeout=60_000)


def rows(page: VotesPage) -> list[ResultRow]:
    model = page.list.rows
    found = [model.index(at).data(ROW) for at in range(model.rowCount())]
    return [row for row in found if isinstance(row, ResultRow)]


def test_while_the_vote_is_open_nothing_of_it_is_there(voted: SampleSessionController, page: VotesPage) -> None:
    assert page.result is None
    assert page.statements.isVisible()
    assert not page.list.isVisible()
    assert "43" in page.statements.voted.text() or voted.voting.turnout.voters in {0, 43}
    assert page.hint.text()


def test_shared_first_then_what_divides_and_the_map_last(
    voted: SampleSessionController, page: VotesPage, qtbot: QtBot
) -> None:
    close(voted, page, qtbot)
    result = page.result
    assert result is not None
    listed = rows(page)
    assert tuple(listed) == (*result.shared, *result.differs, *result.others)
    assert {row.number for row in result.shared} >= {3, 7}
    assert 2 in {row.number for row in result.differs}
    assert LEFT_OUT not in {row.text for row in listed}
    assert not page.map.isVisible()
    page.to_map.click()
    assert page.map.isVisible()
    assert not page.to_map.isVisible()


def test_a_statement_is_taken_on_by_one_key(voted: SampleSessionController, page: VotesPage, qtbot: QtBot) -> None:
    close(voted, page, qtbot)
    assert page.result is not None
    first = page.result.shared[0]
    assert page.list.current == first
    for key in (K.Key_T, K.Key_A, K.Key_Q):
        QTest.keyClick(page.list, key)
    (theme,) = [one for one in voted.state.themes.values() if not one.removed]
    assert (theme.title, theme.column, theme.sources) == (first.text, Column.SHARED, (first.statement,))
    assert [item.question for item in voted.state.items.values()] == [first.text]
    assert [entry.text for entry in entries_on(voted.state, GroupList.PARKING_LOT)] == [first.text]
    said: list[object] = []
    voted.refused.connect(said.append)
    QTest.keyClick(page.list, K.Key_T)
    assert len(said) == 1, "one theme of one statement"


def test_the_room_sees_what_the_team_shows_and_no_more(
    voted: SampleSessionController, page: VotesPage, qtbot: QtBot
) -> None:
    close(voted, page, qtbot)
    assert page.result is not None

    def seen() -> tuple[str, ...]:
        return shown_now(voted, voted.now_ms()).lines

    def frame() -> Frame:
        return frame_of(shown_now(voted, voted.now_ms()), russian, str, voted.now_ms())

    russian = load_catalogue("ru")
    assert seen() == ()
    page.show_shared.click()
    assert seen() == tuple(row.text for row in page.result.shared)
    assert [one.shows for one in voted.state.displays.values()][-1] is Shows.RESULTS
    page.show_differs.click()
    assert seen() == tuple(row.text for row in page.result.differs)
    assert frame().answers == tuple(
        " · ".join(dict.fromkeys(russian.text(WORDS[answer]) for answer in row.answers)) for row in page.result.differs
    ), "every view in words, in the language of the display"
    page.take_off.click()
    assert seen() == ()


def test_until_a_result_is_computed_here_the_room_sees_what_goes_on(
    voted: SampleSessionController, page: VotesPage, qtbot: QtBot
) -> None:
    close(voted, page, qtbot)
    page.show_shared.click()
    public = public_view(voted.state, voted.now_ms())
    assert with_figures(public, voted.state, VoteFigures(43)) == public


def test_where_nothing_is_shared_there_is_nothing_to_show(
    voted: SampleSessionController, page: VotesPage, qtbot: QtBot
) -> None:
    close(voted, page, qtbot)
    assert page.result is not None

    def why_not() -> object:
        (showing,) = [one for one in page.offered_actions() if one.name == "show_shared"]
        return showing.means(voted).why_not

    assert why_not() is None
    page.result = replace(page.result, shared=())
    assert why_not() == NONE_SHARED


def test_a_page_that_is_left_while_it_computes_leaves_no_thread(
    voted: SampleSessionController, page: VotesPage, qtbot: QtBot
) -> None:
    close(voted, page, qtbot)
    again = open_session(voted.store, voted.session, US, voted.clock)
    with closing(SessionController(again, voted.catalogue, [voted.catalogue])) as reopened:
        other = VotesPage(reopened)
        qtbot.addWidget(other)
        other.show()
        assert "result of a vote" in (thread.name for thread in threading.enumerate())
        other.hide()
        assert "result of a vote" not in (thread.name for thread in threading.enumerate())


def test_a_result_waits_for_another_laptop_until_somebody_tells_it_without(
    tmp_path_factory: pytest.TempPathFactory, qtbot: QtBot
) -> None:
    with closing(empty_controller(tmp_path_factory.mktemp("votes"), "uk")) as controller:
        collect(controller)
        controller.do(begin_vote)
        (vote_id,) = controller.state.votes
        console, writer = controller.console, WriterId("z")
        bodies = [(RunStarted(LaptopId("taras"), "Т."), Subject("")), (BallotsOpened(), Subject(vote_id))]
        lamport = console.history.lamport + 1
        console.receive(
            [
                Event(console.session, writer, seq, lamport + seq, controller.now_ms(), *naming(body, subject))
                for seq, (body, subject) in enumerate(bodies, 1)
            ]
        )
        controller.later(60)
        vote(controller)
        page = VotesPage(controller)
        qtbot.addWidget(page)
        page.show()
        controller.do(end_vote)
        qtbot.waitUntil(lambda: "1 з 2 ноутбуків" in page.counted.text(), timeout=10_000)
        assert page.result is None
        assert not page.list.isVisible()
        assert page.without.isVisible()
        page.without.click()
        assert not controller.state.votes[vote_id].counted, "a second press tells it"
        page.without.click()
        qtbot.waitUntil(lambda: page.result is not None, timeout=60_000)
        assert not page.without.isVisible()
        assert "раніше, ніж надійшли решта" in page.counted.text()
        assert controller.state.votes[vote_id].counted == {console.laptop.laptop_id}


def naming(body: msgspec.Struct, subject: Subject) -> tuple[str, Subject, str]:
    kind, text = encode(body)
    return kind, subject, text
