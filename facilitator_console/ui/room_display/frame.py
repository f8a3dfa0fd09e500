"""Frames: what the display's process is told, one JSON line each. Words are whole and in the room's language already.

A frame holds no id and nothing of the session but what stands on the display. Its clock is an anchor, read by the boot
clock that both processes share: so the display goes on counting while the console is busy or stands still.
"""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from facilitator_console.log import Instant
from facilitator_console.session.timers import Clock, Timer, reading
from facilitator_console.views.public_view import PublicKind, PublicView, listening_words
from facilitator_console.words import Catalogue, Message, say

COVERED = "covered"


class Look(msgspec.Struct, frozen=True):
    """Holds how the display looks.

    Attributes:
        scale: Of the text, 1 for the usual size.
        dark: Light text on a dark ground.
        digits: The bar's time stands beside it in digits.
    """

    scale: float = 1.0
    dark: bool = True
    digits: bool = False


class Field(msgspec.Struct, frozen=True):
    """Represents a number with its title, such as "Next" and "11"."""

    title: str
    number: str
    quiet: bool = False


class Join(msgspec.Struct, frozen=True):
    """Says how phones join.

    Attributes:
        modules: The rows of the QR, "1" for dark.
        host: The address as somebody types it.
        code: What is typed then.
    """

    modules: tuple[str, ...]
    host: str
    code: str


class Frame(msgspec.Struct, frozen=True):
    """Represents one picture of the display.

    Attributes:
        kind: A `PublicKind`, or `COVERED`.
        figure: The largest figures, such as 15:35.
        sets: Who is with whom.
        tables: Who is to sit at which table.
        answers: What stands under each line in a quiet ink; empty where nothing stands under any.
        clock: Its anchor, on the session's time line; None without a bar.
        now_ms: The session's time line when the boot clock said `boot_ms`.
        title: Of the window, where it is one among others.
        join: How phones join, while that is shown and they can.
        listening: Who else listens.
        screen: Name of the screen to stand on; empty for a window among others.
    """

    kind: str
    heading: str = ""
    below: str = ""
    figure: str = ""
    fields: tuple[Field, ...] = ()
    sets: tuple[str, ...] = ()
    lines: tuple[str, ...] = ()
    clock: Clock | None = None
    now_ms: int = 0
    boot_ms: int = 0
    title: str = ""
    screen: str = ""
    look: Look = Look()
    tables: tuple[Field, ...] = ()
    join: Join | None = None
    listening: str = ""
    answers: tuple[str, ...] = ()


Answer = str
"""A line that the display writes back: one of the two below."""
SCREEN_GONE, SCREEN_HERE = "screen gone", "screen here"


def bar_of(frame: Frame, boot_ms: int) -> Timer | None:
    """Return the reading of a frame's clock, by the boot clock that both processes share; None where it has none."""
    if frame.clock is None:
        return None
    return reading(frame.clock, Instant(frame.now_ms + boot_ms - frame.boot_ms))


def frame_of(view: PublicView, catalogue: Catalogue, wall_time: Callable[[Instant], str], now_ms: Instant) -> Frame:
    """Return the frame that shows a public view.

    Args:
        view: What everyone may see.
        catalogue: The language of the display.
        wall_time: Writes an instant of the session's time line as a clock on the wall shows it.
        now_ms: The session's time line now.
    """

    def text(message: Message | None) -> str:
        return catalogue.text(message) if message else ""

    figure = ""
    if view.goes_on_at_end and view.clock is not None:
        left_ms = reading(view.clock, now_ms).left_ms
        figure = wall_time(Instant(now_ms + max(0, left_ms)))
    return Frame(
        kind=view.kind,
        heading=text(view.heading),
        below=text(view.below) if figure or view.kind is not PublicKind.REST else "",
        figure=figure,
        fields=_fields(view, catalogue),
        sets=tuple(" ".join(map(str, seats)) for seats in view.sets),
        tables=tuple(
            Field(text(say("Table {number}", number=table.number)), seats_text(table.seats)) for table in view.tables
        ),
        lines=_lines(view, catalogue),
        answers=tuple(" · ".join(map(text, words)) for words in view.answers),
        clock=None if view.goes_on_at_end else view.clock,
        now_ms=now_ms,
        listening=text(listening_words(view.listening)) if view.listening else "",
    )


def _lines(view: PublicView, catalogue: Catalogue) -> tuple[str, ...]:
    """Return a list as it is painted; the title of a theme is a sentence from the room."""
    if view.kind is PublicKind.THEME and view.lines:
        return (catalogue.text(say("“{quote}”", quote=view.lines[0])), *view.lines[1:])
    return view.lines


def seats_text(seats: tuple[int, ...]) -> str:
    """Write seats in a row, as they stand on the cards."""
    return " · ".join(map(str, seats)) or "–"


def _fields(view: PublicView, catalogue: Catalogue) -> tuple[Field, ...]:
    text = catalogue.text
    if view.voted is not None:
        return (Field(text(say("Voted")), str(view.voted)),)
    if view.kind is not PublicKind.TALK:
        return ()
    fields = []
    if view.speaking is not None:
        fields.append(Field(text(say("Speaking")), str(view.speaking)))
    elif view.someone_else:
        fields.append(Field(text(say("Speaking")), "–"))
    if view.to_go is not None:
        fields.append(Field(text(say("To go")), str(view.to_go), quiet=True))
    elif view.next_seat is not None:
        fields.append(Field(text(say("Next")), str(view.next_seat), quiet=True))
    return tuple(fields)
