"""The agenda for the wall: when what comes, in type that is read from a few metres; nothing that is for the team."""

from __future__ import annotations

from typing import NamedTuple

from reportlab.pdfbase import pdfmetrics
from reportlab.platypus import Flowable, Spacer, Table

from facilitator_console.dialogue.state import State
from facilitator_console.report.handouts.sheets import (
    NOTE,
    bold,
    lines,
    muted,
    note_below,
    set_as_large_as_fits,
    style,
    words,
)
from facilitator_console.report.paper import WIDTH_PT
from facilitator_console.report.typography import BOLD, HAIRLINE
from facilitator_console.session.agenda import items_in_order
from facilitator_console.session.drafts import drafts_of
from facilitator_console.session.durations import length_words
from facilitator_console.session.schedule import clock_text, schedule
from facilitator_console.words import Catalogue, UserError, say, titled

SIZES_PT = (26, 23, 20, 18, 16, 14)
INDENT = 1.2
"""The indent of a part, as a multiple of the type's size."""


class WallRow(NamedTuple):
    """Represents an item on the wall; `when` is a time of day, or a length where no beginning is set."""

    when: str
    title: str
    question: str
    level: int


class WallAgenda(NamedTuple):
    """Represents the agenda for the wall, in plain words."""

    title: str
    rows: tuple[WallRow, ...]
    note: str

    def write(self) -> bytes:
        """Return the PDF of the agenda for the wall."""
        return set_as_large_as_fits(self._story, SIZES_PT, self.title)

    def _story(self, size_pt: float) -> list[Flowable]:
        when_pt = max(pdfmetrics.stringWidth(row.when, BOLD, size_pt) for row in self.rows) + size_pt
        story: list[Flowable] = [*lines(self.title, bold(size_pt * 1.4)), Spacer(0, size_pt * 0.6)]
        for row in self.rows:
            room_pt = WIDTH_PT - when_pt - row.level * INDENT * size_pt
            what = lines(row.title, bold(size_pt), width_pt=room_pt)
            what += lines(row.question, muted(size_pt * 0.8), width_pt=room_pt)
            table = Table([[lines(row.when, style(size_pt)), what]], [when_pt, WIDTH_PT - when_pt], splitInRow=1)
            table.setStyle(
                [
                    ("VALIGN", (0, 0), (-1, -1), "TOP"),
                    ("LEFTPADDING", (0, 0), (0, -1), 0),
                    ("LEFTPADDING", (1, 0), (1, -1), row.level * INDENT * size_pt),
                    ("RIGHTPADDING", (0, 0), (-1, -1), 0),
                    ("TOPPADDING", (0, 0), (-1, -1), size_pt * 0.25),
                    ("BOTTOMPADDING", (0, 0), (-1, -1), size_pt * 0.35),
                    ("LINEBELOW", (0, 0), (-1, -1), 0.5, HAIRLINE),
                ]
            )
            story.append(table)
        return [*story, *note_below(self.note, self.title, *(row.title + row.question for row in self.rows))]


def read(state: State, catalogue: Catalogue) -> WallAgenda:
    """Read the agenda for the wall.

    Raises:
        UserError: Nothing on the agenda is for everyone.
    """
    items = items_in_order(state)
    plan = schedule(state)
    rows = []
    for item, draft, slot in zip(items, drafts_of(state), plan.slots, strict=True):
        if item.internal:
            continue
        length_ms = slot.parts_ms if slot.is_heading else item.planned_ms
        length = words(catalogue, length_words(length_ms)) if length_ms else ""
        when = clock_text(slot.starts_ms) if plan.has_begin else length
        title, question = words(catalogue, titled(item.title)), words(catalogue, item.question)
        rows.append(WallRow(when, title, question, draft.part))
    if not rows:
        raise UserError(say("There is nothing on the agenda yet."))
    if plan.has_begin:
        promised = state.info.promised
        ends = promised.time if promised and promised.time else clock_text(plan.ends_ms)
        rows.append(WallRow(ends, words(catalogue, say("End")), "", 0))
    title = words(catalogue, state.info.title or say("Agenda"))
    return WallAgenda(title, tuple(rows), words(catalogue, NOTE))
