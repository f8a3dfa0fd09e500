"""Writes times of day as the screen shows them."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from facilitator_console.runtime.local_formats import write_time

if TYPE_CHECKING:
    from facilitator_console.log import Instant
    from facilitator_console.words import Catalogue


NO_TIME_OF_DAY = "–"


def time_of_day(at_ms: Instant, catalogue: Catalogue) -> str:
    """Return an instant of the wall clock in this laptop's zone, such as 14:05; a dash where no calendar has it.

    An instant of a session is shown by `SessionController.time_of_day`.
    """
    try:
        return write_time(datetime.fromtimestamp(at_ms / 1000).astimezone(), catalogue.language)
    except (OverflowError, OSError, ValueError):
        return NO_TIME_OF_DAY  # A laptop with a broken clock wrote it.


def local_offset_min(day: str, time: str, otherwise: int) -> int:
    """Return local time minus UTC at a day and time in this laptop's zone.

    Args:
        day: Such as 2026-11-28.
        time: Such as 14:00.
        otherwise: What is returned where no calendar has that day.
    """
    try:
        offset = datetime.fromisoformat(f"{day}T{time}").astimezone().utcoffset()
    except (OverflowError, OSError, ValueError):
        return otherwise
    return int(offset.total_seconds()) // 60 if offset is not None else otherwise
