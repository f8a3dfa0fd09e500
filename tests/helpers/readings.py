"""What clocks, floor and queue of a meeting say, in seconds and numbers of seats."""

from __future__ import annotations

from facilitator_console.session.calling_order import speaking_order
from facilitator_console.session.floor import speaking
from facilitator_console.session.room_state import Turn
from facilitator_console.session.state import SessionState
from facilitator_console.session.timers import item_timer, turn_timer
from tests.helpers.controller import Meeting


def used_s(meeting: Meeting) -> tuple[float, float]:
    """Seconds used by the item and by who speaks."""
    item, turn = item_timer(meeting.state, meeting.now_ms), turn_timer(meeting.state, meeting.now_ms)
    return (item.used_ms / 1000 if item else 0, turn.used_ms / 1000 if turn else 0)


def talk_s(meeting: Meeting, seat: int) -> float:
    """Seconds that a seat has talked, in all."""
    turns = meeting.state.turns.values()
    return sum(turn.talk_ms for turn in turns if turn.participant_id == meeting.people[seat - 1]) / 1000


def queued(meeting: Meeting) -> list[int]:
    """The seats that wait, in the order in which they are called."""
    return [meeting.state.participants[waiting.participant_id].seat for waiting in speaking_order(meeting.state)]


def speaking_turn(state: SessionState) -> Turn:
    """The turn of whoever speaks, which somebody must."""
    turn = speaking(state)
    assert turn is not None
    return turn
