"""A session from its plan to its report, by keys, in the real window on a real store."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QCoreApplication, Qt

from facilitator_console.dialogue.history import History
from facilitator_console.dialogue.state import State
from facilitator_console.notes.state import marks_to_fill
from facilitator_console.report.sections import make_report
from facilitator_console.session.agenda import items_in_order
from facilitator_console.session.calling_order import speaking_order
from facilitator_console.session.floor import speaking
from facilitator_console.session.ids import ItemStatus, TurnKind
from facilitator_console.session.timers import turn_timer
from facilitator_console.store.store import Store
from tests.helpers.readings import speaking_turn
from tests.ui.running import CTRL, Running

K = Qt.Key
SECOND_MS, MINUTE_MS = 1000, 60_000


def state(program: Running) -> State:
    assert program.controller is not None
    return program.controller.state


def seat(program: Running) -> int:
    turn = speaking(state(program))
    person = state(program).participants.get(turn.participant_id) if turn else None
    return person.seat if person else 0


def waiting(program: Running) -> list[int]:
    assert program.controller is not None
    order = speaking_order(state(program))
    return [state(program).participants[one.participant_id].seat for one in order]


def write(program: Running, line: str) -> None:
    program.type(line)
    program.press(K.Key_Return)


def later(program: Running, seconds: int) -> None:
    program.clock.advance(seconds * SECOND_MS)
    assert program.controller is not None
    program.controller.ticked.emit()


def plan_and_reach_the_dialogue(program: Running) -> None:
    """A plan from the second template; held items stay, the clock of each new one begins."""
    program.press(K.Key_Down)
    program.press(K.Key_Return)
    QCoreApplication.processEvents()
    items = items_in_order(state(program))
    program.press(K.Key_6, CTRL)
    assert state(program).room.item_id == items[0].item_id
    for _ in range(5):
        later(program, 60)
        program.press(K.Key_K, CTRL)
        program.type("back together" if state(program).room.item_id == items[4].item_id else "next item")
        program.press(K.Key_Return)
    assert state(program).items[items[5].item_id].status is ItemStatus.RUNNING


def talk_with_an_interruption(program: Running) -> None:
    """The queue, from the note line; the first is called; somebody interrupts, and back to the turn."""
    write(program, "+10 +8 +5")
    assert waiting(program) == [10, 8, 5]
    program.press(K.Key_1, CTRL)
    assert seat(program) == 10
    later(program, 30)
    program.press(K.Key_3, CTRL)
    turn = speaking(state(program))
    assert turn is not None
    assert turn.kind is TurnKind.SOMEONE_ELSE
    later(program, 20)
    program.press(K.Key_1, CTRL)
    assert seat(program) == 10
    assert program.controller is not None
    timer = turn_timer(state(program), program.controller.now_ms())
    assert timer is not None
    assert timer.used_ms == 30 * SECOND_MS


def write_and_undo_out_of_order(program: Running) -> None:
    """A mark, a note with a tag, a quote; then a wrong "Done", undone behind another note."""
    program.press(K.Key_8, CTRL)
    write(program, "#need the evening bus, since the clinic closes at six")
    write(program, "«nobody asked us»")
    later(program, 1)
    program.press(K.Key_1, CTRL)
    assert seat(program) == 8
    write(program, "! #proposal one run at seven")
    program.press(K.Key_U, CTRL)
    assert seat(program) == 10
    assert waiting(program) == [8, 5]
    assert len(state(program).notes) == 3
    assert len(marks_to_fill(state(program))) == 1


def tag_in_a_pass(program: Running) -> None:
    """Taking notes: up from the line to the list, on to the note without a tag, and a digit."""
    assert program.controller is not None
    program.controller.take_notes(on=True)
    QCoreApplication.processEvents()
    program.press(K.Key_Up)
    program.press(K.Key_Down)
    (untagged,) = [note for note in state(program).notes.values() if not note.tags]
    program.press(K.Key_2)
    assert state(program).notes[untagged.note_id].tags
    program.controller.take_notes(on=False)
    QCoreApplication.processEvents()


def test_a_session_from_plan_to_report(program: Running, tmp_path: Path) -> None:
    plan_and_reach_the_dialogue(program)
    talk_with_an_interruption(program)
    write_and_undo_out_of_order(program)
    tag_in_a_pass(program)
    program.press(K.Key_K, CTRL)
    program.type("end the session")
    program.press(K.Key_Return)
    assert state(program).info.closed_at_ms
    program.session.show_page("report")
    program.saved()
    assert program.controller is not None
    session, report = program.controller.session, make_report(state(program))
    program.window.close()
    program.leave_store()
    with Store.open(tmp_path / "dialogue.sqlite") as store:
        assert make_report(History(store.log.read(session)).state) == report


def test_pause_quiet_freeze_and_call_back(program: Running) -> None:
    program.create_session("structured_go_around", "Autumn circle", 12)
    QCoreApplication.processEvents()
    program.press(K.Key_6, CTRL)
    program.press(K.Key_9, CTRL)  # From the opening, without a queue, to the agreements.
    write(program, "+3 +4")
    program.press(K.Key_PageDown)
    assert seat(program) == 3
    program.press(K.Key_2, CTRL)
    assert speaking_turn(state(program)).paused
    program.press(K.Key_5, CTRL)
    assert state(program).room.quiet is not None
    program.press(K.Key_0, CTRL)
    assert state(program).room.frozen
    program.press(K.Key_Y, CTRL)
    assert state(program).room.frozen
    program.press(K.Key_U, CTRL)
    assert not state(program).room.frozen
    later(program, 1)
    program.press(K.Key_1, CTRL)
    assert seat(program) == 4
    later(program, 5)
    program.press(K.Key_PageUp)
    assert seat(program) == 3
    assert waiting(program) == [4]
