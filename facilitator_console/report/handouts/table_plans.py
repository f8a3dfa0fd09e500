"""Table plans: for the wall who sits where in which round, by seat; and a sheet for each table. Numbers, no names."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from reportlab.platypus import Flowable, PageBreak, Spacer, Table

from facilitator_console.dialogue.state import State
from facilitator_console.report.handouts.sheets import bold, lines, muted, style, words
from facilitator_console.report.paper import WIDTH_PT, set_pages
from facilitator_console.report.signs import printable
from facilitator_console.report.typography import HAIRLINE, INK, load_fonts
from facilitator_console.session.state import Participant
from facilitator_console.session.table_plan import TablePlan, table_plans
from facilitator_console.words import Catalogue, UserError, say, say_n, titled

MOST_ROWS = 22
"""Seats below each other on the wall; more stand in a second column, and then on another page."""
SIZE_PT, HEAD_PT = 16.0, 12.0
GAP_PT = 24.0


class TableSheet(NamedTuple):
    """Represents the sheet of a table: its number, who hosts it, and who sits there in each round."""

    number: str
    host: str
    rounds: tuple[tuple[str, str], ...]


class ItemPlan(NamedTuple):
    """Represents the plan of an item, in plain words; `seats` has a row for each: its number, then its tables."""

    title: str
    question: str
    heads: tuple[str, ...]
    seats: tuple[tuple[str, ...], ...]
    left: str
    tables: tuple[TableSheet, ...]


class TablePlans(NamedTuple):
    """Represents the plans of all items with tables."""

    title: str
    items: tuple[ItemPlan, ...]

    def write(self) -> bytes:
        """Return the PDF of the table plans."""
        load_fonts()
        story: list[Flowable] = []
        for item in self.items:
            for first in range(0, len(item.seats), 2 * MOST_ROWS):
                story += [*_wall(item, item.seats[first : first + 2 * MOST_ROWS]), PageBreak()]
            for table in item.tables:
                story += [*_table(item, table), PageBreak()]
        return set_pages(story[:-1], printable(self.title), "")


def read(state: State, catalogue: Catalogue) -> TablePlans:
    """Read the plans of all tables from the state.

    Raises:
        UserError: No item has tables, or nobody is dealt to them yet.
    """
    plans = table_plans(state)
    if not plans:
        raise UserError(say("No item of the agenda has tables. Choose world café or small groups for one."))
    planned = tuple(plan for plan in plans if plan.rounds)
    if not planned:
        raise UserError(say("Nobody is dealt to the tables yet, or there are other tables since."))
    title = words(catalogue, state.info.title or say("Table plans"))
    return TablePlans(title, tuple(_item(plan, catalogue) for plan in planned))


def _item(plan: TablePlan, catalogue: Catalogue) -> ItemPlan:
    rounds = range(1, len(plan.rounds) + 1)
    at: dict[int, list[str]] = {}
    for seating in plan.rounds:
        for number, people in enumerate(seating, 1):
            for person in people:
                at.setdefault(person.seat, []).append(str(number))
    heads = (say("Seat"), *(say("Round {number}", number=number) for number in rounds))
    left = say_n(
        "Seat {seats} came in addition: it sits where fewest do.",
        "Seats {seats} came in addition: they sit where fewest do.",
        len(plan.left),
        seats=tuple(str(person.seat) for person in plan.left),
    )
    return ItemPlan(
        words(catalogue, titled(plan.item.title)),
        words(catalogue, plan.item.question),
        tuple(words(catalogue, head) for head in heads),
        tuple((str(seat), *tables) for seat, tables in sorted(at.items())),
        words(catalogue, left) if plan.left else "",
        tuple(_sheet(plan, place, catalogue) for place in range(len(plan.hosts))),
    )


def _sheet(plan: TablePlan, place: int, catalogue: Catalogue) -> TableSheet:
    host = plan.hosts[place]
    rounds = tuple(
        (words(catalogue, say("Round {number}", number=number)), _seats(seating[place]))
        for number, seating in enumerate(plan.rounds, 1)
    )
    hosted = words(catalogue, say("Seat {seat} hosts this table and stays.", seat=host.seat)) if host else ""
    return TableSheet(words(catalogue, say("Table {number}", number=place + 1)), hosted, rounds)


def _seats(people: Sequence[Participant]) -> str:
    return " · ".join(str(person.seat) for person in people) or "–"


def _wall(item: ItemPlan, seats: Sequence[tuple[str, ...]]) -> list[Flowable]:
    """Return who sits where, by seat; a second column stands beside the first."""
    rows = max(MOST_ROWS // 2, -(-len(seats) // 2))
    blocks = [seats[first : first + rows] for first in range(0, len(seats), rows)]
    width_pt = (WIDTH_PT - GAP_PT) / 2
    shown = [_block(item.heads, block, width_pt) for block in blocks]
    row = Table([[*shown, *[""] * (2 - len(shown))]], [width_pt + GAP_PT, width_pt])
    row.setStyle([("VALIGN", (0, 0), (-1, -1), "TOP"), ("LEFTPADDING", (0, 0), (-1, -1), 0)])
    left = lines(item.left, muted(HEAD_PT)) if item.left else []
    return [*lines(item.title, bold(24)), *lines(item.question, muted(14)), Spacer(0, 10), row, *left]


def _block(heads: Sequence[str], seats: Sequence[Sequence[str]], width_pt: float) -> Table:
    rows = [[lines(head, muted(HEAD_PT)) for head in heads]]
    rows += [[lines(cell, style(SIZE_PT) if at else bold(SIZE_PT)) for at, cell in enumerate(seat)] for seat in seats]
    table = Table(rows, [width_pt / len(heads)] * len(heads), hAlign="LEFT")
    table.setStyle(
        [
            ("LEFTPADDING", (0, 0), (-1, -1), 0),
            ("TOPPADDING", (0, 0), (-1, -1), 1.5),
            ("BOTTOMPADDING", (0, 0), (-1, -1), 3),
            ("LINEBELOW", (0, 0), (-1, 0), 0.75, INK),
            ("LINEBELOW", (0, 1), (-1, -1), 0.5, HAIRLINE),
        ]
    )
    return table


def _table(item: ItemPlan, table: TableSheet) -> list[Flowable]:
    """Return the sheet of a table, to stand on it."""
    story = [*lines(table.number, bold(64)), Spacer(0, 14), *lines(item.question or item.title, style(26))]
    if table.host:
        story += [Spacer(0, 10), *lines(table.host, muted(SIZE_PT))]
    story.append(Spacer(0, 26))
    for head, seats in table.rounds:
        story += [*lines(head, muted(SIZE_PT)), *lines(seats, style(26)), Spacer(0, 14)]
    return story
