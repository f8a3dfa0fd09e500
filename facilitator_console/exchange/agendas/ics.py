"""Writes an agenda as a calendar (RFC 5545): an entry for each item that the room sees.

Titles and questions only: what is for the team stays with the team. It tells neither who made it nor when.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta

from facilitator_console.exchange.agendas.preview import is_whole, starts_s
from facilitator_console.session.drafts import ItemDraft
from facilitator_console.session.events import LocalTime
from facilitator_console.words import UserError, say

_WIDTH = 75
"""The longest line in bytes; longer ones are folded."""
_FORM = "%Y%m%dT%H%M%SZ"


def agenda_ics(title: str, drafts: Sequence[ItemDraft], begins: LocalTime) -> bytes:
    """Make the calendar; times are in UTC, so that each calendar shows its own.

    Raises:
        UserError: It is not known when the session begins.
    """
    at_s = starts_s(drafts, begins.time)
    midnight = _midnight(begins)
    if not at_s or midnight is None:
        raise UserError(
            say("A calendar needs the day and the time at which the session begins. Set “Begins” in Prepare.")
        )
    lines = [*_head(title), *_entries(drafts, at_s, midnight), "END:VCALENDAR"]
    return "".join(f"{folded}\r\n" for line in lines for folded in _folded(line)).encode()


def _midnight(begins: LocalTime) -> datetime | None:
    """Return the beginning of the session's local day, in UTC; None where no day is set."""
    try:
        day = datetime.strptime(begins.date, "%Y-%m-%d").replace(tzinfo=UTC)
        return day - timedelta(minutes=begins.utc_offset_min)
    except (ValueError, OverflowError):
        return None


def _head(title: str) -> list[str]:
    return [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//facilitator-console//agenda//EN",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        f"X-WR-CALNAME:{_text(title)}",
    ]


def _entries(drafts: Sequence[ItemDraft], at_s: Sequence[int], midnight: datetime) -> Iterator[str]:
    for place, (draft, second) in enumerate(zip(drafts, at_s, strict=True)):
        if draft.internal or not draft.planned_ms or is_whole(drafts, place):
            continue
        starts = midnight + timedelta(seconds=second)
        ends = starts + timedelta(milliseconds=draft.planned_ms)
        yield "BEGIN:VEVENT"
        yield f"UID:{starts:{_FORM}}-{place + 1}@agenda"
        # The moment of writing is nobody's business.
        yield f"DTSTAMP:{starts:{_FORM}}"
        yield f"DTSTART:{starts:{_FORM}}"
        yield f"DTEND:{ends:{_FORM}}"
        yield f"SUMMARY:{_text(draft.title)}"
        if draft.question:
            yield f"DESCRIPTION:{_text(draft.question)}"
        yield "END:VEVENT"


def _text(text: str) -> str:
    for sign, escape in (("\\", "\\\\"), (";", "\\;"), (",", "\\,"), ("\n", "\\n")):
        text = text.replace(sign, escape)
    return text


def _folded(line: str) -> Iterator[str]:
    """Return the lines of at most 75 bytes that a long line becomes; no sign is cut."""
    piece, size = "", 0
    for sign in line:
        width = len(sign.encode())
        if size + width > _WIDTH:
            yield piece
            piece, size = " ", 1
        piece, size = piece + sign, size + width
    yield piece
