"""Sets how often Python changes from one thread to another, while something works beside the window.

The interval is the process's own: of those who want a shorter one at the same time the shortest counts.
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager

USUAL_S = sys.getswitchinterval()
_lock = threading.Lock()
_wanted: list[float] = []


@contextmanager
def switching(interval_s: float) -> Iterator[None]:
    """Let threads take turns at least so often: else each call back into Python waits 5 ms for somebody's work."""
    with _lock:
        _wanted.append(interval_s)
        sys.setswitchinterval(min(_wanted))
    try:
        yield
    finally:
        with _lock:
            _wanted.remove(interval_s)
            sys.setswitchinterval(min(_wanted, default=USUAL_S))
