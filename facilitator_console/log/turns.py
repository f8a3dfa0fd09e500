"""Long work on a log, in pieces: whoever does it beside a window lets the window's thread have its turn between them.

Python runs one thread at a time, and each call of a frame back into Python would wait for the other thread's work.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from itertools import islice
from typing import TypeVar

AT_ONCE = 64
"""The number of things in a piece: events, entities or rows, which take a few microseconds each."""

T = TypeVar("T")
GiveWay = Callable[[], object]
_give_way: ContextVar[GiveWay | None] = ContextVar("give_way", default=None)
"""The function that the present thread calls between pieces; None where it works without giving way."""


@contextmanager
def giving_way(give_way: GiveWay | None) -> Iterator[None]:
    """Call `give_way` between the pieces of what this thread does meanwhile; None: it does it at a stretch."""
    token = _give_way.set(give_way)
    try:
        yield
    finally:
        _give_way.reset(token)


def in_turns(things: Iterable[T]) -> Iterable[T]:
    """Return the same things, given out in pieces if this thread gives way."""
    give_way = _give_way.get()
    return things if give_way is None else _in_pieces(things, give_way)


def _in_pieces(things: Iterable[T], give_way: GiveWay) -> Iterator[T]:
    rest = iter(things)
    while piece := tuple(islice(rest, AT_ONCE)):
        give_way()
        yield from piece
