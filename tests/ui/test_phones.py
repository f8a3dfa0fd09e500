"""Phones in the window, with keys and real phones: let in, texts read and settled, intruders muted, all shut out."""

from __future__ import annotations

import socket
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import TypeVar

import pytest
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QPdfWriter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from facilitator_console.dialogue.ids import Outcome
from facilitator_console.phones.codes import kept_code_hash, read_code
from facilitator_console.runtime.catalogues import load_catalogue
from facilitator_console.session.agenda import add_item, start_item
from facilitator_console.session.display import on_display
from facilitator_console.session.editing import plan_session
from facilitator_console.session.events import SessionEdited
from facilitator_console.session.ids import ItemId, Shows
from facilitator_console.session.tables import edit_table, tables_on
from facilitator_console.ui.phones.join_cards import JoinCards
from facilitator_console.ui.phones.phones_panel import PhonesPanel
from tests.phones.house import HERE, Phone
from tests.ui.running import CTRL, Running

T = TypeVar("T")
K = Qt.Key
PATIENCE_MS = 20_000


class Meeting:
    """The program with a session on, and its phones."""

    def __init__(self, program: Running, qtbot: QtBot, seats: int = 6) -> None:
        self.program, self._qtbot = program, qtbot
        program.create_session("", "Коло", seats)
        self.controller = program.session.controller
        self.begin("Що болить найбільше?")

    def begin(self, question: str, form: str = "plenary", **settings: str) -> None:
        before = set(self.controller.state.items)
        self.controller.do(add_item, "Розмова", question=question, format=form, settings=settings)
        [item] = set(self.controller.state.items) - before
        self.controller.do(start_item, ItemId(item))

    @property
    def panel(self) -> PhonesPanel:
        return self.program.session.phones_panel

    def open_panel(self) -> PhonesPanel:
        """Open it as a person does: all commands, some letters, Enter."""
        self.program.press(K.Key_K, CTRL)
        self.program.type("phones")
        self.program.press(K.Key_Return)
        assert self.panel.isVisible()
        return self.panel

    def open_by_pill(self) -> None:
        """Open it by its pill, with a key."""
        QApplication.processEvents()  # The window was built anew.
        pill = self.program.session.top.phones
        pill.setFocus()
        QTest.keyClick(pill, K.Key_Return)
        assert self.panel.isVisible()

    def let_in(self) -> None:
        """Open the panel and let phones in, by the keyboard."""
        self.open_panel()
        self.press_let_in()

    def press_let_in(self) -> None:
        """Let phones in on this machine alone, which the open panel does not offer, at a free port, by the keyboard."""
        form = self.panel.form
        form.address.addItem("loopback", HERE)
        form.address.setFocus()
        QTest.keyClick(form.address, K.Key_End)
        form.port.setFocus()
        form.port.selectAll()
        QTest.keyClicks(form.port, str(free_port()))
        form.let_in.setEnabled(True)  # Off where this machine is in no network.
        form.let_in.setFocus()
        QTest.keyClick(form.let_in, K.Key_Return)
        assert self.program.phones.is_open

    def asked(self, *asks: Callable[[], T]) -> list[T]:
        """Let phones ask while the window goes on; what they were answered."""
        with ThreadPoolExecutor(8) as pool:
            futures = [pool.submit(ask) for ask in asks]
            self._qtbot.waitUntil(lambda: all(future.done() for future in futures), timeout=PATIENCE_MS)
        return [future.result() for future in futures]

    def until(self, condition: Callable[[], bool]) -> None:
        self._qtbot.waitUntil(condition, timeout=PATIENCE_MS)

    def phones(self, number: int) -> list[Phone]:
        host = self.program.phones.phones
        assert host is not None
        assert host.door is not None
        made = [Phone(host.door.address, host.door.port) for _ in range(number)]
        self.asked(*(partial(phone.join, host.code) for phone in made))
        return made

    def wrote(self, phone: Phone, text: str, path: str = "/write", **fields: str) -> None:
        wish = "read_aloud" if "read_aloud" in path else "team"
        [answer] = self.asked(lambda: phone.submit(path, text=text, wish=wish, **fields))
        assert answer.status == 303, answer.words
        self.until(lambda: any(sent.text == text for sent in self.controller.state.submissions.values()))

    def shut(self) -> None:
        self.program.phones.shut()


def free_port() -> int:
    """A port at which nobody listens."""
    with socket.create_server((HERE, 0)) as somebody:
        return int(somebody.getsockname()[1])


class Painted(QObject):
    """Keeps which widgets were painted."""

    def __init__(self, *watched: QWidget) -> None:
        super().__init__()
        self.widgets: set[QObject] = set()
        for widget in watched:
            widget.installEventFilter(self)

    def eventFilter(self, widget: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint:
            self.widgets.add(widget)
        return False


@pytest.fixture
def meeting(program: Running, qtbot: QtBot) -> Meeting:
    return Meeting(program, qtbot)


def pressed(panel: PhonesPanel, text: str) -> None:
    """Press the button with this text, which must be in sight, by its key."""
    [button] = [one for one in panel.findChildren(QPushButton) if one.text() == text and one.isVisible()]
    button.setFocus()
    QTest.keyClick(button, K.Key_Return)


# -- letting in ------------------------------------------------------------------------------------------


def test_phones_are_never_in_by_themselves_and_the_pill_says_how_it_stands(meeting: Meeting) -> None:
    pill = meeting.program.session.top.phones
    assert pill.accessibleName() == "Let phones in"
    assert not meeting.program.phones.is_open
    meeting.let_in()
    meeting.phones(2)
    meeting.until(lambda: pill.accessibleName() == "Phones 2")
    assert meeting.panel.card.code.accessibleName().startswith("http://127.0.0.1:")
    pressed(meeting.panel, "Turn phones off")
    assert pill.accessibleName() == "Let phones in"
    assert "There were 2 connections" in meeting.panel.form.outcome.text()
    assert [count.connections for count in meeting.controller.state.phone_counts.values()] == [2]


@pytest.mark.parametrize("typed", ["", "0", "65536", "８080x", "😀", "-1", "8080.5", "\u202e8080x"])
def test_a_port_that_is_none_is_refused_in_words(meeting: Meeting, typed: str) -> None:
    panel = meeting.open_panel()
    panel.form.address.addItem("loopback", HERE)
    panel.form.port.setText(typed)
    panel.form.port.setFocus()
    QTest.keyClick(panel.form.port, K.Key_Return)
    assert not meeting.program.phones.is_open
    banner = meeting.program.session.banners.banner("refusal")
    assert banner is not None
    assert "port" in banner.accessibleName()


def test_a_port_that_is_taken_is_refused_in_words(meeting: Meeting) -> None:
    meeting.let_in()
    phones = meeting.program.phones.phones
    assert phones is not None
    assert phones.door is not None
    taken = phones.door.port
    with socket.create_server((HERE, 0)) as somebody:
        meeting.shut()
        assert not meeting.program.phones.let_in(HERE, somebody.getsockname()[1])
    banner = meeting.program.session.banners.banner("refusal")
    assert banner is not None
    assert "Choose another port or network" in banner.accessibleName()
    assert meeting.program.phones.let_in(HERE, taken)  # And the one from before is free again.
    meeting.shut()


def test_who_was_in_when_the_program_ended_is_offered_to_come_back_and_never_by_itself(
    meeting: Meeting, program: Running
) -> None:
    meeting.let_in()
    [phone] = meeting.phones(1)
    session = meeting.controller.session
    program.show_start()  # The session is left with its phones in.
    program.open_session(session)
    assert not program.phones.is_open
    assert program.phones.was_open is not None
    again = program.session.phones_panel
    program.session.open_panel(again)
    assert "Phones were in" in again.form.outcome.text()
    QTest.keyClick(again.form.again, K.Key_Return)
    [answer] = meeting.asked(lambda: phone.get("/"))
    assert "Що болить найбільше?" in answer.words
    program.phones.shut()


# -- texts -----------------------------------------------------------------------------------------------


def test_texts_are_settled_with_digits_and_undone(meeting: Meeting) -> None:
    meeting.let_in()
    [phone] = meeting.phones(1)
    for text in ("перший 😀", "مرحبا", "третій і́"):
        meeting.wrote(phone, text)
    assert meeting.program.session.top.phones.accessibleName().endswith("3 new")
    texts = meeting.panel.texts
    assert texts.words.text == ""  # No word is on the screen before somebody chooses it.
    texts.list.setFocus()
    QTest.keyClick(texts.list, K.Key_Down)
    texts.list.setCurrentIndex(texts.model.index(0))
    assert texts.words.text == "перший 😀"
    QTest.keyClick(texts.list, K.Key_1)
    assert [note.text for note in meeting.controller.state.notes.values()] == ["перший 😀"]
    assert texts.words.text == "مرحبا"  # The next one has taken its place.
    QTest.keyClick(texts.list, K.Key_2)
    [entry] = meeting.controller.state.queue.values()
    assert entry.read_aloud
    QTest.keyClick(texts.list, K.Key_4)
    outcomes = [sent.outcome for sent in meeting.controller.state.submissions.values()]
    assert outcomes == [Outcome.NOTE, Outcome.QUEUE, Outcome.NOTHING]
    meeting.controller.undo()
    assert meeting.controller.state.submissions[list(meeting.controller.state.submissions)[2]].outcome is Outcome.WAITS
    meeting.panel.close_panel()
    assert texts.words.text != "третій і́"
    meeting.shut()


def test_one_key_takes_all_texts_off_every_screen(meeting: Meeting) -> None:
    meeting.let_in()
    [phone] = meeting.phones(1)
    meeting.wrote(phone, "хай бачать усі")
    texts = meeting.panel.texts
    texts.list.setCurrentIndex(texts.model.index(0))
    QTest.keyClick(texts.list, K.Key_3)
    assert meeting.program.room_display.frame().kind in {"covered", "text"}
    shown = on_display(meeting.controller.state)
    assert shown is not None
    assert shown.shows is Shows.MESSAGE
    assert shown.text == ""  # It is named there, never copied.
    meeting.wrote(phone, "ще один")
    texts.list.setCurrentIndex(texts.model.index(0))
    meeting.program.press(K.Key_H, CTRL)
    assert on_display(meeting.controller.state) is None
    assert not meeting.panel.isVisible()
    assert texts.words.text != "ще один"
    meeting.shut()


def test_a_text_is_withdrawn_with_its_code_also_when_phones_are_off(meeting: Meeting) -> None:
    meeting.let_in()
    [phone] = meeting.phones(1)
    meeting.wrote(phone, "моє", code="1")
    [page] = meeting.asked(lambda: phone.get("/sent?code=1"))
    code = page.words.partition("Your code ")[2][:14]
    assert kept_code_hash(meeting.controller.session, read_code(code))
    meeting.shut()
    withdrawal = meeting.panel.withdrawal
    for wrong in ("😀", "2222-2222-2222", "short"):
        withdrawal.field.setText(wrong)
        QTest.keyClick(withdrawal.field, K.Key_Return)
        assert meeting.program.session.banners.banner("refusal") is not None
        assert meeting.controller.state.submissions
    withdrawal.field.setText(code.lower())
    QTest.keyClick(withdrawal.field, K.Key_Return)
    pressed(meeting.panel, "Erase for good")
    assert not meeting.controller.state.submissions


def test_join_cards_are_drawn_eight_to_a_sheet_in_each_language(tmp_path: object, qtbot: QtBot) -> None:
    import pypdfium2

    del qtbot
    for language in ("uk", "en", "ru"):
        path = f"{tmp_path}/{language}.pdf"
        writer = QPdfWriter(path)
        host = "192.168.137.100:65535"
        assert JoinCards(host, ["ABCD-EFGH"] * 9, load_catalogue(language)).paint(writer)
        del writer
        with pypdfium2.PdfDocument(path) as pdf:
            assert len(pdf) == 2
            page = pdf[0].get_textpage()
            # Digits of one width have no letters of their own in a PDF.
            address = page.get_text_range().splitlines()[0]
            assert len(address) == len(host), "the address stands on one line"
            _, _, right, _ = page.get_charbox(len(host) - 1)
            assert right < pdf[0].get_width() / 2, "and within its card"


def test_who_asks_for_a_person_is_told_to_the_care_person_quietly(meeting: Meeting) -> None:
    meeting.controller.do(plan_session, SessionEdited(referral="Гаряча лінія 7333"))
    meeting.let_in()
    [phone] = meeting.phones(1)
    assert "I need a person" not in meeting.asked(lambda: phone.get("/"))[0].words, "the care role is elsewhere"
    meeting.panel.care.box.click()
    meeting.until(lambda: "I need a person" in meeting.asked(lambda: phone.get("/"))[0].words)
    meeting.asked(lambda: phone.submit("/care", where="біля вікна"))
    banners = meeting.program.session.banners
    meeting.until(lambda: banners.banner("care") is not None)
    banner = banners.banner("care")
    assert banner is not None
    assert "біля вікна" in banner.accessibleName()
    assert "Гаряча лінія 7333" in banner.accessibleDescription()
    assert "Гаряча" not in meeting.asked(lambda: phone.get("/"))[0].text
    meeting.shut()


# -- a whole meeting -------------------------------------------------------------------------------------


def test_31_phones_in_ukrainian_a_balanced_queue_a_table_round_an_intruder_muted_and_all_shut_out(
    program: Running, qtbot: QtBot
) -> None:
    meeting = Meeting(program, qtbot, seats=12)
    meeting.begin("Чого вам бракуватиме?", order="balanced_stack")
    program.choose_language("uk")
    meeting.controller = program.session.controller
    meeting.open_by_pill()
    meeting.press_let_in()
    phones = meeting.phones(31)
    for phone in phones:
        phone.cookies["language"] = "uk"
    state = meeting.controller.state
    # Hands with and without a seat, and written words, in the one queue.
    hands = meeting.asked(*(partial(one.submit, "/hand", seat=str(seat)) for seat, one in enumerate(phones[:8], 1)))
    assert {answer.status for answer in hands} == {303}
    for number, one in enumerate(phones[8:11]):
        meeting.wrote(one, f"письмове слово {number}", "/write?for=read_aloud")
    meeting.asked(*(partial(one.submit, "/hand", seat="") for one in phones[11:14]))
    assert len(state.queue) == 14
    # These three asked at once: one of them is the last.
    waiting = meeting.asked(*(partial(one.get, "/") for one in phones[11:14]))
    assert sum("Ви в черзі Перед вами: 13." in answer.words for answer in waiting) == 1
    for _ in range(14):  # Everyone is called in the end, by the one key.
        program.clock.advance(1000)  # No double press.
        program.press(K.Key_1, CTRL)
        QApplication.processEvents()
    assert not state.queue
    assert sum(1 for turn in state.turns.values() if turn.submission_id) == 3
    # A round at tables: two phones say at which they are, and one raises a hand there.
    meeting.begin("Що спробуємо?", form="world_cafe")
    second = tables_on(state)[1].table_id
    meeting.controller.do(edit_table, second, queue=True)
    meeting.until(lambda: "Обрати мій стіл" in meeting.asked(lambda: phones[14].get("/"))[0].words)
    meeting.asked(*(partial(one.post, "/table", table="2") for one in phones[14:16]))
    meeting.until(lambda: "Прошу слова" in meeting.asked(lambda: phones[14].get("/"))[0].words)
    meeting.asked(lambda: phones[14].submit("/hand", seat=""))
    assert [entry.table_id for entry in state.queue.values()] == [second]
    # An intruder is muted, by the digit on the button.
    meeting.wrote(phones[20], "безглуздя")
    texts = meeting.panel.texts
    texts.list.setCurrentIndex(texts.model.index(texts.model.rowCount() - 1))
    assert texts.words.text == "безглуздя"
    texts.list.setFocus()
    QTest.keyClick(texts.list, K.Key_5)
    meeting.until(lambda: program.phones.status is not None and program.phones.status.muted == 1)
    [muted] = meeting.asked(lambda: phones[20].post("/write", text="ще"))
    assert "нічого не приймає з цього телефону" in muted.words
    pressed(meeting.panel, "Вимкнути телефони")
    assert [count.connections for count in state.phone_counts.values()] == [31]
    assert "Під’єднань було: 31" in meeting.panel.form.outcome.text()


def test_cards_are_asked_for_made_and_handed_to_the_printers_dialog(meeting: Meeting) -> None:
    from PySide6.QtPrintSupport import QPrintDialog

    meeting.let_in()
    assert meeting.program.focus() is meeting.panel.card.show_button
    for _ in range(12):
        meeting.program.press(K.Key_Tab)
        assert meeting.panel.isAncestorOf(meeting.program.focus())
    pressed(meeting.panel, "Print join cards…")
    banner = meeting.program.session.banners.banner("join_cards")
    assert banner is not None
    field = banner.findChild(QLineEdit)
    assert field is not None
    assert field.text() == "8"  # A sheet: there are six seats.
    for wrong in ("0", "401", "eight", "😀", "-8"):
        field.setText(wrong)
        QTest.keyClick(field, K.Key_Return)
        QApplication.processEvents()
        assert meeting.program.session.banners.banner("join_cards") is banner
    status = meeting.program.phones.phones
    assert status is not None
    assert status.status_now().cards_left == 0
    field.setText("8")
    QTest.keyClick(field, K.Key_Return)
    meeting.until(lambda: meeting.program.window.findChild(QPrintDialog) is not None)
    dialog = meeting.program.window.findChild(QPrintDialog)
    assert dialog is not None
    assert not dialog.isModal()  # The clocks go on.
    dialog.close()
    meeting.until(lambda: status.status_now().cards_left == 8)
    meeting.shut()


def test_what_changes_on_the_panel_paints_nothing_of_the_page_beneath(meeting: Meeting) -> None:
    panel = meeting.open_panel()
    QApplication.processEvents()
    page = meeting.program.session.page("lead")
    painted = Painted(panel, page, *page.findChildren(QWidget))
    panel.head.repaint()
    assert painted.widgets == {panel}
