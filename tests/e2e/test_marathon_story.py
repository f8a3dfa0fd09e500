"""A marathon by keys alone, in Ukrainian: the program is killed in the middle of a note, and the story goes on.

What is collected becomes questions, a question an item of a day, that day's talk a theme and an open question, experts
conclude and are answered, a website is written, and the next collection opens with what was left open.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from facilitator_console.dialogue.ids import Audience
from facilitator_console.dialogue.state import State
from facilitator_console.dialogue.threads import Step, thread
from facilitator_console.notes.ids import Column
from facilitator_console.notes.themes import themes_in
from facilitator_console.report.disclosure.texts import Found
from facilitator_console.session.ids import Purpose
from facilitator_console.ui.harvest.answers_view import AnswersView
from facilitator_console.ui.harvest.harvest_page import HarvestPage
from facilitator_console.ui.look.theme import Theme
from facilitator_console.ui.marathon.stages_page import StagesPage
from facilitator_console.ui.parts.file_dialog import FileDialog
from facilitator_console.ui.report.checks import MentionCard
from facilitator_console.ui.report.marathon_page import MarathonReportPage
from facilitator_console.ui.run.conclusions_page import ConclusionsPage
from facilitator_console.words import say
from tests.e2e.command import kill_once_saved
from tests.e2e.marathon_hands import (
    ANSWER,
    CONCLUSION,
    DAY,
    HALF,
    MARATHON,
    NEXT,
    QUESTION,
    REST,
    STATEMENTS,
    THEME,
    Hands,
    begin_marathon,
    hands_on,
)
from tests.ui.running import BEGAN_AT_MS

ROOT = Path(__file__).resolve().parents[2]
K = Qt.Key
LATER_MS = 180_000
LEFT_OPEN = HALF + REST


@pytest.fixture
def killed(tmp_path: Path) -> Path:
    """A folder in which the program was killed in the middle of a note."""
    kill_once_saved(tmp_path, "-m", "tests.e2e.marathon_hands", str(tmp_path))
    return tmp_path


@pytest.fixture
def hands(killed: Path, qapp: QApplication, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> Iterator[Hands]:
    monkeypatch.setenv("XDG_DATA_HOME", str(killed / "data"))
    Theme(qapp)
    with hands_on(killed, BEGAN_AT_MS + LATER_MS) as again:
        qtbot.waitActive(again.program.window)
        yield again


def go_on(hands: Hands) -> None:
    """Enter goes on with the day; the half note is finished."""
    hands.press(K.Key_Return)
    assert hands.state.info.title == DAY
    field = hands.program.focus()
    assert isinstance(field, QLineEdit)
    assert field.text() == HALF
    hands.press(K.Key_End)
    hands.write(REST)
    assert [note.text for note in hands.state.notes.values()][-1] == LEFT_OPEN


def gather(hands: Hands) -> None:
    """Two notes become a shared theme, the last one stays an open question; the day ends."""
    hands.show(say("Harvest"))
    page = hands.page(HarvestPage)
    assert page.board.loose.hasFocus()
    hands.press(K.Key_End, K.Key_T, K.Key_Down, K.Key_Down, K.Key_Return)
    hands.press(K.Key_Home)
    hands.press(K.Key_Down, held=Qt.KeyboardModifier.ShiftModifier)
    hands.press(K.Key_T)
    hands.write(THEME)
    assert [theme.title for theme in themes_in(hands.state, Column.SHARED)] == [THEME]
    assert [theme.title for theme in themes_in(hands.state, Column.OPEN)] == [LEFT_OPEN]
    hands.choose(say("End the session"))
    assert hands.state.info.closed_at_ms


def conclude(hands: Hands) -> None:
    """Experts conclude in a session of their own; it ends, and an answer is typed below the conclusion."""
    hands.open(MARATHON)
    hands.show(say("Prepare"))
    stages = hands.page(StagesPage)
    hands.tab_to(stages.rows)
    hands.press(K.Key_Home, K.Key_Down, K.Key_Down, K.Key_Down)
    hands.press_button(stages.add_experts)
    assert hands.state.info.purpose is Purpose.EXPERTS
    page = hands.page(ConclusionsPage)
    hands.tab_to(page.list.field)
    hands.write(CONCLUSION)
    hands.choose(say("End the session"))
    hands.show(say("Harvest"))
    hands.choose(say("Experts’ conclusions"))
    answers = hands.program.session.findChild(AnswersView)
    assert answers is not None
    hands.tab_to(answers.field)
    hands.write(ANSWER)
    assert [answer.text for answer in hands.state.answers.values()] == [ANSWER]


def _open_card(page: MarathonReportPage) -> MentionCard | None:
    """Return the first card that waits; None where none is shown."""
    cards = (card for card in page.findChildren(MentionCard) if card.isVisible() and card.isEnabled())
    return next(cards, None)


def _is_decided(page: MarathonReportPage, before: tuple[Found, ...]) -> bool:
    """Tell whether the reports were made anew, with other words to decide about."""
    return page.made is not None and page.made.mentions != before and not page.work.is_busy


def publish(hands: Hands, folder: Path) -> None:
    """The report for everyone is looked at, words that may show somebody are decided, the website is written."""
    hands.open(MARATHON)
    hands.show(say("Report"))
    page = hands.page(MarathonReportPage)
    hands.until(lambda: page.made is not None and not page.work.is_busy)
    hands.press_button(page.made_for.buttons[Audience.PUBLIC])
    hands.until(lambda: page.made is not None and page.made.reports.whole.is_public and not page.work.is_busy)
    while page.made is not None and (mentions := page.made.mentions):
        hands.until(partial(_open_card, page))
        card = _open_card(page)
        assert card is not None
        hands.press_button(card.keep)
        hands.until(partial(_is_decided, page, mentions))
    hands.press_button(page.publish_button)
    dialog = hands.program.window.findChild(FileDialog)
    assert dialog is not None
    hands.program.choose_file(folder)
    hands.until(lambda: (folder / "index.html").exists() and not page.publishing.is_on)


def begin_next(hands: Hands) -> State:
    """The next marathon opens its collection with what was left open."""
    hands.choose(say("All sessions"))
    begin_marathon(hands, NEXT)
    hands.show(say("Prepare"))
    hands.choose(say("Open questions of another marathon…"))
    hands.choose_in_menu()
    return hands.state


def test_a_marathon_from_its_collection_to_the_next_by_keys_alone(hands: Hands, tmp_path: Path) -> None:
    go_on(hands)
    gather(hands)
    conclude(hands)
    site = tmp_path / "site"
    publish(hands, site)
    assert hands.program.controller is not None
    others, marathon = hands.program.controller.others, hands.program.controller.session
    whole = thread(marathon, {**others.in_marathon(marathon), marathon: hands.state})
    (left,) = whole.at(Step.OPEN)
    assert {knot.text for knot in whole.back_from(left.ref)} == {QUESTION, *STATEMENTS[:2]}
    words = "".join(path.read_text(encoding="utf-8") for path in (site / "uk").glob("*.html"))
    for text in (QUESTION, THEME, LEFT_OPEN, CONCLUSION, ANSWER, DAY):
        assert text in words
    following = begin_next(hands)
    (statement,) = following.statements.values()
    assert (statement.text, statement.origin) == (LEFT_OPEN, left.ref)
    QCoreApplication.processEvents()
