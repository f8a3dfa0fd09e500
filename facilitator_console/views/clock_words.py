"""The words and digits of clocks, wherever a screen or a display shows them."""

from __future__ import annotations

from facilitator_console.session.timers import ClockName, Timer, Urgency
from facilitator_console.words import Message, say

HOUR_S = 3600

LEFT = {
    ClockName.QUIET: say("Quiet minute, left of {length}"),
    ClockName.TURN: say("This turn, left of {length}"),
    ClockName.ITEM: say("Item, left of {length}"),
}
OVER = {
    ClockName.QUIET: say("Quiet minute, over {length} by"),
    ClockName.TURN: say("This turn, over {length} by"),
    ClockName.ITEM: say("Item, over {length} by"),
}
UP = {
    ClockName.QUIET: say("Quiet minute, so far, of {length}"),
    ClockName.TURN: say("This turn, so far, of {length}"),
    ClockName.ITEM: say("Item, so far, of {length}"),
}
UP_AND_OVER = {
    ClockName.QUIET: say("Quiet minute, so far, over {length}"),
    ClockName.TURN: say("This turn, so far, over {length}"),
    ClockName.ITEM: say("Item, so far, over {length}"),
}
"""Of clocks that count up."""
SO_FAR = {
    ClockName.QUIET: say("Quiet minute, so far"),
    ClockName.TURN: say("This turn, so far"),
    ClockName.ITEM: say("Item, so far"),
}


def clock_text(length_ms: int) -> str:
    """Write a length as a clock shows it: 0:22, 17:18, 1:05:00; whole seconds, rounded up, without a sign."""
    seconds = -(-abs(length_ms) // 1000)
    minutes, second = divmod(seconds, 60)
    if seconds >= HOUR_S:
        hours, minute = divmod(minutes, 60)
        return f"{hours}:{minute:02}:{second:02}"
    return f"{minutes}:{second:02}"


def digits(timer: Timer) -> str:
    """Write a clock's reading: time left, over time with a plus sign, time used where it counts up or has no limit.

    What has passed is whole only once it has passed; what is left is rounded up.
    """
    if timer.counts_up or timer.urgency is Urgency.UNLIMITED:
        return clock_text(timer.used_ms // 1000 * 1000)
    if timer.urgency is Urgency.OVER:
        return f"+{clock_text(-timer.left_ms // 1000 * 1000)}"
    return clock_text(timer.left_ms)


def clock_title(name: ClockName, timer: Timer) -> Message:
    """Name a clock and what it counts, such as "This turn, left of 2:00"."""
    if timer.urgency is Urgency.UNLIMITED:
        return SO_FAR[name]
    is_over = timer.urgency is Urgency.OVER
    words = (UP_AND_OVER if is_over else UP) if timer.counts_up else (OVER if is_over else LEFT)
    return Message(words[name].msgid, {"length": clock_text(timer.length_ms)})


def clock_titles(name: ClockName, length_ms: int) -> tuple[Message, ...]:
    """Return every title that a clock of this length may have."""
    length = clock_text(length_ms)
    return (*(Message(words[name].msgid, {"length": length}) for words in (LEFT, OVER, UP, UP_AND_OVER)), SO_FAR[name])
