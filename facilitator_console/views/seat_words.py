"""The words of seats and of who speaks, for the ring, the one-line view and screen readers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from facilitator_console.views.formats import Middle, Stage
from facilitator_console.views.room_view import RoomView, Seat
from facilitator_console.views.table_view import NextKind
from facilitator_console.words import Message, say, say_n, say_p

NOT_SAID = say_p("an attribute of a person", "not said")
AGE_BANDS: dict[str, Message] = {
    "": NOT_SAID,
    "under_18": say("under 18"),
    "18_24": say("18 to 24"),
    "25_34": say("25 to 34"),
    "35_49": say("35 to 49"),
    "50_64": say("50 to 64"),
    "65_up": say("65 and older"),
}
GENDERS: dict[str, Message] = {
    "": NOT_SAID,
    "woman": say_p("gender", "woman"),
    "man": say_p("gender", "man"),
    "other": say_p("gender", "another"),
}


class MiddleWords(NamedTuple):
    """Holds the words in the middle of the ring.

    Attributes:
        seat: The seat that speaks; None for nobody, and for somebody without a seat.
        phrase: What it does, or that nobody does.
        below: Who is still to come, or how many were not heard yet, or what would help; None where there is nothing to
            say.
    """

    seat: int | None
    phrase: Message
    below: Message | None


def shown_middle(view: RoomView) -> Middle:
    """Return what stands in the middle of the lead's page: where somebody has the floor, or all are quiet, the ring.

    Tables stay while they are quiet: notes and keys go on to mean the one that was chosen.
    """
    is_quiet = view.plenary.quiet is not None and view.stage.middle is not Middle.TABLES
    has_floor = view.plenary.turn is not None or is_quiet
    return Middle.RING if has_floor or view.is_closed else view.stage.middle


def middle_words(view: RoomView) -> MiddleWords:
    """Say who speaks or waits to go on, and who is still to come, in a round or at all."""
    if not view.seats:
        return MiddleWords(None, say("No seats yet"), say("Prepare adds them"))
    free = view.stage.free_chairs
    chairs = say_n("one chair free", "{n} chairs free", free) if free else None
    return MiddleWords(view.plenary.seat, view.plenary.doing, view.stage.remaining or chairs or view.unheard)


def speaker_words(seat: int | None, *, read_aloud: bool = False) -> Message:
    """Name the speaker within a line; where words are read aloud, the seat whose words they are."""
    if read_aloud:
        return say("a written word") if seat is None else say("read aloud for seat {seat}", seat=seat)
    return say("someone else") if seat is None else say("seat {seat}", seat=seat)


def seat_words(seat: Seat, *, is_inside: bool = False) -> tuple[Message, ...]:
    """Describe one seat, such as "Seat 8", "waiting", "heard"; `is_inside` of a fishbowl."""
    interrupted = say("interrupted, goes on next") if seat.goes_on_next else say("interrupted")
    states = (
        (is_inside, say_p("a fishbowl", "inside")),
        (seat.speaks, say("speaking")),
        (seat.is_interrupted, interrupted),
        (seat.waits, say("waiting")),
        (seat.comes_later, say("passed for now")),
        (seat.is_heard, say("heard")),
        (seat.is_outside, say("watches")),
        (not seat.is_here, say("empty chair")),
    )
    parts = [message for is_so, message in states if is_so] or [say("not heard yet")]
    return (say("Seat {seat}", seat=seat.number), *parts)


def room_words(view: RoomView) -> tuple[Message, ...]:
    """Describe the whole room, a sentence each: who speaks, who waits in which order, who was not heard yet."""
    next_up = view.plenary.next_up
    waiting = [row.seat for row in view.plenary.queue if not row.waiting.turn_id and row.seat is not None]
    silent = [seat.number for seat in view.seats if not seat.is_heard and not seat.is_outside and seat.is_here]
    parts = [view.plenary.sentence if view.seats else say("No seats yet.")]
    if next_up.kind is NextKind.OTHER:
        seat, reason = next_up.seat, next_up.reason
        following = say("Next: {reason}.", reason=reason)
        parts.append(following if seat is None else say("Next: seat {seat}, {reason}.", seat=seat, reason=reason))
    if waiting:
        parts.append(say("Waiting: {seats}.", seats=_listed(waiting)))
    parts += _bowl_words(view.stage)
    if view.stage.remaining:
        parts.append(say("{words}.", words=view.stage.remaining))
    if silent:
        parts.append(say("Not heard yet: {seats}.", seats=_listed(silent)))
    return tuple(parts)


def _bowl_words(stage: Stage) -> list[Message]:
    """Say who sits inside a fishbowl, and that a chair is free; nothing elsewhere."""
    if not stage.inside and not stage.free_chairs:
        return []
    inside = [say("Inside: {seats}.", seats=_listed(stage.inside))] if stage.inside else [say("Nobody is inside.")]
    free = [say_n("{n} chair is free.", "{n} chairs are free.", stage.free_chairs)] if stage.free_chairs else []
    return [*inside, *free]


def set_words(stage: Stage) -> tuple[Message, ...]:
    """Say who is with whom, a sentence for each pair or three."""
    return tuple(say("Seats {seats} are together.", seats=_listed(together)) for together in stage.sets)


def together_words(number: int, together: Sequence[int]) -> tuple[Message, ...]:
    """Describe one seat of a pair or three, such as "Seat 3", "with 4"."""
    others = [other for other in together if other != number]
    return (say("Seat {seat}", seat=number), say("with {seats}", seats=_listed(others)))


def _listed(seats: Sequence[int]) -> tuple[str, ...]:
    return tuple(map(str, seats))
