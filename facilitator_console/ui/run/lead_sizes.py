"""Gives each part of the lead's page its room: at each size of the page, and whatever stands in its middle.

The ring gets what the others leave; below the note line the last notes yield first. What the parts show is theirs.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from facilitator_console.ui.look.styles import StyleFlag, set_flag
from facilitator_console.ui.run.last_notes import SHOWN, LastNotes
from facilitator_console.ui.run.seat_ring import LARGEST_PX, SMALLEST_PX

if TYPE_CHECKING:
    from facilitator_console.ui.run.lead_page import LeadPage

WIDTHS = ((1320, 270, 304), (1140, 236, 270), (1000, 224, 222), (0, 190, 210))
"""The widths of the agenda and of the queue from a width of the page on, in px."""
LONG_QUESTION = 100
"""A question of more letters is set smaller."""
SEEN_LINES = 2
"""The lines of a long question that are always in sight; it is whole where there is room beside the last notes."""
RING_PART = 0.42
"""The share of the middle's width that the ring has."""
SHORT_PX, LOW_PX = 680, 500
"""The heights of the page below which everything moves closer together."""
SPARE_PX = 560
"""The height below which there are no notes below pairs."""
LOW_ABOVE_BARS_PX = 380
"""The same for what the banners leave of it."""
TIGHT_PX = 112
"""The smallest ring where banners cover the foot of a low page."""
WRITTEN_GAP_PX = 6
"""The gaps between note line, last notes and the links below them."""
STAGE_GAP_PX = 28
"""The gap between the ring and what stands beside it."""
CLOCKS_PX, LOW_CLOCKS_PX = 150, 96
"""Height of the clocks above tables, the second on low pages and where the tables want the room."""
LEAST_STATEMENTS_PX = 156
"""The height of the statements that is always in sight: links, field, keys, a row."""
LEAST_TABLES_PX = 100
"""The height of the tables that is always in sight."""
SETS_GAP_PX = 8
"""The gap between the clocks and the pairs below them."""
PANEL_GAP_PX = 8
"""The gap between a panel over the agenda and the ring."""


class LeadSizes:
    """Sets the sizes of the parts of a page."""

    def __init__(self, page: LeadPage) -> None:
        """Begin without banners at the foot."""
        self._page = page
        self._foot_px = 0

    def set_foot(self, covered_px: int) -> None:
        """Keep so much of the foot clear of banners; what stands above the last notes does not move for them."""
        self._foot_px = covered_px
        self.fit()

    def panel_px(self, width_px: int) -> int:
        """Return how wide a panel may be on a page of this width: it lies over the agenda, up to the ring."""
        agenda_px, _ = _sides(width_px)
        return agenda_px + self._side_px() - PANEL_GAP_PX

    def _side_px(self) -> int:
        return 18 if self._is_short() else 26

    def _is_short(self) -> bool:
        return self._page.height() < SHORT_PX

    def _is_low(self) -> bool:
        return self._page.height() < LOW_PX or self._page.height() - self._foot_px < LOW_ABOVE_BARS_PX

    def fit(self) -> None:
        """Give each part its room, and lay the page out at once: no size from before is painted."""
        agenda_px, queue_px = _sides(self._page.width())
        self._page.agenda.setFixedWidth(agenda_px)
        self._page.queue.setFixedWidth(queue_px)
        self._page.lists.setFixedWidth(queue_px)
        short, low, side = self._is_short(), self._is_low(), self._side_px()
        set_flag(self._page.question, StyleFlag.SHORT, on=short)
        one_line_px = self._page.question.line_px
        if len(self._page.question.text()) > LONG_QUESTION:
            set_flag(self._page.question, StyleFlag.SHORT, on=True)
        self._page.buttons.set_compact(on=short)
        self._page.moves.set_compact(on=short)
        self._page.closing.set_compact(on=short)
        self._page.freezing.set_compact(on=short)
        self._page.clocks.set_compact(on=low)
        self._page.tables.set_compact(on=short)
        above, below, gap = (8, 6, 6) if low else (12, 8, 10) if short else (18, 14, 18)
        self._page.middle.setContentsMargins(side, above, side, below)
        self._page.middle.setSpacing(gap)
        has_side = self._page.queue.isVisibleTo(self._page) or self._page.lists.isVisibleTo(self._page)
        self._fit_height(self._page.width() - agenda_px - has_side * queue_px - 2 * side, one_line_px)
        if layout := self._page.layout():
            layout.activate()

    def _fit_height(self, middle_px: int, one_line_px: int) -> None:
        """Give the ring what the others leave; further lines of the question are taken from it, so that the rest stays.

        Below the note line the last notes yield to the banners first, then the links; then the ring, then the question.
        """
        margins, gap = self._page.middle.contentsMargins(), self._page.middle.spacing()
        fixed = self._page.line.sizeHint().height() + 2 * gap + margins.top() + margins.bottom()
        if self._page.buttons.isVisibleTo(self._page):
            fixed += self._page.buttons.heightForWidth(middle_px) + gap
        if self._page.moves.isVisibleTo(self._page):
            moves_px = self._page.moves.height_px(middle_px)
            self._page.moves.setFixedHeight(moves_px)
            fixed += moves_px + gap
        links = WRITTEN_GAP_PX + self._page.links.sizeHint().height()
        if self._page.freezing.isVisibleTo(self._page):
            self._fit_frozen(self._page.height() - fixed, middle_px, links)
            return
        if self._page.tables.isVisibleTo(self._page):
            self._fit_tables(self._page.height() - fixed, middle_px, links)
            return
        if self._page.has_statements:
            self._fit_statements(self._page.height() - fixed, middle_px, links)
            return
        below = LastNotes.height_of(self._kept_notes()) + WRITTEN_GAP_PX + links
        left, line_px = self._page.height() - fixed, self._page.question.line_px
        # Where even the ring at its smallest leaves no room for the banners, what is seen elsewhere goes.
        self._page.clocks.set_bare(on=left - line_px - self._stage_px(SMALLEST_PX, middle_px) < self._foot_px)
        smallest = TIGHT_PX if self._page.clocks.is_bare else SMALLEST_PX
        least = self._stage_px(smallest, middle_px)
        wanted, most = left - least - below, left - least - self._foot_px
        self._page.question.set_most(max(1, min(max(SEEN_LINES, wanted // line_px), most // line_px)))
        asked = self._page.question.heightForWidth(middle_px)
        part_px = LARGEST_PX if self._page.sets.isVisibleTo(self._page) else round(middle_px * RING_PART)
        roomy = min(left - one_line_px - below, part_px, LARGEST_PX)
        side = max(roomy - (asked - one_line_px), smallest)
        stage = self._stage_px(side, middle_px)
        free = left - asked - stage - self._foot_px
        if free < 0:  # More banners than the notes can make room for: the note line stays in sight.
            side = max(side + free, smallest)
            stage = max(stage + free, least)
        self._page.ring.setFixedSize(side, side)
        self._page.beside.setFixedHeight(stage)
        self._page.clocks.setFixedHeight(stage - self._sets_px(middle_px))
        self._page.links.setVisible(free >= links)
        self._page.notes.show_rows(free - links - WRITTEN_GAP_PX)

    def _kept_notes(self) -> int:
        """Return how many of the last notes keep their room where it is scarce; above pairs the clock takes it."""
        if self._page.sets.isVisibleTo(self._page) and self._is_short():
            return int(self._page.height() > SPARE_PX)
        return 1 if self._is_low() else SHOWN

    def _fit_frozen(self, left_px: int, middle_px: int, links_px: int) -> None:
        """Give the panel of a freeze what it wants, as far as there is room; the last notes get the rest."""
        self._page.question.set_most(1 if self._is_short() else SEEN_LINES)
        room = left_px - self._page.question.heightForWidth(middle_px) - self._foot_px
        free = room - self._page.freezing.fit(room, middle_px)
        self._page.links.setVisible(free >= links_px)
        self._page.notes.show_rows(free - links_px - WRITTEN_GAP_PX)

    def _fit_tables(self, left_px: int, middle_px: int, links_px: int) -> None:
        """Give the tables what clocks and question leave; the clocks make room for them, then they are scrolled."""
        self._page.question.set_most(1 if self._is_short() else SEEN_LINES)
        gap = self._page.middle.spacing()
        wanted = self._page.tables.height_px(middle_px)
        room = left_px - self._page.question.heightForWidth(middle_px) - gap - self._foot_px
        clocks = min(LOW_CLOCKS_PX if self._is_short() else CLOCKS_PX, max(LOW_CLOCKS_PX, room - wanted))
        clocks = max(self._page.clocks.minimumSizeHint().height(), clocks)
        room -= clocks
        self._page.clocks.setFixedHeight(clocks)
        self._page.beside.setFixedHeight(clocks)
        height = max(LEAST_TABLES_PX, min(wanted, room))
        self._page.tables.setFixedHeight(height)
        free = room - height
        self._page.links.setVisible(free >= links_px)
        self._page.notes.show_rows(0)

    def _fit_statements(self, left_px: int, middle_px: int, links_px: int) -> None:
        """Give the statements what clocks and question leave; the list is scrolled. What leads to the result stays."""
        self._page.question.set_most(1 if self._is_short() else SEEN_LINES)
        clocks = max(self._page.clocks.minimumSizeHint().height(), LOW_CLOCKS_PX if self._is_short() else CLOCKS_PX)
        self._page.clocks.setFixedHeight(clocks)
        self._page.beside.setFixedHeight(clocks)
        around = self._page.question.heightForWidth(middle_px) + clocks + self._page.middle.spacing() + self._foot_px
        leads = not self._page.work.isHidden()
        if self._page.statements is not None:
            room = left_px - around - leads * links_px
            self._page.statements.setFixedHeight(max(LEAST_STATEMENTS_PX, room))
        self._page.links.setVisible(leads)
        self._page.notes.show_rows(0)

    def _stage_px(self, ring_px: int, middle_px: int) -> int:
        """Return the height of the ring, or of what stands in its place, with what stands beside it."""
        if self._page.closing.isVisibleTo(self._page):
            return max(ring_px, self._page.closing.height_px(middle_px - ring_px - STAGE_GAP_PX))
        return max(ring_px, self._page.clocks.minimumSizeHint().height() + self._sets_px(middle_px))

    def _sets_px(self, middle_px: int) -> int:
        """Return the height of the pairs below the clocks, with the gap above them."""
        return self._page.sets.heightForWidth(middle_px) + SETS_GAP_PX if self._page.sets.isVisibleTo(self._page) else 0


def _sides(width_px: int) -> tuple[int, int]:
    """Return the widths of agenda and queue on a page of this width."""
    return next((agenda_px, queue_px) for least, agenda_px, queue_px in WIDTHS if width_px >= least)
