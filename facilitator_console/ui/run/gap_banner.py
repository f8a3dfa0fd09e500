"""Asks about a time in which the program did not run while clocks did."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QSpinBox

from facilitator_console.dialogue.state import Changes
from facilitator_console.log import Duration
from facilitator_console.session.ids import GapId
from facilitator_console.session.leading import exclude_gap
from facilitator_console.session.room_state import Gap
from facilitator_console.ui.control.session_controller import SessionController
from facilitator_console.ui.look.styles import BannerKind, ButtonKind
from facilitator_console.ui.parts.banners import Banner, BannerAction, FootBanners
from facilitator_console.words import say, say_n

MINUTE_MS = 60_000
INDENT_PX = 6


def open_gaps(controller: SessionController) -> tuple[Gap, ...]:
    """Return the gaps that a clock counted and that nobody has decided about, also those of an earlier opening."""
    if controller.state.info.closed_at_ms:
        return ()
    gaps = controller.state.gaps.values()
    return tuple(gap for gap in gaps if (gap.item_id or gap.turn_ids or gap.quiet) and not gap.is_decided)


class GapBanners(QObject):
    """Asks about each gap that nobody has decided about, once in each opening of the session."""

    def __init__(
        self, controller: SessionController, banners: FootBanners, answered: set[GapId], parent: QObject | None = None
    ) -> None:
        """Ask about the gaps that there are.

        Args:
            controller: The session.
            banners: Where it is asked.
            answered: Gaps about which nothing is asked any more; those that are answered are added.
            parent: Owner in Qt's sense.
        """
        super().__init__(parent)
        self._controller, self._banners, self._answered = controller, banners, answered
        controller.changed.connect(self._on_controller_changed)
        self._ask()

    def _on_controller_changed(self, changes: Changes) -> None:
        if "gaps" in changes:
            self._ask()

    def _ask(self) -> None:
        for gap in open_gaps(self._controller):
            if gap.gap_id not in self._answered and self._banners.banner(gap.gap_id) is None:
                banner = gap_banner(self._controller, gap)
                banner.ended.connect(lambda gap_id=gap.gap_id: self._answered.add(gap_id))
                self._banners.show_banner(gap.gap_id, banner)


def gap_banner(controller: SessionController, gap: Gap) -> Banner:
    """Return the banner that asks whether to count a gap, leave it out, or leave out a part from its beginning."""
    minutes = round((gap.to_ms - gap.from_ms) / MINUTE_MS)
    part = QSpinBox()
    part.setRange(1, max(1, minutes))
    part.setValue(max(1, minutes // 2))
    part.lineEdit().setTextMargins(INDENT_PX, 0, 0, 0)
    part.setSuffix(controller.text(say(" min")))
    part.setAccessibleName(controller.text(say("Minutes to leave out, from the beginning")))

    def decide(excluded_ms: int) -> None:
        controller.do(exclude_gap, gap.gap_id, excluded_ms=Duration(min(gap.to_ms - gap.from_ms, excluded_ms)))

    stretch = {
        "from_time": controller.times.time_of_day(gap.from_ms),
        "to_time": controller.times.time_of_day(gap.to_ms),
    }
    happened = say_n(
        "The program was not running from {from_time} to {to_time}, {n} minute.",
        "The program was not running from {from_time} to {to_time}, {n} minutes.",
        minutes,
        **stretch,
    )
    return Banner(
        controller.text(happened),
        controller.text(say("Nothing is lost; the clocks counted on. Was the dialogue going on meanwhile?")),
        (
            BannerAction(controller.text(say("Count it")), partial(decide, Duration(0)), kind=ButtonKind.PRIMARY),
            BannerAction(controller.text(say("Leave it out")), partial(decide, gap.to_ms - gap.from_ms)),
            BannerAction(controller.text(say("Leave out only")), lambda: decide(part.value() * MINUTE_MS)),
        ),
        kind=BannerKind.ASK,
        extra=None if minutes <= 1 else part,
    )
