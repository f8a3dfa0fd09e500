"""Vector pictures of opinions: the map of areas, and a bar of votes for each group.

No person is a point: an area is drawn for each group. Colour is never alone: areas are numbered, bars have figures.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import cos, degrees, sin
from typing import NamedTuple

from reportlab.lib.colors import Color, HexColor
from reportlab.platypus import Flowable

from facilitator_console.report.typography import (
    ACCENT,
    BOLD,
    GROUPS,
    HAIRLINE,
    INK,
    MUTED,
    PAPER,
    REGULAR,
    shortened,
)
from facilitator_console.voices.opinions import Area

AGREE, PASS, DISAGREE = ACCENT, HAIRLINE, HexColor("#B45309")
MAP_PT = 210.0
LABEL_PT, FIGURE_PT = 104.0, 58.0
_ROW_PT, _BAR_PT = 13.5, 8.0
_SPREADS = 1.5
"""Standard deviations to each side of an area's middle: two thirds of a normal cloud in two dimensions."""
_LEAST_PT = 7.0


class Share(NamedTuple):
    """One bar: shares of all votes in whole per cent."""

    label: str
    agree: int
    disagree: int
    colour: Color | None = None


def group_colour(place: int) -> Color:
    """The colour of a group by its place."""
    return GROUPS[place % len(GROUPS)]


class AreaMap(Flowable):
    """The groups of opinion as areas: ellipses around their people's places, drawn to one scale."""

    def __init__(self, areas: Sequence[Area], labels: Sequence[str]) -> None:
        super().__init__()
        self._areas, self._labels = areas, labels

    def wrap(self, available_width_pt: float, _available_height_pt: float) -> tuple[float, float]:
        """Take the whole width."""
        self.width, self.height = available_width_pt, MAP_PT
        return self.width, self.height

    def draw(self) -> None:
        """Draw at the origin."""
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
        """Where the left and the lower edge lie in the map, and points for each of its units."""
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
    """What the figures beside the bars are."""

    def __init__(self, agree: str, disagree: str) -> None:
        super().__init__()
        self._agree, self._disagree = agree, disagree

    def wrap(self, available_width_pt: float, _available_height_pt: float) -> tuple[float, float]:
        """Take the whole width."""
        self.width, self.height = available_width_pt, 13.0
        return self.width, self.height

    def draw(self) -> None:
        """Draw at the origin."""
        self.canv.setFont(REGULAR, 8.5)
        for text, colour, right_pt in (
            (self._agree, AGREE, self.width - FIGURE_PT),
            (self._disagree, DISAGREE, self.width),
        ):
            self.canv.setFillColor(colour)
            self.canv.drawRightString(right_pt, 3, shortened(text, REGULAR, 8.5, FIGURE_PT - 6))


class ShareBars(Flowable):
    """A bar for each group: agreement from the left, disagreement from the right, passes between."""

    def __init__(self, shares: Sequence[Share], figure: str) -> None:
        """Take the bars.

        Args:
            shares: From the top.
            figure: A percentage with the place `{share}`, as the language writes it.
        """
        super().__init__()
        self._shares, self._figure = shares, figure

    def wrap(self, available_width_pt: float, _available_height_pt: float) -> tuple[float, float]:
        """Take the whole width."""
        self.width, self.height = available_width_pt, _ROW_PT * len(self._shares) + 6
        return self.width, self.height

    def draw(self) -> None:
        """Draw at the origin."""
        for place, share in enumerate(self._shares):
            self._draw_share(share, self.height - _ROW_PT * (place + 1))

    def _draw_share(self, share: Share, low_pt: float) -> None:
        bar_pt = self.width - LABEL_PT - 2 * FIGURE_PT
        left_pt, base_pt = 0.0, low_pt + (_ROW_PT - 9 * 0.72) / 2
        if share.colour is not None:
            self._fill(share.colour, 0, low_pt + (_ROW_PT - _BAR_PT) / 2, 4)
            left_pt = 9.0
        self.canv.setFillColor(MUTED)
        self.canv.setFont(REGULAR, 9)
        self.canv.drawString(left_pt, base_pt, shortened(share.label, REGULAR, 9, LABEL_PT - left_pt - 6))
        bar_low_pt = low_pt + (_ROW_PT - _BAR_PT) / 2
        agree_pt, disagree_pt = bar_pt * share.agree / 100, bar_pt * share.disagree / 100
        self._fill(PASS, LABEL_PT, bar_low_pt, bar_pt)
        self._fill(AGREE, LABEL_PT, bar_low_pt, agree_pt)
        self._fill(DISAGREE, LABEL_PT + bar_pt - disagree_pt, bar_low_pt, disagree_pt)
        self.canv.setFillColor(INK)
        for value, right_pt in ((share.agree, self.width - FIGURE_PT), (share.disagree, self.width)):
            self.canv.drawRightString(right_pt, base_pt, self._figure.format(share=value))

    def _fill(self, colour: Color, left_pt: float, low_pt: float, wide_pt: float) -> None:
        if wide_pt > 0:
            self.canv.setFillColor(colour)
            self.canv.rect(left_pt, low_pt, wide_pt, _BAR_PT, stroke=0, fill=1)


def _reach(area: Area) -> tuple[float, float]:
    """Half the width and half the height of the box around an area."""
    along, across = area.long_axis * _SPREADS, area.short_axis * _SPREADS
    x, y = cos(area.angle_rad), sin(area.angle_rad)
    return ((along * x) ** 2 + (across * y) ** 2) ** 0.5, ((along * y) ** 2 + (across * x) ** 2) ** 0.5
