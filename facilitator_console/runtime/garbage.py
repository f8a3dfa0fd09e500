"""Decides when Python searches for garbage, while something large is made.

The search looks at every part of what is being made, again and again, and finds none: the window stands still for a
fifth of a second. The thresholds are the process's own; whoever collects garbage keeps to them.
"""

from __future__ import annotations

import gc
import threading
from collections.abc import Iterator
from contextlib import contextmanager

_NOT_YET = 1_000_000_000
"""More new objects than anything here makes before it is done."""
_lock = threading.Lock()
_usual: list[tuple[int, int, int]] = []
"""The thresholds before, once for each of those who make something."""


@contextmanager
def garbage_later() -> Iterator[None]:
    """Search for no garbage until the last of those who asked for it is done."""
    with _lock:
        _usual.append(_usual[0] if _usual else gc.get_threshold())
        gc.set_threshold(_NOT_YET, _NOT_YET, _NOT_YET)
    try:
        yield
    finally:
        with _lock:
            usual = _usual.pop()
            if not _usual:
                gc.set_threshold(*usual)
