"""Changes how Python works for as long as something large is made: its search for garbage, its turns between threads.

Both are settings of the whole process: of those who want something else at the same time none undoes what another
wants, and the last one puts it back.
"""

from __future__ import annotations

import gc
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager

_NOT_YET = 1_000_000_000
"""More new objects than anything here makes before it is done."""
_USUAL_S = sys.getswitchinterval()
_lock = threading.Lock()
_usual: list[tuple[int, int, int]] = []
"""The thresholds before, once for each of those who make something."""
_intervals: list[float] = []
"""The intervals that are wanted."""


@contextmanager
def garbage_later() -> Iterator[None]:
    """Search for no garbage until the last of those who asked for it is done.

    The search looks at every part of what is being made, again and again, and finds none: the window stands still for a
    fifth of a second. Whoever collects garbage keeps to the thresholds.
    """
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


@contextmanager
def switching(interval_s: float) -> Iterator[None]:
    """Let threads take turns at least so often: else each call back into Python waits 5 ms for somebody's work."""
    with _lock:
        _intervals.append(interval_s)
        sys.setswitchinterval(min(_intervals))
    try:
        yield
    finally:
        with _lock:
            _intervals.remove(interval_s)
            sys.setswitchinterval(min(_intervals, default=_USUAL_S))
