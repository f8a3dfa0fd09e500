"""Puts items of the agenda into the clipboard and takes items out of it: rows for a spreadsheet, lines, our own rows.

What comes from another program is text: lines as they are typed, or columns between tabs as a spreadsheet gives them.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
from PySide6.QtCore import QMimeData

from facilitator_console.exchange.csv_rows import Row
from facilitator_console.log import Duration
from facilitator_console.session.drafts import ItemDraft, kept_draft, read_line
from facilitator_console.session.durations import found_duration
from facilitator_console.words import UserError, say

MIME = "application/x-facilitator-console-items"
MOST_ROWS = 2000


def to_clipboard(drafts: Sequence[ItemDraft], language: str) -> QMimeData:
    """Return what the clipboard gets: our own rows, and a table with headings in a language for a spreadsheet."""
    from facilitator_console.exchange.agendas.cells import defused
    from facilitator_console.exchange.agendas.writing import agenda_rows

    rows = agenda_rows(drafts, language=language)
    lines = ("\t".join(defused(" ".join(cell.split())) for cell in row) for row in rows)
    data = QMimeData()
    data.setData(MIME, msgspec.json.encode(list(drafts)))
    data.setText("".join(f"{line}\n" for line in lines))
    return data


def from_clipboard(data: QMimeData) -> list[ItemDraft]:
    """Return the items that the clipboard holds.

    Raises:
        UserError: It holds none, or a line of it is not one; then nothing of it is taken.
    """
    if data.hasFormat(MIME):
        try:
            return msgspec.json.decode(data.data(MIME).data(), type=list[ItemDraft])
        except msgspec.DecodeError:  # Of another release.
            pass
    # What a spreadsheet needs is loaded when somebody pastes from one.
    from facilitator_console.exchange.agendas.table import read_table

    lines = data.text().replace("\r\n", "\n").replace("\r", "\n").split("\n")
    rows = [Row(number, line.split("\t")) for number, line in enumerate(lines, 1) if line.strip()]
    if not rows:
        raise UserError(say("There is nothing to paste. Copy lines or rows of a spreadsheet first."))
    if len(rows) > MOST_ROWS:
        raise UserError(say("More than {most} lines are too many for an agenda.", most=MOST_ROWS))
    if all(len(row.cells) == 1 for row in rows):
        return [_of_line(row) for row in rows]
    preview = read_table(rows)
    if preview.refused:
        refused = preview.refused[0]
        raise UserError(say("Line {number} can’t be pasted: {why}", number=refused.line, why=refused.why))
    return list(preview.drafts)


def lengths_in(text: str) -> list[Duration]:
    """Return the lengths of a text that holds nothing else, a line each; an empty list otherwise."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    lengths = [found_duration(line) for line in lines]
    return [length for length in lengths if length] if all(lengths) else []


def _of_line(row: Row) -> ItemDraft:
    try:
        return kept_draft(read_line(row.cells[0]))
    except UserError as error:
        raise UserError(say("Line {number} can’t be pasted: {why}", number=row.line, why=error.message)) from None
