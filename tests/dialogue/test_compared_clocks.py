"""Clocks of several laptops: once compared, their times are on one line, and no duration ever changes by it."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from facilitator_console.dialogue.evolve import is_measured, line_ms
from facilitator_console.dialogue.history import History
from facilitator_console.dialogue.state import State
from facilitator_console.log import THE_SESSION, ClockCompared, Duration, Event, Instant, NewEvent, Subject
from facilitator_console.notes.events import NoteAdded
from facilitator_console.notes.ids import NoteId
from facilitator_console.session import room_events as rev
from facilitator_console.session.floor import done, freeze, release, start_turn
from facilitator_console.session.ids import MAIN, TableId, TurnId
from facilitator_console.session.leading import follow_session, take_lead
from facilitator_console.session.timers import item_timer, turn_timer
from facilitator_console.words import UserError
from tests.dialogue.plain_fold import plain_fold
from tests.helpers.controller import MINUTE_MS, START_MS, Meeting, SessionController, contents

SECONDS, HOURS, YEARS = 7_000, -3 * 3_600_000, 5 * 365 * 86_400_000


def other_laptop(
    meeting: SessionController, wrong_by_ms: int, writer: str = "b", boot_id: str = ""
) -> SessionController:
    """Another laptop whose clock is wrong; it knows what was so far."""
    controller = SessionController(writer=writer, at_ms=meeting.now_ms + wrong_by_ms, boot_id=boot_id)
    controller.history.add(meeting.history.events())
    return controller


def compare(controller: SessionController, other: SessionController) -> list[Event]:
    """A controller measures another's clock, without any error."""
    offset_ms = Duration(other.now_ms - controller.now_ms)
    return controller.write(NewEvent(ClockCompared(other.laptop, offset_ms, Duration(12)), THE_SESSION))


def note(controller: SessionController) -> NoteId:
    return NoteId(controller.write(NewEvent(NoteAdded("water")))[0].subject)


def at_ms(state: State, *notes: NoteId) -> list[int]:
    return [state.notes[one].at_ms for one in notes]


# -- one line for all ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("wrong_by_ms", [SECONDS, HOURS, YEARS])
def test_times_come_to_the_founders_line_once_they_were_compared(wrong_by_ms: int) -> None:
    meeting = Meeting()
    other = other_laptop(meeting, wrong_by_ms)
    before = note(other)
    assert not is_measured(other.state, other.writer)
    compare(other, meeting)
    for controller in (meeting, other):
        controller.later(5)
    after = note(other)
    assert at_ms(other.state, before, after) == [START_MS + wrong_by_ms, START_MS + 5000]
    assert is_measured(other.state, other.writer)
    assert is_measured(other.state, meeting.writer)
    assert line_ms(other.state, other.writer, other.laptop, other.now_ms) == meeting.now_ms


def test_a_comparison_goes_over_a_third_laptop() -> None:
    meeting = Meeting()
    other, third = other_laptop(meeting, HOURS), other_laptop(meeting, YEARS, "c")
    # Of a laptop that is itself not compared it says nothing yet.
    third.history.add(other.written)
    compare(third, other)
    first = note(third)
    assert not is_measured(third.state, third.writer)
    other.history.add(third.written)
    compare(other, meeting)
    third.history.add(other.history.events())
    assert not is_measured(third.state, third.writer)
    compare(third, other)
    second = note(third)
    assert is_measured(third.state, third.writer)
    assert at_ms(third.state, first, second) == [START_MS + YEARS, START_MS]
    # The founder's own comparison moves nothing.
    meeting.history.add(third.history.events())
    meeting.write(NewEvent(ClockCompared(third.laptop, Duration(YEARS + 500)), THE_SESSION))
    assert at_ms(meeting.state, note(meeting)) == [START_MS]


def test_what_was_measured_again_applies_from_there_on() -> None:
    meeting = Meeting()
    other = other_laptop(meeting, 0)
    offsets = (-60_000, 2000, -1000)
    notes = []
    for offset_ms in offsets:
        other.write(NewEvent(ClockCompared(meeting.laptop, Duration(offset_ms)), THE_SESSION))
        notes.append(note(other))
    assert at_ms(other.state, *notes) == [START_MS + offset_ms for offset_ms in offsets]


def test_a_comparison_that_comes_late_applies_from_its_place() -> None:
    meeting = Meeting()
    other = other_laptop(meeting, YEARS)
    before = note(other)
    (late,) = compare(other, meeting)
    after = note(other)
    history = History([*meeting.written, *(event for event in other.written if event != late)])
    assert at_ms(history.state, before, after) == [START_MS + YEARS] * 2
    assert history.add([late]).keys() >= {"notes", "runs"}
    assert at_ms(history.state, before, after) == [START_MS + YEARS, START_MS]
    assert contents(history.state) == contents(plain_fold([*meeting.written, *other.written]))


def test_times_of_different_laptops_never_clamp_each_other() -> None:
    meeting = Meeting()
    other = other_laptop(meeting, YEARS)
    ahead = note(other)
    meeting.history.add(other.written)
    meeting.later(1)
    here = note(meeting)
    compare(other, meeting)
    meeting.history.add(other.written)
    meeting.later(1)
    again = note(meeting)
    assert at_ms(meeting.state, ahead, here, again) == [START_MS + YEARS, START_MS + 1000, START_MS + 2000]


@pytest.mark.parametrize("boot_id", ["", "first", "second"])
def test_a_new_run_goes_on_by_what_its_laptop_measured(boot_id: str) -> None:
    """Else a clock that it leads would jump by years; whether it is still right only the same start of it knows."""
    meeting = Meeting()
    table = TableId(meeting.write(NewEvent(rev.TableOpened(meeting.item)))[0].subject)
    other = other_laptop(meeting, YEARS, boot_id="first")
    compare(other, meeting)
    other.do(take_lead, table)
    turn = TurnId(other.write(NewEvent(rev.TurnStarted(meeting.people[0], table_id=table)))[0].subject)
    other.later(20)
    assert line_ms(other.state, other.writer, other.laptop, other.now_ms) == START_MS + 20_000
    again = SessionController(other.history, writer="b2", laptop="laptop-b", at_ms=other.now_ms, boot_id=boot_id)
    again.later(10)
    again.write(NewEvent(rev.TurnEnded(table_id=table), Subject(turn)))
    assert again.state.turns[turn].talk_ms == (30_000 if boot_id == "first" else 10_000)
    assert is_measured(again.state, again.writer) is (boot_id == "first")
    assert at_ms(again.state, note(again)) == [START_MS + 30_000]


# -- no duration changes --------------------------------------------------------------------------------------


class Room:
    """Laptops in one room, whose clocks are wrong, and the same on a wall of perfect clocks.

    Attributes:
        controllers: By laptop its present run; the first founded the session.
        tables: The one that each laptop leads; the first also leads one that nobody took.
        log: All that was written.
        perfect: The same events, had every clock been right and never been compared.
    """

    def __init__(self, wrong_by_ms: Sequence[int]) -> None:
        meeting = Meeting()
        self.people = meeting.people
        self.item = meeting.item
        self.controllers: list[SessionController] = [meeting]
        self.tables = [TableId(meeting.write(NewEvent(rev.TableOpened(self.item)))[0].subject) for _ in wrong_by_ms]
        self.log: list[Event] = list(meeting.written)
        self.perfect: list[Event] = list(meeting.written)
        self.runs = 0
        self.true_ms = meeting.now_ms
        for place, wrong in enumerate(wrong_by_ms[1:], 1):
            controller = SessionController(writer="bc"[place - 1], at_ms=self.true_ms + wrong, boot_id="one")
            controller.history.add(self.log)
            self.controllers.append(controller)
            self.keep(controller.written)
            self.keep(controller.do(take_lead, self.tables[place]))

    def keep(self, events: Sequence[Event]) -> None:
        self.log += events
        self.perfect += [replace(event, at_ms=self.true_ms) for event in events if event.kind != "clock_compared"]

    def later(self, seconds: float) -> None:
        for controller in self.controllers:
            controller.later(seconds)
        self.true_ms = Instant(self.true_ms + round(seconds * 1000))

    def restart(self, place: int) -> None:
        """The program of a laptop is opened anew; its clock goes on."""
        self.runs += 1
        old = self.controllers[place]
        known = History(old.history.events())
        new = SessionController(
            known, writer=f"{old.writer[0]}{self.runs}", laptop=old.laptop, at_ms=old.now_ms, boot_id="one"
        )
        self.controllers[place] = new
        self.keep(new.written)

    def count(self) -> None:
        """Every laptop brings the clocks that it leads to this instant."""
        for controller, table in zip([self.controllers[0], *self.controllers], [MAIN, *self.tables], strict=True):
            self.keep(controller.write(NewEvent(rev.QueuePaused(table_id=table), THE_SESSION)))

    def act(self, place: int, what: str, person: int, other: int) -> None:
        """What a laptop does, at its own table or for the session."""
        controller = self.controllers[place]
        table = self.tables[place]
        floor = controller.state.rooms[table].floor
        if what == "compare":
            self.keep(compare(controller, self.controllers[other]))
        elif what == "restart":
            self.restart(place)
        elif what == "share":
            controller.history.add(self.controllers[other].history.events())
            self.keep(controller.write(*follow_session(controller.state, controller.now_ms, controller.laptop)))
        elif what == "begin":
            self.keep(controller.write(NewEvent(rev.TurnStarted(self.people[person], table_id=table))))
        elif what == "quiet":
            self.keep(controller.write(NewEvent(rev.QuietStarted(Duration(MINUTE_MS), table_id=table), THE_SESSION)))
        elif what in AT_A_TURN and floor:
            self.keep(controller.write(NewEvent(AT_A_TURN[what](table_id=table), Subject(floor[-1]))))
        elif what in PLENARY and place == 0:
            with suppress(UserError):  # It is frozen already.
                self.keep(controller.do(PLENARY[what]))


AT_A_TURN = {"end": rev.TurnEnded, "pause": rev.TurnPaused, "resume": rev.TurnResumed, "back": rev.TurnCalledBack}
PLENARY = {"freeze": freeze, "release": release}
WHATS = ("begin", "begin", "quiet", "compare", "compare", "share", "restart", "restart")
ACTS = st.tuples(
    st.sampled_from((0, 0.5, 20, 60, 400)),
    st.integers(0, 2),
    st.sampled_from((*WHATS, *AT_A_TURN, *PLENARY)),
    st.integers(0, 3),
    st.integers(0, 2),
)


def durations(state: State) -> dict[str, int]:
    """All that was counted."""
    found: dict[str, int] = {turn.turn_id: turn.talk_ms for turn in state.turns.values()}
    found |= {item.item_id: item.elapsed_ms for item in state.items.values()}
    return found | {f"quiet {one}": room.quiet.elapsed_ms for one, room in state.rooms.items() if room.quiet}


@pytest.mark.slow
@given(
    st.lists(st.sampled_from((SECONDS, -SECONDS, HOURS, -HOURS, YEARS, -YEARS, 0)), min_size=1, max_size=2),
    st.lists(ACTS, min_size=40, max_size=40),
    st.data(),
)
def test_no_duration_changes_by_what_clocks_say(
    wrong: list[int], acts: list[tuple[float, int, str, int, int]], data: st.DataObject
) -> None:
    room = Room([0, *wrong])
    count = len(room.controllers)
    for seconds, place, what, person, other in acts:
        room.later(seconds)
        room.act(place % count, what, person, other % count)
    room.count()
    arriving = data.draw(st.permutations(room.log), label="arriving")
    merged = History(arriving[: len(arriving) // 2])
    merged.add(arriving[len(arriving) // 2 :])
    assert durations(merged.state) == durations(History(room.perfect).state)
    assert min(durations(merged.state).values()) >= 0


# -- a wall clock that was ahead once -------------------------------------------------------------------------


@pytest.mark.parametrize("ahead_by_ms", [1000, 3 * 3_600_000, YEARS])
def test_a_wall_clock_that_was_put_right_holds_nothing_up(ahead_by_ms: int) -> None:
    """After a reboot the new run begins earlier than the last event: nothing is counted back, and clocks go on."""
    meeting = Meeting()
    turn = TurnId(meeting.make(start_turn, meeting.people[0]))
    table = TableId(meeting.write(NewEvent(rev.TableOpened(meeting.item)))[0].subject)
    there = TurnId(meeting.write(NewEvent(rev.TurnStarted(meeting.people[1], table_id=table)))[0].subject)
    meeting.later(20)
    meeting.write(NewEvent(NoteAdded("water")), NewEvent(rev.QueuePaused(), THE_SESSION))
    again = SessionController(
        meeting.history, writer="a2", laptop="laptop-a", at_ms=meeting.now_ms - ahead_by_ms, boot_id="new"
    )
    again.write(NewEvent(rev.QueueResumed(), THE_SESSION))
    for _ in range(2):
        again.later(15)
        again.write(NewEvent(NoteAdded("fire")))
    item, speech = item_timer(again.state, again.now_ms), turn_timer(again.state, again.now_ms)
    assert item is not None
    assert speech is not None
    assert (item.used_ms, speech.used_ms) == (50_000, 50_000)
    again.do(done)
    assert again.state.turns[turn].talk_ms == 50_000
    assert again.state.turns[there].talk_ms == 50_000
    assert again.state.rooms[MAIN].as_of_ms == again.now_ms


@pytest.mark.parametrize("forward_by_ms", [0, 60_000, 3 * 3_600_000, YEARS])
@pytest.mark.parametrize("boot_id", ["", "second"])
def test_a_clock_put_forward_while_the_machine_was_off_counts_at_no_taken_table(
    forward_by_ms: int, boot_id: str
) -> None:
    """Only the plenary has gaps that can be left out."""
    meeting = Meeting()
    taken, untaken = (TableId(meeting.write(NewEvent(rev.TableOpened(meeting.item)))[0].subject) for _ in range(2))
    other = other_laptop(meeting, 0, boot_id="first")
    other.do(take_lead, taken)
    turn, beside = (
        TurnId(controller.write(NewEvent(rev.TurnStarted(meeting.people[0], table_id=where)))[0].subject)
        for controller, where in ((other, taken), (meeting, untaken))
    )
    other.later(20)
    other.write(NewEvent(NoteAdded("its last word")))
    again = SessionController(
        other.history, writer="b2", laptop="laptop-b", at_ms=other.now_ms + forward_by_ms, boot_id=boot_id
    )
    again.later(5)
    again.write(NewEvent(rev.TurnEnded(table_id=taken), Subject(turn)))
    assert again.state.turns[turn].talk_ms == 25_000
    meeting.history.add(again.history.events())
    meeting.later(40)
    meeting.do(freeze)
    assert meeting.state.turns[beside].talk_ms == 40_000
