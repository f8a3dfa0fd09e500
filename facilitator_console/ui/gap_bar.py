"""The bar that asks about a time in which the program did not run while clocks did."""

from __future__ import annotations

from PySide6.QtWidgets import QSpinBox

from facilitator_console.log import Duration
from facilitator_console.session.floor import exclude_gap
from facilitator_console.session.state import Gap
from facilitator_console.ui.desk import Desk
from facilitator_console.ui.widgets.bars import Answer, Bar
from facilitator_console.words import say, say_n

MINUTE_MS = 60_000
INDENT_PX = 6


def open_gaps(desk: Desk) -> tuple[Gap, ...]:
    """Gaps that this opening of the session has found, that a clock counted, and of which nothing is left out yet."""
    own = f"{desk.console.writer_id}."
    return tuple(
        gap
        for gap in desk.state.gaps.values()
        if gap.gap_id.startswith(own) and (gap.item_id or gap.turn_id or gap.quiet) and not gap.excluded_ms
    )


def gap_bar(desk: Desk, gap: Gap) -> Bar:
    """Count it, leave it out, or leave out a part from its beginning."""
    minutes = round((gap.to_ms - gap.from_ms) / MINUTE_MS)
    part = QSpinBox()
    part.setRange(1, max(1, minutes))
    part.setValue(max(1, minutes // 2))
    part.lineEdit().setTextMargins(INDENT_PX, 0, 0, 0)
    part.setSuffix(desk.text(say(" min")))
    part.setAccessibleName(desk.text(say("Minutes to leave out, from the beginning")))

    def leave_part() -> None:
        part_ms = Duration(min(gap.to_ms - gap.from_ms, part.value() * MINUTE_MS))
        desk.do(exclude_gap, gap.gap_id, excluded_ms=part_ms)

    stretch = {"from_time": desk.time_of_day(gap.from_ms), "to_time": desk.time_of_day(gap.to_ms)}
    happened = say_n(
        "The program stood still from {from_time} to {to_time}, {n} minute.",
        "The program stood still from {from_time} to {to_time}, {n} minutes.",
        minutes,
        **stretch,
    )
    return Bar(
        desk.text(happened),
        desk.text(say("Nothing is lost; the clocks counted on. Was the dialogue going on meanwhile?")),
        (
            Answer(desk.text(say("Count it")), lambda: None, primary=True),
            Answer(desk.text(say("Leave it out")), lambda: desk.do(exclude_gap, gap.gap_id)),
            Answer(desk.text(say("Leave out only")), leave_part),
        ),
        kind="ask",
        extra=None if minutes <= 1 else part,
    )
