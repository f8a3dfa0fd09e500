"""What memory this process takes: the system's own figures, of this program alone.

`ru_maxrss` is not asked on Linux: a process inherits it from the one that started it (getrusage(2), execve(2)).
"""

from __future__ import annotations

import re
import resource
import sys
from pathlib import Path

STATUS, FORGET = Path("/proc/self/status"), Path("/proc/self/clear_refs")


def memory_mb() -> float:
    """Return the memory that this process takes now; where the system does not tell, the most that it has taken."""
    return _status_mb("VmRSS")


def most_mb() -> float:
    """Return the most memory that this process has taken since `forget_most_mb`, or since its start."""
    return _status_mb("VmHWM")


def forget_most_mb() -> None:
    """Let the most memory be counted from now on, where the system can do that (proc(5), clear_refs)."""
    if FORGET.exists():
        FORGET.write_text("5")


def _status_mb(name: str) -> float:
    if STATUS.exists() and (found := re.search(rf"{name}:\s+(\d+) kB", STATUS.read_text())):
        return int(found[1]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1024**2 if sys.platform == "darwin" else 1024)
