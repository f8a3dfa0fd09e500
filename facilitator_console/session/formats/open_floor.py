"""Free conversation: there is no queue; a chosen seat speaks, and turns are still timed."""

from __future__ import annotations

from facilitator_console.session.formats.format import Format, SpeakingOrder


class OpenFloor(SpeakingOrder):
    """Has no queue. Those who waited already when it began are still called."""

    name = "open_floor"
    has_queue = False


FREE = OpenFloor()
OPEN_FLOOR = Format(FREE.name, (FREE,))
