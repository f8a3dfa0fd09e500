"""Settings: each with its default, an item's before the session's; what can't be read counts as not set."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from facilitator_console.log import THE_SESSION, Duration, NewEvent, Subject
from facilitator_console.session import events as ev
from facilitator_console.session.agenda import edit_item, edit_session, extend_item
from facilitator_console.session.floor import call_back, end_turn, extend_turn, start_quiet, start_turn
from facilitator_console.session.ids import TurnId
from facilitator_console.session.settings import DEFAULTS, LIMITS, RoomSettings, settings_of
from facilitator_console.session.timers import quiet_timer
from facilitator_console.words import UserError
from tests.helpers.controller import Meeting, SessionController


def test_an_item_s_own_before_the_session_s_before_the_default() -> None:
    meeting = Meeting()
    assert settings_of(meeting.state) == DEFAULTS
    meeting.do(edit_session, settings={"quiet_ms": 120_000, "several_entries": True})
    meeting.do(edit_item, meeting.item, settings={"quiet_ms": 30_000})
    assert settings_of(meeting.state) == RoomSettings(quiet_ms=Duration(30_000), several_entries=True)
    assert settings_of(meeting.state, meeting.add_item("Other")).quiet_ms == 120_000
    assert meeting.state.items[meeting.item].settings["order"] == "stack"


def test_the_commands_go_by_them() -> None:
    meeting = Meeting(turn_limit_ms=60_000)
    meeting.do(
        edit_session,
        settings={"quiet_ms": 90_000, "extend_turn_ms": 45_000, "extend_item_ms": 300_000, "call_back_ms": 5_000},
    )
    meeting.do(extend_turn, TurnId(meeting.make(start_turn, meeting.people[0])))
    meeting.do(extend_item, meeting.item)
    assert meeting.state.turns[meeting.turn(1)].limit_ms == 105_000
    assert meeting.state.items[meeting.item].extra_ms == 300_000
    meeting.do(start_quiet)
    quiet = quiet_timer(meeting.state, meeting.now_ms)
    assert quiet is not None
    assert quiet.length_ms == 90_000
    meeting.do(end_turn, meeting.turn(1))
    meeting.later(6)
    with pytest.raises(UserError, match="Nobody has finished in the last 5 seconds"):
        meeting.do(call_back)


@pytest.mark.parametrize("name", LIMITS)
def test_both_ends_of_the_limits_hold_and_without_an_item_the_session_s_own_do(name: str) -> None:
    controller = SessionController()
    for end in LIMITS[name]:
        controller.do(edit_session, settings={name: end})
        assert getattr(settings_of(controller.state), name) == end


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"quiet_ms": 0}, "This must lie between 0:01 and 60:00"),
        ({"long_queue": 1}, "This must lie between 2 and 1000"),
        ({"extend_turn_ms": "30"}, "This must lie between"),
        ({"several_entries": 1}, "on or off"),
        ({"quiet_ms": True}, "This must lie between"),
        ({"quiet_ms": 60_000, "long_queue": 1}, "This must lie between 2 and 1000"),
    ],
)
def test_what_it_can_not_be_is_refused(settings: dict[str, Any], said: str) -> None:
    with pytest.raises(UserError, match=said):
        Meeting().do(edit_session, settings=settings)


VALUES = st.one_of(st.none(), st.booleans(), st.integers(-(10**9), 10**9), st.text(max_size=3), st.floats())
JSON = st.dictionaries(st.sampled_from([*RoomSettings.__struct_fields__, "order"]), VALUES)


@given(JSON, JSON)
def test_whatever_another_release_wrote_is_read(of_session: dict[str, Any], of_item: dict[str, Any]) -> None:
    meeting = Meeting()
    try:
        meeting.write(NewEvent(ev.SessionEdited(settings=of_session), THE_SESSION))
        meeting.write(NewEvent(ev.ItemEdited(settings=of_item), Subject(meeting.item)))
    except ValueError:  # JSON has no such number.
        return
    read = settings_of(meeting.state)
    for name, (least, most) in LIMITS.items():
        assert least <= getattr(read, name) <= most
    assert isinstance(read.several_entries, bool)
