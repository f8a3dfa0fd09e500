"""Leading and taking notes: a look at the notes, the switch, what is remembered, what undo says to whom."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QLineEdit, QMenu, QPushButton
from pytestqt.qtbot import QtBot

from facilitator_console.dialogue.capture import capture
from facilitator_console.notes.commands import flag_note
from facilitator_console.notes.ids import Flag
from facilitator_console.session import agenda, floor
from facilitator_console.session.floor import speaking
from facilitator_console.session.ids import Attribution
from facilitator_console.session.leading import GAP_FROM_MS
from facilitator_console.session.people import at_seat
from facilitator_console.session.queue import join_queue
from facilitator_console.session.timers import running as clocks_that_run
from facilitator_console.ui.run.notes_page import NotesPage
from facilitator_console.ui.shell.window_actions import END_SESSION
from tests.helpers.talking import talking
from tests.ui.running import BEGAN_AT_MS, CTRL, Running, running

K = Qt.Key


@pytest.fixture
def opened(program: Running) -> Running:
    """A session with twelve seats, its first item on, and one note."""
    program.create_session("community_dialogue", "Autumn circle", 12)
    QCoreApplication.processEvents()
    assert program.controller is not None
    program.controller.do(agenda.next_item)
    program.controller.do(agenda.edit_item, program.controller.state.room.item_id, **talking("stack"))
    program.controller.do(capture, "To know beforehand when the bus will not come")
    return program


@pytest.fixture
def looking(opened: Running) -> Running:
    """Somebody who leads looks at the notes."""
    QTest.mouseClick(button(opened, "Older notes"), Qt.MouseButton.LeftButton)
    assert shown(opened) == "NotesPage"
    QCoreApplication.processEvents()
    return opened


def shown(program: Running) -> str:
    return type(program.session.stack.currentWidget()).__name__


def button(program: Running, text: str) -> QPushButton:
    buttons = program.window.findChildren(QPushButton)
    return next(found for found in buttons if found.text() == text and found.isVisible())


def line(program: Running) -> str:
    focus = program.focus()
    assert isinstance(focus, QLineEdit)
    return focus.text()


def notes_page(program: Running) -> NotesPage:
    page = program.session.stack.currentWidget()
    assert isinstance(page, NotesPage)
    return page


def seat(program: Running) -> int:
    """Who speaks; 0 for nobody."""
    assert program.controller is not None
    turn = speaking(program.controller.state)
    return program.controller.state.participants[turn.participant_id].seat if turn else 0


def wait_for(program: Running, *seats: int) -> None:
    assert program.controller is not None
    for wanted in seats:
        program.controller.do(join_queue, at_seat(program.controller.state, wanted).participant_id)


def bars(program: Running) -> str:
    return "\n".join(label.text() for label in program.session.banners.findChildren(QLabel))


# -- a look at the notes ----------------------------------------------------------------------------------


def test_who_looks_at_the_notes_still_leads(looking: Running) -> None:
    assert looking.controller is not None
    assert looking.controller.leads
    wait_for(looking, 3, 5)
    looking.type("half a no")
    looking.press(K.Key_1, CTRL)
    assert seat(looking) == 3
    assert notes_page(looking).now.clocks.text().startswith("seat 3")
    looking.press(K.Key_2, CTRL)
    assert not clocks_that_run(looking.controller.state).turn_id
    assert line(looking) == "half a no"


@pytest.mark.parametrize("way", ["Esc", "link", "tab"])
def test_ways_back_to_the_ring(looking: Running, way: str) -> None:
    looking.type("half")
    if way == "Esc":
        looking.press(K.Key_Escape)
    elif way == "link":
        QTest.mouseClick(button(looking, "← Back to the ring"), Qt.MouseButton.LeftButton)
    else:
        QTest.mouseClick(button(looking, "Run"), Qt.MouseButton.LeftButton)
    assert shown(looking) == "LeadPage"
    assert line(looking) == "half"


def test_esc_goes_from_the_list_to_the_line_and_only_then_back(looking: Running) -> None:
    looking.press(K.Key_Up)
    assert notes_page(looking).notes.hasFocus()
    looking.press(K.Key_Escape)
    assert shown(looking) == "NotesPage"
    looking.press(K.Key_Escape)
    assert shown(looking) == "LeadPage"


def test_esc_takes_a_refusal_away_first(looking: Running) -> None:
    looking.type("+99 nobody sits there")
    looking.press(K.Key_Return)
    assert looking.session.banners.banner("refusal") is not None
    looking.press(K.Key_Escape)
    assert looking.session.banners.banner("refusal") is None
    assert shown(looking) == "NotesPage"


def test_who_leads_finds_what_was_said_and_goes_back(opened: Running) -> None:
    opened.press(K.Key_F, CTRL)
    assert shown(opened) == "NotesPage"
    opened.type("volcano")
    assert notes_page(opened).model.rowCount() == 0
    opened.press(K.Key_Escape)
    opened.press(K.Key_Escape)
    assert shown(opened) == "LeadPage"


def test_chords_of_the_ring_go_back_to_it(looking: Running) -> None:
    looking.press(K.Key_J, CTRL)
    assert shown(looking) == "LeadPage"
    looking.type("7")
    looking.press(K.Key_Return)
    assert looking.controller is not None
    waiting = [
        looking.controller.state.participants[entry.participant_id].seat
        for entry in looking.controller.state.queue.values()
    ]
    assert waiting == [7]


def test_plain_keys_of_the_list_act_on_notes_and_the_clickers_do_nothing(looking: Running) -> None:
    wait_for(looking, 3)
    assert looking.controller is not None
    looking.press(K.Key_PageDown)
    looking.press(K.Key_Up)
    looking.press(K.Key_PageDown)
    assert seat(looking) == 0
    looking.press(K.Key_2)
    (note,) = looking.controller.state.notes.values()
    assert note.tags == ("need",)
    looking.press(K.Key_Escape)
    looking.press(K.Key_Escape)
    looking.press(K.Key_PageDown)
    assert seat(looking) == 3


def test_one_draft_goes_from_page_to_page_with_its_turn_and_its_mark(opened: Running) -> None:
    assert opened.controller is not None
    opened.controller.do(agenda.edit_session, attribution=Attribution.PSEUDONYM)
    opened.press(K.Key_8, CTRL)
    (mark_id,) = opened.controller.state.marks
    for wanted in (3, 5):
        opened.controller.do(floor.start_turn, at_seat(opened.controller.state, wanted).participant_id)
        if wanted == 3:
            opened.type("said")
    QTest.mouseClick(button(opened, "1 mark to fill"), Qt.MouseButton.LeftButton)
    QTest.mouseClick(button(opened, "Older notes"), Qt.MouseButton.LeftButton)
    assert notes_page(opened).line.named == "no one is named"  # The mark was set before anybody spoke.
    opened.type(" by three")
    opened.press(K.Key_Escape)  # It lets the mark go;
    assert notes_page(opened).line.named.startswith("said by seat 3")
    notes_page(opened).line.set_fills(mark_id)  # which is chosen again.
    QTest.mouseClick(button(opened, "Run"), Qt.MouseButton.LeftButton)
    assert line(opened) == "said by three"
    opened.press(K.Key_Return)
    note = next(reversed(opened.controller.state.notes.values()))
    assert (note.text, note.fills) == ("said by three", mark_id)
    assert not note.participant_id
    QTest.mouseClick(button(opened, "Older notes"), Qt.MouseButton.LeftButton)
    assert line(opened) == ""
    opened.type("next")
    opened.press(K.Key_Return)
    opened.press(K.Key_Escape)
    assert line(opened) == ""
    assert opened.controller.drafts.text() == ""


def test_f1_shows_the_keys_of_the_list_to_who_looks_at_it(looking: Running) -> None:
    looking.press(K.Key_F1)
    said = {label.text() for label in looking.session.keys_help.findChildren(QLabel)}
    assert {"In the room", "Tag the selected note"} <= said


# -- the switch -------------------------------------------------------------------------------------------


def menu_of(program: Running) -> QMenu:
    pill = program.session.top.role
    pill.setFocus()
    program.press(K.Key_Return)
    menu = pill.findChild(QMenu)
    assert menu is not None
    return menu


def test_the_pill_says_the_role_and_switches_it(opened: Running) -> None:
    pill = opened.session.top.role
    assert (pill.text(), pill.property("on")) == ("You lead ▾", "")
    opened.type("half a note")
    menu = menu_of(opened)
    assert [entry.text().partition(":")[0] for entry in menu.actions()] == ["Lead", "Take notes"]
    assert [entry.isChecked() for entry in menu.actions()] == [True, False]
    menu.actions()[1].trigger()
    menu.close()
    assert (pill.text(), pill.property("on")) == ("You take notes ▾", "true")
    assert shown(opened) == "NotesPage"
    assert line(opened) == "half a note"
    opened.press(K.Key_3, CTRL)
    assert not opened.controller.state.room.floor  # type: ignore[union-attr]
    assert not notes_page(opened).back.isVisible()
    menu = menu_of(opened)
    menu.actions()[0].trigger()
    menu.close()
    assert shown(opened) == "LeadPage"


def test_the_pill_takes_the_lead_over_from_another_laptop(opened: Running, qtbot: QtBot, tmp_path: Path) -> None:
    del qtbot
    opened.saved()
    opened.window.close()
    opened.leave_store()
    with running(tmp_path, laptop="theirs") as other:
        other.press(K.Key_Return)
        QCoreApplication.processEvents()
        assert other.session.top.role.text() == "You take notes ▾"
        menu = menu_of(other)
        assert menu.actions()[0].text() == "Lead: take clock and queue over from the other laptop"
        menu.actions()[0].trigger()
        menu.close()
        assert other.controller is not None
        assert other.controller.leads
        assert shown(other) == "LeadPage"


@pytest.mark.parametrize("role", ["NotesPage", "LeadPage"])
def test_the_role_is_remembered(opened: Running, tmp_path: Path, role: str) -> None:
    assert opened.controller is not None
    opened.controller.take_notes(on=True)
    opened.controller.take_notes(on=role == "NotesPage")
    opened.saved()
    opened.leave_store()
    opened.window.close()
    with running(tmp_path) as again:
        again.press(K.Key_Return)
        QCoreApplication.processEvents()
        assert again.controller is not None
        assert again.controller.leads is (role == "LeadPage")
        assert shown(again) == role


def test_it_is_on_the_disk_at_once_and_says_nothing(opened: Running, tmp_path: Path) -> None:
    assert opened.controller is not None
    opened.controller.take_notes(on=True)
    kept = (tmp_path / "window.ini").read_text(encoding="utf-8")
    assert opened.controller.session in kept
    assert "Autumn" not in kept
    opened.controller.take_notes(on=False)
    assert opened.controller.session not in (tmp_path / "window.ini").read_text(encoding="utf-8")


def test_another_language_keeps_the_role_and_the_line(opened: Running) -> None:
    assert opened.controller is not None
    opened.controller.take_notes(on=True)
    opened.type("half")
    opened.choose_language("uk")
    assert opened.controller is not None
    assert not opened.controller.leads
    assert shown(opened) == "NotesPage"
    assert line(opened) == "half"


# -- what undo says ---------------------------------------------------------------------------------------


def test_undo_names_a_note_by_its_time_everywhere(looking: Running) -> None:
    assert looking.controller is not None
    (note,) = looking.controller.state.notes.values()
    strip = looking.session.foot.undo
    looking.controller.do(flag_note, note.note_id, Flag.FOR_REPORT)
    assert strip.whole_text == "Ctrl Z undo: for the report: note of 14:01"
    looking.press(K.Key_Escape)
    assert strip.whole_text == "Ctrl Z undo: for the report: note of 14:01"
    assert "beforehand" not in strip.text() + strip.toolTip() + strip.accessibleName()
    looking.press(K.Key_Z, CTRL)
    looking.press(K.Key_Z, CTRL)
    assert strip.whole_text == "Undone: note of 14:01 · Ctrl Y brings it back"


def test_the_name_yields_in_a_narrow_foot_and_the_key_stays(opened: Running) -> None:
    assert opened.controller is not None
    opened.window.resize(1024, 700)
    item_id = opened.controller.state.room.item_id
    opened.controller.do(agenda.edit_item, item_id, title="What we need from each other " * 6)
    QCoreApplication.processEvents()
    strip, language = opened.session.foot.undo, opened.session.foot.language
    assert strip.text().startswith("Ctrl U undo: “What we")
    assert "…" in strip.text()
    opened.press(K.Key_U, CTRL)
    QCoreApplication.processEvents()
    assert strip.text().endswith("Ctrl Y brings it back")
    assert strip.geometry().right() < language.geometry().left()


# -- coming back ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("away_ms", "said"),
    [(GAP_FROM_MS - 1000, "Back in the session; the clocks went on."), (GAP_FROM_MS + 1000, "was not running")],
)
def test_a_session_left_running_is_said_to_have_gone_on(
    opened: Running, tmp_path: Path, away_ms: int, said: str
) -> None:
    opened.saved()
    opened.leave_store()
    opened.window.close()
    with running(tmp_path, at_ms=BEGAN_AT_MS + away_ms) as again:
        again.press(K.Key_Return)
        QCoreApplication.processEvents()
        assert said in bars(again)
        assert len(again.session.banners.findChildren(QLabel, options=Qt.FindChildOption.FindChildrenRecursively)) <= 2


def test_nothing_is_said_of_a_session_that_stood_or_is_new(program: Running) -> None:
    program.create_session("circle", "Winter circle", 12)
    QCoreApplication.processEvents()
    assert bars(program) == ""
    assert program.controller is not None
    session = program.controller.session
    program.saved()
    program.show_start()
    program.open_session(session)
    assert bars(program) == ""


# -- what belongs to the text that is being typed ------------------------------------------------------------


def half_a_thought(program: Running) -> None:
    """Half a note, begun while seat 3 spoke; now seat 5 speaks."""
    controller = program.session.controller
    controller.do(agenda.edit_session, attribution=Attribution.PSEUDONYM)
    controller.do(floor.start_turn, at_seat(controller.state, 3).participant_id)
    program.type("half a thou")
    controller.do(floor.start_turn, at_seat(controller.state, 5).participant_id)


def seat_of_last_note(program: Running) -> int:
    state = program.session.controller.state
    person = state.participants.get(list(state.notes.values())[-1].participant_id)
    return person.seat if person else 0


def test_words_stay_the_speakers_in_another_language(opened: Running) -> None:
    half_a_thought(opened)
    opened.choose_language("uk")
    QCoreApplication.processEvents()
    opened.type("ght")
    opened.press(K.Key_Return)
    assert seat_of_last_note(opened) == 3


def test_a_draft_that_was_left_is_given_to_nobody(opened: Running) -> None:
    half_a_thought(opened)
    session = opened.session.controller.session
    opened.show_start()
    opened.open_session(session)
    QCoreApplication.processEvents()
    opened.type("ght")
    opened.press(K.Key_Return)
    assert seat_of_last_note(opened) == 0


def test_another_language_leaves_who_looks_at_the_notes_there(looking: Running) -> None:
    looking.choose_language("uk")
    assert shown(looking) == "NotesPage"


def test_who_only_watches_changes_no_role(opened: Running) -> None:
    opened.session.controller.watch(on=True)
    opened.session.top.role_chosen.emit(False)
    assert opened.session.controller.leads
    assert opened.session.banners.banner("refusal") is not None


@pytest.mark.parametrize("page", ["notes", "prepare", "report"])
def test_the_end_is_shown_from_whatever_page_it_was_asked_for(opened: Running, page: str) -> None:
    opened.session.show_page("run" if page == "notes" else page, notes=page == "notes")
    END_SESSION.do(opened.session.controller)
    assert shown(opened) == "LeadPage"
