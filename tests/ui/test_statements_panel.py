"""Collecting and moderating in the window, by keys; paper ballots printed, typed into the grid, read from a file."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from contextlib import closing
from itertools import count
from pathlib import Path

import pypdfium2
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from facilitator_console.console.voting import PAPER
from facilitator_console.dialogue.voting import begin_vote, send_statement
from facilitator_console.opinions.ballots import Vote
from facilitator_console.opinions.commands import add_statement
from facilitator_console.opinions.ids import StatementId, Status
from facilitator_console.opinions.voting import statements_waiting, votable
from facilitator_console.session.ids import LanguageId
from facilitator_console.ui.control.action import press as do
from facilitator_console.ui.parts.statement_editor import Asking
from facilitator_console.ui.parts.statements_list import ROW
from facilitator_console.ui.parts.statements_panel import StatementsPanel
from facilitator_console.ui.run.room_actions import STAGE
from facilitator_console.views.statements_view import RowKind, StatementRow
from tests.ui.keyboard import type_text
from tests.ui.sample import SampleSessionController, empty_controller
from tests.ui.voting_sample import begin_statement_vote, collect

Key = Qt.Key


@pytest.fixture
def controller(tmp_path: Path) -> Iterator[SampleSessionController]:
    with closing(empty_controller(tmp_path, "uk")) as controller:
        yield controller


@pytest.fixture
def panel(controller: SampleSessionController, qtbot: QtBot) -> StatementsPanel:
    panel = StatementsPanel(controller)
    qtbot.addWidget(panel)
    panel.resize(900, 600)
    panel.show()
    return panel


def press(widget: QWidget, *keys: Key) -> None:
    for key in keys:
        QTest.keyClick(widget, key)


def texts(controller: SampleSessionController) -> list[str]:
    return [one.text for one in votable(controller.state)]


def sends(controller: SampleSessionController, text: str) -> StatementId:
    controller.do(send_statement, text, LanguageId("uk"))
    return list(controller.state.statements)[-1]


@pytest.mark.parametrize(
    "text", ["Дорогу чистять 👍🏽", "e\u0301 é", "עברית וגם", "Лапки «ялинки» & <b>не розмітка</b>"]
)
def test_a_statement_is_typed_and_kept_as_it_was(
    panel: StatementsPanel, controller: SampleSessionController, text: str
) -> None:
    panel.focus_field()
    panel.field.setText(text)
    press(panel.field, Key.Key_Return)
    assert texts(controller) == [unicodedata.normalize("NFC", text)]
    assert panel.field.text() == ""


def test_what_is_too_long_stays_to_be_shortened(panel: StatementsPanel, controller: SampleSessionController) -> None:
    said: list[object] = []
    controller.refused.connect(said.append)
    panel.field.setText("х" * 141)
    assert panel.count.text() == "141 / 140"
    press(panel.field, Key.Key_Return)
    assert (texts(controller), len(panel.field.text()), len(said)) == ([], 141, 1)


def test_what_is_typed_survives_the_panel(
    panel: StatementsPanel, controller: SampleSessionController, qtbot: QtBot
) -> None:
    type_text(panel.field, "Недописане")
    other = StatementsPanel(controller)
    qtbot.addWidget(other)
    assert other.field.text() == "Недописане"


def test_five_keys_decide_about_what_waits(panel: StatementsPanel, controller: SampleSessionController) -> None:
    for text in ("Перше", "Друге", "Третє"):
        sends(controller, text)
    panel.focus_list()
    assert panel.list.current is not None
    assert panel.list.current.text == "Перше"
    press(panel.list, Key.Key_1)
    assert texts(controller) == ["Перше"]
    assert panel.list.current.kind is RowKind.WAITING, "the next one that waits is chosen"
    press(panel.list, Key.Key_5)
    assert panel.editor.asking is Asking.LEAVE_OUT
    type_text(panel.editor.first, "Не про це")
    press(panel.editor.first, Key.Key_Return)
    assert [one.text for one in statements_waiting(controller.state)] == ["Третє"]
    assert not panel.editor.isVisible()
    controller.undo()
    assert [one.text for one in statements_waiting(controller.state)] == ["Друге", "Третє"]


def test_a_rewording_is_offered_to_who_wrote_it(panel: StatementsPanel, controller: SampleSessionController) -> None:
    sends(controller, "Питайте")
    panel.focus_list()
    press(panel.list, Key.Key_2)
    assert panel.editor.first.text() == "Питайте"
    panel.editor.first.setText("Питайте водіїв")
    press(panel.editor.first, Key.Key_Return)
    assert [one.text for one in statements_waiting(controller.state)] == ["Питайте", "Питайте водіїв"]
    (offered,) = [one for one in statements_waiting(controller.state) if one.offered]
    panel.list.choose(offered.statement_id)
    press(panel.list, Key.Key_1)
    assert texts(controller) == ["Питайте водіїв"]
    assert not statements_waiting(controller.state)


def test_a_statement_is_split_into_its_parts(panel: StatementsPanel, controller: SampleSessionController) -> None:
    both = sends(controller, "Автобус о сьомій, а школа другорядна")
    panel.focus_list()
    press(panel.list, Key.Key_3)
    panel.editor.first.setText("Автобус о сьомій")
    press(panel.editor.first, Key.Key_Return)
    assert panel.editor.isVisible(), "one part is the whole"
    panel.editor.second.setText("Школа другорядна")
    press(panel.editor.second, Key.Key_Return)
    assert texts(controller) == ["Автобус о сьомій", "Школа другорядна"]
    assert controller.state.statements[both].status is Status.SPLIT


def test_what_says_the_same_is_offered_first(panel: StatementsPanel, controller: SampleSessionController) -> None:
    for text in ("Питайте водіїв", "Дорогу чистять до п’ятої ранку"):
        controller.do(add_statement, text)
    twin = sends(controller, "Дорогу треба чистити до п'ятої ранку")
    assert panel.list.current is not None
    panel.list.choose(twin)
    assert panel.list.current.points
    press(panel.list, Key.Key_4)
    assert panel.editor.same.currentText() == "Дорогу чистять до п’ятої ранку"
    press(panel.editor.same, Key.Key_Return)
    assert controller.state.statements[twin].status is Status.MERGED
    assert len(texts(controller)) == 2


def test_the_team_translates(panel: StatementsPanel, controller: SampleSessionController) -> None:
    controller.do(add_statement, "Питайте водіїв", language="uk")
    panel.focus_list()
    press(panel.list, Key.Key_T)
    assert panel.editor.language.currentData() == "en"
    panel.editor.first.setText("Ask the drivers")
    press(panel.editor.first, Key.Key_Return)
    (statement,) = votable(controller.state)
    assert [(one.language, one.text) for one in statement.translations] == [("en", "Ask the drivers")]


def test_esc_decides_nothing(panel: StatementsPanel, controller: SampleSessionController) -> None:
    sends(controller, "Питайте")
    panel.focus_list()
    for key in (Key.Key_2, Key.Key_3, Key.Key_5):
        press(panel.list, key)
        press(panel.editor.first, Key.Key_Escape)
    assert [one.text for one in statements_waiting(controller.state)] == ["Питайте"]
    assert panel.list.hasFocus() or panel.focusWidget() is panel.list


def closed_rows(panel: StatementsPanel) -> list[StatementRow]:
    model = panel.list.rows
    rows = [model.index(at).data(ROW) for at in range(model.rowCount())]
    return [row for row in rows if row.kind is RowKind.CLOSED]


def test_what_is_not_voted_on_is_listed_with_its_reason(
    panel: StatementsPanel, controller: SampleSessionController
) -> None:
    collect(controller)
    assert closed_rows(panel) == []
    panel.closed.click()
    closed = closed_rows(panel)
    assert [row.text for row in closed] == ["Пан Петренко з крамниці проти автобуса"]
    assert "Називає людину" in panel.list.rows.hint(closed[0])


# -- paper -------------------------------------------------------------------------------------------------


@pytest.fixture
def paper(panel: StatementsPanel, controller: SampleSessionController) -> StatementsPanel:
    for text in ("Перше", "Друге", "Третє"):
        controller.do(add_statement, text)
    controller.do(begin_vote)
    panel.show_paper()
    return panel


def ballot(controller: SampleSessionController, number: int) -> list[Vote | None]:
    votes = controller.voting.votes_of(f"{PAPER}{number}")
    return [votes.get(one.statement_id) for one in votable(controller.state)]


def test_a_ballot_is_typed_in_a_few_keys(paper: StatementsPanel, controller: SampleSessionController) -> None:
    grid = paper.paper.grid
    type_text(grid, "7+-0")
    press(grid, Key.Key_Return)
    assert ballot(controller, 7) == [Vote.AGREE, Vote.DISAGREE, Vote.SKIP]
    assert grid.ballots.ballots[-1].number == "8", "the next number is there already"
    type_text(grid, "+")
    press(grid, Key.Key_Space)
    type_text(grid, "+")
    press(grid, Key.Key_Return)
    assert ballot(controller, 8) == [Vote.AGREE, None, Vote.AGREE]
    assert controller.voting.turnout.voters in {0, 2}


def test_what_is_no_vote_is_refused_at_once(paper: StatementsPanel) -> None:
    grid = paper.paper.grid
    type_text(grid, "1+ж")
    assert paper.paper.outcome.isVisible()
    assert "ж" in paper.paper.outcome.text()
    assert grid.currentIndex().column() == 2, "nothing was put there"


def test_a_ballot_that_was_typed_before_comes_with_its_votes(
    paper: StatementsPanel, controller: SampleSessionController
) -> None:
    grid = paper.paper.grid
    controller.voting.cast(f"{PAPER}5", {votable(controller.state)[0].statement_id: Vote.AGREE})
    type_text(grid, "5")
    press(grid, Key.Key_Right)
    assert "5" in paper.paper.outcome.text()
    type_text(grid, "-")
    press(grid, Key.Key_Return)
    assert ballot(controller, 5) == [Vote.DISAGREE, None, None]
    assert controller.voting.votes_of(f"{PAPER}6") == {}


def test_a_row_without_a_number_is_not_left_unsaid(paper: StatementsPanel) -> None:
    grid = paper.paper.grid
    press(grid, Key.Key_Right)
    type_text(grid, "+")
    press(grid, Key.Key_Return)
    assert paper.paper.outcome.isVisible()
    assert len(grid.ballots.ballots) == 1


def test_a_file_is_read_shown_and_taken_in(
    paper: StatementsPanel, controller: SampleSessionController, tmp_path: Path
) -> None:
    path = tmp_path / "b.csv"
    path.write_text("№,1,2,3\n21,+,-,0\n22,за,,проти\n", "utf-8")
    paper.paper.read_from(path)
    assert paper.paper.take.isVisible()
    assert controller.voting.votes_of(f"{PAPER}21") == {}
    paper.paper.take.click()
    assert ballot(controller, 21) == [Vote.AGREE, Vote.DISAGREE, Vote.SKIP]
    assert ballot(controller, 22) == [Vote.AGREE, None, Vote.DISAGREE]


def test_a_file_about_other_statements_is_refused(paper: StatementsPanel, tmp_path: Path) -> None:
    path = tmp_path / "b.csv"
    path.write_text("№,1,9\n21,+,-\n", "utf-8")
    paper.paper.read_from(path)
    assert "9" in paper.paper.outcome.text()
    assert not paper.paper.take.isVisible()


def test_ballots_are_printed_for_who_votes_on_paper(paper: StatementsPanel, tmp_path: Path) -> None:
    paper.paper.count.setText("3")
    paper.paper.print_to(tmp_path / "ballots.pdf")
    assert (tmp_path / "ballots.pdf").read_bytes().startswith(b"%PDF")
    paper.paper.print_to(tmp_path / "ballots.pdf")
    assert "ballots.pdf" in paper.paper.outcome.text()
    paper.paper.print_to(tmp_path / "more.pdf")
    assert ballots_in(tmp_path / "ballots.pdf") == [1, 2, 3]
    assert ballots_in(tmp_path / "more.pdf") == [4, 5, 6], "no number is on two papers"


def ballots_in(path: Path) -> list[int]:
    with closing(pypdfium2.PdfDocument(path)) as printed:
        text = "\n".join(page.get_textpage().get_text_range() for page in printed)
    return [int(number) for number in re.findall(r"Ballot (\d+)", text)]


# -- in Run --------------------------------------------------------------------------------------------------


def test_key_9_leads_from_part_to_part_and_asks_before_it_closes(controller: SampleSessionController) -> None:
    def nine() -> None:
        controller.later(5)
        do(next(action for action in STAGE if action.name == "next_item"), controller)

    begin_statement_vote(controller)
    collect(controller)
    hinted: list[object] = []
    controller.hinted.connect(hinted.append)
    stage = controller.picture.view.stage
    assert (stage.middle, str(stage.part)) == ("statements", "Collecting statements")
    nine()
    assert str(controller.picture.view.stage.part) == "Editing them together"
    nine()
    assert str(controller.picture.view.stage.part) == "Voting"
    controller.voting.cast("a", {votable(controller.state)[0].statement_id: Vote.AGREE})
    nine()
    assert str(hinted[-1]).startswith("Votes can’t be changed"), "closing wants a second press"
    controller.clock.advance(1000)
    do(next(action for action in STAGE if action.name == "next_item"), controller)
    assert str(controller.picture.view.stage.part) == "The vote is closed"
    nine()
    assert str(controller.picture.view.stage.part) == "What came out"


def test_how_many_voted_is_counted_while_votes_keep_coming_in(
    panel: StatementsPanel, controller: SampleSessionController, qtbot: QtBot
) -> None:
    for text in ("Дорогу чистять", "Школа працює"):
        controller.do(add_statement, text, language="uk")
    controller.do(begin_vote)
    first = votable(controller.state)[0].statement_id
    nobody = panel.voted.text()
    phones = count()

    def another_votes() -> bool:
        controller.voting.cast(f"phone {next(phones)}", {first: Vote.AGREE})
        return panel.voted.text() != nobody

    qtbot.waitUntil(another_votes)
