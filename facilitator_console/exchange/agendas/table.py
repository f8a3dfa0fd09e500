"""Reads an agenda from the rows of a table, wherever its head stands and whatever its columns are called."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any, NamedTuple

import msgspec

from facilitator_console.exchange.agendas import cells as read
from facilitator_console.exchange.agendas.columns import AT_END, SHRINKS, SUMS, Field, fields_of, folded_name
from facilitator_console.exchange.agendas.preview import (
    LONGEST_TEXT,
    AgendaPreview,
    Column,
    FoundItem,
    RefusedRow,
    found_line,
    settled,
    shown,
    time_of_day,
)
from facilitator_console.exchange.csv_rows import Row
from facilitator_console.session.drafts import ItemDraft
from facilitator_console.session.durations import found_duration
from facilitator_console.words import Message, UserError, kept_text, say

_LOOKED_AT = 200
"""The most rows that may stand above the head of the table."""
_MOSTLY = 0.6
_TITLES = frozenset({Field.TITLE, Field.QUESTION})
_LENGTHS = frozenset({Field.PLANNED, Field.TURN_LIMIT, Field.LEAST, Field.MOST})
_TIMES = frozenset({Field.STARTS, Field.ENDS, Field.TIME})

_MARKED_UP = "text"
"""The heading of OpenSlides for what it keeps as HTML."""
_MARK, _GROUP, _GROUP_END, _TEAM = "mark", "group", "group end", "team"
_KINDS = {
    "milestone": _MARK,
    "group start": _GROUP,
    "group": _GROUP,
    "block": _GROUP,
    "group end": _GROUP_END,
    "internal": _TEAM,
    "hidden": _TEAM,
    "count up": Field.COUNTS_UP,
}
"""The kinds of rows by the names that Ontime and OpenSlides give them."""


class _Head(NamedTuple):
    """Holds the head of a table: its line (0 without one), its cells, and what the columns tell."""

    line: int
    headings: Sequence[str]
    fields: Mapping[int, Field]


def read_table(rows: Sequence[Row], mapping: Mapping[int, Field | None] | None = None) -> AgendaPreview:
    """Read an agenda from a table.

    Args:
        rows: All that are not empty.
        mapping: What the columns tell, by their places, where a person said so; by default their headings tell, and
            without any, what stands in them.
    """
    head = _head(rows, mapping)
    width = max((len(row.cells) for row in rows), default=0)
    headings = [*head.headings, *[""] * (width - len(head.headings))]
    columns = tuple(Column(place, heading.strip(), head.fields.get(place)) for place, heading in enumerate(headings))
    body = [row for row in rows if row.line > head.line]
    found, refused = _Reader(body, head).read()
    begins, items, beyond = settled(found)
    return AgendaPreview(items, tuple(sorted((*refused, *beyond))), columns, begins=begins)


def head_score(rows: Sequence[Row]) -> int:
    """Return how many columns of a table have a name that is known; 0 where none names the items."""
    return len(fields) if (fields := _named_head(rows).fields) else 0


def _head(rows: Sequence[Row], mapping: Mapping[int, Field | None] | None) -> _Head:
    head = _named_head(rows)
    if mapping is not None:
        return head._replace(fields={place: field for place, field in mapping.items() if field})
    fields = head.fields or _guessed(rows)
    return head._replace(fields=_with_times_told(fields, [row for row in rows if row.line > head.line]))


def _named_head(rows: Sequence[Row]) -> _Head:
    """Return the row with the most known names; a lone name is a head only at the top, or beside nothing else."""
    best = _Head(0, (), {})
    for place, row in enumerate(rows[:_LOOKED_AT]):
        fields = fields_of(row.cells)
        is_head = _TITLES & {*fields.values()} and (len(fields) > 1 or (place == 0 and len(row.cells) == 1))
        if is_head and len(fields) > len(best.fields):
            best = _Head(row.line, row.cells, fields)
    return best


def _with_times_told(fields: Mapping[int, Field], body: Sequence[Row]) -> dict[int, Field]:
    """Tell a column called “time” by what stands in it: times of day, or lengths."""
    refined = dict(fields)
    for place, field in fields.items():
        if field is Field.TIME:
            cells = [text for row in body if (text := _cell(row, place))]
            are_times = sum(map(read.is_time_of_day, cells)) * 2 > len(cells)
            better = Field.STARTS if are_times else Field.PLANNED
            if better not in refined.values():
                refined[place] = better
    return refined


def _guessed(rows: Sequence[Row]) -> dict[int, Field]:
    """Tell the columns of a table without a head by what stands in them; lengths or times must be among them.

    A table of one column is a list of titles.
    """
    width = max((len(row.cells) for row in rows), default=0)
    if width == 1:
        return {0: Field.TITLE}
    fields: dict[Field, int] = {}
    for place in range(width):
        cells = [text for row in rows if (text := _cell(row, place))]
        most = len(cells) * _MOSTLY
        if sum(map(read.is_time_of_day, cells)) > most:
            fields.setdefault(Field.STARTS, place)
        elif sum(bool(found_duration(text)) for text in cells) > most:
            fields.setdefault(Field.PLANNED, place)
        elif cells:
            fields.setdefault(Field.QUESTION if Field.TITLE in fields else Field.TITLE, place)
    return {place: field for field, place in fields.items()} if fields.keys() - _TITLES else {}


def _cell(row: Row, place: int) -> str:
    return kept_text(row.cells[place]) if place < len(row.cells) else ""


class _Reader:
    """Reads one row after the other; a group of Ontime's takes those behind it as its parts."""

    def __init__(self, rows: Sequence[Row], head: _Head) -> None:
        self._rows, self._head = rows, head
        self._by_field = {field: place for place, field in head.fields.items()}
        self._in_days = {
            field: read.are_days([_cell(row, place) for row in rows])
            for field, place in self._by_field.items()
            if field in _LENGTHS
        }
        self._in_group = False

    def read(self) -> tuple[list[FoundItem], list[RefusedRow]]:
        """Return what can be taken, and what can't."""
        found, refused = list[FoundItem](), list[RefusedRow]()
        for row in self._rows:
            if not any(_cell(row, place) for place in range(len(row.cells))):
                continue
            try:
                item = self._item(row)
            except UserError as error:
                refused.append(RefusedRow(row.line, error.message, shown(row.cells)))
                continue
            if item:
                found.append(item)
        return found, refused

    def _item(self, row: Row) -> FoundItem | None:
        texts = {field: text for field, place in self._by_field.items() if (text := _cell(row, place))}
        if self._heading(Field.GOAL) == _MARKED_UP and Field.GOAL in texts:
            texts[Field.GOAL] = read.plain_text(texts[Field.GOAL])
        kind = _KINDS.get(folded_name(texts.get(Field.KIND, "")), "")
        if kind == _GROUP_END:
            self._in_group = False
            return None
        for field, text in texts.items():
            if len(text) > LONGEST_TEXT:
                raise self._in_column(field, say("the text is longer than {most} characters.", most=LONGEST_TEXT))
            self._checked(field, read.refuse_uncomputed, text)
        if texts.get(Field.SKIP) and self._checked(Field.SKIP, read.read_yes, texts[Field.SKIP]):
            raise UserError(say("it is to be skipped there."))
        item = self._titled(row.line, texts)
        fields, remarks = self._fields(texts)
        if kind == _GROUP:
            self._in_group = True
        elif self._in_group:
            fields.setdefault("part", 1)
        if kind in {_MARK, _TEAM}:
            fields["internal"] = True
        if kind == Field.COUNTS_UP:
            fields["counts_up"] = True
        item.draft = msgspec.structs.replace(item.draft, **fields)
        item.remarks += remarks
        item.is_mark = kind == _MARK
        self._set_times(item, texts)
        return item

    def _titled(self, line: int, texts: dict[Field, str]) -> FoundItem:
        """Return the item with its title, and with the length that stands in it where no column tells one."""
        title = texts.get(Field.TITLE) or texts.pop(Field.QUESTION, "")
        if not title:
            raise UserError(say("it has no title. In merged cells only the first row has what stands in them."))
        if folded_name(title) in SUMS:
            raise UserError(say("it is the sum of the others."))
        if not (_LENGTHS | _TIMES) & {*self._by_field} and Field.KIND not in self._by_field:
            return found_line(line, title)
        return FoundItem(line, ItemDraft(title))

    def _fields(self, texts: Mapping[Field, str]) -> tuple[dict[str, Any], tuple[Message, ...]]:
        fields: dict[str, Any] = {}
        remarks: list[Message] = []
        for field, text in texts.items():
            if field in _READ:
                fields[field.value] = self._checked(field, _READ[field], text)
            elif field in _LENGTHS:
                length = self._checked(field, partial(read.read_length, in_days=self._in_days[field]), text)
                fields[field.value] = length.length_ms
                if length.in_minutes:
                    remarks.append(say("“{text}” is read as minutes and seconds", text=text))
            elif field is Field.FORMAT:
                fields["format"], remark = read.read_format(text)
                remarks += [remark] if remark else []
        return fields, tuple(remarks)

    def _set_times(self, item: FoundItem, texts: Mapping[Field, str]) -> None:
        """Set from when till when it lasts, and whether the file tells how long."""
        item.has_length |= Field.PLANNED in texts
        if starts := texts.get(Field.STARTS):
            span = read.found_range(starts)
            item.starts_s, item.ends_s = span or (self._checked(Field.STARTS, read.read_clock, starts), None)
        if ends := texts.get(Field.ENDS):
            item.ends_s = self._checked(Field.ENDS, read.read_clock, ends)

    def _checked(self, field: Field, reads: Callable[[str], Any], text: str) -> Any:  # noqa: ANN401 - of any field
        try:
            return reads(text)
        except UserError as error:
            raise self._in_column(field, error.message) from error

    def _in_column(self, field: Field, problem: Message) -> UserError:
        column = self._heading(field) or str(self._by_field[field] + 1)
        return UserError(say("{column}: {problem}", column=column, problem=problem))

    def _heading(self, field: Field) -> str:
        place = self._by_field.get(field, len(self._head.headings))
        return self._head.headings[place].strip() if place < len(self._head.headings) else ""


_READ: dict[Field, Callable[[str], Any]] = {
    Field.QUESTION: str,
    Field.GOAL: str,
    Field.MATERIALS: str,
    Field.TEAM_NOTE: str,
    Field.LED_BY: str,
    Field.INTERNAL: read.read_yes,
    Field.COUNTS_UP: read.read_yes,
    Field.SHRINKS: lambda text: read.read_word(text, SHRINKS),
    Field.AT_END: lambda text: read.read_word(text, AT_END),
    Field.PART: read.read_level,
    Field.SETTINGS: read.read_settings,
    Field.FIXED_AT: lambda text: time_of_day(read.read_clock(text)),
}
"""By column, the function that reads its cells, where that depends on nothing else."""
