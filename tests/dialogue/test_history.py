"""One state, whatever the way in which the events came."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from facilitator_console.dialogue import history as history_module
from facilitator_console.dialogue.capture import capture, mark_moment
from facilitator_console.dialogue.codec import encode
from facilitator_console.dialogue.history import History
from facilitator_console.dialogue.kinds import KINDS
from facilitator_console.dialogue.state import Changes, State
from facilitator_console.log import (
    NOTHING_ERASED,
    THE_SESSION,
    CommandId,
    Duration,
    Erased,
    Event,
    Instant,
    LaptopId,
    NewEvent,
    Redacted,
    Redone,
    RunStarted,
    SpeakingForgotten,
    Subject,
    Undone,
    WriterId,
    agreed_order,
    as_kept,
    blanked,
    command_of,
    with_erasures,
)
from facilitator_console.notes.events import NoteAdded, NoteEdited
from facilitator_console.notes.ids import NoteId, Version
from facilitator_console.session.agenda import add_item, edit_item
from facilitator_console.session.events import SessionCreated
from facilitator_console.session.floor import done, start_turn
from facilitator_console.session.ids import ItemId
from facilitator_console.session.leading import take_lead
from facilitator_console.session.queue import join_queue
from facilitator_console.session.room_events import GapFound, LeadTaken
from tests.dialogue.plain_fold import plain_fold
from tests.helpers.controller import SESSION, START_MS, Meeting, SessionController, contents
from tests.helpers.played import log_of, played
from tests.helpers.strategies import logs

END = WriterId("z")


@pytest.fixture(autouse=True, scope="module")
def _often_a_snapshot() -> Iterator[None]:
    """Snapshots so close together that short logs rewind to them, and thin them out."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(history_module, "SNAPSHOT_EVERY", 3)
        patch.setattr(history_module, "APART", 3)
        yield


def arrivals(log: list[Event]) -> st.SearchStrategy[list[list[Event]]]:
    """The log in any order, in any pieces, with repetitions, some of them already blank."""
    erasures = with_erasures(NOTHING_ERASED, log)
    again = st.lists(st.sampled_from(log), max_size=6) if log else st.just([])

    def arriving(order: list[Event], repeated: list[Event], cuts: list[int]) -> list[list[Event]]:
        # Another laptop that has seen the erasure sends what it erased without a body.
        blank = [as_kept(event, erasures, KINDS) for event in repeated]
        events = [*order, *blank]
        ends = sorted({*(cut % (len(events) + 1) for cut in cuts), len(events)})
        return [events[start:end] for start, end in zip([0, *ends], ends, strict=False)]

    return st.builds(arriving, st.permutations(log), again, st.lists(st.integers(0, 999), max_size=12))


ARRIVING = logs().flatmap(lambda log: st.tuples(st.just(log), arrivals(log)))


@given(ARRIVING)
def test_one_state_for_any_split_order_or_repetition(case: tuple[list[Event], list[list[Event]]]) -> None:
    log, pieces = case
    history = History()
    for piece in pieces:
        history.add(piece)
    assert contents(history.state) == contents(plain_fold(log))
    assert [entry.event for entry in history] == [entry.event for entry in History(log)]


@pytest.mark.slow
@given(logs(60))
def test_one_event_at_a_time_is_as_all_at_once(log: list[Event]) -> None:
    one_by_one = History()
    for event in log:
        one_by_one.add([event])
    assert contents(one_by_one.state) == contents(History(log).state)
    assert one_by_one.unreadable == History(log).unreadable


@pytest.mark.slow
@given(ARRIVING, st.integers(0, 12))
def test_a_copy_goes_its_own_way(case: tuple[list[Event], list[list[Event]]], common: int) -> None:
    """What is added to the one changes nothing in the other."""
    pieces = case[1]
    first = History(event for piece in pieces[:common] for event in piece)
    ways = [(history, [*first.events()]) for history in (first, first.copy())]
    for place, piece in enumerate(pieces[common:]):
        history, log = ways[place % 2]
        log += piece
        history.add(piece)
    for history, log in ways:
        assert contents(history.state) == contents(plain_fold(log))


def test_what_a_copy_hears_stays_with_it() -> None:
    meeting = Meeting()
    kept, undone = (meeting.write(NewEvent(NoteAdded(text))) for text in ("kept", "undone"))
    meeting.undo(undone)
    turn = meeting.do(start_turn, meeting.people[0])
    meeting.undo(turn)
    history = History(meeting.written)
    copied, state = history.copy(), contents(history.state)
    taken, lead = encode(LeadTaken())
    between = replace(_said(1, LeadTaken(), lamport=turn[0].lamport - 1), kind=taken, body=lead)
    # So late that all from the first note on is folded again.
    late = replace(kept[0], writer=WriterId("A"), body="")
    copied.add([late, _said(2, Undone(*command_of(kept[0]))), _said(3, Redone(*command_of(undone[0]))), between])
    other = history.copy()
    assert other.add([_said(2, Undone(*command_of(kept[0])))]) == {"notes": {kept[0].subject}}
    history.add([late])
    assert contents(history.state) == state


@pytest.mark.slow
@given(ARRIVING)
def test_changes_name_all_that_differs(case: tuple[list[Event], list[list[Event]]]) -> None:
    history, shown = History(), State()
    for piece in case[1]:
        _patch(shown, history.add(piece), history)
        assert shown.tables() == history.state.tables()
        assert shown.singles() == history.state.singles()


def _patch(shown: State, changes: Changes, history: History) -> None:
    """Bring a copy of the state up to date with nothing but what `changes` names."""
    for name, ids in changes.items():
        if name in shown.singles():
            setattr(shown, name, getattr(history.state, name))
            continue
        table, new = shown.tables()[name], history.state.tables()[name]
        for key in ids:
            table.pop(key, None)
            if key in new:
                table[key] = new[key]


@pytest.mark.slow
@settings(max_examples=25)
@given(ARRIVING)
def test_a_repetition_changes_nothing(case: tuple[list[Event], list[list[Event]]]) -> None:
    log, _ = case
    history = History(log)
    assert history.add(log) == {}


@given(st.data())
def test_laptops_merge_to_one_state_in_any_interleaving(data: st.DataObject) -> None:
    controllers = data.draw(played())
    logs_of = [controller.written for controller in controllers]
    merged = History()
    left = [list(log) for log in logs_of]
    while any(left):
        which = data.draw(st.sampled_from([place for place, log in enumerate(left) if log]))
        many = data.draw(st.integers(1, 5))
        merged.add(left[which][:many])
        del left[which][:many]
    whole = [event for log in logs_of for event in log]
    assert contents(merged.state) == contents(History(whole).state) == contents(plain_fold(whole))


@given(played(), st.data())
def test_undo_and_redo_in_any_order(controllers: list[SessionController], data: st.DataObject) -> None:
    log = [event for controller in controllers for event in controller.written]
    history = History(log)
    commands = sorted({command_of(event) for event in log})
    verdicts = data.draw(st.lists(st.tuples(st.sampled_from(commands), st.booleans()), max_size=15))
    spoken = [
        _said(place, Undone(*command) if undone else Redone(*command))
        for place, (command, undone) in enumerate(verdicts, 1)
    ]
    for event in data.draw(st.permutations(spoken)):
        history.add([event])
    assert contents(history.state) == contents(plain_fold([*log, *spoken]))
    for command, undone in dict(verdicts).items():
        if all(entry.kind and entry.kind.phases and not entry.kind.of_room for entry in history.command(command)):
            assert history.is_undone(command) is undone


@pytest.mark.slow
@given(played(), st.data())
def test_undone_is_as_if_the_key_had_never_been_pressed(
    controllers: list[SessionController], data: st.DataObject
) -> None:
    log = [event for controller in controllers for event in controller.written if not _is_never_undone(event)]
    target = data.draw(st.sampled_from(sorted({command_of(event) for event in log}))) if log else CommandId(END, 7)
    whole = [event for controller in controllers for event in controller.written]
    without = [event for event in whole if command_of(event) != target or _is_never_undone(event)]
    # Behind a lead that another laptop took it has no effect; that is a test of its own.
    assume(not any(event.kind == "lead_taken" and event.lamport >= target.lamport for event in whole))
    undone = _said(1, Undone(*target))
    assert contents(History([*whole, undone]).state) == contents(History([*without, undone]).state)


def _is_never_undone(event: Event) -> bool:
    return not KINDS[event.kind].phases


def erasures_of(log: list[Event]) -> st.SearchStrategy[Erased | Redacted | SpeakingForgotten]:
    """Something that takes words out of this log."""
    subjects = sorted({event.subject for event in log if event.subject} | {Subject("a.1")})
    identities = sorted({(event.writer, event.seq) for event in log} | {(WriterId("a"), 1)})
    fields = st.sampled_from(((), ("text",), ("turn_id", "participant_id"), ("tags",)))
    return st.one_of(
        st.builds(Erased, st.sampled_from(subjects)),
        st.builds(lambda one, of: Redacted(one[0], one[1], of), st.sampled_from(identities), fields),
        st.builds(SpeakingForgotten, st.integers(0, 3)),
    )


@pytest.mark.slow
@given(logs() | played().map(log_of), st.data())
def test_erasing_is_as_having_blanked(log: list[Event], data: st.DataObject) -> None:
    """fold(log + erasure) is fold(emptied log + erasure), whichever comes first; and nothing is left of the words."""
    erasing = _said(1, data.draw(erasures_of(log)))
    erasures = with_erasures(NOTHING_ERASED, [erasing])
    emptied = [as_kept(event, erasures, KINDS) for event in log]
    late = History([erasing])
    late.add(log)
    now = History(log)
    now.add([erasing])
    assert contents(now.state) == contents(late.state) == contents(History([*emptied, erasing]).state)
    for history in (now, late):
        assert [event for event in history.events() if as_kept(event, erasures, KINDS) != event] == []


def _said(place: int, body: msgspec.Struct, lamport: int = 10_000) -> Event:
    """Something about other events, said after everything else."""
    kind, text = encode(body)
    return Event(SESSION, END, place, lamport + place, START_MS, kind, THE_SESSION, text)


# -- the same, in single cases -----------------------------------------------------------------------


def test_a_late_event_takes_its_place_and_says_what_changed() -> None:
    controller = SessionController()
    item = ItemId(controller.make(add_item, "Opening"))
    late = controller.do(edit_item, item, title="Beginning")
    later = controller.do(edit_item, item, title="Start", question="Who is here?")
    history = History([*controller.written[:2], *later])
    assert history.state.items[item].title == "Start"
    assert history.add(late) == {}
    assert history.state.items[item].title == "Start"
    early = History([*controller.written[:2], *late])
    assert early.add(later) == {"items": {item}}


def test_undone_may_come_before_its_target() -> None:
    controller = SessionController()
    added = controller.do(add_item, "Opening")
    undone = controller.undo(added)
    history = History([controller.written[0], *undone])
    assert history.add(added) == {}
    assert not history.state.items
    redone = controller.redo(added)
    assert history.add(redone) == {"items": {added[0].subject}}


def test_the_last_word_in_the_agreed_order_decides_not_the_last_to_come() -> None:
    controller = SessionController()
    added = controller.do(add_item, "Opening")
    undone, redone = controller.undo(added), controller.redo(added)
    history = History([*controller.written[:2], *redone])
    history.add(undone)
    assert history.state.items


def test_undo_of_one_command_takes_all_of_it_and_nothing_else() -> None:
    meeting = Meeting()
    for person in meeting.people[:2]:
        meeting.do(join_queue, person)
    meeting.do(done)
    meeting.later(30)
    both = meeting.do(done)
    assert len(both) == 2
    meeting.later(10)
    meeting.undo(both)
    assert meeting.speaks == 1
    assert len(meeting.state.queue) == 1
    meeting.later(5)
    meeting.do(done)
    assert meeting.state.turns[meeting.turn(1)].talk_ms == 45_000


def test_an_event_about_an_undone_thing_waits_without_effect_until_redo() -> None:
    controller = SessionController()
    note = controller.write(NewEvent(NoteAdded("first")))
    note_id = NoteId(note[0].subject)
    controller.write(NewEvent(NoteEdited(Version(note_id), "second"), note[0].subject))
    controller.undo(note)
    assert not controller.state.notes
    controller.redo(note)
    assert controller.state.notes[note_id].text == "second"


def test_a_note_of_another_stays_without_the_undone_item() -> None:
    here, there = SessionController(), SessionController(writer="b")
    item = here.do(add_item, "Opening")
    there.history.add(here.written)
    note = there.write(NewEvent(NoteAdded("said", item_id=ItemId(item[0].subject))))
    here.history.add(there.written)
    here.undo(item)
    assert not here.state.items
    assert here.state.notes[NoteId(note[0].subject)].text == "said"


@pytest.mark.parametrize(
    "body",
    [
        RunStarted(LaptopId("x")),
        LeadTaken(),
        SessionCreated("Dialogue"),
        GapFound(Duration(1)),
        Erased(Subject("a.99")),
    ],
)
def test_what_can_not_be_undone(body: msgspec.Struct) -> None:
    controller = SessionController()
    note = controller.write(NewEvent(NoteAdded("words")))
    if isinstance(body, Erased):
        body = Erased(note[0].subject)
    written = controller.write(NewEvent(body, THE_SESSION))
    before = {name: value for name, value in contents(controller.state).items() if name != "last_at_ms"}
    controller.undo(written)
    assert {name: value for name, value in contents(controller.state).items() if name != "last_at_ms"} == before


def test_erased_reaches_what_is_still_to_come() -> None:
    controller = SessionController()
    note = controller.write(NewEvent(NoteAdded("planted")))
    subject = note[0].subject
    edit = controller.write(NewEvent(NoteEdited(Version(subject), "planted again"), subject))
    erased = controller.erase(subject)
    history = History([*erased, *note])
    history.add(edit)
    assert not history.state.notes
    assert all("planted" not in entry.event.body for entry in history)
    assert history.unreadable == 0


def test_the_session_itself_is_never_erased() -> None:
    meeting = Meeting()
    before = meeting.state.info
    meeting.erase("")
    assert meeting.state.info == before


def test_a_blank_body_wins_and_never_fills_again() -> None:
    controller = SessionController()
    note = controller.write(NewEvent(NoteAdded("words")))
    history = History(controller.written)
    assert history.add([blanked(note[0])]) == {"notes": {note[0].subject}}
    assert history.add(note) == {}
    assert not history.state.notes


def test_an_erasure_stays_though_its_own_subject_is_erased() -> None:
    """Else it would depend on the order of arrival which of two erasures holds."""
    erase_a = replace(_said(1, Erased(Subject("a.1"))), subject=Subject("b.1"))
    erase_b = replace(_said(2, Erased(Subject("b.1"))), subject=Subject("a.1"))
    for order in ([erase_a, erase_b], [erase_b, erase_a]):
        history = History()
        for event in order:
            history.add([event])
        late = [
            replace(_said(at, NoteAdded("planted")), subject=Subject(f"{name}.1")) for at, name in ((3, "a"), (4, "b"))
        ]
        history.add(late)
        assert not history.state.notes


def test_an_undo_that_was_erased_has_no_effect_whenever_it_came() -> None:
    controller = SessionController()
    item = controller.do(add_item, "Opening")
    undone = replace(_said(1, Undone(*command_of(item[0]))), subject=Subject("b.1"))
    erased = _said(2, Erased(Subject("b.1")))
    for order in ([undone, erased], [erased, undone], [undone, blanked(undone)]):
        history = History(controller.written)
        for event in order:
            history.add([event])
        assert history.state.items


def test_undo_reaches_events_with_numbers_below_one() -> None:
    """Nobody of ours writes them, but they must mean the same whenever they come."""
    kind, text = encode(NoteAdded("words"))
    odd = Event(SESSION, WriterId("b"), -3, 5, START_MS, kind, Subject("b.1"), text)
    history = History([odd])
    history.add([_said(1, Undone(WriterId("b"), 5))])
    assert not history.state.notes
    assert len(history.command(CommandId(WriterId("b"), 5))) == 1


def test_unreadable_is_counted_and_kept() -> None:
    controller = SessionController()
    unknown = Event(SESSION, WriterId("b"), 1, 9, START_MS, "unheard_of", Subject("b.1"), '{"text":"words"}')
    history = History([*controller.written, unknown, blanked(replace(unknown, seq=2))])
    assert history.unreadable == 1
    assert len(history) == 3
    assert unknown in [entry.event for entry in history]


def test_time_never_runs_backwards_within_a_writer_and_others_never_clamp() -> None:
    controller = SessionController()
    kind, text = encode(NoteAdded("words"))
    fast = Event(SESSION, WriterId("f"), 1, 2, Instant(START_MS + 10**9), kind, Subject("f.1"), text)
    back = Event(SESSION, WriterId("f"), 2, 3, Instant(START_MS), kind, Subject("f.2"), text)
    other = Event(SESSION, WriterId("g"), 1, 4, Instant(START_MS + 5), kind, Subject("g.1"), text)
    notes = History([*controller.written, fast, back, other]).state.notes
    assert notes[NoteId("f.2")].at_ms == START_MS + 10**9
    assert notes[NoteId("g.1")].at_ms == START_MS + 5


def test_reading_back_what_came() -> None:
    controller = SessionController()
    first = controller.do(add_item, "Opening")
    history = History(reversed(controller.written))
    assert [entry.event for entry in history] == sorted(controller.written, key=agreed_order)
    assert [entry.event for entry in history.reversed()] == controller.written[::-1]
    assert [entry.event for entry in history.command(command_of(first[0]))] == first
    assert history.command(CommandId(WriterId("nobody"), 3)) == ()
    assert history.lamport == 2
    assert History().lamport == 0


def test_a_lead_taken_is_kept_by_undo() -> None:
    meeting = Meeting()
    taken = meeting.do(take_lead)
    meeting.undo(taken)
    assert meeting.state.room.lead == "laptop-a"


def test_whatever_place_a_change_reaches_back_to_it_is_reported() -> None:
    """In a log so long that its snapshots were thinned out: each note is taken away, and nothing else."""
    controller = SessionController()
    notes = [controller.write(NewEvent(NoteAdded(str(count)))) for count in range(90)]
    for note in notes:
        history = History()
        for event in controller.written:
            history.add([event])
        undone = _said(1, Undone(*command_of(note[0])))
        assert history.add([undone]) == {"notes": {note[0].subject}}


def test_a_lamport_from_elsewhere_that_no_store_can_hold_is_not_counted_on_from() -> None:
    controller = SessionController()
    wild = Event(SESSION, WriterId("z"), 1, 2**63 - 1, START_MS, "note_added", Subject("z.1"), '{"text": "wild"}')
    controller.history.add([wild])
    (event,) = controller.do(mark_moment)
    assert event.lamport < 2**53
    assert len(controller.state.notes) == len(controller.state.marks) == 1


def test_numbers_that_are_not_there_are_missing() -> None:
    meeting = Meeting()
    events = [entry.event for entry in meeting.history]
    assert History(events).missing == 0
    assert History(events[:3] + events[5:]).missing == 2
    assert History(events[2:]).missing == 2


def test_a_field_that_says_which_command_or_which_laptop_is_taken_for_good_too() -> None:
    """Whatever a peer erases of an undo, a taken lead or a run, one log means one thing, in any order."""
    for kind, field in (
        ("undone", "lamport"),
        ("undone", "writer"),
        ("lead_taken", "table_id"),
        ("run_started", "laptop"),
    ):
        meeting = Meeting()
        other = SessionController(meeting.history, writer="b", laptop="laptop-a")
        meeting.undo(meeting.do(capture, "undone before it"))
        turn = meeting.do(start_turn, meeting.people[0])
        other.do(take_lead)
        meeting.undo(turn)
        target = [event for event in meeting.history.events() if event.kind == kind][-1]
        meeting.write(NewEvent(Redacted(target.writer, target.seq, (field,)), THE_SESSION))
        log = list(meeting.history.events())
        assert contents(meeting.state) == contents(History(log).state) == contents(plain_fold(log)), (kind, field)
