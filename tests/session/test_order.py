"""Keys that order a list and always leave room."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from facilitator_console.session.order import DIGITS, as_key, key_between, keys_between


def test_the_first_key_lies_in_the_middle() -> None:
    assert key_between("", "") == "V"


@given(st.lists(st.tuples(st.integers(0, 10**6), st.integers(0, 10**6)), max_size=80))
def test_any_insertions_and_moves_keep_the_order(steps: list[tuple[int, int]]) -> None:
    """Each step takes one away (or none) and puts one in; the keys stay in the order of the list."""
    names: list[int] = []
    keys: dict[int, str] = {}
    for count, (take, put) in enumerate(steps):
        moved = names.pop(take % len(names)) if take % 3 and names else count
        at = put % (len(names) + 1)
        low = keys[names[at - 1]] if at else ""
        high = keys[names[at]] if at < len(names) else ""
        keys[moved] = key_between(low, high)
        names.insert(at, moved)
        assert sorted(names, key=keys.__getitem__) == names
        assert all(not keys[name].endswith(DIGITS[0]) for name in names)
    assert all(len(keys[name]) <= 3 + len(steps) // 2 for name in names)


@pytest.mark.parametrize(("at_end", "longest"), [(True, 35), (False, 202)])
def test_keys_stay_short_at_the_ends(longest: int, *, at_end: bool) -> None:
    """A thousand things put at the end (as people do) or at the beginning, one after another."""
    keys = [key_between("", "")]
    for _ in range(999):
        keys.append(key_between(keys[-1], "") if at_end else key_between("", keys[-1]))
    assert max(map(len, keys)) <= longest
    ordered = keys if at_end else keys[::-1]
    assert all(low < high for low, high in pairwise(ordered))


@given(st.lists(st.booleans(), max_size=200))
def test_keys_stay_short_where_everything_goes_between_the_same_two(lower: list[bool]) -> None:
    low, high = "V", "W"
    for is_low in lower:
        key = key_between(low, high)
        assert low < key < high
        low, high = (key, high) if is_low else (low, key)
    assert max(len(low), len(high)) <= 3 + len(lower) // 2


@pytest.mark.parametrize(("low", "high"), [("V", "V"), ("W", "V"), ("Ж", ""), ("", "-"), ("1", "1")])
def test_no_key_between(low: str, high: str) -> None:
    with pytest.raises(ValueError, match=r"key|substring"):
        key_between(low, high)


@pytest.mark.parametrize(("text", "key"), [("V", "V"), ("V0", "V"), ("-", "V"), ("", "V"), ("0", "V"), ("а1b", "1b")])
def test_a_key_from_elsewhere_is_made_one(text: str, key: str) -> None:
    assert as_key(text) == key
    assert key_between("", key) < key < key_between(key, "")


@pytest.mark.parametrize(("low", "high"), [("", ""), ("V", ""), ("", "V"), ("V", "W")])
def test_so_many_keys_lie_between_two_in_their_order(low: str, high: str) -> None:
    assert keys_between(low, high, 0) == []
    for count in (1, 2, 7):
        keys = keys_between(low, high, count)
        assert len(set(keys)) == count
        assert keys == sorted(keys)
        assert all(low < key < (high or "~") for key in keys)
