"""Computes where the seats of a ring are, for any number of people and any size. Geometry only.

One ring as long as its seats stay readable; then the seats step in and out alternately, in two or three rings.
"""

from __future__ import annotations

from itertools import pairwise
from math import cos, pi, sin
from typing import NamedTuple

from PySide6.QtCore import QPointF

MOST_RINGS = 3
LARGEST_PX = 34.0
READABLE_PX, NUMBERED_PX = 20.0, 14.0
"""Seats that are read well, and that still have room for their numbers."""
MARGIN_PX = 8.0
"""Around the seats, for the rings of those who wait and speak."""
SPACE_PX, LEAST_SPACE_PX = 62.0, 38.0
"""Radius that the words in the middle need; where seats would be too small for their numbers they make do with less."""
FILLED = 0.93
"""Part of its arc that a seat takes."""
STEP = 0.98
"""From ring to ring, in seats."""


class RingPlan(NamedTuple):
    """Represents the places of seats.

    Attributes:
        centers: By place in the circle, clockwise, the first at the top.
        seat_px: Diameter of a seat.
        free_px: Radius of what is free in the middle.
    """

    centers: tuple[QPointF, ...]
    seat_px: float
    free_px: float


def ring_plan(count: int, side_px: float) -> RingPlan:
    """Place `count` seats in a square; its middle is (0, 0).

    Args:
        count: How many.
        side_px: The square's side, in logical px.
    """
    plans = [_plan(count, side_px, rings) for rings in range(1, MOST_RINGS + 1)]
    for plan, deeper in pairwise(plans):
        space_px = SPACE_PX if plan.seat_px >= NUMBERED_PX else LEAST_SPACE_PX
        if plan.seat_px >= READABLE_PX or deeper.free_px < space_px:
            return plan
    return plans[-1]


def _plan(count: int, side_px: float, rings: int) -> RingPlan:
    # A whole number of steps inward, so that the last seat and the first are on different rings too.
    slots = -(-count // rings) * rings
    # The seat that just fits: `FILLED` of the arc between two neighbours on the innermost ring.
    arc = rings * 2 * pi * FILLED / max(slots, 1)
    outer_px = max(0.0, side_px / 2 - MARGIN_PX)
    seat_px = min(LARGEST_PX, arc * outer_px / (1 + arc * (0.5 + (rings - 1) * STEP)))
    radii = [outer_px - seat_px / 2 - ring * STEP * seat_px for ring in range(rings)]
    centers = tuple(_on_circle(radii[place % rings], place / slots) for place in range(count))
    return RingPlan(centers, seat_px, max(0.0, radii[-1] - seat_px / 2))


def _on_circle(radius_px: float, part: float) -> QPointF:
    angle = 2 * pi * part - pi / 2
    return QPointF(radius_px * cos(angle), radius_px * sin(angle))
