"""The words of seats and of who speaks, for the ring, the one-line view and screen readers."""

from __future__ import annotations

from typing import NamedTuple

from facilitator_console.views.room_view import NextKind, NextUp, RoomView, Seat
from facilitator_console.words import Message, say


class MiddleWords(NamedTuple):
    """The words in the middle of the ring.

    Attributes:
        seat: The seat that speaks; None for nobody, and for somebody without a seat.
        phrase: What it does, or that nobody does.
        below: How many were not heard yet, or what would help; None where there is nothing to say.
    """

    seat: int | None
    phrase: Message
    below: Message | None


def middle_words(view: RoomView) -> MiddleWords:
    """Who speaks or waits to go on, and how many were not heard yet."""
    if not view.seats:
        return MiddleWords(None, say("No seats yet"), say("Prepare adds them"))
    return MiddleWords(view.plenary.seat, view.plenary.doing, view.unheard)


def speaker_words(seat: int | None) -> Message:
    """Who speaks, within a line."""
    return say("someone else") if seat is None else say("seat {seat}", seat=seat)


def next_words(next_up: NextUp) -> Message:
    """Who is next and why, within a line, such as "4 goes on"."""
    if next_up.seat is None:
        return next_up.reason
    return say("{seat} {reason}", seat=next_up.seat, reason=next_up.reason)


def seat_words(seat: Seat) -> tuple[Message, ...]:
    """One seat in words, such as "Seat 8", "waiting", "heard"."""
    interrupted = say("interrupted, goes on next") if seat.goes_on_next else say("interrupted")
    said = (
        (seat.speaks, say("speaking")),
        (seat.is_interrupted, interrupted),
        (seat.waits, say("waiting")),
        (seat.is_heard, say("heard")),
        (seat.is_outside, say("watches")),
    )
    parts = [message for holds, message in said if holds] or [say("not heard yet")]
    return (say("Seat {seat}", seat=seat.number), *parts)


def room_words(view: RoomView) -> tuple[Message, ...]:
    """The whole room, a sentence each: who speaks, who waits in which order, who was not heard yet."""
    words, next_up = middle_words(view), view.plenary.next_up
    waiting = [row.seat for row in view.plenary.queue if not row.waiting.turn_id and row.seat is not None]
    silent = [seat.number for seat in view.seats if not seat.is_heard and not seat.is_outside]
    parts = [
        say("{doing}.", doing=words.phrase)
        if words.seat is None
        else say("{seat} {doing}.", seat=words.seat, doing=words.phrase)
    ]
    if next_up.kind is NextKind.OTHER:
        parts.append(say("Next: {who}.", who=next_words(next_up)))
    if waiting:
        parts.append(say("Waiting: {seats}.", seats=_listed(waiting)))
    if silent:
        parts.append(say("Not heard yet: {seats}.", seats=_listed(silent)))
    return tuple(parts)


def _listed(seats: list[int]) -> str:
    return ", ".join(str(seat) for seat in seats)
