"""What the seat ring shows of the room, seat by seat, and the same in words. No painting."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from facilitator_console.session.balance import not_heard_yet
from facilitator_console.session.floor import speaking
from facilitator_console.session.ids import OUTSIDE_QUEUE, TurnKind
from facilitator_console.session.people import seated
from facilitator_console.session.queue import next_to_speak, speaking_order
from facilitator_console.session.state import Participant, SessionState, Turn
from facilitator_console.session.timers import running
from facilitator_console.ui.control.session_controller import SessionController
from facilitator_console.ui.run.queue_model import next_words, seat_number
from facilitator_console.words import Message, say, say_n

DOING: dict[TurnKind, Message] = {
    TurnKind.CONTRIBUTION: say("is speaking"),
    TurnKind.DIRECT_RESPONSE: say("responds"),
    TurnKind.CLARIFYING_QUESTION: say("asks for clarity"),
    TurnKind.POINT_OF_PROCESS: say("about how we talk"),
}


SPOKEN: dict[TurnKind, Message] = {
    TurnKind.CONTRIBUTION: say("Seat {seat} is speaking."),
    TurnKind.DIRECT_RESPONSE: say("Seat {seat} responds."),
    TurnKind.CLARIFYING_QUESTION: say("Seat {seat} asks for clarity."),
    TurnKind.POINT_OF_PROCESS: say("Seat {seat} speaks about how we talk."),
}
"""The same as whole sentences, for those who can't see the ring."""


class Seat(NamedTuple):
    """What the ring shows of a person."""

    person: Participant
    is_heard: bool
    waits: bool
    speaks: bool
    is_interrupted: bool

    @property
    def is_outside(self) -> bool:
        """Watches, and takes no turns."""
        return self.person.role in OUTSIDE_QUEUE

    @property
    def has_floor(self) -> bool:
        """Speaks, or goes on once those who interposed are done."""
        return self.speaks or self.is_interrupted


class MiddleWords(NamedTuple):
    """The words in the middle of the ring; each may be empty.

    Attributes:
        number: The seat that speaks.
        phrase: What it does, or that nobody does.
        unheard: How many were not heard yet.
    """

    number: str
    phrase: str
    unheard: str


def read_seats(state: SessionState) -> list[Seat]:
    """Everyone in the room, by seat."""
    silent = {person.participant_id for person in not_heard_yet(state)}
    waiting = {entry.participant_id for entry in state.queue.values()}
    floor = [state.turns[turn_id].participant_id for turn_id in state.room.floor]
    return [
        Seat(
            person,
            is_heard=person.participant_id not in silent and person.role not in OUTSIDE_QUEUE,
            waits=person.participant_id in waiting,
            speaks=person.participant_id in floor[-1:],
            is_interrupted=person.participant_id in floor[:-1],
        )
        for person in seated(state)
    ]


def middle_words(controller: SessionController, seats: Sequence[Seat]) -> MiddleWords:
    """Who speaks or waits to go on, and how many were not heard yet."""
    state, text = controller.state, controller.text
    if not seats:
        return MiddleWords("", text(say("No seats yet")), text(say("Prepare adds them")))
    silent = len(not_heard_yet(state))
    unheard = text(say_n("{n} not heard yet", "{n} not heard yet", silent)) if silent else ""
    if not state.turns and not state.talk_sums:
        unheard = text(say_n("{n} seat", "{n} seats", len(seats)))
    turn = speaking(state)
    if turn is None:
        phrase = say("time to think") if state.room.quiet else say("nobody is speaking")
        return MiddleWords("", text(phrase), unheard)
    return MiddleWords(seat_number(controller, turn.participant_id), text(_doing(state, turn)), unheard)


def _doing(state: SessionState, turn: Turn) -> Message:
    """What who has the floor does; they wait where their clock stands."""
    has_seat = turn.kind is not TurnKind.SOMEONE_ELSE
    if running(state).turn_id == turn.turn_id:
        return DOING[turn.kind] if has_seat else say("someone else is speaking")
    if state.room.quiet:
        return say("paused: time to think") if has_seat else say("someone else, paused: time to think")
    return say("paused") if has_seat else say("someone else, paused")


def _floor_sentence(controller: SessionController) -> Message:
    """Who has the floor and what they do, as a sentence."""
    state = controller.state
    turn = speaking(state)
    if turn is None:
        return say("Time to think.") if state.room.quiet else say("Nobody is speaking.")
    runs = running(state).turn_id == turn.turn_id
    if seat := seat_number(controller, turn.participant_id):
        waits = say("Seat {seat} waits: time to think.") if state.room.quiet else say("Seat {seat} is paused.")
        return Message((SPOKEN[turn.kind] if runs else waits).msgid, {"seat": seat})
    if runs:
        return say("Someone else is speaking.")
    return say("Someone else waits: time to think.") if state.room.quiet else say("Someone else is paused.")


def seat_words(controller: SessionController, seat: Seat) -> str:
    """One seat, such as "Seat 8 · waiting · heard"."""
    state = controller.state
    goes_on = [state.turns[turn_id].participant_id for turn_id in state.room.floor[-2:-1]]
    interrupted = say("interrupted, goes on next") if seat.person.participant_id in goes_on else say("interrupted")
    said = (
        (seat.speaks, say("speaking")),
        (seat.is_interrupted, interrupted),
        (seat.waits, say("waiting")),
        (seat.is_heard, say("heard")),
        (seat.is_outside, say("watches")),
    )
    parts = [message for holds, message in said if holds] or [say("not heard yet")]
    title = say("Seat {seat}", seat=seat.person.seat)
    return " · ".join(controller.text(part) for part in (title, *parts))


def room_words(controller: SessionController, seats: Sequence[Seat]) -> str:
    """The whole room: who speaks, who waits in which order, who was not heard yet."""
    state, text = controller.state, controller.text
    order = speaking_order(state, controller.now_ms())
    waiting = [state.participants[entry.participant_id].seat for entry in order]
    silent = [seat.person.seat for seat in seats if not seat.is_heard and not seat.is_outside]
    parts = [text(_floor_sentence(controller) if seats else say("No seats yet."))]
    following = next_to_speak(state, controller.now_ms())
    if following and not following.is_called:
        number, reason = next_words(controller)
        following_words = say("Next: seat {seat}, {reason}.", seat=number, reason=reason)
        parts.append(text(following_words if number else say("Next: {reason}.", reason=reason)))
    if waiting:
        parts.append(text(say("Waiting: {seats}.", seats=_listed(waiting))))
    if silent:
        parts.append(text(say("Not heard yet: {seats}.", seats=_listed(silent))))
    return " ".join(parts)


def _listed(seats: list[int]) -> tuple[str, ...]:
    return tuple(str(seat) for seat in seats)
