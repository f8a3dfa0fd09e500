"""Envelopes, the agreed order, and tables that know what was touched."""

from __future__ import annotations

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from facilitator_console.dialogue.codec import encode
from facilitator_console.log import (
    NOTHING_ERASED,
    THE_SESSION,
    CommandId,
    Erased,
    Event,
    Instant,
    NewEvent,
    SessionId,
    Subject,
    WriterId,
    agreed_order,
    blanked,
    command_of,
    sealed,
    with_erasures,
)
from facilitator_console.log.fold import Entities, edited
from facilitator_console.notes.events import NoteAdded, NoteRemoved
from facilitator_console.session.events import GroupEdited
from facilitator_console.session.ids import GroupId
from facilitator_console.session.state import Group


def seal(*new: NewEvent) -> list[Event]:
    return sealed(
        new, encode, session=SessionId("s"), writer=WriterId("w"), first_seq=5, lamport=9, at_ms=Instant(1000)
    )


def test_one_command_has_one_lamport_one_time_and_numbers_in_a_row() -> None:
    first, second, third = seal(
        NewEvent(NoteAdded("a")), NewEvent(NoteRemoved(), Subject("x.1")), NewEvent(Erased(Subject("x.2")), THE_SESSION)
    )
    assert first == Event(
        SessionId("s"), WriterId("w"), 5, 9, Instant(1000), "note_added", Subject("w.5"), '{"text":"a"}'
    )
    assert (second.seq, second.subject, second.body) == (6, "x.1", "{}")
    assert (third.seq, third.subject) == (7, "")
    assert {command_of(event) for event in (first, second, third)} == {CommandId(WriterId("w"), 9)}


def test_the_agreed_order_never_looks_at_the_time() -> None:
    (event,) = seal(NewEvent(NoteAdded("a")))
    late = msgspec.structs.replace(event, at_ms=Instant(10**15))
    assert agreed_order(event) == agreed_order(late)


@given(st.permutations([(1, "b", 1), (1, "b", 2), (2, "a", 9), (2, "b", 3), (10, "a", 10)]))
def test_the_agreed_order_is_lamport_writer_seq(numbers: list[tuple[int, str, int]]) -> None:
    (event,) = seal(NewEvent(NoteAdded("a")))
    events = [
        msgspec.structs.replace(event, lamport=lamport, writer=WriterId(writer), seq=seq)
        for lamport, writer, seq in numbers
    ]
    assert [agreed_order(event) for event in sorted(events, key=agreed_order)] == sorted(numbers)


def test_a_blanked_event_keeps_its_place_without_its_words_and_time() -> None:
    (event,) = seal(NewEvent(NoteAdded("secret")))
    blank = blanked(event)
    assert (blank.body, blank.at_ms) == ("", 0)
    assert event.at_ms
    assert msgspec.structs.replace(blank, at_ms=event.at_ms, body=event.body) == event


def test_what_is_erased() -> None:
    (erased,) = seal(NewEvent(Erased(Subject("x.1")), THE_SESSION))
    (of_all,) = seal(NewEvent(Erased(THE_SESSION), THE_SESSION))
    (note,) = seal(NewEvent(NoteAdded("a")))
    broken = msgspec.structs.replace(erased, body='{"subject":7}')
    erasures = with_erasures(NOTHING_ERASED, [note, erased, of_all, broken, blanked(erased)])
    assert erasures.subjects == {"x.1"}
    assert with_erasures(erasures, [erased]) is erasures


def test_a_table_knows_what_was_touched() -> None:
    table: Entities[str, int] = Entities({"a": 1})
    assert table.touched == set()
    table["b"] = 2
    del table["a"]
    assert table.touched == {"a", "b"}
    copied = table.copy()
    copied["c"] = 3
    assert (table, copied.touched) == ({"b": 2}, {"c"})


def test_an_edit_sets_only_what_it_names() -> None:
    group = Group(GroupId("g"), "Teachers", 12)
    assert edited(group, GroupEdited(head_count=9)) == Group(GroupId("g"), "Teachers", 9)
    assert edited(group, GroupEdited()) == group
