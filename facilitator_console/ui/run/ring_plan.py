"""Computes where the seats of a ring are, or of pairs, for any number of people and any size. Geometry only.

One ring as long as its seats stay readable; then the seats step in and out alternately, in two or three rings. In a
fishbowl one ring of small seats, and within it the chairs of those who speak.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise
from math import cos, pi, sin
from typing import NamedTuple

from PySide6.QtCore import QPointF

MOST_RINGS = 3
LARGEST_PX = 34.0
READABLE_PX, NUMBERED_PX = 20.0, 14.0
"""Seats that are read well, and that still have room for their numbers."""
MARGIN_PX = 8.0
"""The room around the seats, for the rings of those who wait and speak."""
SPACE_PX, LEAST_SPACE_PX = 62.0, 38.0
"""Radius that the words in the middle need; where seats would be too small for their numbers they make do with less."""
FILLED = 0.93
"""Part of its arc that a seat takes."""
STEP = 0.98
"""The distance from ring to ring, in seats."""
OUTSIDE_PX = 24.0
"""The largest seat around a fishbowl."""
BOWL_GAP_PX = 9.0
"""The gap between the seats around a fishbowl and the chairs inside, for the rings of those who wait."""
LARGEST_CHAIR = 0.43
"""The share of the radius that the chairs inside take, so that a word stays between them."""
SET_SEAT_PX, SET_GAP_PX, BETWEEN_PX, ROW_GAP_PX, SETS_MARGIN_PX = 28, 2, 20, 8, 4
"""A seat of a pair, the gap to the next of the same pair, between pairs and between rows, and around all."""
NOBODY = 0
"""Stands in place of a seat's number where the chair is free."""


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


class SetsPlan(NamedTuple):
    """Represents the places of seats that are in pairs or threes.

    Attributes:
        centers: Set by set, from the top left corner.
        seat_px: Diameter of a seat.
        height_px: Of all rows.
    """

    centers: tuple[QPointF, ...]
    seat_px: float
    height_px: int


NO_RING = RingPlan((), 0.0, 0.0)


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


def bowl_plan(count: int, chairs: int, side_px: float) -> tuple[RingPlan, RingPlan]:
    """Place `count` seats around a fishbowl of so many chairs; whoever sits inside keeps the place outside free.

    Returns:
        The seats around it, and the chairs inside.
    """
    outer = _plan(count, side_px, 1, OUTSIDE_PX)
    edge_px = max(0.0, outer.free_px - BOWL_GAP_PX)
    return outer, _plan(chairs, 2 * (edge_px + MARGIN_PX), 1, min(LARGEST_PX, edge_px * LARGEST_CHAIR))


def sets_plan(counts: Sequence[int], width_px: int) -> SetsPlan:
    """Place sets of seats side by side, and in a new row where they don't fit.

    Args:
        counts: How many seats each set has.
        width_px: Of the room for them, in logical px.
    """
    centers: list[QPointF] = []
    radius, step = SET_SEAT_PX / 2, SET_SEAT_PX + SET_GAP_PX
    x = y = SETS_MARGIN_PX
    for count in counts:
        set_px = count * step - SET_GAP_PX
        if x > SETS_MARGIN_PX and x + set_px > width_px - SETS_MARGIN_PX:
            x, y = SETS_MARGIN_PX, y + SET_SEAT_PX + ROW_GAP_PX
        centers += [QPointF(x + radius + seat * step, y + radius) for seat in range(count)]
        x += set_px + BETWEEN_PX
    return SetsPlan(tuple(centers), SET_SEAT_PX, y + SET_SEAT_PX + SETS_MARGIN_PX if counts else 0)


def seated_inside(chairs: Sequence[int], inside: Sequence[int], free: int) -> tuple[int, ...]:
    """Return who sits on which inner chair, by seat number: who stays keeps the chair, who comes takes a free one.

    Args:
        chairs: As it was.
        inside: The seats that are inside now.
        free: How many chairs stay free.
    """
    count = len(inside) + free
    numbers = [number if number in inside else NOBODY for number in chairs]
    # With more or fewer chairs they stand anew; who sat keeps the order.
    if len(numbers) > count:
        numbers = [number for number in numbers if number]
    numbers += [NOBODY] * (count - len(numbers))
    coming = iter([number for number in inside if number not in numbers])
    return tuple(number or next(coming, NOBODY) for number in numbers)


@lru_cache(maxsize=32)
def _plan(count: int, side_px: float, rings: int, largest_px: float = LARGEST_PX) -> RingPlan:
    # A whole number of steps inward, so that the last seat and the first are on different rings too.
    slots = -(-count // rings) * rings
    # The seat that just fits: `FILLED` of the arc between two neighbours on the innermost ring.
    arc = rings * 2 * pi * FILLED / max(slots, 1)
    outer_px = max(0.0, side_px / 2 - MARGIN_PX)
    seat_px = min(largest_px, arc * outer_px / (1 + arc * (0.5 + (rings - 1) * STEP)))
    radii = [outer_px - seat_px / 2 - ring * STEP * seat_px for ring in range(rings)]
    centers = tuple(_on_circle(radii[place % rings], place / slots) for place in range(count))
    return RingPlan(centers, seat_px, max(0.0, radii[-1] - seat_px / 2))


def _on_circle(radius_px: float, part: float) -> QPointF:
    angle = 2 * pi * part - pi / 2
    return QPointF(radius_px * cos(angle), radius_px * sin(angle))
