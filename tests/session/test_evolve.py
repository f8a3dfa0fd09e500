"""The folds: what an event says stands in the state, field by field, and what it does not say stays.

Queue, turns, rounds and tables are in test_evolve_room.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec
import pytest

from facilitator_console.dialogue.state import State
from facilitator_console.log import (
    THE_SESSION,
    Body,
    Duration,
    Instant,
    LaptopId,
    NewEvent,
    Ref,
    SessionId,
    Subject,
)
from facilitator_console.session import events as ev
from facilitator_console.session import room_events as rev
from facilitator_console.session.ids import (
    AtEnd,
    AttributeId,
    Attribution,
    ConsentId,
    ConsentUse,
    EntryId,
    FreezeReason,
    GroupId,
    ItemId,
    ItemStatus,
    LanguageId,
    LaptopRole,
    ParticipantId,
    Place,
    Purpose,
    ReasonId,
    Role,
    RoundId,
    Shows,
    Shrinks,
    StretchKind,
    SubmissionId,
    TableId,
    TurnId,
    TurnKind,
)
from facilitator_console.session.state import Laptop, PromisedEnd
from tests.helpers.controller import START_MS, Meeting, SessionController

TABLE = TableId("a.99")
PERSON = ParticipantId("a.98")
ITEM = ItemId("a.97")
MINUTE = Duration(60_000)

SESSION: dict[str, Any] = {
    "title": "Дорога",
    "language": "uk",
    "attribution": Attribution.NAMED,
    "settings": {"quiet_ms": 1},
    "begins": ev.LocalTime("2026-11-28", "14:00", 120),
    "delete_on": "2026-12-28",
    "languages": (LanguageId("uk"),),
    "referral": "112",
    "place": "school",
    "purpose": Purpose.EXPERTS,
    "marathon_id": SessionId("m"),
    "stage_id": ItemId("s"),
}
ITEM_FIELDS: dict[str, Any] = {
    "title": "Bus",
    "question": "When?",
    "format": "world_cafe",
    "planned_ms": MINUTE,
    "turn_limit_ms": Duration(1),
    "settings": {"tables": 3},
    "shrinks": Shrinks.TO_LEAST,
    "least_ms": Duration(2),
    "at_end": AtEnd.STOP,
    "counts_up": True,
    "most_ms": Duration(3),
    "fixed_at": "15:15",
    "part_of": ITEM,
    "internal": True,
    "goal": "goal",
    "materials": "paper",
    "team_note": "slow",
    "led_by": "both",
}
SEAT: dict[str, Any] = {
    "seat": 77,
    "label": "Ніна",
    "group_id": GroupId("g"),
    "role": Role.OBSERVER,
    "here": False,
    "interpreted": True,
    "age_band": AttributeId("65_up"),
    "gender": AttributeId("woman"),
    "oblast": "Сумська",
}


def last(table: str) -> Callable[[State], Any]:
    """The entity that came to be last in a table of the state."""
    return lambda state: list(state.tables()[table].values())[-1]


SAID: tuple[tuple[Body, Callable[[State], Any]], ...] = (
    (ev.SessionCreated(**SESSION), lambda state: state.info),
    (ev.SessionEdited(**SESSION), lambda state: state.info),
    (ev.EndPromised("2026-11-28", "17:00", 120, Instant(5)), lambda state: state.info.promised),
    (ev.ItemAdded(key="X", origin=Ref(SessionId("m"), Subject("a.1")), **ITEM_FIELDS), last("items")),
    (ev.GroupAdded("Lypivka", 12), last("groups")),
    (ev.ParticipantAdded(**SEAT), last("participants")),
    (ev.ConsentSet(ConsentUse.NAMED_NOTES, given=True), last("consents")),
    (ev.LaptopEdited((LaptopRole.NOTE_TAKER,), TABLE, removed=True), last("laptops")),
    (
        rev.QueueJoined(
            PERSON,
            TurnKind.CLARIFYING_QUESTION,
            TurnId("a.1"),
            ahead=True,
            behind=(EntryId("a.2"),),
            read_aloud=True,
            table_id=TABLE,
        ),
        last("queue"),
    ),
    (
        rev.Passed(PERSON, ITEM, for_now=True, round_id=RoundId("a.3"), table_id=TABLE),
        last("passes"),
    ),
    (
        rev.TurnStarted(
            PERSON,
            ITEM,
            TurnKind.DIRECT_RESPONSE,
            MINUTE,
            EntryId("a.4"),
            RoundId("a.3"),
            ReasonId("lot"),
            read_aloud=True,
            submission_id=SubmissionId("a.5"),
            table_id=TABLE,
        ),
        last("turns"),
    ),
    (rev.PlacesPlanned(ITEM, {PERSON: (1, 2)}, 2, 9), last("planned_places")),
    (rev.PlacesDealt(ITEM, {PERSON: Place("inside")}, RoundId("a.3")), last("places")),
    (rev.QuietStarted(MINUTE, for_all=True, table_id=TABLE), lambda state: state.rooms[TABLE].quiet),
    (rev.ClocksFrozen(FreezeReason.OTHER, "rain", "cellar"), last("stretches")),
    (rev.DisplaySet(Shows.MESSAGE, TABLE, Subject("a.6"), "Back at ten"), last("displays")),
    (rev.TableOpened(ITEM, "by the window"), last("talk_tables")),
)


def with_table() -> Meeting:
    """A meeting with a table whose id is known beforehand."""
    meeting = Meeting()
    meeting.write(NewEvent(rev.TableOpened(meeting.item), Subject(TABLE)))
    return meeting


@pytest.mark.parametrize(("body", "entity"), SAID, ids=[type(body).__name__ for body, _ in SAID])
def test_all_that_an_event_says_stands_in_the_state(body: Body, entity: Callable[[State], Any]) -> None:
    meeting = with_table()
    meeting.write(NewEvent(body))
    found = entity(meeting.state)
    said = {name: value for name, value in msgspec.structs.asdict(body).items() if hasattr(found, name)}
    assert said
    assert {name: getattr(found, name) for name in said} == said


# -- edits -----------------------------------------------------------------------------------------------

EDITS: tuple[tuple[Body, str, Body, dict[str, Any]], ...] = (
    (
        ev.ItemAdded(key="X", **ITEM_FIELDS),
        "items",
        ev.ItemEdited(title="Tram", settings={"rounds": 2}),
        {"title": "Tram", "settings": {"tables": 3, "rounds": 2}},
    ),
    (ev.ItemAdded(key="X", **ITEM_FIELDS), "items", ev.ItemEdited(title="Tram"), {"title": "Tram"}),
    (ev.ItemAdded(key="X", **ITEM_FIELDS), "items", ev.ItemMoved("N"), {"key": "N"}),
    (ev.ItemAdded(key="X", **ITEM_FIELDS), "items", ev.ItemExtended(MINUTE), {"extra_ms": MINUTE}),
    (ev.ItemAdded(key="X", **ITEM_FIELDS), "items", ev.ItemRemoved(), {"removed": True}),
    (ev.ItemAdded(key="X", **ITEM_FIELDS), "items", ev.ItemSkipped(), {"status": ItemStatus.SKIPPED}),
    (ev.ItemAdded(key="X", **ITEM_FIELDS), "items", ev.ItemEnded(), {}),
    (ev.GroupAdded("Lypivka", 12), "groups", ev.GroupEdited(head_count=3), {"head_count": 3}),
    (ev.GroupAdded("Lypivka", 12), "groups", ev.GroupRemoved(), {"removed": True}),
    (ev.ParticipantAdded(**SEAT), "participants", ev.ParticipantEdited(here=True), {"here": True}),
    (ev.ParticipantAdded(**SEAT), "participants", ev.ParticipantRemoved(), {"removed": True}),
    (rev.QueueJoined(PERSON, table_id=TABLE), "queue", rev.QueueMoved("N", table_id=TABLE), {"key": "N"}),
    (rev.QueueJoined(PERSON, table_id=TABLE), "queue", rev.QueueMoved("N"), {}),
    (rev.QueueJoined(PERSON, table_id=TABLE), "queue", rev.QueueMoved("", table_id=TABLE), {}),
    (rev.TurnStarted(PERSON), "turns", rev.TurnExtended(MINUTE), {}),
    (rev.TurnStarted(PERSON, limit_ms=MINUTE), "turns", rev.TurnExtended(MINUTE), {"limit_ms": 2 * MINUTE}),
    (rev.TurnStarted(PERSON, limit_ms=MINUTE), "turns", rev.TurnExtended(MINUTE, table_id=TABLE), {}),
    (rev.TurnStarted(PERSON), "turns", rev.TurnPaused(), {"paused": True}),
    (rev.TurnStarted(PERSON), "turns", rev.TurnPaused(table_id=TABLE), {}),
    (rev.TurnStarted(PERSON), "turns", rev.TurnEdited(kind=TurnKind.POINT_OF_PROCESS), {"kind": "point_of_process"}),
    (rev.TurnStarted(PERSON), "turns", rev.TurnEdited(kind=TurnKind.POINT_OF_PROCESS, table_id=TABLE), {}),
    (
        rev.TableOpened(ITEM, "by the window"),
        "talk_tables",
        rev.TableEdited(host_id=PERSON, settings={"queue": True}),
        {"host_id": PERSON, "settings": {"queue": True}},
    ),
)


@pytest.mark.parametrize(
    ("made", "table", "edit", "changes"), EDITS, ids=[f"{type(e).__name__}-{n}" for n, (_, _, e, _) in enumerate(EDITS)]
)
def test_an_edit_changes_what_it_says_and_nothing_else(
    made: Body, table: str, edit: Body, changes: dict[str, Any]
) -> None:
    meeting = with_table()
    subject = Subject(meeting.write(NewEvent(made))[0].subject)
    before = dict(meeting.state.tables()[table])
    meeting.write(NewEvent(edit, subject))
    assert meeting.state.tables()[table] == {**before, subject: msgspec.structs.replace(before[subject], **changes)}
    # About something that is not there nothing is made.
    meeting.write(NewEvent(edit, Subject("z.9")))
    assert "z.9" not in meeting.state.tables()[table]


def test_a_setting_of_the_session_changes_alone() -> None:
    meeting = Meeting()
    meeting.write(NewEvent(ev.SessionCreated("Again", settings={"quiet_ms": 1, "asks": []}), THE_SESSION))
    meeting.write(NewEvent(ev.SessionEdited(settings={"quiet_ms": 2}), THE_SESSION))
    assert meeting.state.info.settings == {"quiet_ms": 2, "asks": []}
    meeting.write(NewEvent(ev.SessionEdited(title="Other"), THE_SESSION))
    assert (meeting.state.info.title, meeting.state.info.settings) == ("Other", {"quiet_ms": 2, "asks": []})


def test_whoever_created_the_session_first_founded_and_leads_it() -> None:
    meeting, other = Meeting(), SessionController(writer="b", at_ms=START_MS + 5000)
    meeting.later(5)
    other.history.add(meeting.history.events())
    before = meeting.state.info
    other.write(NewEvent(ev.SessionCreated("Again"), THE_SESSION))
    found = other.state
    assert (before.founder, before.created_at_ms) == (meeting.laptop, START_MS)
    assert (found.info.title, found.info.founder, found.room.lead) == ("Again", meeting.laptop, meeting.laptop)
    assert found.info.created_at_ms == START_MS + 5000


# -- items and clocks --------------------------------------------------------------------------------------


def test_an_item_that_is_begun_ends_the_one_before_and_its_quiet_minute_and_round() -> None:
    meeting = Meeting()
    second = meeting.add_item("Second")
    meeting.write(NewEvent(rev.TurnStarted(meeting.people[0])))
    meeting.write(NewEvent(rev.QuietStarted(MINUTE), THE_SESSION))
    meeting.write(NewEvent(rev.RoundStarted(meeting.item)))
    meeting.later(3)
    (started,) = meeting.write(NewEvent(ev.ItemStarted(), Subject(second)))
    first, now = meeting.state.items[meeting.item], meeting.state.items[second]
    assert (first.status, first.ended_at_ms, first.elapsed_ms) == (ItemStatus.DONE, started.at_ms, 3000)
    assert (now.status, now.started_at_ms, now.started_by, now.ended_at_ms) == ("running", started.at_ms, "a", 0)
    room = meeting.state.room
    assert (room.item_id, room.round_id, room.floor, room.quiet) == (second, "", (), None)
    assert [one.ended_at_ms for one in meeting.state.turns.values()] == [started.at_ms]
    assert [(one.kind, one.to_ms) for one in meeting.state.stretches.values()] == [("quiet", started.at_ms)]


def test_an_item_that_is_begun_again_keeps_its_beginning_and_when_it_was_away() -> None:
    meeting = Meeting()
    begun = meeting.state.items[meeting.item].started_at_ms
    meeting.later(1)
    ended = Instant(meeting.now_ms)
    meeting.write(NewEvent(ev.ItemEnded(), Subject(meeting.item)))
    # Begun at once, it was not away.
    meeting.write(NewEvent(ev.ItemStarted(), Subject(meeting.item)))
    assert meeting.state.items[meeting.item].away == ()
    for _ in range(2):
        meeting.write(NewEvent(ev.ItemEnded(), Subject(meeting.item)))
        meeting.later(1)
        meeting.write(NewEvent(ev.ItemStarted(), Subject(meeting.item)))
    item = meeting.state.items[meeting.item]
    assert (item.status, item.started_at_ms, item.ended_at_ms) == ("running", begun, 0)
    assert item.away == ((ended, ended + 1000), (ended + 1000, ended + 2000))


@pytest.mark.parametrize("gone", [ev.ItemRemoved(), ev.ItemSkipped(), ev.ItemEnded()])
def test_an_item_that_is_on_ends_when_it_is_taken_away(gone: Body) -> None:
    meeting = Meeting()
    second = meeting.add_item("Second")
    meeting.later(2)
    meeting.write(NewEvent(gone, Subject(second)))
    assert meeting.state.room.item_id == meeting.item
    (event,) = meeting.write(NewEvent(gone, Subject(meeting.item)))
    assert (meeting.state.room.item_id, meeting.state.items[meeting.item].ended_at_ms) == ("", event.at_ms)


def test_an_item_that_was_removed_or_is_on_is_not_begun() -> None:
    meeting = Meeting()
    second = meeting.add_item("Second")
    meeting.write(NewEvent(ev.ItemRemoved(), Subject(second)))
    before = meeting.state.items[meeting.item]
    meeting.write(NewEvent(rev.RoundStarted(meeting.item)))
    for item in (second, meeting.item, "z.9"):
        meeting.write(NewEvent(ev.ItemStarted(), Subject(item)))
    assert (meeting.state.room.item_id, meeting.state.items[meeting.item]) == (meeting.item, before)
    assert meeting.state.room.round_id


def test_only_the_item_that_is_on_is_paused_and_goes_on_once() -> None:
    meeting = Meeting()
    second = meeting.add_item("Second")
    meeting.write(NewEvent(ev.ItemPaused(), Subject(second)))
    assert not meeting.state.stretches
    (paused,) = meeting.write(NewEvent(ev.ItemPaused(), Subject(meeting.item)))
    meeting.later(4)
    meeting.write(NewEvent(ev.ItemPaused(), Subject(meeting.item)))
    meeting.write(NewEvent(ev.ItemResumed(), Subject(second)))
    (stretch,) = meeting.state.stretches.values()
    assert (stretch.kind, stretch.item_id, stretch.from_ms, stretch.to_ms) == (
        StretchKind.ITEM_PAUSED,
        meeting.item,
        paused.at_ms,
        0,
    )
    assert meeting.state.items[meeting.item].status is ItemStatus.PAUSED
    (resumed,) = meeting.write(NewEvent(ev.ItemResumed(), Subject(meeting.item)))
    meeting.later(1)
    meeting.write(NewEvent(ev.ItemResumed(), Subject(meeting.item)))
    assert [one.to_ms for one in meeting.state.stretches.values()] == [resumed.at_ms]
    assert meeting.state.items[meeting.item].status is ItemStatus.RUNNING


def test_closing_ends_the_item_the_freeze_and_the_quiet_minute_and_reopening_forgets_when_it_closed() -> None:
    meeting = Meeting()
    meeting.write(NewEvent(ev.SpeakingKept(), THE_SESSION))
    meeting.write(NewEvent(rev.QuietStarted(MINUTE), THE_SESSION))
    meeting.write(NewEvent(rev.ClocksFrozen(), THE_SESSION))
    assert meeting.state.info.speaking_kept
    meeting.later(2)
    (closed,) = meeting.write(NewEvent(ev.SessionClosed(), THE_SESSION))
    info, room = meeting.state.info, meeting.state.room
    assert (info.closed_at_ms, info.closed_by, info.speaking_kept) == (closed.at_ms, "a", False)
    assert (room.item_id, room.frozen, room.quiet) == ("", False, None)
    assert [one.to_ms for one in meeting.state.stretches.values()] == [closed.at_ms] * 2
    meeting.write(NewEvent(ev.SessionReopened(), THE_SESSION))
    assert meeting.state.info == msgspec.structs.replace(info, closed_at_ms=Instant(0))


def test_a_promised_end_is_taken_back_by_an_empty_one() -> None:
    meeting = Meeting()
    (event,) = meeting.write(NewEvent(ev.EndPromised("2026-11-28", "17:00", 60, Instant(5)), THE_SESSION))
    assert meeting.state.info.promised == PromisedEnd("2026-11-28", "17:00", 60, Instant(5), event.at_ms, event.writer)
    meeting.write(NewEvent(ev.EndPromised("2026-11-28", "", 60), THE_SESSION))
    assert meeting.state.info.promised is None


# -- consent and laptops -----------------------------------------------------------------------------------


def test_of_two_consents_that_did_not_know_of_each_other_the_withdrawal_wins() -> None:
    meeting = Meeting()

    def says(*, given: bool, base: str = "") -> tuple[bool, str]:
        body = ev.ConsentSet(ConsentUse.NAMED_NOTES, given=given, base=ConsentId(base))
        meeting.write(NewEvent(body, Subject(meeting.people[0])))
        ((key, consent),) = meeting.state.consents.items()
        assert key == f"{meeting.people[0]}/{ConsentUse.NAMED_NOTES}"
        assert (consent.participant_id, consent.use) == (meeting.people[0], ConsentUse.NAMED_NOTES)
        return consent.given, consent.consent_id

    given, first = says(given=True)
    assert (given, first) == (True, f"a.{len(meeting.written)}")
    assert says(given=True)[0]
    assert not says(given=False)[0]
    assert not says(given=True, base=first)[0]
    latest = f"a.{len(meeting.written)}"
    assert says(given=True, base=latest)[0]


def test_a_laptop_is_edited_before_and_after_it_is_known() -> None:
    meeting = Meeting()
    meeting.write(NewEvent(ev.LaptopEdited(removed=True), Subject("laptop-b")))
    meeting.write(NewEvent(ev.LaptopEdited(table_id=TABLE), Subject("laptop-b")))
    assert meeting.state.laptops == {LaptopId("laptop-b"): Laptop(LaptopId("laptop-b"), (), TABLE, removed=True)}


def test_a_freeze_takes_a_later_reason_and_ends_once() -> None:
    meeting = Meeting()
    (frozen,) = meeting.write(NewEvent(rev.ClocksFrozen(), THE_SESSION))
    meeting.later(1)
    meeting.write(NewEvent(rev.ClocksFrozen(FreezeReason.ALERT, "siren", "cellar"), THE_SESSION))
    before = meeting.state.room
    (on,) = meeting.state.stretches.values()
    assert (on.kind, on.from_ms, on.to_ms) == (StretchKind.FROZEN, frozen.at_ms, 0)
    assert (on.reason, on.other, on.shelter) == (FreezeReason.ALERT, "siren", "cellar")
    (released,) = meeting.write(NewEvent(rev.ClocksReleased(), THE_SESSION))
    assert (before.frozen, meeting.state.room.frozen) == (True, False)
    assert [stretch.to_ms for stretch in meeting.state.stretches.values()] == [released.at_ms]
