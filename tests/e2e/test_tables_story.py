"""A world café by keys alone, in the real window on a real store: four tables, three rounds, notes at each."""

from __future__ import annotations

from collections import Counter

from PySide6.QtCore import QCoreApplication, Qt

from facilitator_console.dialogue.state import State
from facilitator_console.notes.filters import NoteFilter
from facilitator_console.notes.ids import Flag
from facilitator_console.session.agenda import items_in_order
from facilitator_console.session.ids import MAIN, TableId
from facilitator_console.session.tables import people_at, table_number, tables_on
from facilitator_console.ui.run.lead_page import LeadPage
from facilitator_console.ui.run.notes_page import NotesPage
from tests.ui.running import CTRL, Running

K = Qt.Key
ALT = Qt.KeyboardModifier.AltModifier


def state(program: Running) -> State:
    assert program.controller is not None
    return program.controller.state


def later(program: Running, seconds: int) -> None:
    program.clock.advance(seconds * 1000)
    assert program.controller is not None
    program.controller.ticked.emit()
    QCoreApplication.processEvents()


def sitting(program: Running) -> list[frozenset[int]]:
    return [
        frozenset(one.seat for one in people_at(state(program), table.table_id)) for table in tables_on(state(program))
    ]


def note_at_each(program: Running, line: str) -> None:
    """A note at each table; Alt+↓ goes from one to the next, and around."""
    for number in range(1, 5):
        assert page(program).line.chip.text == f"table {number}"
        program.type(line.format(number=number))
        program.press(K.Key_Return)
        program.press(K.Key_Down, ALT)


def gathered_at(program: Running, table_id: TableId) -> list[str]:
    """What a table takes, as the notes page shows it by table."""
    program.session.show_page("run", notes=True)
    notes = program.session.page("notes")
    assert isinstance(notes, NotesPage)
    notes.finder.filter.set_filter(NoteFilter(table_id=table_id, flag=Flag.FOR_REPORT))
    QCoreApplication.processEvents()
    return [notes.model.note_at(row).text for row in range(notes.model.rowCount())]


def page(program: Running) -> LeadPage:
    found = program.session.page("lead")
    assert isinstance(found, LeadPage)
    return found


def begin_the_cafe(program: Running) -> None:
    """A session from the template; its second item has the tables."""
    program.create_session("world_cafe", "Autumn", 16)
    QCoreApplication.processEvents()
    program.session.show_page("run")
    program.press(K.Key_6, CTRL)
    later(program, 600)
    program.press(K.Key_9, CTRL)


def test_a_world_cafe_by_keys(program: Running) -> None:
    begin_the_cafe(program)
    display = program.room_display
    display.open()
    display.set_covered(on=False)
    assert [len(seats) for seats in sitting(program)] == [4, 4, 4, 4]
    met: Counter[frozenset[int]] = Counter()
    rounds = []
    for number in (1, 2, 3):
        rounds.append(sitting(program))
        met.update(frozenset((one, other)) for seats in rounds[-1] for one in seats for other in seats if one < other)
        assert (display.frame().below, display.frame().tables) == (f"Round {number} of 3", ())
        note_at_each(program, f"#need said in round {number} at table {{number}}")
        later(program, 20 * 60)
        note_at_each(program, f"! what table {{number}} takes from round {number}")
        if number < 3:
            program.press(K.Key_9, CTRL)
            assert str(page(program).clocks.title.text()).startswith(f"Moving to round {number + 1} of 3")
            seats = [" · ".join(map(str, sorted(table))) for table in sitting(program)]
            assert [table.number for table in display.frame().tables] == seats
            later(program, 5 * 60)
            program.press(K.Key_9, CTRL)
    assert max(met.values()) == 1  # In three rounds nobody met anybody twice.
    program.press(K.Key_9, CTRL)  # Back together.
    assert tables_on(state(program)) == ()
    assert display.frame().heading == items_in_order(state(program))[2].title
    assert display.frame().below == ""
    display.close()
    assert not page(program).tables.isVisibleTo(page(program))
    items = items_in_order(state(program))
    assert state(program).room.item_id == items[2].item_id
    notes = [*state(program).notes.values()]
    at = Counter(table_number(state(program), note.table_id) for note in notes)
    assert at == {1: 6, 2: 6, 3: 6, 4: 6}
    gathered = [note.text for note in notes if Flag.FOR_REPORT in note.flags]
    assert len(gathered) == 12
    for number, table_id in enumerate([table.table_id for table in state(program).talk_tables.values()], 1):
        assert gathered_at(program, table_id) == [f"what table {number} takes from round {at}" for at in (3, 2, 1)]
    program.session.show_page("run")
    program.type("all together again")
    program.press(K.Key_Return)
    assert [*state(program).notes.values()][-1].table_id == MAIN
    program.saved()


def test_turns_at_the_table_that_is_meant(program: Running) -> None:
    begin_the_cafe(program)
    program.press(K.Key_Down, ALT)
    second = tables_on(state(program))[1].table_id
    program.press(K.Key_1, CTRL)
    assert state(program).rooms[second].floor == ()
    for command in ("clock for turns", "queue at table 2"):
        program.press(K.Key_K, CTRL)
        program.type(command)
        program.press(K.Key_Return)
    seats = [one.seat for one in people_at(state(program), second)]
    program.type(f"+{seats[1]} +{seats[0]}")
    program.press(K.Key_Return)
    later(program, 2)
    program.press(K.Key_1, CTRL)
    (turn,) = state(program).rooms[second].floor
    assert state(program).participants[state(program).turns[turn].participant_id].seat == seats[1]
    assert state(program).rooms[MAIN].floor == ()
    later(program, 30)
    program.press(K.Key_2, CTRL)
    assert state(program).turns[turn].paused
    later(program, 2)
    program.press(K.Key_5, CTRL)
    assert all(state(program).rooms[table.table_id].quiet for table in tables_on(state(program)))
    later(program, 2)
    program.press(K.Key_5, CTRL)
    later(program, 5)
    program.press(K.Key_U, CTRL)
    assert state(program).rooms[second].quiet is not None
    later(program, 2)
    program.press(K.Key_5, CTRL)
    program.press(K.Key_6, CTRL)
    before = state(program).turns[turn].talk_ms
    later(program, 100)
    program.press(K.Key_6, CTRL)
    later(program, 2)
    program.press(K.Key_1, CTRL)
    assert state(program).turns[turn].talk_ms - before in range(2000, 10_000)
