"""The banner that asks about a time in which the program did not run while clocks did."""

from __future__ import annotations

from PySide6.QtWidgets import QSpinBox

from facilitator_console.log import Duration
from facilitator_console.session.floor import exclude_gap
from facilitator_console.session.state import Gap
from facilitator_console.ui.control.session_controller import SessionController
from facilitator_console.ui.look.styles import BannerKind, ButtonKind
from facilitator_console.ui.parts.banners import Banner, BannerAction
from facilitator_console.words import say, say_n

MINUTE_MS = 60_000
INDENT_PX = 6


def open_gaps(controller: SessionController) -> tuple[Gap, ...]:
    """Gaps that this opening of the session has found, that a clock counted, and of which nothing is left out yet."""
    own = f"{controller.console.writer_id}."
    return tuple(
        gap
        for gap in controller.state.gaps.values()
        if gap.gap_id.startswith(own) and (gap.item_id or gap.turn_ids or gap.quiet) and not gap.excluded_ms
    )


def gap_banner(controller: SessionController, gap: Gap) -> Banner:
    """Count it, leave it out, or leave out a part from its beginning."""
    minutes = round((gap.to_ms - gap.from_ms) / MINUTE_MS)
    part = QSpinBox()
    part.setRange(1, max(1, minutes))
    part.setValue(max(1, minutes // 2))
    part.lineEdit().setTextMargins(INDENT_PX, 0, 0, 0)
    part.setSuffix(controller.text(say(" min")))
    part.setAccessibleName(controller.text(say("Minutes to leave out, from the beginning")))

    def leave_part() -> None:
        part_ms = Duration(min(gap.to_ms - gap.from_ms, part.value() * MINUTE_MS))
        controller.do(exclude_gap, gap.gap_id, excluded_ms=part_ms)

    stretch = {"from_time": controller.time_of_day(gap.from_ms), "to_time": controller.time_of_day(gap.to_ms)}
    happened = say_n(
        "The program stood still from {from_time} to {to_time}, {n} minute.",
        "The program stood still from {from_time} to {to_time}, {n} minutes.",
        minutes,
        **stretch,
    )
    return Banner(
        controller.text(happened),
        controller.text(say("Nothing is lost; the clocks counted on. Was the dialogue going on meanwhile?")),
        (
            BannerAction(controller.text(say("Count it")), lambda: None, kind=ButtonKind.PRIMARY),
            BannerAction(controller.text(say("Leave it out")), lambda: controller.do(exclude_gap, gap.gap_id)),
            BannerAction(controller.text(say("Leave out only")), leave_part),
        ),
        kind=BannerKind.ASK,
        extra=None if minutes <= 1 else part,
    )
