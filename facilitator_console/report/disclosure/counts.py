"""Counts people in one-way tables, so that nobody is shown apart and no small number can be worked out.

Nothing is hidden, it is merged: a hidden cell is the total less the other cells, and the total stands in the next
table. What is too small goes into one last row together, and where these are still too few, the smallest row that
could be shown goes with them. So every row of every table is large enough, and each table adds up to the same total,
which says nothing of any part of it.
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
        In the order of the keys, the merged ones last; empty where there would be one row alone, which says nothing.
    """
    large = {key: size for key, size in sizes.items() if policy.allows(size)}
    rest = sum(max(0, size) for key, size in sizes.items() if key not in large)
    if rest:
        # Of two equally small rows the later one, so that the same room always gives the same table.
        by_size = sorted(large, key=large.__getitem__, reverse=True)
        while by_size and not policy.allows(rest):
            rest += large.pop(by_size.pop())
    rows: list[Count[K]] = [Count(key, size) for key, size in large.items()]
    if rest:
        rows.append(Count(None, rest))
    is_sound = len(rows) > 1 and all(policy.allows(row.people) for row in rows)
    return tuple(rows) if is_sound else ()
