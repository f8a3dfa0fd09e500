"""Puts items of the agenda into the clipboard and takes items out of it: rows for a spreadsheet, lines, our own rows.

What comes from another program is text: lines as they are typed, or columns between tabs as a spreadsheet gives them.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
from PySide6.QtCore import QMimeData

from facilitator_console.log import Duration
from facilitator_console.session.drafts import DEFAULT_LENGTH_MS, ItemDraft, kept_draft, read_line
from facilitator_console.session.durations import duration_text, found_duration
from facilitator_console.session.schedule import clock_ms
from facilitator_console.words import UserError, kept_label, say

MIME = "application/x-facilitator-console-items"
MOST_ROWS = 2000
_LATE_MS = 5 * 3_600_000
"""A first column such as 14:00 is a time of day: nothing lasts so long."""


def to_clipboard(drafts: Sequence[ItemDraft]) -> QMimeData:
    """Return what the clipboard gets: our own rows with all their fields, and columns for a spreadsheet."""
    data = QMimeData()
    data.setData(MIME, msgspec.json.encode(list(drafts)))
    data.setText("".join("\t".join(_columns(draft)) + "\n" for draft in drafts))
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
    rows = [row for row in data.text().replace("\r\n", "\n").replace("\r", "\n").split("\n") if row.strip()]
    if not rows:
        raise UserError(say("There is nothing to paste. Copy lines or rows of a spreadsheet first."))
    if len(rows) > MOST_ROWS:
        raise UserError(say("More than {most} lines are too many for an agenda.", most=MOST_ROWS))
    return [_draft(number, row) for number, row in enumerate(rows, 1)]


def lengths_in(text: str) -> list[Duration]:
    """Return the lengths of a text that holds nothing else, a line each; an empty list otherwise."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    lengths = [found_duration(line) for line in lines]
    return [length for length in lengths if length] if all(lengths) else []


def _columns(draft: ItemDraft) -> list[str]:
    texts = (duration_text(draft.planned_ms), draft.title, draft.question, duration_text(draft.turn_limit_ms))
    return [" ".join(text.split()) for text in texts]


def _draft(number: int, row: str) -> ItemDraft:
    try:
        return kept_draft(_of_columns(row.split("\t"))) if "\t" in row else kept_draft(read_line(row))
    except UserError as error:
        raise UserError(say("Line {number} can’t be pasted: {why}", number=number, why=error.message)) from None


def _of_columns(cells: Sequence[str]) -> ItemDraft:
    """Read columns by what they hold: one length, then title and question, then minutes for each."""
    kept = [kept_label(cell) for cell in cells]
    lengths = [place for place, cell in enumerate(kept) if cell and found_duration(cell) is not None]
    times = [place for place in lengths if (clock_ms(kept[place]) or 0) >= _LATE_MS and ":" in kept[place]]
    lengths = [place for place in lengths if place not in times] or lengths
    words = [cell for place, cell in enumerate(kept) if cell and place not in {*lengths, *times}]
    if not words:
        return read_line(" ".join(kept))
    planned_ms = found_duration(kept[lengths[0]]) if lengths else None
    each_ms = found_duration(kept[lengths[1]]) if len(lengths) > 1 else None
    return ItemDraft(
        words[0],
        " ".join(words[1:2]),
        planned_ms=planned_ms or DEFAULT_LENGTH_MS,
        turn_limit_ms=each_ms or Duration(0),
    )
