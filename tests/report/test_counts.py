"""Counts of people in which no small number can be worked out."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from facilitator_console.report.disclosure.counts import Count, merged_counts
from facilitator_console.session.disclosure import STRICT, USUAL, DisclosurePolicy

SIZES = st.dictionaries(st.text(max_size=3), st.integers(0, 30), max_size=7)


@given(SIZES, st.sampled_from([USUAL, STRICT]))
def test_no_row_is_small_and_each_table_adds_up_to_everyone(sizes: dict[str, int], policy: DisclosurePolicy) -> None:
    rows = merged_counts(sizes, policy)
    if rows:
        assert len(rows) > 1
        assert sum(row.people for row in rows) == sum(sizes.values())
    for row in rows:
        assert row.people >= policy.smallest_group
        assert row.key is None or sizes[row.key] == row.people


def test_no_small_number_can_be_worked_out() -> None:
    """Every room of up to three kinds of people: whoever knows the rule, the table and the total still can't tell."""
    most = 13
    rooms: dict[tuple[tuple[Count[str], ...], int], list[tuple[int, ...]]] = {}
    for sizes in product(range(most), repeat=3):
        seen = (merged_counts(dict(zip("ABC", sizes, strict=True)), USUAL), sum(sizes))
        rooms.setdefault(seen, []).append(sizes)
    for (rows, total), possible in rooms.items():
        if total < USUAL.smallest_group or total >= most:
            continue  # Below, no total is given; above, not all of the possible rooms were tried.
        for at in range(3):
            values = {sizes[at] for sizes in possible}
            assert len(values) > 1 or not 0 < min(values) < USUAL.smallest_group, (rows, possible)


@pytest.mark.parametrize(
    ("sizes", "rows"),
    [
        ({"A": 6, "B": 5, "C": 5}, [("A", 6), ("B", 5), ("C", 5)]),
        ({"A": 6, "B": 5, "C": 0}, [("A", 6), ("B", 5)]),
        ({"A": 9, "B": 3, "C": 3}, [("A", 9), (None, 6)]),
        ({"A": 9, "B": 4, "C": 4}, []),
        ({"A": 9, "B": 4, "C": 4, "D": 0}, []),
        ({"A": 7, "B": 7, "C": 4}, []),
        ({"A": 20, "B": 1}, []),
        ({"A": 20}, []),
        ({"A": 20, "B": 0}, []),
        ({"A": 2, "B": 2}, []),
        ({"A": 2, "B": 3}, []),
        ({}, []),
    ],
)
def test_small_ones_are_merged(sizes: dict[str, int], rows: list[tuple[str | None, int]]) -> None:
    assert list(merged_counts(sizes, USUAL)) == rows
