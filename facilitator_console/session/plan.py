"""Checks the plan: its length, and rounds that are too short for the people in the room; times as typed.

Queries only; they propose nothing and change nothing. The program warns, the facilitator decides.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from facilitator_console.log import Duration
from facilitator_console.session.agenda import held_items
from facilitator_console.session.formats import format_of
from facilitator_console.session.ids import OUTSIDE_QUEUE, ItemId, ItemStatus
from facilitator_console.session.people import groups_shown, seated
from facilitator_console.session.state import SessionState
from facilitator_console.words import UserError, kept_label, say

_MINUTES = re.compile(r"(?P<minutes>[0-9]{0,4})(?::(?P<seconds>[0-5][0-9]))?")


class TightRound(NamedTuple):
    """Represents an item that is planned shorter than its turns together: a round, or the parts of pairs.

    Attributes:
        people: How many would have a turn, one after another.
        each_ms: The length of one.
        needed_ms: All of them.
    """

    item_id: ItemId
    people: int
    each_ms: Duration
    needed_ms: Duration


def planned_length_ms(state: SessionState) -> Duration:
    """Return the time that was planned for all items together."""
    return Duration(sum(item.planned_ms for item in held_items(state)))


def tight_rounds(state: SessionState) -> tuple[TightRound, ...]:
    """Return the rounds still to come that don't fit, in the agenda's order: 24 people, a minute each, in 20 minutes.

    Items without planned minutes or without a turn limit can't be told.
    """
    people = people_in_rounds(state)
    found = []
    for item in held_items(state):
        if item.status is not ItemStatus.PLANNED or not item.planned_ms:
            continue
        turns, each_ms = format_of(item).turns_planned(item, people)
        needed_ms = Duration(turns * each_ms)
        if item.planned_ms < needed_ms:
            found.append(TightRound(item.item_id, turns, each_ms, needed_ms))
    return tuple(found)


def people_in_rounds(state: SessionState) -> int:
    """Return how many are asked in a round: who has a seat and may speak; before that, the groups' head-counts.

    Who comes later, or has left for a while, is counted too.
    """
    asked = [person for person in seated(state) if person.role not in OUTSIDE_QUEUE]
    return len(asked) or sum(group.head_count for group in groups_shown(state))


# -- times as people write them ------------------------------------------------------------------------


def read_minutes(text: str) -> Duration:
    """Read a length as it is typed: "20" minutes, "1:30" minutes and seconds; nothing for none.

    Raises:
        UserError: It is not a length.
    """
    text = kept_label(text)
    read = _MINUTES.fullmatch(text)
    if read is None:
        raise UserError(say("“{text}” is not a length of time. Write minutes, such as 20 or 1:30.", text=text))
    return Duration((int(read["minutes"] or 0) * 60 + int(read["seconds"] or 0)) * 1000)


def minutes_text(length_ms: int) -> str:
    """Write a length as `read_minutes` reads it; empty for none."""
    minutes, seconds = divmod(round(length_ms / 1000), 60)
    if not seconds:
        return str(minutes) if minutes else ""
    return f"{minutes}:{seconds:02}"
