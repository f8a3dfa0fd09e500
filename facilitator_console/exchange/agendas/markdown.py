r"""Reads and writes agendas as Markdown: tables, and lists whose lines begin or end with a length in a box.

    # Autumn circle                     | min | item    | question         |
    ## Before the break                 | --- | ------- | ---------------- |
    - `10m` Welcome                     | 10  | Welcome | What brought you |
    - `20m` Check-in

In a cell `\|`, `\*` … are the signs themselves and `<br>` is a line break.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import suppress

import msgspec

from facilitator_console.exchange.agendas.preview import (
    AgendaPreview,
    FoundItem,
    RefusedRow,
    found_line,
    settled,
    shown,
)
from facilitator_console.exchange.agendas.table import head_score, read_table
from facilitator_console.exchange.csv_rows import Row
from facilitator_console.session.drafts import ItemDraft, split_line
from facilitator_console.words import UserError, kept_label, say

MOST_LINES = 20_000

_ENTRY = re.compile(r"(?P<indent>\s*)(?:[-*+•–]|\d{1,4}[.)])\s+(?:\[[ xXхХ]\]\s+)?(?P<text>\S.*)")
_HEADING = re.compile(r"(?P<level>#{1,6})\s+(?P<text>.*?)\s*#*")
_RULE = re.compile(r"\s*\|?(?:\s*:?-+:?\s*\|)*\s*:?-+:?\s*\|?\s*|\s*(?:[-*_]\s*){3,}")
_CELLS = re.compile(r"((?:\\.|[^\\|]|\\\Z)*)(?:\||\Z)", re.DOTALL)
_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])|<br\s*/?>|\*\*|__|`")
_SPECIAL = re.compile(r"([\\|*_`<\[\]~]|&(?=#?\w+;))")
_TAB_WIDTH = 4


def read_markdown(text: str) -> AgendaPreview:
    """Read an agenda: its tables, or where it has none its lists; lists without bullets are lines.

    Raises:
        UserError: It has too many lines.
    """
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    if len(lines) > MOST_LINES:
        raise UserError(say("it has more than {most} lines.", most=MOST_LINES))
    title = next(
        (plain(read["text"]) for line in lines if (read := _HEADING.fullmatch(line)) and len(read["level"]) == 1), ""
    )
    rows = list(_table_rows(lines))
    if head_score(rows):
        preview = read_table(rows)
        preview = preview._replace(refused=tuple(sorted((*preview.refused, *_outside_tables(lines)))))
    else:
        preview = _read_lists(lines)
    return preview._replace(title=kept_label(title))


def _table_rows(lines: Sequence[str]) -> Iterator[Row]:
    for number, line in enumerate(lines, 1):
        if "|" in line and not _RULE.fullmatch(line):
            inside = line.strip().removeprefix("|")
            cells = [plain(cell).strip() for cell in _CELLS.findall(inside)]
            # The pattern finds an empty cell at the very end.
            yield Row(number, cells[:-1] if cells[-1] == "" else cells)


def _outside_tables(lines: Sequence[str]) -> Iterator[RefusedRow]:
    """Find the entries of lists that would be items too, since they have a length."""
    for number, line in enumerate(lines, 1):
        entry = None if "|" in line or _RULE.fullmatch(line) else _ENTRY.fullmatch(line)
        with suppress(UserError):
            if entry and split_line(plain(entry["text"])).length_ms is not None:
                yield RefusedRow(number, say("it stands outside the table."), shown([line]))


def _read_lists(lines: Sequence[str]) -> AgendaPreview:
    has_bullets = any(_ENTRY.fullmatch(line) and not _RULE.fullmatch(line) for line in lines)
    found, refused = list[FoundItem](), list[RefusedRow]()
    heading, indents = 0, list[int]()
    for number, line in enumerate(lines, 1):
        entry, titled = _ENTRY.fullmatch(line), _HEADING.fullmatch(line)
        if not line.strip() or _RULE.fullmatch(line) or (titled and len(titled["level"]) == 1):
            continue
        try:
            if titled:
                heading, indents = 1, []
                item = found_line(number, plain(titled["text"]))
            elif entry:
                indents = _indents(indents, len(entry["indent"].expandtabs(_TAB_WIDTH)))
                item = found_line(number, plain(entry["text"]), heading + len(indents) - 1)
            elif has_bullets and found and line[0] in " \t":
                note = f"{found[-1].draft.team_note}\n{plain(line.strip())}"
                found[-1].draft = _with_note(found[-1], note)
                continue
            elif has_bullets:
                refused.append(RefusedRow(number, say("it is in no list and no table."), shown([line])))
                continue
            else:
                item = found_line(number, plain(line))
            found.append(item)
        except UserError as error:
            refused.append(RefusedRow(number, error.message, shown([line])))
    begins, items, beyond = settled(found)
    return AgendaPreview(items, tuple(sorted((*refused, *beyond))), begins=begins)


def _with_note(item: FoundItem, note: str) -> ItemDraft:
    return msgspec.structs.replace(item.draft, team_note=note.strip())


def _indents(above: Sequence[int], indent: int) -> list[int]:
    """Return the indents of the entries around an entry, its own last."""
    return [*(other for other in above if other < indent), indent]


def plain(text: str) -> str:
    """Return Markdown text as it is read: without marks of emphasis and code, with escaped signs as themselves."""
    return _ESCAPED.sub(lambda found: found[1] or ("\n" if found[0].startswith("<") else ""), text)


def escaped(text: str) -> str:
    """Return a text as a Markdown table's cell that shows it as it is."""
    return _SPECIAL.sub(r"\\\1", text).replace("\n", "<br>")


def markdown_table(title: str, rows: Sequence[Sequence[str]]) -> str:
    """Write a table, the first row its head, under a heading."""
    head, *body = [[escaped(cell) for cell in row] for row in rows]
    lines = [f"# {escaped(title)}", "", _line(head), _line(["---"] * len(head)), *map(_line, body)]
    return "\n".join(lines) + "\n"


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"
