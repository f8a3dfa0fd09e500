"""The timetable of the plan: when each item begins and ends if everything takes its planned time.

Times of day as they were planned, never readings of a clock: what is later than planned is for session.timetable. An
item that others are parts of is a heading: its parts have the time, its own length is what they are meant to take.
Queries, and times of day as people write them.
"""

from __future__ import annotations

import re
from datetime import date
from typing import NamedTuple

from facilitator_console.log import Duration
from facilitator_console.session.agenda import MINUTE_MS, heading_ids, items_in_order
from facilitator_console.session.events import LocalTime
from facilitator_console.session.ids import NO_ITEM, ItemId
from facilitator_console.session.state import SessionState
from facilitator_console.words import Message, UserError, kept_label, say

HOUR_MS = 60 * MINUTE_MS
DAY_MS = 24 * HOUR_MS
_TIME = re.compile(r"(?P<hours>[01]?[0-9]|2[0-3])(?:[:.](?P<minutes>[0-5][0-9]))?")
_ISO_DAY = re.compile(r"(?P<year>[0-9]{4})-(?P<month>[0-9]{1,2})-(?P<day>[0-9]{1,2})")
_DAY = re.compile(r"(?P<day>[0-9]{1,2})[./](?P<month>[0-9]{1,2})(?:[./](?P<year>[0-9]{4}))?\.?")
_OFFSET = re.compile(r"(?:UTC|GMT)?(?P<sign>[+\-−])(?P<hours>[0-9]{1,2})(?::?(?P<minutes>[0-5][0-9]))?", re.IGNORECASE)
MOST_OFFSET_MIN = 14 * 60


class Slot(NamedTuple):
    """Represents the time that the plan gives an item.

    Attributes:
        starts_ms: Since midnight before the session begins; since its beginning where no time is set for that.
        length_ms: Of a heading 0: its parts have the time.
        gap_ms: Free time before an item at a fixed time; negative where the items before it run past that time.
        heading_id: The item that it is a part of; `NO_ITEM` where it is none.
        parts_ms: Of a heading the length of all its parts, and of theirs.
        is_heading: Others are parts of it.
    """

    item_id: ItemId
    starts_ms: int
    length_ms: Duration
    gap_ms: Duration = Duration(0)
    heading_id: ItemId = NO_ITEM
    parts_ms: Duration = Duration(0)
    is_heading: bool = False


class Schedule(NamedTuple):
    """Represents the timetable of the whole plan.

    Attributes:
        slots: In the agenda's order.
        begins_ms: As of `Slot.starts_ms`; 0 where no time is set.
        ends_ms: When the last item ends.
        has_begin: A time of day is set for the beginning; without one times count from 0.
    """

    slots: tuple[Slot, ...]
    begins_ms: int
    ends_ms: int
    has_begin: bool

    @property
    def planned_ms(self) -> Duration:
        """Return the length of all items together, without free time."""
        return Duration(sum(slot.length_ms for slot in self.slots))


def schedule(state: SessionState) -> Schedule:
    """Return the timetable of the plan.

    An item at a fixed time begins then, also where the items before it are not over: the end is the beginning with all
    lengths and all gaps, overlaps counted below 0.
    """
    items = items_in_order(state)
    headings = heading_ids(items)
    parts_ms = dict.fromkeys(headings.values(), 0)
    for item in items:
        above = NO_ITEM if item.item_id in parts_ms else headings.get(item.item_id, NO_ITEM)
        while above:
            parts_ms[above] += item.planned_ms
            above = headings.get(above, NO_ITEM)
    fixed = clock_ms(state.info.begins.time)
    begins_ms = at_ms = fixed or 0
    slots = []
    for item in items:
        is_heading = item.item_id in parts_ms
        length_ms = 0 if is_heading else item.planned_ms
        wanted_ms = clock_ms(item.fixed_at) if item.fixed_at and fixed is not None else None
        gap_ms = 0 if wanted_ms is None else nearest_ms(wanted_ms, at_ms) - at_ms
        at_ms += gap_ms
        heading_id = headings.get(item.item_id, NO_ITEM)
        parts = Duration(parts_ms.get(item.item_id, 0))
        slots.append(Slot(item.item_id, at_ms, Duration(length_ms), Duration(gap_ms), heading_id, parts, is_heading))
        at_ms += length_ms
    return Schedule(tuple(slots), begins_ms, at_ms, fixed is not None)


def slack_ms(state: SessionState, plan: Schedule) -> Duration | None:
    """Return the time between the end of the plan and the promised end; None where either can't be told."""
    promised, begins = state.info.promised, state.info.begins
    time_ms = clock_ms(promised.time) if promised else None
    if promised is None or time_ms is None or not plan.has_begin:
        return None
    time_ms -= (promised.utc_offset_min - begins.utc_offset_min) * MINUTE_MS
    first, last = _day_number(begins.date), _day_number(promised.date)
    if first is None or last is None:
        end_ms = nearest_ms(time_ms % DAY_MS, plan.ends_ms)
    else:
        end_ms = time_ms + (last - first) * DAY_MS
    return Duration(end_ms - plan.ends_ms)


def nearest_ms(time_ms: int, to_ms: int) -> int:
    """Return the occurrence of a time of day that is nearest to another one, which may lie on a later day."""
    ahead_ms = (time_ms - to_ms + DAY_MS // 2) % DAY_MS - DAY_MS // 2
    return to_ms + ahead_ms


# -- times of day as people write them -------------------------------------------------------------------


def clock_ms(text: str) -> int | None:
    """Return a time of day since midnight; None where it is none, such as in an event of another release."""
    read = _TIME.fullmatch(text)
    return None if read is None else int(read["hours"]) * HOUR_MS + int(read["minutes"] or 0) * MINUTE_MS


def clock_text(time_ms: int) -> str:
    """Write a time since midnight as a clock on the wall shows it, such as 15:05; days are left out."""
    hours, minutes = divmod(time_ms // MINUTE_MS % (24 * 60), 60)
    return f"{hours:02}:{minutes:02}"


def read_when(text: str, usual: LocalTime) -> LocalTime:
    """Read a day and a time as they are typed: 14:00, 28.11.2026 14:00, 2026-11-28 14:00 UTC+3; nothing for none.

    Args:
        text: As it is typed.
        usual: The day, and local time minus UTC, where the text names none.

    Raises:
        UserError: It is not a day and a time, or no calendar has that day.
    """
    words = kept_label(text).replace(",", " ").split()
    day, time, offset_min = usual.date, "", usual.utc_offset_min
    has_colon = any(":" in word and _TIME.fullmatch(word) for word in words)
    for word in words:
        if read := _ISO_DAY.fullmatch(word):
            day = _day_text(read, usual.date, text)
        elif (offset := _OFFSET.fullmatch(word)) and time:
            minutes = int(offset["hours"]) * 60 + int(offset["minutes"] or 0)
            offset_min = min(minutes, MOST_OFFSET_MIN) * (1 if offset["sign"] == "+" else -1)
        elif not time and _TIME.fullmatch(word) and (":" in word or not has_colon):
            time = clock_text(clock_ms(word) or 0)
        elif read := _DAY.fullmatch(word):
            day = _day_text(read, usual.date, text)
        else:
            raise UserError(_not_a_time(text))
    if words and not time:
        raise UserError(_not_a_time(text))
    return LocalTime(day, time, offset_min) if words else LocalTime()


def read_day(text: str, usual: str) -> str:
    """Read a day as it is typed, such as 28.12. or 2026-12-28; nothing for none.

    Args:
        text: As it is typed.
        usual: A day of the year that it lies in where the text names none.

    Raises:
        UserError: It is not a day, or no calendar has it.
    """
    text = kept_label(text)
    read = _ISO_DAY.fullmatch(text) or _DAY.fullmatch(text)
    if not text:
        return ""
    if read is None:
        raise UserError(say("“{text}” is not a day. Write 28.12.2026.", text=text))
    return _day_text(read, usual, text)


def _not_a_time(text: str) -> Message:
    return say("“{text}” is not a day and a time. Write 14:00, or 28.11.2026 14:00.", text=text)


def _day_text(read: re.Match[str], usual: str, text: str) -> str:
    year = read["year"] or usual[:4] or "2000"
    try:
        return date(int(year), int(read["month"]), int(read["day"])).isoformat()
    except ValueError:
        raise UserError(_not_a_time(text)) from None


def _day_number(day: str) -> int | None:
    """Return the number of a day, to count days between two; None where it is none, or one of another release."""
    try:
        return date.fromisoformat(day).toordinal()
    except ValueError:
        return None
