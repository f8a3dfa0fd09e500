"""The words for the settings of a session, and of an item that differs, as session.settings names them."""

from __future__ import annotations

from facilitator_console.words import Message, say

TIMES: dict[str, Message] = {
    "quiet_ms": say("Quiet minute"),
    "extend_turn_ms": say("More time for a turn"),
    "extend_item_ms": say("More time for an item"),
    "call_back_ms": say("The last speaker can come back within"),
    "check_in_ms": say("Check-in after a freeze"),
}
NUMBERS: dict[str, Message] = {"long_queue": say("A queue is long from so many seats on")}
CHOICES: dict[str, Message] = {
    "several_entries": say("A seat may be in the queue more than once"),
    "check_in_after_freeze": say("Propose a check-in after a freeze"),
}
OF_ITEMS = ("quiet_ms", "extend_turn_ms", "extend_item_ms", "call_back_ms", "long_queue", "several_entries")
"""The settings in which an item may differ; the others are about the time between items."""
