"""Counts people in one-way tables, so that nobody is shown apart and no small number can be worked out.

A table stands whole where every row in it is large enough. Small rows are merged into one where that is large enough
too and leaves their numbers open; otherwise the table is not shown at all. Nothing else would do:

- A hidden cell is the total less the other cells.
- Merging the small rows with the smallest large one tells both where the shown row next to it is as small: of 7, 7 and
  4 it would leave 7 and 11, and 11 can only be 7 and 4.
- Small rows that together are as many as they can be (4 and 4) are known.

What these rules don't protect from: one of two merged rows knows its own part, and so the other's.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Generic, NamedTuple, TypeVar

from facilitator_console.session.disclosure import DisclosurePolicy

K = TypeVar("K")


class Count(NamedTuple, Generic[K]):
    """Represents a row of a table; a key of None stands for the merged ones."""

    key: K | None
    people: int


def merged_counts(sizes: Mapping[K, int], policy: DisclosurePolicy) -> tuple[Count[K], ...]:
    """Return the rows that may be shown.

    Args:
        sizes: People by key, in the order of the keys.
        policy: How few people may be shown.

    Returns:
        In the order of the keys, the merged ones last; empty where the table can't be shown, and where there would be
        one row alone, which says nothing.
    """
    large = {key: size for key, size in sizes.items() if policy.allows(size)}
    # Where nobody is, everybody in the room can see it: an empty row makes nothing uncertain.
    small = [size for key, size in sizes.items() if key not in large and size > 0]
    merged = sum(small)
    rows: list[Count[K]] = [Count(key, size) for key, size in large.items()]
    if merged:
        if not policy.allows(merged) or merged == len(small) * (policy.smallest_group - 1):
            return ()
        rows.append(Count(None, merged))
    return tuple(rows) if len(rows) > 1 else ()
