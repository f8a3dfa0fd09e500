"""Drafts of agenda items: what is known of an item before it is on an agenda.

A typed line becomes one, a file is read into many, a template and a copied row are the same. One command adds any
number of them. Nothing here reads a file.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

import msgspec

from facilitator_console.log import NO_REF, NO_TIME, Duration, Instant, NewEvent, Ref
from facilitator_console.log.envelope import Made
from facilitator_console.session import events as ev
from facilitator_console.session.agenda import LONGEST_MS, items_in_order, known_item, require_text
from facilitator_console.session.durations import MINUTE_MS, found_duration
from facilitator_console.session.ids import DEFAULT_FORMAT, NO_ITEM, AtEnd, ItemId, Shrinks
from facilitator_console.session.legality import require_allowed
from facilitator_console.session.order import keys_between
from facilitator_console.session.state import AgendaItem, SessionState
from facilitator_console.words import UserError, kept_label, kept_text, say, titled

DEFAULT_LENGTH_MS = Duration(10 * MINUTE_MS)
"""The length of an item whose typed line says none."""
FIRST_HOUR = 5
"""A typed `1:30` lasts an hour and a half, a typed `9:30` is a time of day: no item of a dialogue lasts five hours."""

_MOST_WORDS = 5
"""The most words that a length has, such as `1 год. 30 хв.` and a word between."""
_LONE = frozenset("сcзsи")
"""Alone they are words of a sentence: `10 с Марией` does not mean ten seconds."""
_TIME_OF_DAY = re.compile(r"(?P<hour>[01]?\d|2[0-3])[:.](?P<minute>[0-5]\d)")
_TIMES = re.compile(r"(\d{1,2}[:.]\d{2})(?:\s*[-–—]\s*(\d{1,2}[:.]\d{2}))?(?:[\s,;–—-]+|$)")
_LEADING_BOX = re.compile(r"[(\[](?P<length>[^()\[\]]{1,40})[)\]]\s*")
_BOXED = re.compile(r"\s*[(\[](?P<length>[^()\[\]]{1,40})[)\]]\s*\Z")
_NO_TEXT = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x9f\ufffe\uffff]")
_DASHES = "–—-:,;·|"


class ItemDraft(msgspec.Struct, frozen=True, omit_defaults=True):
    """Represents an item that is not on an agenda yet; its fields as of `ItemAdded`.

    Attributes:
        part: Its level: 0 for an item of the agenda, 1 for a part of the nearest item above with a lower level, and
            so on.
        origin: Where it was carried over from. A copy says it too: who withdraws those words finds all of them.
    """

    title: str
    question: str = ""
    format: str = DEFAULT_FORMAT
    settings: dict[str, Any] = msgspec.field(default_factory=dict)
    planned_ms: Duration = NO_TIME
    turn_limit_ms: Duration = NO_TIME
    fixed_at: str = ""
    part: int = 0
    internal: bool = False
    goal: str = ""
    materials: str = ""
    team_note: str = ""
    led_by: str = ""
    shrinks: Shrinks = Shrinks.BY_SHARE
    least_ms: Duration = NO_TIME
    most_ms: Duration = NO_TIME
    at_end: AtEnd = AtEnd.GO_ON
    counts_up: bool = False
    origin: Ref = NO_REF


def draft_of(item: AgendaItem, part: int = 0) -> ItemDraft:
    """Return what an item would be elsewhere: what was planned, not what came of it."""
    fields = {name: getattr(item, name) for name in ItemDraft.__struct_fields__ if name != "part"}
    return ItemDraft(**fields | {"settings": dict(item.settings)}, part=part)


def drafts_of(state: SessionState, chosen: Iterable[ItemId] | None = None) -> tuple[ItemDraft, ...]:
    """Return drafts of the items of an agenda, or of those that are chosen, in the agenda's order.

    A part without its whole among them stands by itself.
    """
    wanted = None if chosen is None else frozenset(chosen)
    levels: dict[ItemId, int] = {NO_ITEM: -1}
    drafts = []
    for item in items_in_order(state):
        if wanted is None or item.item_id in wanted:
            levels[item.item_id] = part = levels.get(item.part_of, -1) + 1
            drafts.append(draft_of(item, part))
    return tuple(drafts)


def add_items(
    state: SessionState, _now_ms: Instant, drafts: Sequence[ItemDraft], before: ItemId | None = None
) -> list[NewEvent]:
    """Put items on the agenda, before another or at the end; before a part of an item they become parts of it too.

    Raises:
        UserError: One has no title, a length beyond a day, or a fixed time that no clock shows.
    """
    require_allowed(state, ev.ItemAdded)
    follows = known_item(state, before) if before else None
    high = follows.key if follows else ""
    # Two laptops may have given two items one key; the next lower key is what leaves room.
    low = max((item.key for item in items_in_order(state) if not high or item.key < high), default="")
    return new_items(drafts, low=low, high=high, part_of=follows.part_of if follows else NO_ITEM)


def new_items(
    drafts: Sequence[ItemDraft], *, low: str = "", high: str = "", part_of: ItemId = NO_ITEM, place: int = 0
) -> list[NewEvent]:
    """Return the events that make the items of drafts.

    Args:
        drafts: In their order.
        low: They come after this key; empty for the beginning.
        high: They come before this key; empty for the end.
        part_of: What items of level 0 are parts of.
        place: How many events of the same command come before these.

    Raises:
        UserError: As `add_items`.
    """
    new = list[NewEvent]()
    wholes: list[tuple[int, str]] = [(-1, part_of)]
    """The items of lower levels above, each with its level."""
    for at, (draft, key) in enumerate(zip(drafts, keys_between(low, high, len(drafts)), strict=True), place):
        kept = kept_draft(draft)
        while wholes[-1][0] >= max(0, kept.part):
            wholes.pop()
        fields = {name: getattr(kept, name) for name in ItemDraft.__struct_fields__ if name != "part"}
        new.append(NewEvent(ev.ItemAdded(**fields, key=key, part_of=ItemId(wholes[-1][1]))))
        wholes.append((max(0, kept.part), Made(at)))
    return new


def kept_draft(draft: ItemDraft) -> ItemDraft:
    """Return a draft as it goes onto an agenda, its words as they are kept.

    Raises:
        UserError: As `add_items`.
    """
    title = require_text(draft.title)
    for length_ms in (draft.planned_ms, draft.turn_limit_ms, draft.least_ms, draft.most_ms):
        if not 0 <= length_ms <= LONGEST_MS:
            raise UserError(say("“{title}”: a time must lie between 0 minutes and 24 hours.", title=titled(title)))
    return msgspec.structs.replace(
        draft,
        title=title,
        question=kept_label(draft.question),
        format=draft.format or DEFAULT_FORMAT,
        fixed_at=read_time_of_day(draft.fixed_at),
        goal=_kept_lines(draft.goal),
        materials=_kept_lines(draft.materials),
        team_note=_kept_lines(draft.team_note),
        led_by=kept_label(draft.led_by),
    )


def _kept_lines(text: str) -> str:
    """Return a text of several lines with one kind of line break, and without signs that no file of text holds."""
    lines = (_NO_TEXT.sub("", line) for line in text.splitlines())
    return kept_text("\n".join(lines))


# -- lines as people type them ---------------------------------------------------------------------------


def read_time_of_day(text: str) -> str:
    """Read a time of day as it is typed: `9:30`, `9.30`, `14:00`; nothing for none.

    Returns:
        The time in the form 09:30.

    Raises:
        UserError: It is not a time of day.
    """
    typed = kept_label(text)
    if not typed:
        return ""
    read = _TIME_OF_DAY.fullmatch(typed)
    if read is None:
        raise UserError(say("“{text}” is not a time of day. Write it as 14:30.", text=typed))
    return f"{int(read['hour']):02}:{read['minute']}"


class TypedLine(NamedTuple):
    """Holds what stands in a typed line; `length_ms` is None and `fixed_at` empty where it does not say."""

    title: str
    length_ms: Duration | None
    fixed_at: str


def read_line(text: str) -> ItemDraft:
    """Read a typed line as an item, as `split_line` does; without a length it gets `DEFAULT_LENGTH_MS`.

    Raises:
        UserError: No words are left for a title.
    """
    title, length_ms, fixed_at = split_line(text)
    return ItemDraft(title, planned_ms=DEFAULT_LENGTH_MS if length_ms is None else length_ms, fixed_at=fixed_at)


def split_line(text: str) -> TypedLine:
    """Split a typed line: a length first (`25 What could work?`) or last (`Pairs 10m`, `Pairs [10]`), and a title.

    Before both may stand the time of day at which it must begin, or from when till when it lasts: `14:00 Pairs`,
    `14:00–14:10 Pairs`.

    Raises:
        UserError: No words are left for a title.
    """
    fixed_at, length_ms, rest = _leading_times(kept_label(text))
    if length_ms is None:
        length_ms, rest = _leading_length(rest)
    if length_ms is None:
        length_ms, rest = _trailing_length(rest)
    if not rest or found_duration(rest) is not None:
        raise UserError(say("An item needs words too: type its title behind the length, such as “25 Pairs”."))
    return TypedLine(rest, length_ms, fixed_at)


def _leading_times(line: str) -> tuple[str, Duration | None, str]:
    """Split off a time of day, and the length where its end is told too."""
    read = _TIMES.match(line)
    ends = _minute_of_day(read[2]) if read and read[2] else None
    begins = _minute_of_day(read[1], least=FIRST_HOUR if ends is None else 0) if read else None
    if read is None or begins is None:
        return "", None, line
    length_ms = None if ends is None else Duration((ends - begins) % (24 * 60) * MINUTE_MS)
    return f"{begins // 60:02}:{begins % 60:02}", length_ms, line[read.end() :]


def _minute_of_day(text: str, least: int = 0) -> int | None:
    """Return the minute of the day that a text names, from this hour on."""
    read = _TIME_OF_DAY.fullmatch(text)
    return int(read["hour"]) * 60 + int(read["minute"]) if read and int(read["hour"]) >= least else None


def _leading_length(line: str) -> tuple[Duration | None, str]:
    """Split off the longest beginning that is a length and leaves something."""
    if boxed := _LEADING_BOX.match(line):
        length_ms = found_duration(boxed["length"])
        if length_ms is not None:
            return length_ms, line[boxed.end() :].lstrip(f" {_DASHES}")
    words = line.split(" ")
    for count in range(min(_MOST_WORDS, len(words) - 1), 0, -1):
        if words[count - 1].casefold() in _LONE:
            continue
        length_ms = found_duration(" ".join(words[:count]).rstrip(_DASHES))
        if length_ms:
            return length_ms, " ".join(words[count:]).lstrip(f" {_DASHES}")
    return None, line


def _trailing_length(line: str) -> tuple[Duration | None, str]:
    """Split off an end that is a length: in brackets, or with its unit, since `Question 1` ends in none."""
    if boxed := _BOXED.search(line):
        length_ms = found_duration(boxed["length"])
        if length_ms is not None:
            return length_ms, line[: boxed.start()].rstrip(f" {_DASHES}")
    words = line.split(" ")
    for count in range(min(_MOST_WORDS, len(words) - 1), 0, -1):
        end = " ".join(words[-count:])
        is_name = end.isdecimal() or words[-1].casefold() in _LONE or _minute_of_day(end, least=FIRST_HOUR)
        length_ms = None if is_name else found_duration(end)
        if length_ms:
            return length_ms, " ".join(words[:-count]).rstrip(f" {_DASHES}")
    return None, line
