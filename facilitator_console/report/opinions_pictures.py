"""Draws opinions as vector pictures: the map of areas, and a bar of votes for each set of similar answers.

No person is a point: an area is drawn for each set of similar answers. Colour is never alone: areas are
numbered, bars have figures.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import cos, degrees, sin
from typing import NamedTuple

from reportlab.lib.colors import Color, HexColor
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.platypus import Flowable

from facilitator_console.opinions.findings import Area
from facilitator_console.report.signs import shortened
from facilitator_console.report.typography import ACCENT, BOLD, GROUPS, HAIRLINE, INK, MUTED, PAPER, REGULAR

AGREE, PASS, DISAGREE = ACCENT, HAIRLINE, HexColor("#B45309")
MAP_PT = 210.0
LABEL_PT, FIGURE_PT, WORDS_PT = 96.0, 58.0, 136.0
_ROW_PT, _BAR_PT, _SWATCH_PT, _GAP_PT = 13.5, 8.0, 6.0, 12.0
_SPREADS = 1.5
"""Standard deviations from an area's middle to its edge: two thirds of a normal cloud in two dimensions are within."""
_LEAST_PT = 7.0


class VoteBar(NamedTuple):
    """Represents one bar: shares of all votes in whole per cent, and the words beside it.

    Attributes:
        label: Whose votes.
        agree: Per cent; from the left.
        disagree: Per cent; from the right.
        agree_figure: As it is written, of how many.
        disagree_figure: Likewise.
        words: The same in short.
        colour: Of the set of similar answers; None for all together.
    """

    label: str
    agree: int
    disagree: int
    agree_figure: str
    disagree_figure: str
    words: str
    colour: Color | None = None


def group_colour(place: int) -> Color:
    """Return the colour of a set of similar answers by its place."""
    return GROUPS[place % len(GROUPS)]


class AreaMap(Flowable):
    """Draws sets of similar answers as areas: ellipses around their people's places, to one scale."""

    def __init__(self, areas: Sequence[Area], labels: Sequence[str]) -> None:
        super().__init__()
        self._areas, self._labels = areas, labels

    def wrap(self, available_width_pt: float, _available_height_pt: float) -> tuple[float, float]:
        """Take the whole width of the page."""
        self.width, self.height = available_width_pt, MAP_PT
        return self.width, self.height

    def draw(self) -> None:
        """Draw the picture at the origin."""
        self.canv.setFillColor(PAPER)
        self.canv.setStrokeColor(HAIRLINE)
        self.canv.setLineWidth(0.5)
        self.canv.rect(0, 0, self.width, self.height, stroke=1, fill=1)
        left, low, scale = self._fitted()
        for place, area in enumerate(self._areas):
            self.canv.saveState()
            self.canv.translate((area.x - left) * scale, (area.y - low) * scale)
            self.canv.rotate(degrees(area.angle_rad))
            long_pt = max(area.long_axis * _SPREADS * scale, _LEAST_PT)
            short_pt = max(area.short_axis * _SPREADS * scale, _LEAST_PT)
            self.canv.setFillColor(group_colour(place), alpha=0.22)
            self.canv.setStrokeColor(group_colour(place))
            self.canv.setLineWidth(1.2)
            self.canv.ellipse(-long_pt, -short_pt, long_pt, short_pt, stroke=1, fill=1)
            self.canv.restoreState()
        for area, label in zip(self._areas, self._labels, strict=True):
            self.canv.setFillColor(INK)
            self.canv.setFont(BOLD, 13)
            self.canv.drawCentredString((area.x - left) * scale, (area.y - low) * scale - 4.5, label)

    def _fitted(self) -> tuple[float, float, float]:
        """Return the left and the lower edge in units of the map, and the points for each unit."""
        reaches = [_reach(area) for area in self._areas]
        left = min(area.x - wide for area, (wide, _) in zip(self._areas, reaches, strict=True))
        right = max(area.x + wide for area, (wide, _) in zip(self._areas, reaches, strict=True))
        low = min(area.y - tall for area, (_, tall) in zip(self._areas, reaches, strict=True))
        high = max(area.y + tall for area, (_, tall) in zip(self._areas, reaches, strict=True))
        wide, tall = max(right - left, 1e-9), max(high - low, 1e-9)
        margin_pt = 2 * _LEAST_PT
        scale = min((self.width - 2 * margin_pt) / wide, (self.height - 2 * margin_pt) / tall)
        middle_x, middle_y = (left + right) / 2, (low + high) / 2
        return middle_x - self.width / 2 / scale, middle_y - self.height / 2 / scale, scale


class SharesHead(Flowable):
    """Draws the words for the bars' colours, each above its own place; skipped votes are in the middle."""

    def __init__(self, agree: str, passed: str, disagree: str) -> None:
        super().__init__()
        self._agree, self._passed, self._disagree = agree, passed, disagree

    def wrap(self, available_width_pt: float, _available_height_pt: float) -> tuple[float, float]:
        """Take the whole width of the page."""
        self.width, self.height = available_width_pt, 15.0
        return self.width, self.height

    def draw(self) -> None:
        """Draw the picture at the origin."""
        self.canv.setFont(REGULAR, 8.5)
        bar_pt = self.width - LABEL_PT - 2 * FIGURE_PT - WORDS_PT
        for text, colour, left_pt, wide_pt in (
            (self._passed, PASS, LABEL_PT, bar_pt),
            (self._agree, AGREE, LABEL_PT + bar_pt, FIGURE_PT),
            (self._disagree, DISAGREE, LABEL_PT + bar_pt + FIGURE_PT, FIGURE_PT),
        ):
            shown = shortened(text, REGULAR, 8.5, wide_pt - _SWATCH_PT - 7)
            right_pt = left_pt + wide_pt
            text_pt = right_pt - stringWidth(shown, REGULAR, 8.5)
            self.canv.setFillColor(colour)
            self.canv.rect(text_pt - _SWATCH_PT - 3, 3, _SWATCH_PT, _SWATCH_PT, stroke=0, fill=1)
            self.canv.setFillColor(INK)
            self.canv.drawString(text_pt, 3, shown)


class ShareBars(Flowable):
    """Draws a bar for each set: agreement from the left, disagreement from the right, skipped votes between."""

    def __init__(self, shares: Sequence[VoteBar]) -> None:
        """Take the bars, from the top down."""
        super().__init__()
        self._shares = shares

    def wrap(self, available_width_pt: float, _available_height_pt: float) -> tuple[float, float]:
        """Take the whole width of the page."""
        self.width, self.height = available_width_pt, _ROW_PT * len(self._shares) + 6
        return self.width, self.height

    def draw(self) -> None:
        """Draw the picture at the origin."""
        for place, share in enumerate(self._shares):
            self._draw_share(share, self.height - _ROW_PT * (place + 1))

    def _draw_share(self, share: VoteBar, low_pt: float) -> None:
        bar_pt = self.width - LABEL_PT - 2 * FIGURE_PT - WORDS_PT
        left_pt, base_pt = 0.0, low_pt + (_ROW_PT - 9 * 0.72) / 2
        bar_low_pt = low_pt + (_ROW_PT - _BAR_PT) / 2
        if share.colour is not None:
            self._fill(share.colour, 0, bar_low_pt, 4)
            left_pt = 9.0
        self.canv.setFillColor(MUTED)
        self.canv.setFont(REGULAR, 9)
        self.canv.drawString(left_pt, base_pt, shortened(share.label, REGULAR, 9, LABEL_PT - left_pt - 6))
        agree_pt, disagree_pt = bar_pt * share.agree / 100, bar_pt * share.disagree / 100
        self._fill(PASS, LABEL_PT, bar_low_pt, bar_pt)
        self._fill(AGREE, LABEL_PT, bar_low_pt, agree_pt)
        self._fill(DISAGREE, LABEL_PT + bar_pt - disagree_pt, bar_low_pt, disagree_pt)
        self.canv.setFillColor(INK)
        agree_right_pt = LABEL_PT + bar_pt + FIGURE_PT
        self.canv.drawRightString(agree_right_pt, base_pt, share.agree_figure)
        self.canv.drawRightString(agree_right_pt + FIGURE_PT, base_pt, share.disagree_figure)
        self.canv.setFillColor(MUTED)
        words_pt = self.width - WORDS_PT + _GAP_PT
        self.canv.drawString(words_pt, base_pt, shortened(share.words, REGULAR, 9, WORDS_PT - _GAP_PT))

    def _fill(self, colour: Color, left_pt: float, low_pt: float, wide_pt: float) -> None:
        if wide_pt > 0:
            self.canv.setFillColor(colour)
            self.canv.rect(left_pt, low_pt, wide_pt, _BAR_PT, stroke=0, fill=1)


def _reach(area: Area) -> tuple[float, float]:
    """Return half the width and half the height of the box around an area."""
    along, across = area.long_axis * _SPREADS, area.short_axis * _SPREADS
    x, y = cos(area.angle_rad), sin(area.angle_rad)
    return ((along * x) ** 2 + (across * y) ** 2) ** 0.5, ((along * y) ** 2 + (across * x) ** 2) ** 0.5
