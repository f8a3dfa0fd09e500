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
    """Write a clock's reading: time left, over time with a plus sign, time used where there is no limit.

    What has passed is whole only once it has passed; what is left is rounded up.
    """
    if timer.urgency is Urgency.UNLIMITED:
        return clock_text(timer.used_ms // 1000 * 1000)
    if timer.urgency is Urgency.OVER:
        return f"+{clock_text(-timer.left_ms // 1000 * 1000)}"
    return clock_text(timer.left_ms)


def clock_title(name: ClockName, timer: Timer) -> Message:
    """Name a clock and what it counts, such as "This turn, left of 2:00"."""
    if timer.urgency is Urgency.UNLIMITED:
        return SO_FAR[name]
    words = OVER if timer.urgency is Urgency.OVER else LEFT
    return Message(words[name].msgid, {"length": clock_text(timer.length_ms)})


def clock_titles(name: ClockName, length_ms: int) -> tuple[Message, ...]:
    """Return every title that a clock of this length may have."""
    length = clock_text(length_ms)
    return (*(Message(words[name].msgid, {"length": length}) for words in (LEFT, OVER)), SO_FAR[name])
