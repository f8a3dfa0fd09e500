"""The end of a meeting in the real window: what is offered, which key does it, and what is said afterwards."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QDeadlineTimer, QEvent, QEventLoop, QPointF, Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QPushButton

from facilitator_console import ui
from facilitator_console.dialogue.capture import capture
from facilitator_console.session import agenda, floor
from facilitator_console.session.ids import Attribution
from facilitator_console.session.people import at_seat
from facilitator_console.store.connection import connect_to_read
from facilitator_console.ui.look.styles import ButtonKind, has_style
from facilitator_console.ui.parts.file_dialog import FileDialog, close_dialogs
from facilitator_console.ui.report.report_page import ReportPage
from facilitator_console.ui.run.closing import Closing
from facilitator_console.ui.run.lead_page import LeadPage
from facilitator_console.ui.shell.session_view import SessionView
from facilitator_console.words import Message
from tests.helpers.saving import answers
from tests.ui.running import CTRL, Running, running

K = Qt.Key
FORGET = "Forget who spoke when…"


@pytest.fixture
def opened(program: Running) -> Running:
    """A session with twelve seats in which one has spoken for two minutes."""
    program.create_session("community_dialogue", "Autumn circle", 12)
    QCoreApplication.processEvents()
    controller = program.session.controller
    controller.do(agenda.next_item)
    controller.do(floor.start_turn, at_seat(controller.state, 3).participant_id)
    program.clock.advance(120_000)
    controller.do(floor.done)
    program.saved()
    return program


def closing(program: Running) -> Closing:
    page = program.session.page("lead")
    assert isinstance(page, LeadPage)
    return page.closing


def end(program: Running) -> Closing:
    """End the meeting as a person does: Ctrl+K, a few letters, Enter."""
    program.press(K.Key_K, CTRL)
    program.type("end the session")
    program.press(K.Key_Return)
    part = closing(program)
    hear_of_saving(program, part)
    return part


def hear_of_saving(program: Running, part: Closing) -> None:
    """All is on the disk, and the page has heard of it."""
    program.saved()
    deadline = QDeadlineTimer(10_000)
    while not part.forget.isEnabled() and not deadline.hasExpired():
        QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)


def hear_of_forgetting(part: Closing) -> None:
    """It is out of the file, and the page has heard of it."""
    deadline = QDeadlineTimer(10_000)
    while "Who spoke when is forgotten." not in said(part) and not deadline.hasExpired():
        QTest.qWait(5)
    assert "Who spoke when is forgotten." in said(part)


def later(program: Running) -> None:
    """As long as reading takes."""
    program.clock.advance(1000)


def said(part: Closing) -> str:
    """All that it says."""
    return "\n".join(label.text() for label in part.findChildren(QLabel) if label.isVisible())


def offered(part: Closing) -> list[str]:
    """Its buttons."""
    return [button.text() for button in part.findChildren(QPushButton) if button.isVisible()]


def commands(program: Running) -> list[str]:
    """All commands that Ctrl+K lists."""
    program.press(K.Key_K, CTRL)
    model = program.session.palette_panel.model
    found = [model.index(row, 0).data() for row in range(model.rowCount())]
    program.press(K.Key_Escape)
    return found


def confirm(program: Running) -> None:
    """In the question: from the button that leaves all as it is to the one that forgets, and press it."""
    later(program)
    program.press(K.Key_Tab)
    program.press(K.Key_Return)


def has_turns(program: Running) -> bool:
    return bool(program.session.controller.state.turns)


def test_forgetting_asks_first_and_then_goes_to_the_report(opened: Running) -> None:
    part = end(opened)
    later(opened)
    assert "The session is over." in said(part)
    assert "Copies and backups made before keep it." in said(part)
    assert offered(part) == ["Forget who spoke when…", "Keep it", "Go to the report", "Reopen"]
    opened.press(K.Key_Return)
    assert "Forget for good who spoke when?" in said(part)
    assert "This can’t be undone." in said(part)
    assert offered(part) == ["Not now", "Forget for good", "Go to the report", "Reopen"]
    assert part.back.hasFocus()
    assert has_turns(opened)
    confirm(opened)
    assert not has_turns(opened)
    hear_of_forgetting(part)
    assert offered(part) == ["Go to the report", "Reopen"]
    opened.saved()
    assert opened.store is not None
    assert answers(opened.store, "SELECT turns, talk_ms FROM talk_sums") == [(1, 120_000)]
    later(opened)
    opened.press(K.Key_Return)
    assert opened.session.page_name == "report"


def test_an_enter_that_was_meant_for_the_list_of_commands_forgets_nothing(opened: Running) -> None:
    part = end(opened)
    assert part.forget.hasFocus()
    opened.press(K.Key_Return)
    later(opened)
    held = QKeyEvent(QEvent.Type.KeyPress, K.Key_Return, Qt.KeyboardModifier.NoModifier, "\r", autorep=True)
    QApplication.sendEvent(part.forget, held)
    assert part.forget.isVisible()
    opened.press(K.Key_Return)
    opened.press(K.Key_Return)  # Too soon for the question as well.
    assert part.confirm.isVisible()
    assert has_turns(opened)
    confirm(opened)
    assert not has_turns(opened)


def test_a_click_does_not_forget_and_the_question_can_be_left(opened: Running) -> None:
    part = end(opened)
    later(opened)
    for key in (K.Key_Return, K.Key_Escape, K.Key_Space):
        QTest.mouseClick(part.forget, Qt.MouseButton.LeftButton)
        assert part.confirm.isVisible()
        later(opened)
        opened.press(key)
        assert offered(part) == ["Forget who spoke when…", "Keep it", "Go to the report", "Reopen"]
        assert part.forget.hasFocus()
        assert has_turns(opened)
    QTest.mouseClick(part.forget, Qt.MouseButton.LeftButton)
    QTest.mouseClick(part.confirm, Qt.MouseButton.LeftButton)
    assert not has_turns(opened)


def test_a_double_click_on_the_offer_does_not_forget_for_good(opened: Running) -> None:
    part = end(opened)
    later(opened)
    QTest.mouseClick(part.forget, Qt.MouseButton.LeftButton)
    # What Qt sends to the button that stands under the pointer by then.
    at, none, left = QPointF(part.confirm.rect().center()), Qt.KeyboardModifier.NoModifier, Qt.MouseButton.LeftButton
    kind = QEvent.Type.MouseButtonDblClick
    QApplication.sendEvent(part.confirm, QMouseEvent(kind, at, part.confirm.mapToGlobal(at), left, left, none))
    QTest.mouseRelease(part.confirm, left)
    assert part.confirm.isVisible()
    assert has_turns(opened)


def test_after_the_end_nobody_is_asked_to_click_a_seat(opened: Running) -> None:
    end(opened)
    page = opened.session.findChild(LeadPage)
    assert page is not None
    assert page.queue.view.empty == "Nobody is waiting."


def test_what_cannot_be_undone_looks_alike(opened: Running) -> None:
    part = end(opened)
    assert not has_style(part.forget, ButtonKind.PRIMARY)
    assert has_style(part.confirm, ButtonKind.DANGER)
    assert has_style(opened.session.erase_panel.confirm, ButtonKind.DANGER)


def test_esc_leaves_it_undecided_and_tab_comes_back_to_it(opened: Running) -> None:
    part = end(opened)
    later(opened)
    opened.press(K.Key_Escape)
    assert isinstance(opened.focus(), QLineEdit)
    assert has_turns(opened)
    assert part.forget.isVisible()
    for _ in range(40):
        if part.forget.hasFocus():
            break
        opened.press(K.Key_Tab)
    assert part.forget.hasFocus()
    opened.press(K.Key_Tab)
    assert part.keep.hasFocus()


def test_who_is_typing_goes_on(opened: Running) -> None:
    opened.type("they have")
    opened.session.controller.do(agenda.close_session)
    opened.saved()
    opened.type(" said")
    assert isinstance(opened.focus(), QLineEdit)
    later(opened)
    opened.press(K.Key_Return)
    assert [note.text for note in opened.session.controller.state.notes.values()] == ["they have said"]
    assert has_turns(opened)


def test_kept_is_said_and_not_asked_again_but_on_demand(opened: Running) -> None:
    part = end(opened)
    QTest.mouseClick(part.keep, Qt.MouseButton.LeftButton)
    assert "Who spoke when is kept." in said(part)
    assert offered(part) == ["Go to the report", "Reopen"]
    assert FORGET in commands(opened)
    opened.press(K.Key_K, CTRL)
    opened.type("forget")
    opened.press(K.Key_Return)
    assert part.back.hasFocus()
    assert has_turns(opened)
    confirm(opened)
    assert not has_turns(opened)
    assert FORGET not in commands(opened)


def test_undecided_is_offered_again_quietly_and_decided_never(opened: Running, tmp_path: Path) -> None:
    end(opened)
    session = opened.session.controller.session
    opened.leave_store()
    for answer, asked in (("none", True), ("keep", True), ("none", False)):
        with running(tmp_path, at_ms=opened.clock.now_ms() + 60_000) as again:
            again.open_session(session)
            QCoreApplication.processEvents()
            part = closing(again)
            assert isinstance(again.focus(), QLineEdit)
            assert part.forget.isVisible() is asked
            if answer == "keep":
                part.keep.click()
                again.saved()


def test_an_open_session_offers_none_of_it(opened: Running) -> None:
    assert not closing(opened).isVisible()
    assert FORGET not in commands(opened)
    part = end(opened)
    assert FORGET in commands(opened)
    QTest.mouseClick(part.reopen, Qt.MouseButton.LeftButton)
    assert not part.isVisible()
    assert not opened.session.controller.state.info.closed_at_ms
    assert FORGET not in commands(opened)


def test_it_waits_until_all_is_saved(opened: Running) -> None:
    assert opened.store is not None
    with opened.store.log.connection():
        opened.session.controller.do(agenda.close_session)
        part = closing(opened)
        assert not part.forget.isEnabled()
        later(opened)
        opened.press(K.Key_Return)
        assert has_turns(opened)
    hear_of_saving(opened, part)
    assert part.forget.isEnabled()
    assert part.forget.hasFocus()


def test_who_takes_notes_is_not_asked(opened: Running) -> None:
    end(opened)
    opened.session.controller.take_notes(on=True)
    QCoreApplication.processEvents()
    assert not opened.session.findChildren(Closing) or not closing(opened).isVisible()
    assert FORGET not in commands(opened)


def pressed(program: Running, words: str) -> None:
    """Click a button of the question at the foot."""
    banner = program.session.banners.banner("leaving")
    assert banner is not None
    (button,) = (button for button in banner.findChildren(QPushButton) if button.text() == words)
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def said_at_foot(program: Running) -> str:
    """Return the words of the question at the foot."""
    banner = program.session.banners.banner("leaving")
    return "" if banner is None else " ".join(words.text() for words in banner.findChildren(QLabel))


def report_asks_for_a_file(program: Running) -> bool:
    """Export the report; tell whether it asks where to."""
    page = program.session.page("report")
    assert isinstance(page, ReportPage)
    page.exporting.ask_file(page)
    asks = any(dialog.isVisible() for dialog in program.window.findChildren(FileDialog))
    close_dialogs(program.window)
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    return asks


def test_nothing_leaves_before_it_is_chosen_and_then_nothing_is_asked(opened: Running) -> None:
    session, left = opened.session, list[str]()
    session.give_asked.connect(left.append)
    session.team_panel.give_asked.emit("before the end")
    close_dialogs(opened.window)
    end(opened)
    session.show_page("report")
    assert not report_asks_for_a_file(opened)
    pressed(opened, "Not now")
    assert session.banners.banner("leaving") is None
    session.team_panel.give_asked.emit("after")
    assert left == ["before the end"]
    pressed(opened, FORGET)
    assert has_turns(opened)
    assert said_at_foot(opened).startswith("Forget for good who spoke when?")
    assert "This can’t be undone." in said_at_foot(opened)
    pressed(opened, "Not now")
    assert has_turns(opened)
    session.team_panel.give_asked.emit("after")
    pressed(opened, FORGET)
    pressed(opened, "Forget for good")
    opened.clock.advance(1000)
    deadline = QDeadlineTimer(10_000)
    while len(left) < 2 and not deadline.hasExpired():
        QTest.qWait(5)
    assert left == ["before the end", "after"]
    assert not has_turns(opened)
    assert not session.controller.words_remain
    assert report_asks_for_a_file(opened)


@pytest.mark.parametrize(
    "leave",
    [
        lambda view: view.page("notes").codebook_files.ask_export(),
        lambda view: view.page("prepare").files.ask_export("md"),
        lambda view: view.page("prepare").prints.ask_file(),
    ],
)
def test_tags_agendas_and_handouts_ask_first_too(opened: Running, leave: Callable[[SessionView], None]) -> None:
    """Also what holds no note: nobody looks each time whether a file tells who spoke when."""
    end(opened)
    leave(opened.session)
    assert said_at_foot(opened).startswith("Before anything leaves this laptop")
    assert not any(dialog.isVisible() for dialog in opened.window.findChildren(FileDialog))
    pressed(opened, "Keep it")
    leave(opened.session)
    assert not said_at_foot(opened)
    assert any(dialog.isVisible() for dialog in opened.window.findChildren(FileDialog))
    close_dialogs(opened.window)


def test_no_part_of_the_window_saves_or_prints_without_asking() -> None:
    """A new one that forgets it is found here.

    Passed on by a part that asked: the line of outcomes. Asking for all its sessions: a marathon's report. With no word
    of a session on it: a card to join with.
    """
    leaves = re.compile(r"(?<!def )(?<!\.)\b(?:ask_save|ask_folder|ask_printer)\(")
    asking = Path(ui.__file__).parent.rglob("*.py")
    texts = {path.name: path.read_text(encoding="utf-8") for path in asking}
    silent = {name for name, text in texts.items() if leaves.search(text) and "let_leave(" not in text}
    assert silent == {"outcome_line.py", "publishing.py", "phones_corner.py"}


def test_what_is_kept_may_leave(opened: Running) -> None:
    session, left = opened.session, list[str]()
    session.backup_asked.connect(lambda: left.append("copy"))
    end(opened)
    opened.press(K.Key_K, CTRL)
    opened.type("copy all to a stick")
    opened.press(K.Key_Return)
    assert left == []
    pressed(opened, "Keep it")
    assert left == ["copy"]
    assert report_asks_for_a_file(opened)


def test_a_laptop_that_does_not_lead_says_who_decides(opened: Running, tmp_path: Path) -> None:
    end(opened)
    session, at_ms = opened.session.controller.session, opened.clock.now_ms() + 60_000
    opened.leave_store()
    with running(tmp_path, at_ms=at_ms, laptop="theirs") as other:
        other.open_session(session)
        QCoreApplication.processEvents()
        controller, refused, left = other.session.controller, list[Message](), list[str]()
        controller.refused.connect(refused.append)
        controller.let_leave(lambda: left.append("a report"))
        assert left == []
        assert "Decide it on the laptop that leads" in str(refused[-1])
        assert other.session.banners.banner("leaving") is None


def test_where_nobody_spoke_nothing_is_asked(program: Running) -> None:
    program.create_session("circle", "Winter circle", 6)
    QCoreApplication.processEvents()
    part = end(program)
    assert offered(part) == ["Go to the report", "Reopen"]
    assert "ended at 14:01" in said(part)
    assert part.report.hasFocus()


def test_notes_that_name_a_seat_are_told_of(opened: Running) -> None:
    """Whatever the session says now: it may have named seats only for a while."""
    controller = opened.session.controller
    controller.do(agenda.edit_session, attribution=Attribution.PSEUDONYM)
    controller.do(floor.start_turn, at_seat(controller.state, 3).participant_id)
    controller.do(capture, "this is mine")
    controller.do(agenda.edit_session, attribution=Attribution.NONE)
    told = "Notes that name a seat stay as they are."
    assert told in said(end(opened))
    controller.let_leave(lambda: None)
    banner = opened.session.banners.banner("leaving")
    assert banner is not None
    assert any(told in words.text() for words in banner.findChildren(QLabel))


def test_where_no_note_names_a_seat_none_are_told_of(opened: Running) -> None:
    opened.session.controller.do(capture, "the bus")
    opened.session.controller.do(agenda.edit_session, attribution=Attribution.PSEUDONYM)
    assert "Notes that name a seat" not in said(end(opened))


def test_forgotten_is_said_only_once_it_is_out_of_the_file(opened: Running) -> None:
    """Another program that reads the store keeps the old pages where they are."""
    assert opened.store is not None
    part = end(opened)
    who = at_seat(opened.session.controller.state, 3).participant_id
    reader = connect_to_read(opened.store.path)
    reader.execute("BEGIN")
    reader.execute("SELECT count(*) FROM events").fetchone()
    later(opened)
    opened.press(K.Key_Return)
    confirm(opened)
    deadline = QDeadlineTimer(20_000)
    while opened.session.banners.banner("save") is None and not deadline.hasExpired():
        assert "Who spoke when is forgotten." not in said(part)
        QTest.qWait(5)
    bar, pill = opened.session.banners.banner("save"), opened.session.top.save
    assert bar is not None
    assert "What was erased is not out of the file yet." in "\n".join(one.text() for one in bar.findChildren(QLabel))
    assert "another program is using it" in pill.toolTip()
    assert pill.text() == "Not erased yet"
    assert "Who spoke when is not out of the file yet." in said(part)
    assert "another program is using it" in said(part)
    assert turns_in(opened.store.path, who)
    reader.close()
    opened.store.saver.retry()
    hear_of_forgetting(part)
    assert opened.session.banners.banner("save") is None
    assert pill.text() == "Saved"
    assert not turns_in(opened.store.path, who)


def turns_in(path: Path, who: str) -> int:
    """How often a body about this person's turns stands in the bytes of a store."""
    data = path.read_bytes() + path.with_name(f"{path.name}-wal").read_bytes()
    return data.count(f'"participant_id":"{who}"'.encode())


def test_reopened_after_forgetting_the_ring_still_knows_who_was_heard(opened: Running) -> None:
    part = end(opened)
    later(opened)
    opened.press(K.Key_Return)
    confirm(opened)
    controller = opened.session.controller
    assert str(controller.picture.view.unheard) == "11 not heard yet"
    part.reopen.click()
    controller.do(floor.start_turn, at_seat(controller.state, 5).participant_id)
    assert str(controller.picture.view.unheard) == "10 not heard yet"
