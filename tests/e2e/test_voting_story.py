"""A vote from the first statement to the report, in Ukrainian, by keys: phones over real sockets, papers typed."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from msgspec.structs import replace
from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from facilitator_console.console.voting import Voting
from facilitator_console.opinions.voting import statements_waiting, votable, votes_closed
from facilitator_console.phones.phones import Phones
from facilitator_console.report.disclosure.policy import INTERNAL
from facilitator_console.report.export import export
from facilitator_console.report.sections import make_report
from facilitator_console.report.votes import Answer
from facilitator_console.runtime.catalogues import load_catalogue
from facilitator_console.session.clock import SetClock
from facilitator_console.ui.control.session_controller import SessionController
from facilitator_console.ui.harvest.harvest_page import HarvestPage
from facilitator_console.ui.look.theme import Theme
from facilitator_console.ui.room_display.room_display import shown_now
from facilitator_console.ui.run.lead_page import LeadPage
from facilitator_console.views.public_view import PublicKind, PublicView
from facilitator_console.words import Message, say
from tests.phones.house import HERE, Phone
from tests.phones.test_voting import vote
from tests.ui.keyboard import typed
from tests.ui.running import BEGAN_AT_MS, CTRL, Running

K = Qt.Key
STATEMENTS = (
    "Дорогу чистять до першого автобуса",
    "Мала школа працює, доки немає автобуса щодня",
    "Батьки й водії зустрічаються з радою щомісяця",
    "Про зміну розкладу кажуть за тиждень",
)
FROM_PHONE, NAMES_SOMEBODY = "Питайте водіїв, перш ніж міняти розклад", "Пан Петренко проти автобуса"
PHONES, PAPERS, DISSENTER = 31, 12, 7


@pytest.fixture
def program(qtbot: QtBot, qapp: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Running]:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    Theme(qapp)
    program = Running(tmp_path, "uk", SetClock(BEGAN_AT_MS))
    assert program.open_store(tmp_path / "dialogue.sqlite")
    program.show_start()
    program.window.show()
    qtbot.waitActive(program.window)
    QCoreApplication.processEvents()
    yield program
    program.window.close()
    program.leave_store()
    program.window.deleteLater()
    program.deleteLater()


def until(happened: Callable[[], object], patience_s: float = 60) -> None:
    end = time.monotonic() + patience_s
    while not happened():
        assert time.monotonic() < end
        QCoreApplication.processEvents()


def choose(program: Running, command: Message) -> None:
    """Ask for a command by its name in the list of all commands."""
    assert program.controller is not None
    program.press(K.Key_K, CTRL)
    QCoreApplication.processEvents()
    typed(program.controller.text(command))
    program.press(K.Key_Return)
    QCoreApplication.processEvents()


def nine(program: Running, times: int = 1) -> None:
    """Press key 9, as often, a second apart."""
    for _ in range(times):
        program.clock.advance(1_000)
        program.press(K.Key_9, CTRL)
        QCoreApplication.processEvents()


def beside(work: Callable[[], None]) -> None:
    """Do what phones do while the window goes on."""
    failed: list[BaseException] = []

    def run() -> None:
        try:
            work()
        except BaseException as error:  # noqa: BLE001 - raised again below
            failed.append(error)

    thread = threading.Thread(target=run)
    thread.start()
    until(lambda: not thread.is_alive())
    if failed:
        raise failed[0]


class Story:
    """A vote as it goes on, step by step."""

    def __init__(self, program: Running) -> None:
        self.program, self.catalogue = program, load_catalogue("uk")
        self.people: list[Phone] = []
        self.phones: Phones | None = None

    @property
    def controller(self) -> SessionController:
        assert self.program.controller is not None
        return self.program.controller

    @property
    def voting(self) -> Voting:
        return self.controller.console.voting

    @property
    def seen(self) -> PublicView:
        """What the room display is told."""
        controller = self.controller
        return shown_now(controller, controller.now_ms())

    def begin(self) -> None:
        """Begin a session from its template, and the first item with key 6."""
        start = self.program.start
        assert self.program.focus() is start.templates
        while start.templates.chosen_key() != "statement_voting":
            self.program.press(K.Key_Down)
        self.program.press(K.Key_Return)
        QCoreApplication.processEvents()
        self.program.press(K.Key_6, CTRL)
        QCoreApplication.processEvents()

    def collect(self) -> None:
        """The team types, a phone sends."""
        choose(self.program, say("Add a statement"))
        for text in STATEMENTS:
            typed(text)
            self.program.press(K.Key_Return)
        assert [one.text for one in votable(self.controller.state)] == list(STATEMENTS)
        assert self.program.store is not None
        bugs: list[BaseException] = []
        phones = self.phones = Phones(
            self.controller.console, self.program.store.phone_book, on_bug=bugs.append, on_care=lambda _where: None
        )
        phones.let_in(HERE, 0)
        until(lambda: phones.status_now().is_open)
        self.people = joined(phones)

        def send() -> None:
            for text in (FROM_PHONE, NAMES_SOMEBODY):
                self.people[0].submit("/statement", text=text)

        beside(send)

    def moderate(self) -> None:
        """Accept one, leave one out for a reason."""
        choose(self.program, say("Statements: decide about them"))
        self.program.press(K.Key_1)
        self.program.press(K.Key_5)
        typed("Називає людину.")
        self.program.press(K.Key_Return)
        assert not statements_waiting(self.controller.state)
        assert [one.text for one in votable(self.controller.state)] == [*STATEMENTS, FROM_PHONE]

    def vote(self) -> None:
        """Key 9 goes on to the item of the vote and opens it; papers are typed beside the phones."""
        nine(self.program, 3)
        assert str(self.controller.picture.view.stage.part) == "Voting"
        page = self.program.session.stack.currentWidget()
        assert isinstance(page, LeadPage)
        assert page.statements is not None
        assert page.statements.geometry().bottom() < page.line.y(), "nothing lies on the note line"
        beside(lambda: all_vote(self.people))
        choose(self.program, say("Paper ballots…"))
        for number in range(1, PAPERS + 1):
            typed(f"{number}++-+0" if number == 1 else "++-+0")
            self.program.press(K.Key_Return)
        assert self.voting.turnout.voters == PHONES + PAPERS
        assert (self.seen.kind, self.seen.voted, self.seen.lines) == (PublicKind.VOTE, PHONES + PAPERS, ())

    def close(self) -> None:
        """Closing asks for a second press, and destroys the key."""
        self.program.press(K.Key_Escape)
        nine(self.program)
        assert not votes_closed(self.controller.state)
        nine(self.program)
        until(lambda: all(vote.digests for vote in self.controller.state.votes.values()))
        assert votes_closed(self.controller.state)
        assert not self.voting.holds_key()

    def look(self) -> None:
        """What came out, here and on the room display; nothing tells of the one who disagreed."""
        self.program.session.show_page("harvest")
        choose(self.program, say("Statements and votes"))
        page = self.program.session.page("harvest")
        assert isinstance(page, HarvestPage)
        votes = page.votes
        assert votes is not None
        until(lambda: votes.result is not None)
        assert votes.result is not None
        assert votes.result.voters == PHONES + PAPERS
        shared = {row.text: row.answers for row in votes.result.shared}
        assert set(shared[STATEMENTS[0]]) == set(shared[STATEMENTS[1]]) == {Answer.ALMOST_ALL_AGREE}
        choose(self.program, say("Show what is shared"))
        assert self.seen.lines == tuple(row.text for row in votes.result.shared)

    def report(self) -> str:
        """The report, in Ukrainian."""
        until(lambda: self.voting.words_at_hand() is not None)
        report = make_report(self.controller.state, replace(INTERNAL, votes=self.voting.words_at_hand()))
        return export(report, self.catalogue, "md").decode()


def test_from_the_first_statement_to_the_report(program: Running) -> None:
    story = Story(program)
    story.begin()
    story.collect()
    try:
        story.moderate()
        story.vote()
        story.close()
    finally:
        if story.phones is not None:
            story.phones.end()
            assert story.phones.wait()
    story.look()
    text = story.report()
    assert story.catalogue.text(say("What came out of the vote")) in text
    assert STATEMENTS[0] in text
    assert NAMES_SOMEBODY not in text


def joined(phones: Phones) -> list[Phone]:
    """Let 31 phones in."""
    door = phones.door
    assert door is not None
    people = [Phone(HERE, door.port) for _ in range(PHONES)]

    def join() -> None:
        for phone in people:
            phone.join(phones.code)

    beside(join)
    return people


def all_vote(people: list[Phone]) -> None:
    """All agree with the first two statements, but for one who disagrees with one of them; the others as it comes."""
    people[0].until("/", "")
    for number, phone in enumerate(people):
        phone.until("/vote", "1")
        for _ in range(len(STATEMENTS) + 1):
            page = phone.get("/vote")
            first = 'name="statement" value="1"' in page.text
            second = 'name="statement" value="2"' in page.text
            lone = second and number == DISSENTER
            vote(phone, "disagree" if lone or (not first and not second and number % 2) else "agree")
