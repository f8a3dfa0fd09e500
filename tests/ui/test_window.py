"""The window around the pages: pages, panels, undo, language, what is saved, bugs."""

from __future__ import annotations

import re
from itertools import groupby
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QLineEdit, QMenu, QWidget
from pytestqt.qtbot import QtBot

from facilitator_console.session import agenda, floor
from facilitator_console.session.floor import speaking
from facilitator_console.session.ids import ItemStatus
from facilitator_console.session.people import add_participant, at_seat
from facilitator_console.store.saver import SaveState
from facilitator_console.store.store import Store
from facilitator_console.ui.control.action import press
from facilitator_console.ui.control.presses import DOUBLE_PRESS_MS
from facilitator_console.ui.run.room_actions import STAGE
from facilitator_console.words import say
from tests.helpers.controller import contents
from tests.ui.running import CTRL, Running, running

K = Qt.Key


@pytest.fixture
def opened(program: Running) -> Running:
    """A session with twelve seats, its first item on."""
    program.create_session("community_dialogue", "Autumn circle", 12)
    QCoreApplication.processEvents()
    assert program.controller is not None
    program.controller.do(agenda.next_item)
    return program


def texts(widget: QWidget | None) -> str:
    """All that the labels in a widget say, which must be there."""
    assert widget is not None
    return "\n".join(label.text() for label in widget.findChildren(QLabel))


def seat(program: Running) -> int:
    """Who speaks; 0 for nobody."""
    assert program.controller is not None
    turn = speaking(program.controller.state)
    return program.controller.state.participants[turn.participant_id].seat if turn else 0


def test_it_opens_on_run_with_the_keys_in_the_note_line(opened: Running) -> None:
    assert opened.session.page_name == "run"
    assert isinstance(opened.focus(), QLineEdit)
    opened.type("said")
    assert opened.controller is not None
    assert opened.controller.drafts.text() == "said"


def test_tabs_show_the_other_pages_and_only_what_is_built(opened: Running) -> None:
    shown = []
    for name in ("prepare", "report", "run"):
        opened.session.top.page_chosen.emit(name)
        shown.append(type(opened.session.stack.currentWidget()).__name__)
    assert shown == ["PreparePage", "ReportPage", "LeadPage"]


def test_undo_names_what_it_undoes_and_its_key(opened: Running) -> None:
    strip = opened.session.foot.undo
    assert strip.isVisible()
    assert strip.text() == "Ctrl U undo: “Opening” started"
    opened.press(K.Key_U, CTRL)
    assert strip.text() == "Undone: “Opening” started · Ctrl Y brings it back"
    assert opened.controller is not None
    assert not opened.controller.state.room.item_id
    QTest.mouseClick(strip, Qt.MouseButton.LeftButton)
    assert opened.controller.state.room.item_id


def test_undo_leaves_what_a_session_began_with(program: Running) -> None:
    """Agenda and seats of the template are nobody's last step, on whichever page."""
    program.create_session("community_dialogue", "Autumn circle", 6)
    assert program.controller is not None
    began_with = contents(program.controller.state)
    for name in ("run", "prepare", "report"):
        program.session.show_page(name)
        QCoreApplication.processEvents()
        program.press(K.Key_Z, CTRL)
        program.press(K.Key_Z, CTRL)
        assert contents(program.controller.state) == began_with
    program.session.show_page("prepare")
    program.controller.do(add_participant)
    assert len(program.controller.state.participants) == 7
    program.press(K.Key_Z, CTRL)
    program.press(K.Key_Z, CTRL)
    assert len(program.controller.state.participants) == 6


def test_a_note_is_undone_by_the_other_key(opened: Running) -> None:
    opened.type("the bus")
    opened.press(K.Key_Z, CTRL)
    assert opened.line().text() != "the bus"
    opened.line().clear()
    opened.type("the school")
    opened.press(K.Key_Return)
    for page in ("run", "harvest", "report"):
        opened.session.show_page(page)
        assert opened.session.foot.undo.text() == "Ctrl Z undo: note of 14:01"
    opened.session.show_page("run")
    assert opened.controller is not None
    assert len(opened.controller.state.notes) == 1
    opened.press(K.Key_Z, CTRL)
    assert not opened.controller.state.notes
    opened.press(K.Key_Y, CTRL)
    assert len(opened.controller.state.notes) == 1


def test_undo_of_typing_keeps_the_draft_until_something_else_is_typed(opened: Running) -> None:
    assert opened.controller is not None
    line = opened.focus()
    assert isinstance(line, QLineEdit)
    opened.type("a saved note")
    opened.press(K.Key_Return)
    opened.type("half a thought")
    opened.press(K.Key_Z, CTRL)
    assert (line.text(), opened.controller.drafts.text()) == ("", "half a thought")
    opened.press(K.Key_Y, CTRL)
    assert (line.text(), opened.controller.drafts.text()) == ("half a thought", "half a thought")
    # In an empty line it is the last action that is undone, and it comes back before the words do.
    opened.press(K.Key_Z, CTRL)
    opened.press(K.Key_Z, CTRL)
    assert (line.text(), len(opened.controller.state.notes), opened.controller.drafts.text()) == (
        "",
        0,
        "half a thought",
    )
    opened.press(K.Key_Y, CTRL)
    assert (line.text(), len(opened.controller.state.notes)) == ("", 1)
    opened.press(K.Key_Y, CTRL)
    assert (line.text(), len(opened.controller.state.notes)) == ("half a thought", 1)
    opened.press(K.Key_Z, CTRL)
    opened.type("another")
    assert opened.controller.drafts.text() == "another"


def test_words_that_undo_took_back_outlive_the_program(program: Running) -> None:
    program.create_session("", "Autumn circle", 3)
    QCoreApplication.processEvents()
    assert program.controller is not None
    session = program.controller.session
    program.type("half a thought")
    program.press(K.Key_Z, CTRL)
    program.controller.drafts.flush()
    program.saved()
    program.show_start()
    assert program.store is not None
    assert program.store.saver.draft(session) == "half a thought"
    program.open_session(session)
    QCoreApplication.processEvents()
    assert program.line().text() == "half a thought"


def test_a_room_action_is_undone_behind_a_note(opened: Running) -> None:
    assert opened.controller is not None
    opened.controller.do(floor.start_turn, at_seat(opened.controller.state, 3).participant_id)
    opened.type("#need the bus")
    opened.press(K.Key_Return)
    opened.press(K.Key_U, CTRL)
    assert seat(opened) == 0
    assert len(opened.controller.state.notes) == 1


def test_all_commands_are_filtered_as_somebody_types(opened: Running) -> None:
    opened.press(K.Key_K, CTRL)
    panel = opened.session.palette_panel
    assert panel.isVisible()
    assert panel.model.rowCount() > 20
    opened.type("freeze")
    assert [panel.model.index(row, 0).data() for row in range(panel.model.rowCount())] == ["Freeze everything"]
    opened.press(K.Key_Return)
    assert opened.controller is not None
    assert opened.controller.state.room.frozen
    assert not panel.isVisible()
    assert isinstance(opened.focus(), QLineEdit)


def test_the_queue_is_named_once_in_the_list_of_commands(opened: Running) -> None:
    opened.press(K.Key_K, CTRL)
    opened.type("queue")
    model = opened.session.palette_panel.model
    offered = {model.index(row, 0).data() for row in range(model.rowCount())}
    assert {"Pause the queue", "Close the queue"} <= offered
    assert not [one for one in offered if ":" in one]


def test_escape_closes_the_list_of_commands(opened: Running) -> None:
    line = opened.focus()
    opened.press(K.Key_K, CTRL)
    assert opened.focus() is opened.session.palette_panel.field
    opened.press(K.Key_Escape)
    assert not opened.session.palette_panel.isVisible()
    assert opened.focus() is line


def test_f1_shows_the_keys_that_are_bound(opened: Running) -> None:
    opened.press(K.Key_F1)
    shown = texts(opened.session.keys_help)
    assert "Ctrl 1" in shown
    assert "Quiet minute" in shown
    assert "PgDn" in shown
    bound = {action.chord for action in opened.session.offered_actions() if action.chord}
    assert set(re.findall(r"\bCtrl (\S+)", shown)) == bound
    opened.press(K.Key_F1)
    assert not opened.session.keys_help.isVisible()


def test_the_panels_never_lie_over_the_clocks(opened: Running) -> None:
    opened.window.resize(1024, 700)
    QCoreApplication.processEvents()
    opened.press(K.Key_K, CTRL)
    clocks = opened.lead_page.clocks
    left = clocks.mapTo(opened.session.body, clocks.rect().topLeft()).x()
    assert opened.session.palette_panel.geometry().right() < left


def test_another_language_builds_the_window_anew_and_keeps_all(opened: Running) -> None:
    opened.type("the bus")
    opened.session.foot.language_chosen.emit("uk")
    assert opened.language == "uk"
    assert opened.controller is not None
    assert opened.controller.state.room.item_id
    assert opened.session.foot.language.text().startswith("Українська")
    assert opened.controller.drafts.text() == "the bus"


def test_saved_is_said_only_of_what_is_on_the_disk(opened: Running) -> None:
    pill = opened.session.top.save
    opened.saved()
    assert pill.text() == "Saved"
    pill.refresh(SaveState(4, 3, None))
    assert pill.text() == "Saving 3"
    pill.refresh(SaveState(4, 3, say("the drive is full")))
    assert pill.text() == "Not saved"
    assert pill.toolTip() == "the drive is full"


def test_what_can_not_be_saved_is_said_with_what_is_safe(opened: Running) -> None:
    assert opened.controller is not None
    opened.controller.saves_changed.emit(SaveState(4, 3, say("The drive is full.")))
    bar = opened.session.banners.banner("save")
    assert bar is not None
    assert "3 changes are not saved. The drive is full." in texts(bar)
    assert "All earlier changes are safe on the disk." in texts(bar)
    opened.controller.saves_changed.emit(SaveState(7, 0, None))
    assert opened.session.banners.banner("save") is None


def test_closing_asks_only_while_something_is_unsaved(opened: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    assert opened.store is not None
    stuck = SaveState(4, 2, say("The drive is full."))
    with monkeypatch.context() as patched:
        patched.setattr(type(opened.store.saver), "save_state", property(lambda _writer: stuck))
        assert not opened.window.close()
        assert opened.window.isVisible()
        assert "If you close now, they are lost." in texts(opened.session.banners.banner("close"))
    opened.type("a draft never asks")
    assert opened.window.close()


def test_a_store_that_is_gone_is_said_and_saved_elsewhere(opened: Running, qtbot: QtBot, tmp_path: Path) -> None:
    """The stick was pulled out: no key lies, closing asks, and all is saved in another place."""
    assert opened.store is not None
    assert opened.controller is not None
    opened.saved()
    opened.store.path.rename(tmp_path / "away.sqlite")
    assert not opened.window.close()
    assert "If you close now, all that was saved there may be lost." in texts(opened.session.banners.banner("close"))
    opened.session.banners.dismiss("close")
    opened.controller.do(add_participant)
    qtbot.waitUntil(lambda: opened.session.banners.banner("save") is not None)
    assert "no longer exists" in texts(opened.session.banners.banner("save"))
    assert opened.session.top.save.text() == "Not saved"
    opened.session.elsewhere_asked.emit()
    opened.choose_file(tmp_path / "new.sqlite")
    assert "From now on all is saved in" in texts(opened.session.banners.banner("message"))
    opened.saved()
    qtbot.waitUntil(lambda: opened.session.top.save.text() == "Saved")
    events = [entry.event for entry in opened.controller.history]
    assert opened.window.close()
    opened.leave_store()
    with Store.open(tmp_path / "new.sqlite") as store:
        assert list(store.log.read(events[0].session)) == events


def test_what_can_be_saved_only_in_part_is_said_until_it_is_read(opened: Running, tmp_path: Path) -> None:
    assert opened.store is not None
    opened.saved()
    opened.store.path.write_bytes(b"x" * opened.store.path.stat().st_size)
    opened.store.path.with_name("dialogue.sqlite-wal").write_bytes(b"")
    opened.session.elsewhere_asked.emit()
    opened.choose_file(tmp_path / "new.sqlite")
    assert "but not all that was in the old file" in texts(opened.session.banners.banner("message"))


def refused(program: Running) -> None:
    """What is offered is never refused, but anything can be typed."""
    program.type("+99")
    program.press(K.Key_Return)


def test_a_refusal_is_said_and_goes_by_itself(opened: Running) -> None:
    refused(opened)
    bar = opened.session.banners.banner("refusal")
    assert bar is not None
    assert "There is no seat 99 in this session." in texts(bar)
    opened.session.banners.dismiss("refusal")
    assert opened.session.banners.banner("refusal") is None


@pytest.mark.parametrize("how", ["Esc", "something done"])
def test_a_refusal_does_not_outlast_what_is_done_next(opened: Running, how: str) -> None:
    refused(opened)
    assert opened.session.banners.banner("refusal") is not None
    if how == "Esc":
        opened.press(K.Key_Escape)
    else:
        opened.press(K.Key_8, CTRL)
    assert opened.session.banners.banner("refusal") is None


def test_a_bug_leaves_a_report_without_content_and_a_session_that_goes_on(opened: Running, tmp_path: Path) -> None:
    bug = ZeroDivisionError("what somebody said")
    opened.faults.keep(bug)
    opened.faults.keep(bug)
    (report,) = (tmp_path / "data").rglob("crash-report-*.txt")
    assert "ZeroDivisionError" in report.read_text(encoding="utf-8")
    assert "somebody" not in report.read_text(encoding="utf-8")
    assert "the session goes on" in texts(opened.session.banners.banner("bug"))
    opened.type("on we go")
    opened.press(K.Key_Return)
    assert opened.controller is not None
    assert len(opened.controller.state.notes) == 1


def test_it_comes_up_where_and_as_large_as_it_was(program: Running, tmp_path: Path) -> None:
    # The screen of the tests is 800 px high; a window is never restored beyond its screen.
    program.window.resize(960, 640)
    program.window.close()
    with running(tmp_path, store="other.sqlite") as again:
        assert again.window.size().height() == 640
    kept = (tmp_path / "window.ini").read_text(encoding="utf-8")
    assert "Autumn" not in kept


def test_the_session_is_ended_and_reopened_from_the_list(opened: Running) -> None:
    opened.press(K.Key_K, CTRL)
    opened.type("end the session")
    opened.press(K.Key_Return)
    assert opened.controller is not None
    assert opened.controller.state.info.closed_at_ms
    assert not any(action.refusal(opened.controller) is None for action in STAGE)
    opened.press(K.Key_K, CTRL)
    opened.type("reopen")
    opened.press(K.Key_Return)
    assert not opened.controller.state.info.closed_at_ms
    statuses = [item.status for item in agenda.items_in_order(opened.controller.state)]
    assert statuses[0] is ItemStatus.DONE


# -- what a key says where it does nothing, and afterwards -------------------------------------------------


def said(program: Running) -> str:
    bar = program.session.banners.banner("refusal")
    return bar.accessibleName() if bar else ""


def test_a_key_that_is_off_says_why(opened: Running) -> None:
    opened.press(K.Key_0, CTRL)
    opened.press(K.Key_3, CTRL)
    assert "Everything is frozen." in said(opened)
    opened.clock.advance(DOUBLE_PRESS_MS)
    opened.press(K.Key_0, CTRL)
    assert said(opened) == "Everything is frozen. Press Enter in Run to go on."
    opened.press(K.Key_Return)
    assert said(opened) == ""
    opened.session.controller.take_notes(on=True)
    opened.press(K.Key_1, CTRL)
    assert "the room’s keys are off" in said(opened)


def test_what_is_brought_back_is_named_and_what_was_refused_is_forgotten(opened: Running) -> None:
    controller = opened.session.controller
    controller.do(floor.someone_else_speaks)
    opened.press(K.Key_Y, CTRL)
    assert said(opened)
    opened.press(K.Key_Z, CTRL)
    assert said(opened) == ""
    assert opened.session.foot.undo.whole_text.startswith("Undone:")
    opened.press(K.Key_Y, CTRL)
    assert opened.session.foot.undo.whole_text.startswith("Ctrl U undo:")


def test_a_hint_goes_once_it_is_followed(opened: Running) -> None:
    controller = opened.session.controller
    controller.do(agenda.next_item)
    controller.do(floor.someone_else_speaks)
    line = opened.lead_page.line
    next_action = next(action for action in STAGE if action.name == "next_item")
    press(next_action, controller)
    assert "again to go on" in line.hint
    press(next_action, controller)
    assert "again to go on" not in line.hint


def test_undoing_the_end_gives_the_keys_back_to_the_note_line(opened: Running, qtbot: QtBot) -> None:
    qtbot.waitActive(opened.window)
    controller = opened.session.controller
    controller.do(agenda.close_session)
    opened.session.top.cover.setFocus()
    opened.press(K.Key_U, CTRL)
    assert not controller.state.info.closed_at_ms
    opened.type("a b")
    assert opened.lead_page.line.text == "a b"


def test_where_no_command_is_called_so_the_panel_says_it(opened: Running) -> None:
    opened.press(K.Key_K, CTRL)
    panel = opened.session.palette_panel
    assert not panel.nothing.isVisible()
    opened.type("volcano")
    assert panel.nothing.isVisible()
    panel.field.clear()
    panel.field.textEdited.emit("")
    assert not panel.nothing.isVisible()


def test_the_menu_of_the_session_parts_what_changes_nothing_from_what_does(opened: Running) -> None:
    menu = opened.session.top.title.findChild(QMenu)
    assert menu is not None
    menu.aboutToShow.emit()
    found = groupby(menu.actions(), QAction.isSeparator)
    groups = [[entry.text() for entry in group] for is_separator, group in found if not is_separator]
    assert groups == [
        [
            "The session’s timeline",
            "All sessions",
            "Copy all to a stick…",
            "Save elsewhere…",
            "Use the plan again",
        ],
        ["Settings of this session…", "The team’s laptops…"],
        ["Take notes on this laptop"],
        ["Erase words for good…"],
        ["End the session"],
        ["Delete the session…"],
    ]
