"""Agendas as calendars: what is for the team stays with the team, and lines are as RFC 5545 asks."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from facilitator_console.exchange.agendas.writing import FileFormat, agenda_file
from facilitator_console.log import Duration
from facilitator_console.session.drafts import ItemDraft, kept_draft
from facilitator_console.session.events import LocalTime
from facilitator_console.words import UserError

MINUTE_MS = 60_000
BEGINS = LocalTime("2026-11-28", "23:00", 120)


def lines_of(*drafts: ItemDraft, begins: LocalTime = BEGINS) -> list[str]:
    content = agenda_file(FileFormat.ICS, "Зустріч, осінь", [*map(kept_draft, drafts)], begins=begins).decode()
    assert all(len(line.encode()) <= 75 for line in content.split("\r\n"))
    return content.replace("\r\n ", "").split("\r\n")


def item(title: str, minutes: int, part: int = 0, question: str = "", *, internal: bool = False) -> ItemDraft:
    return ItemDraft(
        title, question, planned_ms=Duration(minutes * MINUTE_MS), part=part, internal=internal, goal="secret"
    )


def test_a_calendar_past_midnight_with_a_group_and_what_is_for_the_team() -> None:
    lines = lines_of(
        item("Whole", 60, question="No entry of its own"),
        item("One; two", 30, 1, "Why, \\ how?\n"),
        item("Set up", 10, 1, internal=True),
        item("Mark", 0),
        item("After", 30),
    )
    assert lines == [
        *("BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//facilitator-console//agenda//EN"),
        *("CALSCALE:GREGORIAN", "METHOD:PUBLISH", "X-WR-CALNAME:Зустріч\\, осінь"),
        *("BEGIN:VEVENT", "UID:20261128T210000Z-2@agenda", "DTSTAMP:20261128T210000Z"),
        *("DTSTART:20261128T210000Z", "DTEND:20261128T213000Z", "SUMMARY:One\\; two"),
        *("DESCRIPTION:Why\\, \\\\ how?", "END:VEVENT"),
        *("BEGIN:VEVENT", "UID:20261128T214000Z-5@agenda", "DTSTAMP:20261128T214000Z"),
        *("DTSTART:20261128T214000Z", "DTEND:20261128T221000Z", "SUMMARY:After", "END:VEVENT"),
        *("END:VCALENDAR", ""),
    ]


def test_an_item_at_a_fixed_time_begins_then() -> None:
    draft = ItemDraft("Break", planned_ms=Duration(MINUTE_MS), fixed_at="15:15")
    lines = lines_of(item("One", 10), draft, begins=LocalTime("2026-11-28", "14:00", 120))
    assert [line for line in lines if line.startswith("DTSTART")] == [
        *("DTSTART:20261128T120000Z", "DTSTART:20261128T131500Z"),
    ]


@given(st.text(min_size=1, max_size=300))
def test_no_line_is_too_long_and_no_sign_is_cut(title: str) -> None:
    try:
        kept = kept_draft(ItemDraft(title, planned_ms=Duration(MINUTE_MS)))
    except UserError:
        return
    (summary,) = (line for line in lines_of(kept) if line.startswith("SUMMARY:"))
    read = summary.removeprefix("SUMMARY:").replace("\\\\", "\0").replace("\\;", ";").replace("\\,", ",")
    assert read.replace("\0", "\\") == kept.title
