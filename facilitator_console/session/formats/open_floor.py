"""Free conversation: no queue; who is chosen speaks, and turns are still timed."""

from __future__ import annotations

from facilitator_console.session.formats.format import Format, SpeakingOrder


class OpenFloor(SpeakingOrder):
    """Nobody waits. Who waited already when it began is still called."""

    name = "open_floor"
    has_queue = False


FREE = OpenFloor()
OPEN_FLOOR = Format(FREE.name, (FREE,))
