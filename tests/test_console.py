"""The console on a real store: what was done is kept, undone, and there again after reopening."""

from __future__ import annotations

import time
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest

from facilitator_console.console import Console, new_session, open_session
from facilitator_console.dialogue.capture import capture
from facilitator_console.dialogue.history import History
from facilitator_console.dialogue.marathons import draw_question, make_marathon, take_up
from facilitator_console.dialogue.state import Changes
from facilitator_console.dialogue.withdrawing import gone_with, known_elsewhere
from facilitator_console.log import CommandId, LaptopId, Ref, SessionId, Subject, WriterId
from facilitator_console.notes.carrying import carried, take_in
from facilitator_console.notes.commands import add_list_entry
from facilitator_console.notes.ids import GroupList
from facilitator_console.runtime.laptop import Laptop
from facilitator_console.session.agenda import add_item, close_session, pause_item, start_item
from facilitator_console.session.clock import SetClock
from facilitator_console.session.floor import done, freeze, release, start_turn
from facilitator_console.session.ids import ItemId
from facilitator_console.session.leading import exclude_gap, take_lead
from facilitator_console.session.people import add_participant
from facilitator_console.session.queue import join_queue
from facilitator_console.session.timers import item_timer
from facilitator_console.store.doctor import check, rebuild
from facilitator_console.store.store import Store
from facilitator_console.words import UserError
from tests.helpers.controller import MINUTE_MS, START_MS, contents
from tests.helpers.saving import answers, wait_until_saved

HERE, THERE = Laptop(LaptopId("here")), Laptop(LaptopId("there"))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "dialogue.sqlite"


@pytest.fixture
def store(path: Path) -> Iterator[Store]:
    with Store.open(path) as opened:
        yield opened


@pytest.fixture
def console(store: Store) -> Console:
    """A session with an item that runs."""
    console = new_session(store, HERE, "Dialogue", clock=SetClock(START_MS))
    console.dispatch(add_item, "Opening")
    console.dispatch(start_item, the_item(console))
    console.dispatch(add_participant)
    return console


def the_item(console: Console) -> ItemId:
    return next(iter(console.state.items))


def texts(console: Console) -> list[str]:
    return [note.text for note in console.state.notes.values()]


def last(console: Console) -> CommandId:
    command = console.undo_stack.undoable()
    assert command is not None
    return command


def note(console: Console, text: str) -> CommandId:
    console.dispatch(capture, text)
    return last(console)


def later(console: Console, ms: int) -> None:
    clock = console.clock
    assert isinstance(clock, SetClock)
    clock.advance(ms)


def reopened(console: Console, store: Store, *, laptop: Laptop = HERE, after_ms: int = 0) -> Console:
    """The session as the next start of the program finds it."""
    wait_until_saved(store)
    return open_session(store, console.session, laptop, clock=SetClock(console.clock.now_ms() + after_ms))  # type: ignore[arg-type]


def alive(path: Path) -> bool:
    """Whether a sign of life lies beside the store."""
    return path.with_name(f"{path.name}.alive").exists()


# -- dispatch -------------------------------------------------------------------------------------------


def test_what_is_done_shows_at_once_is_told_and_is_saved(console: Console, store: Store) -> None:
    told: list[Changes] = []
    console.on_changed(told.append)
    changes = console.dispatch(capture, "words")
    assert texts(console) == ["words"]
    assert changes == told[0] == {"notes": frozenset(console.state.notes)}
    again = reopened(console, store)
    assert texts(again) == ["words"]
    assert console.saves.why is None


def test_a_command_that_refuses_or_decides_nothing_leaves_no_trace(console: Console) -> None:
    told: list[Changes] = []
    console.on_changed(told.append)
    length = len(console.history)
    with pytest.raises(UserError):
        console.dispatch(capture, " ")
    assert console.dispatch(release) == {}
    console.dispatch(freeze)
    with pytest.raises(UserError, match="Everything is frozen"):
        console.dispatch(freeze)
    assert (len(console.history), len(told)) == (length + 1, 1)


def test_the_state_after_reopening_is_the_state_before(console: Console, store: Store) -> None:
    console.dispatch(capture, "#need +1 words")
    console.dispatch(done)
    later(console, 5000)
    console.dispatch(done)
    console.undo()
    before = contents(console.state)
    wait_until_saved(store)
    again = contents(History(store.log.read(console.session)).state)
    assert again == before


def test_the_first_event_of_each_run_names_the_laptop(console: Console, store: Store) -> None:
    again = reopened(console, store)
    assert not [entry for entry in again.history if entry.event.writer == again.writer_id]
    note(again, "words")
    assert [run.started.laptop for run in again.state.runs.values()] == ["here", "here"]
    assert len({console.writer_id, again.writer_id}) == 2
    written = [entry.event for entry in again.history if entry.event.writer == again.writer_id]
    assert [(event.seq, event.kind) for event in written] == [(1, "run_started"), (2, "note_added")]


def test_opening_to_look_writes_nothing(console: Console, store: Store) -> None:
    console.dispatch(pause_item, the_item(console))
    assert store.saver.wait(store.saver.save_state.committed + store.saver.save_state.waiting, 10)
    before = list(store.log.read(console.session))
    again = reopened(console, store, after_ms=MINUTE_MS)
    assert again.undo_stack.undoable()
    store.saver.close()
    assert list(store.log.read(console.session)) == before


def test_an_unknown_session_and_a_session_without_a_title(store: Store) -> None:
    with pytest.raises(UserError, match="no session “none”"):
        open_session(store, SessionId("none"), HERE)
    with pytest.raises(UserError, match="Nothing was written"):
        new_session(store, HERE, "  ")
    assert store.log.sessions() == ()


# -- undo and redo --------------------------------------------------------------------------------------


def test_undo_and_redo_one_after_another(console: Console) -> None:
    for text in "abc":
        note(console, text)
    console.undo()
    console.undo()
    assert texts(console) == ["a"]
    console.redo()
    assert texts(console) == ["a", "b"]
    console.redo()
    assert texts(console) == ["a", "b", "c"]
    with pytest.raises(UserError, match="nothing to redo"):
        console.redo()


def test_undo_out_of_order_takes_a_wrong_done_back_after_a_note(console: Console) -> None:
    console.dispatch(join_queue, next(iter(console.state.participants)))
    console.dispatch(done)
    wrong = last(console)
    note(console, "said meanwhile")
    assert console.undo_stack.undoable(room_only=True) == wrong
    console.undo(console.undo_stack.undoable(room_only=True))
    assert console.state.room.floor == ()
    assert texts(console) == ["said meanwhile"]
    assert console.undo_stack.redoable() == wrong
    console.redo()
    assert len(console.state.room.floor) == 1


def test_something_new_ends_redo_but_not_a_redo_by_name(console: Console) -> None:
    first = note(console, "a")
    console.undo()
    note(console, "b")
    assert console.undo_stack.redoable() is None
    with pytest.raises(UserError, match="nothing to redo"):
        console.redo()
    console.redo(first)
    assert texts(console) == ["a", "b"]


def test_undo_stops_at_the_beginning(console: Console) -> None:
    while console.undo_stack.undoable():
        console.undo()
    assert console.state.info.title == "Dialogue"
    assert not console.state.items
    with pytest.raises(UserError, match="nothing to undo"):
        console.undo()


def test_undo_stacks_come_back_after_reopening(console: Console, store: Store) -> None:
    for text in "abc":
        note(console, text)
    console.undo()
    again = reopened(console, store)
    assert again.undo_stack.redoable() == console.undo_stack.redoable()
    assert again.undo_stack.undoable() == console.undo_stack.undoable()
    again.redo()
    again.undo()
    again.undo()
    again.undo()
    assert texts(again) == []
    third = reopened(again, store)
    third.redo()
    assert texts(third) == ["a"]


def test_undo_stacks_come_back_though_a_gap_was_found(console: Console, store: Store) -> None:
    """No key was pressed for a gap, so no key takes it back, and redo is still there."""
    note(console, "a")
    note(console, "b")
    console.undo()
    again = reopened(console, store, after_ms=10 * MINUTE_MS)
    assert len(again.state.gaps) == 1
    assert (again.undo_stack.undoable(), again.undo_stack.redoable()) == (
        console.undo_stack.undoable(),
        console.undo_stack.redoable(),
    )
    again.undo()
    assert texts(again) == []
    assert len(again.state.gaps) == 1


def test_only_this_laptops_commands_are_undone(console: Console, store: Store) -> None:
    here = note(console, "here")
    there = reopened(console, store, laptop=THERE)
    assert there.undo_stack.undoable() is None
    for attempt in (None, here):
        with pytest.raises(UserError, match="nothing to undo"):
            there.undo(attempt)


def test_what_can_not_be_undone_is_refused(console: Console) -> None:
    note(console, "a")
    console.dispatch(take_lead)
    taken = CommandId(console.writer_id, console.history.lamport)
    begun = CommandId(console.writer_id, 1)
    never = CommandId(console.writer_id, console.history.lamport + 1)
    nobody = CommandId(WriterId("nobody"), 1)
    length = len(console.history)
    for command in (taken, begun, never, nobody):
        with pytest.raises(UserError, match="nothing to undo"):
            console.undo(command)
    assert len(console.history) == length
    assert console.undo_stack.undoable() != taken


def test_a_command_is_undone_once(console: Console) -> None:
    first = note(console, "a")
    console.undo(first)
    with pytest.raises(UserError, match="nothing to undo"):
        console.undo(first)
    console.redo(first)
    with pytest.raises(UserError, match="nothing to redo"):
        console.redo(first)


# -- withdraw -------------------------------------------------------------------------------------------


def test_a_withdrawn_note_is_gone_for_good_from_every_file(path: Path) -> None:
    with Store.open(path) as store:
        console = new_session(store, HERE, "Dialogue", clock=SetClock(START_MS))
        command = note(console, "plantedword")
        console.withdraw(Subject(next(iter(console.state.notes))))
        assert texts(console) == []
        assert console.undo_stack.undoable() != command
        assert texts(reopened(console, store)) == []
    files = [file for file in path.parent.rglob("*") if file.is_file()]
    assert files
    assert not [file for file in files if b"plantedword" in file.read_bytes()]


def test_only_what_holds_words_can_be_withdrawn(console: Console) -> None:
    console.dispatch(add_list_entry, GroupList.AGREEMENTS, "We listen")
    for subject in ("", "gone"):
        with pytest.raises(UserError, match="nothing to withdraw"):
            console.withdraw(Subject(subject))
    console.withdraw(Subject(next(iter(console.state.list_entries))))
    console.withdraw(Subject(next(iter(console.state.participants))))
    assert not console.state.list_entries
    assert not console.state.participants


# -- restarts, gaps, the lead -----------------------------------------------------------------------------


def test_a_restart_with_running_clocks_makes_a_gap_that_counts_until_excluded(console: Console, store: Store) -> None:
    later(console, 30_000)
    note(console, "a")
    again = reopened(console, store, after_ms=10 * MINUTE_MS)
    ((gap_id, gap),) = again.state.gaps.items()
    assert (gap.from_ms, gap.to_ms, gap.item_id) == (
        START_MS + 30_000,
        START_MS + 30_000 + 10 * MINUTE_MS,
        the_item(again),
    )
    timer = item_timer(again.state, again.clock.now_ms())
    assert timer is not None
    assert timer.used_ms == 30_000 + 10 * MINUTE_MS
    again.dispatch(exclude_gap, gap_id)
    assert again.state.items[the_item(again)].elapsed_ms == 30_000


def test_a_gap_counts_from_the_last_sign_of_life(console: Console, store: Store) -> None:
    """Nothing was pressed for 200 s, then the power went for 10 minutes."""
    later(console, 200_000)
    console.give_sign_of_life()
    again = reopened(console, store, after_ms=10 * MINUTE_MS)
    ((gap_id, gap),) = again.state.gaps.items()
    assert (gap.from_ms, gap.to_ms) == (START_MS + 200_000, START_MS + 200_000 + 10 * MINUTE_MS)
    again.dispatch(exclude_gap, gap_id)
    assert again.state.items[the_item(again)].elapsed_ms == 200_000


def test_who_was_alive_until_just_now_has_no_gap(console: Console, store: Store) -> None:
    later(console, 200_000)
    console.give_sign_of_life()
    assert not reopened(console, store, after_ms=1000).state.gaps


def test_the_sign_of_life_is_this_laptops_and_read_once(console: Console, store: Store, path: Path) -> None:
    later(console, 200_000)
    console.give_sign_of_life()
    there = reopened(console, store, laptop=THERE, after_ms=1000)
    assert alive(path)
    again = reopened(there, store, after_ms=1000)
    assert not again.state.gaps
    assert not alive(path)


@pytest.mark.parametrize("stop", ["a pause", "a freeze", "a closed session"])
def test_where_no_clock_runs_no_sign_of_life_is_left(console: Console, path: Path, stop: str) -> None:
    console.give_sign_of_life()
    assert alive(path)
    if stop == "a pause":
        console.dispatch(pause_item, the_item(console))
    else:
        console.dispatch(freeze if stop == "a freeze" else close_session)
    console.give_sign_of_life()
    assert not alive(path)


def test_who_takes_notes_for_another_leaves_none(console: Console, store: Store, path: Path) -> None:
    there = reopened(console, store, laptop=THERE)
    there.give_sign_of_life()
    assert not alive(path)


@pytest.mark.parametrize("stop", ["a short time", "a pause", "a freeze", "a closed session"])
def test_no_gap_where_no_clock_ran_or_no_time_passed(console: Console, store: Store, stop: str) -> None:
    if stop == "a pause":
        console.dispatch(pause_item, the_item(console))
    elif stop == "a freeze":
        console.dispatch(freeze)
    elif stop == "a closed session":
        console.dispatch(close_session)
    again = reopened(console, store, after_ms=MINUTE_MS if stop == "a short time" else 10 * MINUTE_MS)
    assert not again.state.gaps


def test_another_laptop_takes_notes_only_until_it_takes_the_lead(console: Console, store: Store) -> None:
    there = reopened(console, store, laptop=THERE, after_ms=10 * MINUTE_MS)
    assert not there.leads
    assert not there.state.gaps
    person = next(iter(there.state.participants))
    length = len(there.history)
    with pytest.raises(UserError, match="Another laptop leads"):
        there.dispatch(start_turn, person)
    with pytest.raises(UserError, match="Another laptop leads"):
        there.dispatch(capture, "+1 words")
    assert len(there.history) == length
    note(there, "words")
    there.dispatch(take_lead)
    there.dispatch(start_turn, person)
    assert len(there.state.room.floor) == 1


def test_what_was_undone_can_be_withdrawn(console: Console) -> None:
    console.dispatch(capture, "Ім'я")
    (note_id,) = console.state.notes
    console.undo()
    console.withdraw(Subject(note_id))
    assert "Ім'я" not in "".join(entry.event.body for entry in console.history)
    with pytest.raises(UserError, match="nothing to withdraw"):
        console.withdraw(Subject(note_id))


def test_who_no_longer_leads_undoes_nothing_in_the_room(console: Console, store: Store) -> None:
    note(console, "words")
    noted = console.undo_stack.undoable()
    console.dispatch(pause_item, the_item(console))
    paused = console.undo_stack.undoable()
    there = reopened(console, store, laptop=THERE)
    there.dispatch(take_lead)
    back = reopened(there, store)
    assert not back.leads
    with pytest.raises(UserError, match="nothing to undo"):
        back.undo(paused)
    assert (back.undo_stack.undoable(), back.undo_stack.undoable(room_only=True)) == (noted, None)


def test_who_no_longer_leads_finds_no_gap(console: Console, store: Store) -> None:
    there = reopened(console, store, laptop=THERE)
    there.dispatch(take_lead)
    back = reopened(there, store, after_ms=10 * MINUTE_MS)
    assert not back.leads
    assert not back.state.gaps


def test_a_run_goes_on_by_this_laptops_own_clock(console: Console, store: Store) -> None:
    """With the machine's own clocks: what other laptops wrote, and a clock that was ahead once, move nothing."""
    later(console, 10**12)  # Preload of this machine's wall clock.
    note(console, "a")
    there = reopened(console, store, laptop=THERE, after_ms=10**13)
    note(there, "far in the future")
    before_ms = time.time_ns() // 1_000_000
    here = open_session(store, console.session, HERE._replace(boot_id="another start"))
    # The two clocks of the machine are read to a millisecond each.
    assert before_ms - 2 <= here.clock.now_ms() <= time.time_ns() // 1_000_000 + 2


# -- forgetting who spoke when ---------------------------------------------------------------------------


def spoken_and_closed(console: Console) -> None:
    (person,) = console.state.participants
    console.dispatch(start_turn, person)
    later(console, 70_000)
    console.dispatch(done)
    console.dispatch(capture, "+1 said")
    console.dispatch(close_session)


def test_forgotten_after_the_end_and_sound_ever_after(console: Console, store: Store, path: Path) -> None:
    offered = [console.forgetting_refusal() is None]
    spoken_and_closed(console)
    offered.append(console.forgetting_refusal() is None)
    console.forget_speaking()
    assert [*offered, console.forgetting_refusal() is None] == [False, True, False]
    sums = dict(console.state.talk_sums)
    assert [(talk.turns, talk.talk_ms) for talk in sums.values()] == [(1, 60_000)]
    tables = contents(console.state)
    again = reopened(console, store)
    assert {**contents(again.state), "runs": 0, "last_at_ms": 0} == {**tables, "runs": 0, "last_at_ms": 0}
    assert texts(again) == ["said"]
    wait_until_saved(store)
    assert check(path).is_sound
    rebuild(store)
    assert check(path).is_sound
    assert answers(store, "SELECT count(*) FROM turns") == [(0,)]


def test_what_is_forgotten_is_no_part_of_undo(console: Console) -> None:
    spoken_and_closed(console)
    closing = last(console)
    console.forget_speaking()
    assert last(console) == closing
    console.undo()
    assert console.state.info.closed_at_ms == 0
    assert console.state.talk_sums
    taken_back = [console.undo_stack.undoable()]
    while taken_back[-1]:
        console.undo()
        taken_back.append(console.undo_stack.undoable())
    assert not console.state.notes
    assert console.state.talk_sums


def test_only_the_lead_forgets(console: Console, store: Store) -> None:
    spoken_and_closed(console)
    theirs = reopened(console, store, laptop=THERE)
    assert theirs.forgetting_refusal() is not None
    with pytest.raises(UserError, match="Another laptop leads"):
        theirs.forget_speaking()


@pytest.mark.parametrize("withdrawn_in", [0, 1])
def test_what_was_carried_on_and_on_is_found_wherever_it_is_withdrawn(store: Store, withdrawn_in: int) -> None:
    """From the first session into the second and from there into a third, which names the first alone."""
    sessions = [new_session(store, HERE, title, clock=SetClock(START_MS)) for title in ("first", "second", "third")]
    sessions[0].dispatch(add_list_entry, GroupList.PARKING_LOT, "the road to the mill")
    for here, there in pairwise(sessions):
        (entry,) = here.state.list_entries.values()
        there.dispatch(take_in, [carried(here.session, entry)])
    wait_until_saved(store, 20)
    here = sessions[withdrawn_in]
    (subject,) = map(Subject, here.state.list_entries)
    known = known_elsewhere(here.history, here.session, gone_with(here.history, subject))
    assert {copied.title for copied in here.others.copies_of(known)} == {"second", "third"} - {here.state.info.title}
    here.withdraw(subject)
    here.others.withdraw_copies(known)
    wait_until_saved(store, 20)
    # At the place where it was said first it is withdrawn there: the words are that meeting's.
    left = [any("mill" in event.body for event in store.log.read(each.session)) for each in sessions]
    assert left == [withdrawn_in > 0, False, False]


def test_what_was_made_of_a_copy_is_found_too(store: Store) -> None:
    """A statement of a collection becomes a question of a marathon, which becomes an item of a session."""
    collection = new_session(store, HERE, "collection", clock=SetClock(START_MS))
    marathon = new_session(store, HERE, "marathon", clock=SetClock(START_MS))
    marathon.dispatch(make_marathon)
    meeting = new_session(store, HERE, "meeting", clock=SetClock(START_MS))
    collection.dispatch(add_list_entry, GroupList.PARKING_LOT, "who mends the bridge")
    (subject,) = map(Subject, collection.state.list_entries)
    origin = Ref(collection.session, subject)
    marathon.dispatch(draw_question, "who mends the bridge", (origin,))
    (question,) = marathon.state.questions.values()
    meeting.dispatch(take_up, [(question.text, Ref(marathon.session, Subject(question.question_id)))])
    wait_until_saved(store, 20)
    known = known_elsewhere(collection.history, collection.session, (subject,))
    assert {copied.title for copied in collection.others.copies_of(known)} == {"marathon", "meeting"}
    collection.withdraw(subject)
    collection.others.withdraw_copies(known)
    wait_until_saved(store, 20)
    for console in (collection, marathon, meeting):
        assert not any("bridge" in event.body for event in store.log.read(console.session))
