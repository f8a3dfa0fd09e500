"""The mock-up's room in each format, as somebody who leads finds it in the middle of an item."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

from facilitator_console.dialogue.capture import capture
from facilitator_console.log import Duration
from facilitator_console.session import floor, queue, rounds
from facilitator_console.session.agenda import add_item, items_in_order, start_item
from facilitator_console.session.formats.world_cafe import move_on
from facilitator_console.session.people import at_seat
from facilitator_console.session.table_places import choose_hosts, next_seed
from facilitator_console.session.tables import edit_table, people_at, tables_on
from facilitator_console.ui.run.room_actions import STAGE
from tests.ui.sample import MINUTE_MS, SampleSessionController, sample_controller

Act = Callable[[SampleSessionController], object]


class InFormat(NamedTuple):
    """An item of a format, and what has happened in it."""

    title: str
    form: str
    minutes: int
    turn_min: int
    acts: tuple[Act, ...] = ()
    settings: dict[str, Any] = {}  # noqa: RUF012 - never changed
    question: str = ""


def begin(controller: SampleSessionController, item: InFormat) -> None:
    """Put the item behind the others, begin it, and let happen what happens."""
    controller.do(
        add_item,
        item.title,
        question=item.question,
        format=item.form,
        planned_ms=Duration(item.minutes * MINUTE_MS),
        turn_limit_ms=Duration(item.turn_min * MINUTE_MS),
        settings=item.settings,
    )
    controller.do(start_item, items_in_order(controller.state)[-1].item_id)
    for act in item.acts:
        act(controller)


def in_format(folder: Path, language: str, name: str) -> SampleSessionController:
    """A session in the middle of an item of `FORMATS_SHOWN`; the caller closes it."""
    controller = sample_controller(folder, language)
    for entry in [*controller.state.queue.values()]:
        controller.do(queue.leave_queue, entry.entry_id)
    begin(controller, FORMATS_SHOWN[name])
    return controller


def later(seconds: float) -> Act:
    """Time passes."""
    return lambda controller: controller.later(seconds)


def done(times: int = 1, each_s: float = 40) -> Act:
    """One after the other speaks for a while."""

    def act(controller: SampleSessionController) -> None:
        for _ in range(times):
            controller.do(floor.done)
            controller.later(each_s)

    return act


def speaks(seat: int) -> Act:
    """Somebody has the floor."""
    return lambda controller: controller.do(floor.start_turn, at_seat(controller.state, seat).participant_id)


def chosen(*seats: int) -> Act:
    """Seats are clicked."""

    def act(controller: SampleSessionController) -> None:
        for seat in seats:
            controller.do(floor.choose, at_seat(controller.state, seat).participant_id)

    return act


def passes_for_now(controller: SampleSessionController) -> None:
    """Whose turn it is passes for now."""
    controller.do(rounds.pass_for_now)


def goes_on(controller: SampleSessionController) -> None:
    """What the first key means is done."""
    STAGE[0].do(controller)


TABLE_NOTES = (
    (0, "#proposal One head teacher for both houses"),
    (0, "#need A warm place to wait"),
    (1, "! #need A bus back after the evening class"),
    (2, "Два класи разом 🏫 у понеділок"),
)


def at_tables(*, clocks: int = 2, notes: bool = True) -> Act:
    """Tables have hosts; at some of them people take turns and wait, and notes are written."""

    def act(controller: SampleSessionController) -> None:
        controller.do(choose_hosts)
        tables = [table.table_id for table in tables_on(controller.state)]
        for place, table in enumerate(tables[:clocks]):
            controller.do(edit_table, table, queue=True, turn_clock=True)
            first, *others = people_at(controller.state, table)
            controller.do(floor.choose, first.participant_id, table)
            controller.do(floor.done, table)
            for person in others[: 1 - place]:
                controller.do(floor.choose, person.participant_id, table)
        for place, line in TABLE_NOTES if notes else ():
            controller.do(capture, line, table_id=tables[place])
        controller.later(72)

    return act


def moves_on(controller: SampleSessionController) -> None:
    """People are on their way to the next tables."""
    controller.do(move_on, next_seed(controller.state))


BOTH_SCHOOLS = "What would have to be true for both schools to stay?"
LEFT_AT_HOME = "What did you leave at home to be here?"
NEW = "What did you hear that was new to you?"
FORMATS_SHOWN = {
    "round": InFormat(
        "Check-in", "go_around", 30, 1, (done(5), done(each_s=3), passes_for_now, later(22)), question=LEFT_AT_HOME
    ),
    "round-tight": InFormat(
        "Check-in", "go_around", 15, 1, (done(5), done(each_s=3), passes_for_now, later(22)), question=LEFT_AT_HOME
    ),
    "piece": InFormat("Stories", "talking_piece", 30, 2, (done(3), later(30))),
    "free": InFormat("What else?", "open_floor", 20, 2, (speaks(7), later(35))),
    "pairs": InFormat("Pairs", "pairs", 10, 0, (later(108),), question=NEW),
    "pairs-over": InFormat("Pairs", "pairs", 10, 0, (later(314),), question=NEW),
    "threes": InFormat("Threes", "pairs", 15, 0, (later(108),), {"size": 3}, question=NEW),
    "fishbowl": InFormat(
        "Inner circle",
        "fishbowl",
        25,
        2,
        (later(300), speaks(3), later(20), chosen(9, 17)),
        {"chairs": 4},
        "What would you not give up?",
    ),
    "speaker": InFormat("Water in the villages", "speaker", 30, 2, (speaks(5), later(200)), {"speaker_seat": 5}),
    "questions": InFormat(
        "Water in the villages",
        "speaker",
        30,
        2,
        (speaks(5), later(900), goes_on, later(60), chosen(9, 17), done()),
        {"speaker_seat": 5},
    ),
    "spokes": InFormat("Spokes", "spokes_council", 25, 2, (later(60), chosen(9))),
    "tables": InFormat("Tables", "world_cafe", 70, 2, (later(300), at_tables(), later(40)), question=BOTH_SCHOOLS),
    "tables-moving": InFormat(
        "Tables", "world_cafe", 70, 2, (later(300), at_tables(), moves_on, later(65)), question=BOTH_SCHOOLS
    ),
    "tables-8": InFormat(
        "Tables", "breakout", 40, 2, (later(300), at_tables(clocks=8)), {"tables": 8}, question=BOTH_SCHOOLS
    ),
    "silence": InFormat("A minute with oneself", "silence", 5, 0, (later(70),)),
    "break": InFormat("Break", "break", 15, 0, (later(420),)),
}
"""By the name of the picture."""
