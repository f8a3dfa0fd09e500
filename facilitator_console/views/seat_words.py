"""The words of seats and of who speaks, for the ring, the one-line view and screen readers."""

from __future__ import annotations

from typing import NamedTuple

from facilitator_console.views.room_view import NextKind, RoomView, Seat
from facilitator_console.words import Message, say


class MiddleWords(NamedTuple):
    """Holds the words in the middle of the ring.

    Attributes:
        seat: The seat that speaks; None for nobody, and for somebody without a seat.
        phrase: What it does, or that nobody does.
        below: How many were not heard yet, or what would help; None where there is nothing to say.
    """

    seat: int | None
    phrase: Message
    below: Message | None


def middle_words(view: RoomView) -> MiddleWords:
    """Say who speaks or waits to go on, and how many were not heard yet."""
    if not view.seats:
        return MiddleWords(None, say("No seats yet"), say("Prepare adds them"))
    return MiddleWords(view.plenary.seat, view.plenary.doing, view.unheard)


def speaker_words(seat: int | None, *, read_aloud: bool = False) -> Message:
    """Name the speaker within a line; where words are read aloud, the seat whose words they are."""
    if read_aloud:
        return say("a written word") if seat is None else say("read aloud for seat {seat}", seat=seat)
    return say("someone else") if seat is None else say("seat {seat}", seat=seat)


def seat_words(seat: Seat) -> tuple[Message, ...]:
    """Describe one seat, such as "Seat 8", "waiting", "heard"."""
    interrupted = say("interrupted, goes on next") if seat.goes_on_next else say("interrupted")
    states = (
        (seat.speaks, say("speaking")),
        (seat.is_interrupted, interrupted),
        (seat.waits, say("waiting")),
        (seat.is_heard, say("heard")),
        (seat.is_outside, say("watches")),
    )
    parts = [message for is_so, message in states if is_so] or [say("not heard yet")]
    return (say("Seat {seat}", seat=seat.number), *parts)


def room_words(view: RoomView) -> tuple[Message, ...]:
    """Describe the whole room, a sentence each: who speaks, who waits in which order, who was not heard yet."""
    next_up = view.plenary.next_up
    waiting = [row.seat for row in view.plenary.queue if not row.waiting.turn_id and row.seat is not None]
    silent = [seat.number for seat in view.seats if not seat.is_heard and not seat.is_outside]
    parts = [view.plenary.sentence if view.seats else say("No seats yet.")]
    if next_up.kind is NextKind.OTHER:
        seat, reason = next_up.seat, next_up.reason
        following = say("Next: {reason}.", reason=reason)
        parts.append(following if seat is None else say("Next: seat {seat}, {reason}.", seat=seat, reason=reason))
    if waiting:
        parts.append(say("Waiting: {seats}.", seats=_listed(waiting)))
    if silent:
        parts.append(say("Not heard yet: {seats}.", seats=_listed(silent)))
    return tuple(parts)


def _listed(seats: list[int]) -> tuple[str, ...]:
    return tuple(map(str, seats))
