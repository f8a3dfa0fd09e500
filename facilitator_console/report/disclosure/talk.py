"""Decides what is shown of talk time by group, so that no small group is shown and none can be worked out.

Source: terms.md's rule for tables ("hide cells below 5, and what would let a hidden cell be worked out").

1. A group that the policy (session.disclosure) allows is shown. Smaller ones are merged into "others"; where these are
   together still too few, they are hidden.
2. The hidden groups' turns are taken out *before* anything is counted, and so are turns of people without a group. What
   is left is a row of stretches by shown groups, closed up without gaps; every figure here comes from that row alone.
   So a hidden group's time changes no figure: not by its length, not by its place.
3. Only whole percentages of that row are given, never minutes and never a total. With minutes, "the meeting lasted 60,
   these groups spoke for 50" would leave 10 for the one that is hidden; 100 % of an unknown time leaves nothing.
4. The course of the talk is cut into parts that are equally long *in the shown groups' time*, not on the clock and
   not by agenda item. Banners by the clock would show gaps where a hidden group spoke. Banners by item, each made up to
   100 %, look safe and are not: the overall share is the mean of the items' shares weighted by the shown groups'
   time, so the weights follow from the figures, and set against the minutes used they tell in which item the hidden
   ones spoke. With equal parts all weights are known beforehand and say nothing.
5. One group alone would have 100 %, which tells nothing but invites a wrong reading; then nothing is shown.

What these rules don't protect from: a member of one of two merged groups knows their own part of "others".
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from facilitator_console.session.disclosure import USUAL, DisclosurePolicy
from facilitator_console.session.ids import GroupId

PART_MS = 5 * 60_000
"""The shortest part of the course, in ms."""
MOST_PARTS = 12

Heading = GroupId | None
"""The heading under which a group is shown: itself, or None for "others"."""


class Stretch(NamedTuple):
    """Represents a time during which a person of a group spoke."""

    group_id: GroupId
    talk_ms: int


class GroupShare(NamedTuple):
    """Represents what may be shown of one heading.

    Attributes:
        heading: A group, or None for the merged ones.
        share: Whole per cent of the shown groups' time; they add up to 100.
        course: The same within each part of the course, first to last; empty where they spoke too briefly to cut.
    """

    heading: Heading
    share: int
    course: tuple[int, ...]


def headings(sizes: Mapping[GroupId, int], policy: DisclosurePolicy = USUAL) -> dict[GroupId, Heading]:
    """Return the heading under which each group is shown; a hidden group is left out.

    Args:
        sizes: People by group, in the groups' order.
        policy: How few people may be shown.

    Returns:
        Large groups first, then the merged ones.
    """
    shown: dict[GroupId, Heading] = {group_id: group_id for group_id, size in sizes.items() if policy.allows(size)}
    small = {group_id: size for group_id, size in sizes.items() if not policy.allows(size)}
    if policy.allows(sum(max(0, size) for size in small.values())):
        shown |= dict.fromkeys(small)
    return shown


def group_shares(
    sizes: Mapping[GroupId, int],
    spoken: Sequence[Stretch],
    course: Sequence[Stretch] | None = None,
    policy: DisclosurePolicy = USUAL,
) -> tuple[GroupShare, ...]:
    """Return the shares of talk time that may be shown.

    Args:
        sizes: People by group, in the groups' order.
        spoken: Who spoke, in the order of speaking; groups that are not in `sizes` don't count.
        course: The same for the course alone, where it is known more finely, or not at all: then empty.
        policy: How few people may be shown.

    Returns:
        One for each heading, in the groups' order, "others" last; empty where fewer than two can be shown, or none of
        them has spoken.
    """
    shown_under = headings(sizes, policy)
    row = _row(shown_under, spoken)
    order = list(dict.fromkeys(shown_under.values()))
    if len(order) < 2 or not row:  # noqa: PLR2004 - rule 5
        return ()
    shares = _percentages([sum(ms for heading, ms in row if heading == of_heading) for of_heading in order])
    course_row = row if course is None else _row(shown_under, course)
    courses = zip(*(_percentages(part) for part in _parts(course_row, order)), strict=True)
    by_heading = list(courses) or [()] * len(order)
    return tuple(GroupShare(*each) for each in zip(order, shares, by_heading, strict=True))


def _row(shown_under: Mapping[GroupId, Heading], spoken: Sequence[Stretch]) -> list[tuple[Heading, int]]:
    """Return the shown groups' time, without gaps."""
    return [(shown_under[group_id], ms) for group_id, ms in spoken if group_id in shown_under and ms > 0]


def _parts(row: Sequence[tuple[Heading, int]], order: Sequence[Heading]) -> list[list[int]]:
    """Return the time by heading within each of the equal parts of the row; nothing where it is too short for two."""
    total = sum(ms for _, ms in row)
    count = min(MOST_PARTS, total // PART_MS)
    if count < 2:  # noqa: PLR2004 - one part is the whole
        return []
    parts = [[0] * len(order) for _ in range(count)]
    at = 0
    for heading, ms in row:
        # Counted in units of ms / count, so that every part is exactly `total` long.
        end = at + ms * count
        while at < end:
            part = at // total
            step = min(end, (part + 1) * total) - at
            parts[part][order.index(heading)] += step
            at += step
    return parts


def _percentages(amounts: Sequence[int]) -> list[int]:
    """Return whole per cent that add up to 100 (largest remainders are rounded up); all 0 where there is nothing."""
    total = sum(amounts)
    if not total:
        return [0] * len(amounts)
    whole = [amount * 100 // total for amount in amounts]
    by_remainder = sorted(range(len(amounts)), key=lambda at: -(amounts[at] * 100 % total))
    for at in by_remainder[: 100 - sum(whole)]:
        whole[at] += 1
    return whole
