"""Ranges of numbers: which events of a writer a laptop has. A recovered store has holes: the highest is not enough."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable

Range = tuple[int, int]
"""First and last number, both included."""


class Ranges:
    """Holds a set of numbers as ranges that neither overlap nor touch, in order."""

    def __init__(self, ranges: Iterable[Range] = ()) -> None:
        """Hold the numbers of these ranges, whatever their order; an empty range counts for nothing."""
        self._first: list[int] = []
        self._last: list[int] = []
        for first, last in sorted(ranges):
            if first > last:
                continue
            if self._last and first <= self._last[-1] + 1:
                self._last[-1] = max(self._last[-1], last)
            else:
                self._first.append(first)
                self._last.append(last)

    def __contains__(self, number: int) -> bool:
        """Tell whether a number is in the set."""
        place = bisect_right(self._first, number) - 1
        return place >= 0 and number <= self._last[place]

    def __eq__(self, other: object) -> bool:
        """Tell whether both hold the same numbers."""
        return isinstance(other, Ranges) and self.pairs() == other.pairs()

    __hash__ = None  # type: ignore[assignment]  # It changes.

    def add(self, number: int) -> None:
        """Add one number."""
        if self._last and number == self._last[-1] + 1:
            self._last[-1] = number  # Nearly always: a writer's events come in their order.
            return
        if number in self:
            return
        place = bisect_right(self._first, number)
        joins_before = place > 0 and self._last[place - 1] == number - 1
        joins_behind = place < len(self._first) and self._first[place] == number + 1
        if joins_before and joins_behind:
            self._last[place - 1] = self._last.pop(place)
            del self._first[place]
        elif joins_before:
            self._last[place - 1] = number
        elif joins_behind:
            self._first[place] = number
        else:
            self._first.insert(place, number)
            self._last.insert(place, number)

    def without(self, other: Ranges) -> Ranges:
        """Return the numbers that are not in another set."""
        left = []
        for first, last in self.pairs():
            begin, place = first, bisect_left(other._last, first)
            while place < len(other._first) and other._first[place] <= last:
                left.append((begin, other._first[place] - 1))
                begin = other._last[place] + 1
                place += 1
            left.append((begin, last))
        return Ranges(left)

    def union(self, other: Ranges) -> Ranges:
        """Return the numbers that are in one set or the other."""
        return Ranges([*self.pairs(), *other.pairs()])

    def pairs(self) -> tuple[Range, ...]:
        """Return the ranges, in order."""
        return tuple(zip(self._first, self._last, strict=True))
