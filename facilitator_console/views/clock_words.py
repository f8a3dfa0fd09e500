"""The words and digits of clocks, wherever a screen or a display shows them."""

from __future__ import annotations

from facilitator_console.session.timers import ClockName, Timer, Urgency
from facilitator_console.words import Message, say, say_n, say_p

HOUR_S = 3600
MINUTE_MS = 60_000

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
"""The words of clocks that count up."""
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


def more_time_words(by_ms: int) -> Message:
    """Name an action that gives this much more time."""
    minutes, seconds = divmod(round(by_ms / 1000), 60)
    if not minutes:
        return say("+{seconds} s", seconds=seconds)
    if not seconds:
        return say("+{minutes} min", minutes=minutes)
    return say("+{minutes}:{seconds} min", minutes=minutes, seconds=f"{seconds:02}")


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


def part_title(part: Message, timer: Timer, *, follows: bool) -> Message:
    """Name the clock of a part of an item, such as "The first speaks, left of 5:00"; over time it says so in words.

    Args:
        part: What goes on in it.
        timer: Its reading.
        follows: Whether another part comes after it.
    """
    length = clock_text(timer.length_ms)
    if timer.urgency is Urgency.UNLIMITED:
        return say("{part}, so far", part=part)
    if timer.urgency is not Urgency.OVER:
        return say("{part}, left of {length}", part=part, length=length)
    if follows:
        return say("{part}: the {length} are over, time to switch", part=part, length=length)
    return say("{part}: the {length} are over", part=part, length=length)


def part_words(part: Message, time: str, then: Message | None) -> Message:
    """Say in one line what goes on in a part of an item, such as "Seat 5 opens · 12:20 · Then questions"."""
    if time:
        part = say("{part} · {time}", part=part, time=time)
    return say("{part} · {then}", part=part, then=then) if then else part


def goes_on_title(timer: Timer) -> Message:
    """Say what the time of day beneath it is: when a break ends, or was to end."""
    return say("We were to go on at") if timer.urgency is Urgency.OVER else say("We go on at")


def goes_on_words(timer: Timer, then: Message | None) -> Message:
    """Say how long it is until a break ends, and what comes then, such as "in 8 minutes · then “Pairs”"."""
    if timer.urgency is Urgency.OVER:
        minutes = -timer.left_ms // MINUTE_MS
        when = say_n("{n} minute ago", "{n} minutes ago", minutes) if minutes else say_p("a time", "now")
    else:
        minutes = -(-timer.left_ms // MINUTE_MS)
        when = say_n("in {n} minute", "in {n} minutes", minutes) if minutes > 1 else say("in less than a minute")
    return say("{when} · {then}", when=when, then=then) if then else when
