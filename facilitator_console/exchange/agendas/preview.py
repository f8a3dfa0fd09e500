"""Shows what a file would bring before anything is taken: items, rows that can't be taken and why, columns.

Also how times of day in a plan become lengths and fixed times, the same for every kind of file.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import msgspec

from facilitator_console.exchange.agendas.columns import Field
from facilitator_console.log import NO_TIME, Duration
from facilitator_console.session.drafts import DEFAULT_LENGTH_MS, ItemDraft, kept_draft, split_line
from facilitator_console.session.durations import SECOND_MS, duration_text
from facilitator_console.words import Message, UserError, say

DAY_S = 24 * 60 * 60
LONGEST_TEXT = 30_000
"""The most characters of a cell; more is a document."""
_MOST_SHOWN = 60
_LONGEST_STEP_S = 12 * 60 * 60


class ReadItem(NamedTuple):
    """Represents an item that can be taken.

    Attributes:
        line: Its row in a sheet, its line in a text, or its place in a list.
        remarks: What was taken otherwise than it stands there.
    """

    line: int
    draft: ItemDraft
    remarks: tuple[Message, ...] = ()


class RefusedRow(NamedTuple):
    """Represents a row that can't be taken.

    Attributes:
        why: In words, without the row.
        text: Its first words, so that it is found.
    """

    line: int
    why: Message
    text: str


class Column(NamedTuple):
    """Represents a column of a table; `field` is None where it is not taken."""

    place: int
    heading: str
    field: Field | None


class AgendaPreview(NamedTuple):
    """Holds what a file would bring; nothing is on an agenda yet.

    Attributes:
        items: In their order.
        columns: Of a table; empty for other files.
        sheets: The names of a workbook's sheets; `sheet` is the one that was read.
        title: What the file calls the whole; empty where it does not.
        begins: The time of day at which the first item begins there, such as 14:00; empty where it does not say.
    """

    items: tuple[ReadItem, ...] = ()
    refused: tuple[RefusedRow, ...] = ()
    columns: tuple[Column, ...] = ()
    sheets: tuple[str, ...] = ()
    sheet: str = ""
    title: str = ""
    begins: str = ""

    @property
    def drafts(self) -> tuple[ItemDraft, ...]:
        """Return the items, as they would be added."""
        return tuple(item.draft for item in self.items)


class FoundItem(msgspec.Struct):
    """Represents an item as a file tells it, before its times are settled.

    Attributes:
        starts_s: When it begins there, in seconds of the day; None where it does not say. Likewise `ends_s`.
        has_length: Its draft has the length that the file tells; else it follows from the times, or is the usual one.
        is_mark: It is a mark in the plan, without a length.
    """

    line: int
    draft: ItemDraft
    starts_s: int | None = None
    ends_s: int | None = None
    has_length: bool = False
    is_mark: bool = False
    remarks: tuple[Message, ...] = ()


def found_line(line: int, text: str, part: int = 0) -> FoundItem:
    """Return the item of a line as people type it.

    Raises:
        UserError: No words are left for a title.
    """
    title, length_ms, fixed_at = split_line(text)
    draft = ItemDraft(title, planned_ms=length_ms or NO_TIME, part=part)
    starts_s = _second(fixed_at) if fixed_at else None
    return FoundItem(line, draft, starts_s, has_length=length_ms is not None)


def settled(found: Sequence[FoundItem]) -> tuple[str, tuple[ReadItem, ...], tuple[RefusedRow, ...]]:
    """Turn times of day into lengths and fixed times.

    An item that begins when the one before it ends follows it; only one that begins at another time is fixed there.

    Returns:
        When the first item begins, the items, and those that can't be.
    """
    begins, at_s = "", None
    given = [item.draft for item in found]
    items, refused = list[ReadItem](), list[RefusedRow]()
    for place, item in enumerate(found):
        has_parts = is_whole(given, place)
        length_ms, remarks = _length(found, place, is_whole=has_parts)
        fixed_at = item.draft.fixed_at
        if item.starts_s is not None and not (has_parts or item.is_mark or fixed_at):
            if at_s is None and not any(before.draft.planned_ms for before in items):
                begins = time_of_day(item.starts_s)
            elif at_s is None or at_s % DAY_S != item.starts_s:
                fixed_at = time_of_day(item.starts_s)
            at_s = item.starts_s
        if at_s is not None and not has_parts:
            at_s += length_ms // SECOND_MS
        draft = msgspec.structs.replace(item.draft, planned_ms=length_ms, fixed_at=fixed_at)
        try:
            items.append(ReadItem(item.line, kept_draft(draft), remarks))
        except UserError as error:
            refused.append(RefusedRow(item.line, error.message, shown([item.draft.title])))
    return begins, tuple(items), tuple(refused)


def _length(found: Sequence[FoundItem], place: int, *, is_whole: bool) -> tuple[Duration, tuple[Message, ...]]:
    item = found[place]
    if item.has_length or item.is_mark or is_whole:
        return item.draft.planned_ms, item.remarks
    until_s = item.ends_s
    if until_s is None:
        later = (other for other in found[place + 1 :] if not other.is_mark)
        until_s = next((other.starts_s for other in later), None)
    if item.starts_s is not None and until_s is not None:
        step_s = (until_s - item.starts_s) % DAY_S
        if 0 < step_s <= _LONGEST_STEP_S:
            return Duration(step_s * SECOND_MS), item.remarks
    usual = say("it says no length; it gets {minutes} minutes", minutes=duration_text(DEFAULT_LENGTH_MS))
    return DEFAULT_LENGTH_MS, (*item.remarks, usual)


def is_whole(drafts: Sequence[ItemDraft], place: int) -> bool:
    """Tell whether the item at a place has parts; then its own length is only their target."""
    return place + 1 < len(drafts) and drafts[place + 1].part > drafts[place].part


def starts_s(drafts: Sequence[ItemDraft], begins: str) -> list[int]:
    """Return when each item begins, in seconds from midnight before the session; nothing where that is not known.

    Args:
        drafts: The items.
        begins: The time of day at which the first begins, such as 14:00.
    """
    if not begins:
        return []
    at_s, starts = _second(begins), list[int]()
    for place, draft in enumerate(drafts):
        if draft.fixed_at and not is_whole(drafts, place):
            # A time that is past at this point of the plan is the next day's only where that is nearer.
            later_s = (_second(draft.fixed_at) - at_s) % DAY_S
            at_s += later_s if later_s <= _LONGEST_STEP_S else later_s - DAY_S
        starts.append(at_s)
        if not is_whole(drafts, place):
            at_s += draft.planned_ms // SECOND_MS
    return starts


def _second(time: str) -> int:
    hour, _, minute = time.partition(":")
    return int(hour) * 3600 + int(minute) * 60


def time_of_day(second: int) -> str:
    """Return a second of the day as a time, such as 09:30."""
    minute = second % DAY_S // 60
    return f"{minute // 60:02}:{minute % 60:02}"


def shown(cells: Sequence[str]) -> str:
    """Return the first words of a row."""
    text = " ".join(" · ".join(cell for cell in cells if cell).split())
    return text if len(text) <= _MOST_SHOWN else f"{text[: _MOST_SHOWN - 1]}…"
