"""Whatever is cut, delayed, repeated, killed or wrongly set: all laptops end with the same, and nothing is lost."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.sync.histories import TEN_YEARS_MS, Step, run

STEPS = st.lists(st.tuples(st.integers(0, 10), st.integers(0, 3), st.integers(0, 2**16)), max_size=60)


@settings(max_examples=60)
@given(st.integers(2, 4), st.lists(st.integers(-TEN_YEARS_MS, TEN_YEARS_MS), min_size=3, max_size=3), STEPS)
def test_all_laptops_end_with_the_same(count: int, wrong_ms: list[int], steps: list[Step]) -> None:
    run(count, wrong_ms, steps)
