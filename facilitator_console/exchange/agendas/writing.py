"""Writes an agenda as CSV, XLSX or Markdown: one table, the columns that say something, in the dialogue's language.

What is written is read back as the same agenda, in any language. A text that a spreadsheet would compute does not
become a formula. No file tells who made it, where or when.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Sequence
from enum import StrEnum

import msgspec

from facilitator_console.exchange.agendas.cells import defused
from facilitator_console.exchange.agendas.columns import AT_END, HEADINGS, SHRINKS, YES, Field
from facilitator_console.exchange.agendas.ics import agenda_ics
from facilitator_console.exchange.agendas.markdown import markdown_table
from facilitator_console.exchange.agendas.preview import starts_s, time_of_day
from facilitator_console.exchange.agendas.xlsx import agenda_xlsx
from facilitator_console.runtime.catalogues import LANGUAGES, load_catalogue
from facilitator_console.session.drafts import ItemDraft
from facilitator_console.session.durations import duration_text
from facilitator_console.session.events import LocalTime
from facilitator_console.session.ids import Shrinks
from facilitator_console.views.formats import VIEWS
from facilitator_console.words import UserError, say

_ALWAYS = frozenset({Field.PLANNED, Field.TITLE})
_COMMA_IS_DECIMAL = frozenset({"uk", "ru"})
"""Languages in which spreadsheets separate cells by semicolons."""
NOTHING = ItemDraft("")
NOT_SET = LocalTime()


class FileFormat(StrEnum):
    """Names the kinds of files that an agenda can be written as, by their endings."""

    CSV = "csv"
    XLSX = "xlsx"
    MD = "md"
    ICS = "ics"


def agenda_file(
    kind: FileFormat, title: str, drafts: Sequence[ItemDraft], *, begins: LocalTime = NOT_SET, language: str = "en"
) -> bytes:
    """Make the file of an agenda.

    Args:
        kind: Which file.
        title: The session's.
        drafts: The items, in their order.
        begins: When it is planned to begin; a calendar needs it, a table shows times of day where it is known.
        language: Of headings and words; English where it is none of ours.

    Raises:
        UserError: There are no items, or it can't be such a file.
    """
    if not drafts:
        raise UserError(say("There is nothing on the agenda yet."))
    if kind is FileFormat.ICS:
        return agenda_ics(title, drafts, begins)
    rows = agenda_rows(drafts, begins=begins, language=language)
    if kind is FileFormat.XLSX:
        return agenda_xlsx(rows)
    if kind is FileFormat.MD:
        return markdown_table(title, rows).encode()
    return _csv(rows, ";" if language in _COMMA_IS_DECIMAL else ",")


def agenda_rows(drafts: Sequence[ItemDraft], *, begins: LocalTime = NOT_SET, language: str = "en") -> list[list[str]]:
    """Return the table of an agenda, its head first; columns that say nothing are left out."""
    language = language if language in LANGUAGES else "en"
    writers = _writers(language)
    fields = [field for field in HEADINGS if field in _ALWAYS or _tells(field, drafts, begins)]
    at_s = starts_s(drafts, begins.time)
    rows = [[HEADINGS[field].written(language) for field in fields]]
    for place, draft in enumerate(drafts):
        shown_at = time_of_day(at_s[place]) if at_s else ""
        rows.append([shown_at if field is Field.SHOWN_AT else writers[field](draft) for field in fields])
    return rows


def _tells(field: Field, drafts: Sequence[ItemDraft], begins: LocalTime) -> bool:
    if field is Field.SHOWN_AT:
        return bool(begins.time)
    nothing = getattr(NOTHING, field, None)
    return nothing is not None and any(getattr(draft, field) != nothing for draft in drafts)


def _writers(language: str) -> dict[Field, Callable[[ItemDraft], str]]:
    """Return how the cell of each field is written."""
    catalogue = load_catalogue(language)

    def length(field: Field) -> Callable[[ItemDraft], str]:
        return lambda draft: duration_text(getattr(draft, field))

    def words(field: Field) -> Callable[[ItemDraft], str]:
        return lambda draft: getattr(draft, field)

    def yes(field: Field) -> Callable[[ItemDraft], str]:
        return lambda draft: YES.written(language) if getattr(draft, field) else ""

    def format_name(draft: ItemDraft) -> str:
        return catalogue.text(VIEWS[draft.format].name) if draft.format in VIEWS else draft.format

    return {
        Field.FIXED_AT: words(Field.FIXED_AT),
        Field.PLANNED: lambda draft: duration_text(draft.planned_ms) or "0",
        Field.TITLE: words(Field.TITLE),
        Field.QUESTION: words(Field.QUESTION),
        Field.FORMAT: format_name,
        Field.TURN_LIMIT: length(Field.TURN_LIMIT),
        Field.GOAL: words(Field.GOAL),
        Field.MATERIALS: words(Field.MATERIALS),
        Field.TEAM_NOTE: words(Field.TEAM_NOTE),
        Field.LED_BY: words(Field.LED_BY),
        Field.INTERNAL: yes(Field.INTERNAL),
        Field.SHRINKS: lambda draft: (
            "" if draft.shrinks is Shrinks.BY_SHARE else SHRINKS[draft.shrinks].written(language)
        ),
        Field.LEAST: length(Field.LEAST),
        Field.MOST: length(Field.MOST),
        Field.AT_END: lambda draft: AT_END[draft.at_end].written(language),
        Field.COUNTS_UP: yes(Field.COUNTS_UP),
        Field.PART: lambda draft: str(draft.part) if draft.part else "",
        Field.SETTINGS: lambda draft: msgspec.json.encode(draft.settings).decode() if draft.settings else "",
    }


def _csv(rows: Sequence[Sequence[str]], delimiter: str) -> bytes:
    written = io.StringIO()
    table = csv.writer(written, delimiter=delimiter, lineterminator="\r\n")
    table.writerows([defused(cell) for cell in row] for row in rows)
    # With the mark by which spreadsheets know UTF-8.
    return written.getvalue().encode("utf-8-sig")
