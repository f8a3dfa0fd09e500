"""The folds: what an event says stands in the state, field by field, and what it does not say stays."""

from __future__ import annotations

from collections.abc import Callable

import msgspec
import pytest

from facilitator_console.dialogue.state import State
from facilitator_console.log import Body, Duration, Instant, NewEvent, Ref, SessionId, Subject
from facilitator_console.session import events as ev
from facilitator_console.session import room_events as rev
from facilitator_console.session.ids import (
    AtEnd,
    AttributeId,
    Attribution,
    ConsentUse,
    EntryId,
    FreezeReason,
    GroupId,
    ItemId,
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
    SubmissionId,
    TableId,
    TurnId,
    TurnKind,
)
from tests.helpers.controller import Meeting

TABLE = TableId("a.99")
PERSON = ParticipantId("a.98")
ITEM = ItemId("a.97")
MINUTE = Duration(60_000)

SESSION = {
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
ITEM_FIELDS = {
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
SEAT = {
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


def last(table: str) -> Callable[[State], object]:
    """The entity that came to be last in a table of the state."""
    return lambda state: list(state.tables()[table].values())[-1]


SAID: tuple[tuple[Body, Callable[[State], object]], ...] = (
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
def test_all_that_an_event_says_stands_in_the_state(body: Body, entity: Callable[[State], object]) -> None:
    meeting = with_table()
    meeting.write(NewEvent(body))
    found = entity(meeting.state)
    said = {name: value for name, value in msgspec.structs.asdict(body).items() if hasattr(found, name)}
    assert said
    assert {name: getattr(found, name) for name in said} == said
