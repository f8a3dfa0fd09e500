"""Reads a rundown of Ontime (version 3 or 4) as an agenda: its events, groups and milestones.

Times are milliseconds, starts are milliseconds of the day. Cues, colours, custom fields and automation are not taken.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import msgspec

from facilitator_console.exchange.agendas.preview import AgendaPreview, FoundItem, RefusedRow, settled, shown
from facilitator_console.log import NO_TIME, Duration
from facilitator_console.session.drafts import ItemDraft
from facilitator_console.session.ids import AtEnd
from facilitator_console.words import UserError, say

_GROUPS = frozenset({"group", "block"})
_SECOND_MS = 1000
_AT_END = {"load-next": AtEnd.LOAD_NEXT, "play-next": AtEnd.LOAD_NEXT, "stop": AtEnd.STOP}


class _Entry(msgspec.Struct, rename="camel"):
    """Represents one entry of a rundown, as far as it is read."""

    type: str = ""
    title: str = ""
    note: str = ""
    time_start: float | None = None
    duration: float | None = None
    target_duration: float | None = None
    end_action: str = ""
    timer_type: str = ""
    skip: bool = False
    entries: list[str] | None = None


def is_rundown(content: Mapping[str, Any]) -> bool:
    """Tell whether what a JSON file holds is a rundown of Ontime, or a project with rundowns."""
    return _rundown(content) is not None


def read_rundown(content: Mapping[str, Any]) -> AgendaPreview:
    """Read the rundown; of a project with several the first."""
    rundown = _rundown(content) or {}
    found, refused = list[FoundItem](), list[RefusedRow]()
    for place, (part, raw) in enumerate(_in_order(rundown), 1):
        try:
            found.append(_found(place, part, msgspec.convert(raw, _Entry)))
        except msgspec.ValidationError as error:
            why = say("it is not an entry of a rundown ({problem}).", problem=str(error))
            refused.append(RefusedRow(place, why, ""))
        except UserError as error:
            refused.append(RefusedRow(place, error.message, shown([str(raw.get("title", ""))])))
    begins, items, beyond = settled(found)
    title = rundown.get("title")
    return AgendaPreview(
        items, tuple(sorted((*refused, *beyond))), title=title if isinstance(title, str) else "", begins=begins
    )


def _rundown(content: Mapping[str, Any]) -> Mapping[str, Any] | None:
    rundowns = content.get("rundowns")
    whole = next(iter(rundowns.values()), None) if isinstance(rundowns, dict) else content
    if isinstance(whole, dict) and isinstance(whole.get("entries"), dict):
        return whole
    old = content.get("rundown")
    # Version 3 has one list of entries.
    return {"entries": {str(place): entry for place, entry in enumerate(old)}} if isinstance(old, list) else None


def _in_order(rundown: Mapping[str, Any]) -> Iterator[tuple[int, Any]]:
    """Return the entries in their order, each with its level."""
    entries = rundown["entries"]
    order = rundown.get("order")
    for entry_id in _names(order) if isinstance(order, list) else entries:
        entry = entries.get(entry_id)
        if entry is not None:
            yield 0, entry
            parts = entry.get("entries") if isinstance(entry, dict) else None
            for part_id in _names(parts) if isinstance(parts, list) else ():
                if part_id in entries:
                    yield 1, entries[part_id]


def _names(listed: Sequence[Any]) -> list[str]:
    return [name for name in listed if isinstance(name, str)]


def _found(place: int, part: int, entry: _Entry) -> FoundItem:
    if entry.skip:
        raise UserError(say("it is to be skipped there."))
    if entry.type == "delay":
        raise UserError(say("it is a delay of times that were planned, not an item."))
    if not entry.title.strip():
        raise UserError(say("it has no title."))
    is_group, is_mark = entry.type in _GROUPS, entry.type == "milestone"
    length = entry.target_duration if is_group else entry.duration
    draft = ItemDraft(
        entry.title,
        team_note=entry.note,
        planned_ms=Duration(round(length)) if length and not is_mark else NO_TIME,
        part=part,
        internal=is_mark,
        at_end=_AT_END.get(entry.end_action, AtEnd.GO_ON),
        counts_up=entry.timer_type == "count-up",
    )
    has_start = entry.time_start is not None and not (is_group or is_mark)
    starts_s = round(entry.time_start / _SECOND_MS) if has_start and entry.time_start is not None else None
    return FoundItem(place, draft, starts_s, has_length=is_group or length is not None, is_mark=is_mark)
