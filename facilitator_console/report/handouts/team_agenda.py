"""The agenda for the team: times, lengths, how people talk, and all that is only for those who run the meeting."""

from __future__ import annotations

from typing import NamedTuple

from reportlab.platypus import Flowable, Spacer, Table

from facilitator_console.dialogue.state import State
from facilitator_console.report.handouts.sheets import (
    NOTE,
    bold,
    lines,
    muted,
    note_below,
    style,
    words,
)
from facilitator_console.report.paper import WIDTH_PT, set_pages
from facilitator_console.report.typography import HAIRLINE, INK, load_fonts
from facilitator_console.session.agenda import items_in_order
from facilitator_console.session.drafts import drafts_of
from facilitator_console.session.durations import HALF_MINUTE_MS, duration_text, each_words, length_words
from facilitator_console.session.schedule import clock_text, schedule
from facilitator_console.session.state import AgendaItem
from facilitator_console.views.formats import SettingKind, view_of
from facilitator_console.words import Catalogue, Message, UserError, say, say_p, titled

TIME_PT, MINUTES_PT, HOW_PT = 40.0, 34.0, 112.0
SIZE_PT, SMALL_PT = 10.5, 9.0
INDENT_PT = 12.0


class TeamRow(NamedTuple):
    """Represents an item; `details` are lines for the team, each with its name before it."""

    at: str
    minutes: str
    title: str
    question: str
    details: tuple[str, ...]
    how: tuple[str, ...]
    level: int


class TeamAgenda(NamedTuple):
    """Represents the agenda for the team, in plain words; `heads` are those of the columns."""

    title: str
    mark: str
    facts: str
    heads: tuple[str, str, str, str]
    rows: tuple[TeamRow, ...]
    note: str

    def write(self) -> bytes:
        """Return the PDF of the agenda for the team."""
        load_fonts()
        texts = [part for row in self.rows for part in (row.title, row.question, *row.details)]
        story: list[Flowable] = [*lines(self.title, bold(20)), *lines(self.facts, muted(SIZE_PT)), Spacer(0, 10)]
        rows: list[list[list[Flowable]]] = [[lines(head, muted(SMALL_PT)) for head in self.heads]]
        rows += [self._row(row) for row in self.rows]
        widths = [TIME_PT, MINUTES_PT, WIDTH_PT - TIME_PT - MINUTES_PT - HOW_PT, HOW_PT]
        table = Table(rows, widths, repeatRows=1, splitInRow=1)
        indents = [("LEFTPADDING", (2, at), (2, at), row.level * INDENT_PT) for at, row in enumerate(self.rows, 1)]
        table.setStyle(
            [
                ("VALIGN", (0, 0), (-1, -1), "TOP"),
                ("LEFTPADDING", (0, 0), (-1, -1), 0),
                ("RIGHTPADDING", (0, 0), (-1, -1), 6),
                ("TOPPADDING", (0, 0), (-1, -1), 4),
                ("BOTTOMPADDING", (0, 0), (-1, -1), 5),
                ("LINEBELOW", (0, 0), (-1, 0), 0.75, INK),
                ("LINEBELOW", (0, 1), (-1, -1), 0.5, HAIRLINE),
                *indents,
            ]
        )
        return set_pages([*story, table, *note_below(self.note, self.title, *texts)], self.title, self.mark)

    def _row(self, row: TeamRow) -> list[list[Flowable]]:
        room_pt = WIDTH_PT - TIME_PT - MINUTES_PT - HOW_PT - row.level * INDENT_PT - 6
        texts = (
            (row.title, bold(SIZE_PT)),
            (row.question, style(SIZE_PT)),
            *((detail, muted(SMALL_PT)) for detail in row.details),
        )
        what = [line for text, of in texts for line in lines(text, of, width_pt=room_pt)]
        how = [line for part in row.how for line in lines(part, style(SMALL_PT))]
        return [lines(row.at, style(SIZE_PT)), lines(row.minutes, style(SIZE_PT)), what, how]


def read(state: State, catalogue: Catalogue) -> TeamAgenda:
    """Read the agenda for the team.

    Raises:
        UserError: There is nothing on the agenda.
    """
    items = items_in_order(state)
    if not items:
        raise UserError(say("There is nothing on the agenda yet."))
    plan = schedule(state)
    rows = []
    for item, draft, slot in zip(items, drafts_of(state), plan.slots, strict=True):
        length = _length(catalogue, slot.parts_ms if slot.is_heading else item.planned_ms)
        at = clock_text(slot.starts_ms) if plan.has_begin else ""
        rows.append(_row(catalogue, item, at, length, draft.part, is_heading=slot.is_heading))
    title = words(catalogue, state.info.title or say("Agenda"))
    heads = (
        words(catalogue, say_p("of an item, when it begins", "at")),
        words(catalogue, say("min")),
        words(catalogue, say("Item")),
        words(catalogue, say_p("how people talk in an item", "How")),
    )
    mark = words(catalogue, say("For the team"))
    return TeamAgenda(title, mark, _facts(state, catalogue), heads, tuple(rows), words(catalogue, NOTE))


def _facts(state: State, catalogue: Catalogue) -> str:
    """Return what holds for the whole: how long it takes, and the promised end."""
    facts = [say("{length} planned", length=length_words(schedule(state).planned_ms))]
    if state.info.promised and state.info.promised.time:
        facts.append(say("Promised end {time}", time=state.info.promised.time))
    return " · ".join(words(catalogue, fact) for fact in facts)


def _length(catalogue: Catalogue, length_ms: int) -> str:
    """Return a length in the column of minutes: a number, and words where it has seconds."""
    return words(catalogue, length_words(length_ms)) if length_ms % HALF_MINUTE_MS else duration_text(length_ms)


def _row(catalogue: Catalogue, item: AgendaItem, at: str, length: str, level: int, *, is_heading: bool) -> TeamRow:
    details: list[Message] = []
    if item.internal:
        details.append(say("For the team alone"))
    details += [say("Led by: {text}", text=item.led_by)] if item.led_by else []
    details += [say("Goal: {text}", text=item.goal)] if item.goal else []
    details += [say("Materials: {text}", text=item.materials)] if item.materials else []
    details += [say("Note: {text}", text=item.team_note)] if item.team_note else []
    return TeamRow(
        at,
        length,
        words(catalogue, titled(item.title)),
        words(catalogue, item.question),
        tuple(words(catalogue, detail) for detail in details),
        () if is_heading else tuple(words(catalogue, part) for part in _how(item)),
        level,
    )


def _how(item: AgendaItem) -> list[Message]:
    """Return how people talk, who speaks, how long each has, and that the time is fixed."""
    view = view_of(item)
    how = [view.name]
    if len(view.orders) > 1:
        how.append(view.order(item).name)
    if item.turn_limit_ms:
        how.append(each_words(item.turn_limit_ms))
    how += [
        say("{label}: {value}", label=setting.label, value=setting.value(item))
        for setting in view.settings
        if setting.kind is SettingKind.NUMBER
    ]
    if item.fixed_at:
        how.append(say("fixed at {time}", time=item.fixed_at))
    return how
