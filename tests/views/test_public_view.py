"""What everyone in the room may see: the right seat, late; nothing internal, whatever the state."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import msgspec
import pytest
from hypothesis import given

from facilitator_console.dialogue.capture import capture
from facilitator_console.dialogue.reading_back import show_theme
from facilitator_console.dialogue.state import State
from facilitator_console.log import THE_SESSION, Duration, LaptopId, NewEvent, Subject
from facilitator_console.notes.commands import add_list_entry
from facilitator_console.notes.ids import Column, GroupList
from facilitator_console.notes.tag_commands import add_tag
from facilitator_console.notes.themes import add_theme
from facilitator_console.session import room_events as rev
from facilitator_console.session.agenda import edit_item, edit_session, end_item
from facilitator_console.session.balance import not_heard_yet
from facilitator_console.session.display import on_display, show_agreements, show_message, show_room
from facilitator_console.session.events import ItemEdited
from facilitator_console.session.floor import done, release, someone_else_speaks, start_quiet, start_turn
from facilitator_console.session.formats import FORMATS
from facilitator_console.session.formats.world_cafe import begin_round, move_on
from facilitator_console.session.ids import FreezeReason, ItemId, ItemStatus, LaptopRole, Role
from facilitator_console.session.leading import edit_laptop, watch_no_more
from facilitator_console.session.people import add_group, edit_group, edit_participant
from facilitator_console.session.queue import join_queue
from facilitator_console.session.tables import edit_table, quiet_for_all, tables_on
from facilitator_console.session.timers import Timer, item_timer, reading
from facilitator_console.views.expert_view import expert_view
from facilitator_console.views.public_view import (
    SPEAKER_DELAY_MS,
    PublicKind,
    PublicView,
    listening_words,
    public_view,
)
from facilitator_console.words import UserError
from tests.helpers.cafe import Cafe
from tests.helpers.controller import Meeting, SessionController
from tests.helpers.played import log_of, played

LATER_S = SPEAKER_DELAY_MS / 1000


def seen(meeting: SessionController) -> PublicView:
    return public_view(meeting.state, meeting.now_ms)


def bar_now(meeting: SessionController) -> Timer:
    """What the bar says now."""
    clock = seen(meeting).clock
    assert clock is not None
    return reading(clock, meeting.now_ms)


def test_who_speaks_and_one_next_seat_are_seen() -> None:
    meeting = Meeting(people=3)
    meeting.do(start_turn, meeting.people[0])
    meeting.do(join_queue, meeting.people[2])
    meeting.do(join_queue, meeting.people[1])
    meeting.later(LATER_S)
    view = seen(meeting)
    assert (view.kind, view.speaking, view.next_seat, view.holds_until_ms) == (PublicKind.TALK, 1, 3, None)


def test_a_change_of_speakers_is_seen_a_second_and_a_half_later() -> None:
    meeting = Meeting(people=2)
    meeting.do(start_turn, meeting.people[0])
    assert (seen(meeting).speaking, seen(meeting).next_seat) == (None, 1)
    meeting.later(60)
    meeting.do(join_queue, meeting.people[1])
    assert (seen(meeting).speaking, seen(meeting).next_seat) == (1, 2)
    changed_ms = meeting.now_ms
    meeting.do(done)
    view = seen(meeting)
    assert (view.speaking, view.next_seat, view.holds_until_ms) == (1, 2, changed_ms + SPEAKER_DELAY_MS)
    meeting.later(LATER_S - 0.001)
    assert seen(meeting).speaking == 1
    meeting.later(0.001)
    assert (seen(meeting).speaking, seen(meeting).next_seat) == (2, None)


def test_a_wrong_done_that_is_taken_back_at_once_is_never_seen() -> None:
    meeting = Meeting(people=2)
    meeting.do(start_turn, meeting.people[0])
    meeting.do(join_queue, meeting.people[1])
    meeting.later(60)
    before, bar = seen(meeting), bar_now(meeting)
    for wrong in (done, someone_else_speaks):
        undone = meeting.do(wrong)
        meeting.later(1)
        assert seen(meeting).speaking == before.speaking
        assert wrong is not done or seen(meeting).next_seat == before.next_seat
        bar = bar._replace(used_ms=Duration(bar.used_ms + 1000), left_ms=Duration(bar.left_ms - 1000))
        assert bar_now(meeting) == bar
        meeting.undo(undone)
        assert msgspec.structs.replace(seen(meeting), clock=before.clock) == before
        assert bar_now(meeting) == bar


def test_between_turns_the_bar_is_that_of_the_item() -> None:
    meeting = Meeting(people=2)
    item = item_timer(meeting.state, meeting.now_ms)
    assert item is not None
    assert bar_now(meeting) == item
    meeting.do(start_turn, meeting.people[0])
    meeting.later(LATER_S)
    assert bar_now(meeting).length_ms == meeting.state.turns[meeting.state.room.floor[0]].limit_ms
    meeting.do(done)
    meeting.later(LATER_S)
    assert bar_now(meeting).length_ms == item.length_ms
    meeting.do(edit_item, meeting.item, turn_limit_ms=Duration(0))
    meeting.do(start_turn, meeting.people[1])
    meeting.later(LATER_S)
    assert (seen(meeting).speaking, bar_now(meeting).length_ms) == (2, item.length_ms)


def test_somebody_without_a_seat_has_no_number() -> None:
    meeting = Meeting(people=2)
    meeting.do(start_turn, meeting.people[0])
    meeting.later(10)
    meeting.do(someone_else_speaks)
    assert (seen(meeting).speaking, seen(meeting).someone_else) == (1, False)
    meeting.later(LATER_S)
    assert (seen(meeting).speaking, seen(meeting).someone_else) == (None, True)


def test_in_a_round_it_is_said_how_many_are_to_go_and_not_who() -> None:
    meeting = Meeting(people=4)
    meeting.do(edit_item, meeting.item, format="go_around")
    meeting.do(done)
    meeting.later(LATER_S)
    view = seen(meeting)
    assert (view.speaking, view.to_go, view.next_seat) == (1, 3, None)


def test_a_freeze_says_pause_and_nothing_of_its_reason() -> None:
    meeting = Meeting(people=2)
    meeting.do(start_turn, meeting.people[0])
    meeting.write(NewEvent(rev.ClocksFrozen(FreezeReason.HARD_MOMENT, "somebody cried"), THE_SESSION))
    assert msgspec.to_builtins(seen(meeting)) == msgspec.to_builtins(
        PublicView(PublicKind.PAUSE, seen(meeting).heading)
    )
    assert str(seen(meeting).heading) == "Pause"
    meeting.write(NewEvent(rev.ClocksFrozen(FreezeReason.POWER, shelter="the cellar"), THE_SESSION))
    assert seen(meeting).below is None
    meeting.write(NewEvent(rev.ClocksFrozen(FreezeReason.ALERT, shelter="підвал школи 🏫"), THE_SESSION))
    assert (str(seen(meeting).heading), str(seen(meeting).below)) == ("Air raid alert", "Shelter: підвал школи 🏫")
    meeting.do(release)
    assert seen(meeting).kind is PublicKind.TALK


def test_the_lead_puts_agreements_or_a_message_there_and_takes_them_off() -> None:
    meeting = Meeting(people=2)
    meeting.do(add_list_entry, GroupList.AGREEMENTS, "Даємо договорити")
    meeting.do(show_agreements)
    assert seen(meeting).lines == ("Даємо договорити",)
    shown = meeting.do(show_message, "  Обід о 13:00 🍲\u0301 ")
    assert (seen(meeting).kind, str(seen(meeting).heading)) == (PublicKind.TEXT, "Обід о 13:00 🍲\u0301")
    meeting.erase(shown[0].subject)
    assert seen(meeting).lines == ("Даємо договорити",)  # The message is as if it had never been.
    meeting.do(show_room)
    assert seen(meeting).kind is PublicKind.TALK
    assert meeting.do(show_room) == []
    for text in ("", " \n", "x" * 401):
        with pytest.raises(UserError):
            show_message(meeting.state, meeting.now_ms, text)


def test_between_items_the_next_question_is_seen_but_none_that_is_internal() -> None:
    meeting = Meeting(people=2)
    meeting.do(end_item, meeting.item)
    assert seen(meeting).kind is PublicKind.NOTHING
    for item in meeting.items:
        meeting.do(edit_item, item, question="Що далі?")
    waits = any(item.status is ItemStatus.PLANNED for item in meeting.state.items.values())
    assert str(seen(meeting).heading) == ("Що далі?" if waits else "Welcome")


def test_experts_see_question_clock_and_agenda_and_neither_seats_nor_queue_nor_read_back() -> None:
    meeting = Meeting(people=3, then_ms=(600_000,))
    meeting.do(edit_item, meeting.item, question="Що далі?")
    before = expert_view(meeting.state, meeting.now_ms)
    assert (str(before.heading), len(before.agenda)) == ("Що далі?", 2)
    assert before.clock is not None
    meeting.do(start_turn, meeting.people[0])
    meeting.do(join_queue, meeting.people[2])
    meeting.do(add_theme, Column.SHARED, "Міст")
    meeting.do(show_theme, next(iter(meeting.state.themes)))
    meeting.later(LATER_S)
    assert seen(meeting).kind is PublicKind.THEME
    during = expert_view(meeting.state, meeting.now_ms)
    assert msgspec.structs.replace(during, clock=before.clock) == before
    meeting.write(NewEvent(ItemEdited(internal=True), Subject(meeting.items[0])))
    assert len(expert_view(meeting.state, meeting.now_ms).agenda) == 1


def test_everyone_is_told_how_many_experts_listen() -> None:
    meeting = Meeting(people=3)
    meeting.do(edit_participant, meeting.people[2], role=Role.EXPERT)
    for laptop in ("petro", "ivan"):
        meeting.do(edit_laptop, LaptopId(laptop), roles=(LaptopRole.EXPERT,))
    assert seen(meeting).listening == 3
    meeting.do(edit_laptop, LaptopId("ivan"), removed=True)
    assert (seen(meeting).listening, str(listening_words(2))) == (
        2,
        "2 experts listen to the conversation, and do not intervene.",
    )
    meeting.do(watch_no_more, LaptopId("petro"))
    assert seen(meeting).listening == 1


def test_a_quiet_minute_has_the_bar() -> None:
    meeting = Meeting(people=2)
    meeting.do(start_turn, meeting.people[0])
    meeting.later(10)
    meeting.do(start_quiet)
    view = seen(meeting)
    assert view.clock is not None
    assert (str(view.below), view.clock.length_ms) == ("Time to think", 60_000)


def test_who_sits_where_is_seen_while_people_move_and_by_numbers_alone() -> None:
    meeting = Cafe(8)
    meeting.do(edit_table, meeting.tables[0], label="біля вікна")
    view = seen(meeting)
    assert (view.kind, str(view.below.msgid if view.below else ""), view.tables) == (
        PublicKind.TABLES,
        "Round {round} of {rounds}",
        (),
    )
    assert view.clock is not None
    assert view.clock.length_ms == 20 * 60_000
    meeting.do(move_on, 3)
    view = seen(meeting)
    assert [(table.number, [*table.seats]) for table in view.tables] == [
        (number, meeting.seats(table)) for number, table in enumerate(meeting.tables, 1)
    ]
    assert view.clock is not None
    assert view.clock.length_ms == 5 * 60_000
    assert "біля вікна" not in {*strings(msgspec.to_builtins(view))}
    meeting.do(begin_round)
    assert seen(meeting).tables == ()


def test_a_turn_at_a_table_is_not_for_the_whole_room() -> None:
    meeting = Cafe(8)
    table = meeting.tables[0]
    meeting.with_turns(table)
    before = seen(meeting)
    meeting.do(start_turn, meeting.at(table)[0], table_id=table)
    meeting.later(5)
    assert msgspec.structs.replace(seen(meeting), clock=None) == msgspec.structs.replace(before, clock=None)
    meeting.do(quiet_for_all)
    assert str(seen(meeting).below) == "Time to think"


# -- nothing internal ------------------------------------------------------------------------------------------

PLANTED = "таємниця"
"""Is part of every label, note, name and reason; no sane view shows it."""


def strings(value: object) -> Iterator[str]:
    """Every text that can be reached from a value."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for name, part in value.items():
            yield from strings(name)
            yield from strings(part)
    elif isinstance(value, list | tuple):
        for part in value:
            yield from strings(part)


def numbers(view: PublicView) -> set[int]:
    """Every seat number on a view."""
    named = {number for number in (view.speaking, view.next_seat) if number is not None}
    at_tables = {seat for table in view.tables for seat in table.seats}
    return named | at_tables | {seat for seats in view.sets for seat in seats}


def plant(meeting: SessionController) -> None:
    """Give session, groups, people and tables secret names, and write secrets into all that is noted."""
    meeting.do(edit_session, title=f"{PLANTED} of a title", place=f"{PLANTED} of a place")
    meeting.do(add_group, f"{PLANTED} of a group")
    for group in [*meeting.state.groups]:
        meeting.do(edit_group, group, name=f"{PLANTED} {group}")
    meeting.do(add_tag, f"{PLANTED} of a tag")
    meeting.do(add_theme, Column.SHARED, f"{PLANTED} of a theme", f"{PLANTED} of a text")
    meeting.do(add_list_entry, GroupList.OUTCOMES, f"{PLANTED} of an outcome")
    for table in tables_on(meeting.state):
        meeting.do(edit_table, table.table_id, label=f"{PLANTED} {table.table_id}")
        meeting.do(capture, f"{PLANTED} of a table", table_id=table.table_id)
    for person in [*meeting.state.participants]:
        if not meeting.state.participants[person].removed:
            meeting.do(edit_participant, person, label=f"{PLANTED} {person}")
    meeting.do(capture, f"{PLANTED} of a note")
    meeting.do(add_list_entry, GroupList.PARKING_LOT, f"{PLANTED} for later")


def ids(state: State) -> set[str]:
    tables: Mapping[str, Mapping[str, Any]] = state.tables()
    return {
        str(key) for name, table in tables.items() for key in table if name not in {"rooms", "places", "places_before"}
    } - {""}


@given(played(laptops=1, most=40))
def test_nothing_internal_can_be_reached_from_it(controllers: list[SessionController]) -> None:
    (meeting,) = controllers
    if meeting.state.info.closed_at_ms:
        return
    plant(meeting)
    for frozen in (False, True):
        if frozen:
            meeting.write(NewEvent(rev.ClocksFrozen(FreezeReason.OTHER, PLANTED, PLANTED), THE_SESSION))
        view = seen(meeting)
        of_experts = expert_view(meeting.state, meeting.now_ms)
        texts = [*strings(msgspec.to_builtins(view)), *strings(msgspec.to_builtins(of_experts))]
        assert [text for text in texts if PLANTED in text] == []
        assert {text for text in texts if text in ids(meeting.state)} == set()
        unheard = {person.seat for person in not_heard_yet(meeting.state)}
        on_it = {person.seat for person in meeting.state.participants.values()}
        if not view.sets and not view.tables:
            called = {view.next_seat, view.speaking}
            assert numbers(view) <= on_it
            assert numbers(view) & unheard <= called


@given(played(laptops=1, most=30))
def test_it_is_made_whatever_the_format(controllers: list[SessionController]) -> None:
    (meeting,) = controllers
    item_id = meeting.state.room.item_id
    if item_id == ItemId(""):
        return
    for name in (*FORMATS, "unheard_of"):
        meeting.do(edit_item, item_id, format=name)
        assert seen(meeting).kind in set(PublicKind)
    assert log_of(controllers)
    assert on_display(meeting.state) is None or seen(meeting).kind in {PublicKind.TEXT, PublicKind.PAUSE}
