"""Rounds: passing, another round, where a round begins and which way it goes, and whether the time is enough for it.

Commands and queries for items in which everyone is asked in turn; who is asked, and when, is their format's.
"""

from __future__ import annotations

from typing import NamedTuple

from facilitator_console.log import Duration, Instant, NewEvent, Subject
from facilitator_console.session import room_events as rev
from facilitator_console.session.agenda import MINUTE_MS, edit_item
from facilitator_console.session.calling_order import asks_each, may_speak, speaking_order
from facilitator_console.session.formats import format_of, order_of
from facilitator_console.session.ids import (
    NO_PART,
    NO_TURN,
    OUTSIDE_QUEUE,
    ItemId,
    ParticipantId,
    TurnId,
    TurnKind,
)
from facilitator_console.session.legality import require_allowed
from facilitator_console.session.people import known_participant, present_participant
from facilitator_console.session.round_progress import GOES_ON, TURNS_OF_A_ROUND, round_on, steps
from facilitator_console.session.state import AgendaItem, SessionState
from facilitator_console.session.timers import item_timer, turn_timer
from facilitator_console.session.turns import begun
from facilitator_console.words import UserError, say

GIVEN_BACK_WITHIN_MS = 30_000
"""The longest that somebody may have had the floor and still pass as if they had not."""
TWICE_WITHIN_MS = 3000
"""The time within which a second press lets somebody who passed for now pass for this round."""
TO_CLOSE_MS = MINUTE_MS
"""The part of an item's time that a round leaves, to close it."""
SHORTER_MS = tuple(Duration(seconds * 1000) for seconds in (300, 240, 180, 120, 90, 60, 45, 30))
"""Turns that can be proposed where there is too little time; less than half a minute is not a turn."""


def pass_turn(
    state: SessionState, now_ms: Instant, participant_id: ParticipantId, *, for_now: bool = False
) -> list[NewEvent]:
    """Let somebody pass in a round; with `for_now` they are asked again at its end.

    A turn that they were given just now does not count; one in which they have spoken for a while ends and stays. Where
    they had the floor, the next one begins at once.
    """
    item = _round_item(state)
    person = known_participant(state, participant_id)
    if person.role in OUTSIDE_QUEUE:
        raise UserError(say("Seat {seat} watches and takes no turns.", seat=person.seat))
    given = next((t for t in state.room.floor if state.turns[t].participant_id == participant_id), NO_TURN)
    passed = _passed(state, now_ms, item, participant_id, for_now=for_now, given=given)
    return [*passed, *(_next_begins(state, participant_id, given) if given else ())]


def pass_for_now(state: SessionState, now_ms: Instant) -> list[NewEvent]:
    """Let whoever speaks in the round, or is up next, pass for now; the next one begins at once.

    Again within 3 seconds it is about the same person, who then passes for this round. So does who is the last one
    left: nobody else could be asked before them.
    """
    item = _round_item(state)
    if again := passed_just_now(state, now_ms):
        return [NewEvent(rev.Passed(again, item.item_id, round_id=state.room.round_id))]
    person = whose_turn(state)
    if person is None:
        raise UserError(say("Everyone has been asked in this round."))
    others = [asked for asked in order_of(item).asked(state, item) if asked.participant_id != person]
    given = next((turn_id for turn_id in _round_turns(state) if state.turns[turn_id].participant_id == person), NO_TURN)
    for_now = bool(others) or not _has_passed_for_now(state, item, person)
    passed = _passed(state, now_ms, item, person, for_now=for_now, given=given)
    return [*passed, *_next_begins(state, person, given)]


def another_round(state: SessionState, _now_ms: Instant) -> list[NewEvent]:
    """Ask everyone anew in the same item, from the same seat and the same way."""
    item = _round_item(state, rev.RoundStarted)
    if not steps(state, item.item_id):
        raise UserError(say("This round has only begun."))
    on = round_on(state)
    begin = rev.RoundStarted(item.item_id)
    if on is not None:
        begin = rev.RoundStarted(item.item_id, first_id=_first_of(state, item), backwards=on.backwards)
    return [NewEvent(begin)]


def begin_round_with(state: SessionState, _now_ms: Instant, participant_id: ParticipantId) -> list[NewEvent]:
    """Let the round go on with somebody, and from there along the seats; who has had a turn is not asked again."""
    item = _round_item(state, rev.RoundStarted)
    person, on = present_participant(state, participant_id), round_on(state)
    if participant_id not in [asked.participant_id for asked in order_of(item).asked(state, item)]:
        raise UserError(say("Seat {seat} is not asked any more in this round.", seat=person.seat))
    backwards = on is not None and on.backwards
    part = GOES_ON if steps(state, item.item_id) else NO_PART
    return [NewEvent(rev.RoundStarted(item.item_id, part, first_id=participant_id, backwards=backwards))]


def turn_round(state: SessionState, _now_ms: Instant, backwards: bool) -> list[NewEvent]:  # noqa: FBT001 - a target
    """Let the round go along the seats, or against them, from where it is."""
    item, on = _round_item(state, rev.RoundStarted), round_on(state)
    if backwards == (on is not None and on.backwards):
        raise UserError(say("The round goes this way already."))
    begun_already = bool(steps(state, item.item_id))
    first_id = ParticipantId("") if begun_already else _first_of(state, item)
    part = GOES_ON if begun_already else NO_PART
    return [NewEvent(rev.RoundStarted(item.item_id, part, first_id=first_id, backwards=backwards))]


def shorten_turns(state: SessionState, now_ms: Instant, item_id: ItemId, limit_ms: Duration) -> list[NewEvent]:
    """Give those who are still to come in an item turns of this length."""
    return edit_item(state, now_ms, item_id, turn_limit_ms=limit_ms)


# -- queries -------------------------------------------------------------------------------------------


def whose_turn(state: SessionState) -> ParticipantId | None:
    """Return who speaks in the round now, or is asked next; None where everyone has been asked, or no round is on."""
    item = state.items.get(state.room.item_id)
    if item is None or not asks_each(state):
        return None
    turns = _round_turns(state)
    asked = order_of(item).asked(state, item)
    if turns:
        return state.turns[turns[-1]].participant_id
    return asked[0].participant_id if asked else None


def passed_just_now(state: SessionState, now_ms: Instant) -> ParticipantId | None:
    """Return who passed for now so lately that the same key means a pass; None where nobody did, or others went on."""
    taken = steps(state, state.room.item_id)
    passing = next((step for step in reversed(taken) if not step.is_turn), None)
    # The turn that began with the pass does not show that the room went on.
    if passing is None or not passing.for_now or taken[-1].at_ms > passing.at_ms:
        return None
    return passing.participant_id if 0 <= now_ms - passing.at_ms <= TWICE_WITHIN_MS else None


class RoundTime(NamedTuple):
    """Says whether those who are left in a round fit into the item's time, with a minute to close.

    Attributes:
        people: How many are left, without who speaks.
        each_ms: The length of a turn.
        shorter_ms: With turns of this length they would; None where they fit, or no turn is short enough.
        holds_until_ms: The first instant at which time alone may change this; None where only an event can.
    """

    people: int
    each_ms: Duration
    fits: bool
    shorter_ms: Duration | None
    holds_until_ms: Instant | None


def round_time(state: SessionState, now_ms: Instant) -> RoundTime | None:
    """Return how the time that is left fits a round; None where nobody is left, or nothing is limited."""
    item, timer = state.items.get(state.room.item_id), item_timer(state, now_ms)
    if item is None or timer is None or not timer.length_ms or not item.turn_limit_ms or not asks_each(state):
        return None
    people = [state.participants[asked.participant_id] for asked in order_of(item).asked(state, item)]
    if not people:
        return None
    limit_ms = format_of(item).turn_limit_ms
    needed_ms = sum(limit_ms(state, item, TurnKind.CONTRIBUTION, person) for person in people)
    turn = turn_timer(state, now_ms)
    turn_left_ms = max(0, turn.left_ms) if turn else 0
    left_ms = timer.left_ms - TO_CLOSE_MS - turn_left_ms
    fits = needed_ms <= left_ms
    lengths = [length for length in SHORTER_MS if length < item.turn_limit_ms]
    shorter_ms = next((length for length in lengths if needed_ms * length <= left_ms * item.turn_limit_ms), None)
    kept_ms = item.turn_limit_ms if fits else shorter_ms
    holds_until_ms = None
    if kept_ms is not None and timer.runs:
        slack_ms = left_ms - needed_ms * kept_ms // item.turn_limit_ms
        until_turn_ends_ms = turn_left_ms if turn and turn.runs else 0
        holds_until_ms = Instant(now_ms + until_turn_ends_ms + slack_ms + 1)
    return RoundTime(len(people), item.turn_limit_ms, fits, None if fits else shorter_ms, holds_until_ms)


def _round_item(state: SessionState, body: type[rev.OfTable] = rev.Passed) -> AgendaItem:
    require_allowed(state, body)
    item = state.items.get(state.room.item_id)
    if item is None or not asks_each(state):
        raise UserError(say("Passing is only possible in a round, and no round is on."))
    return item


def _round_turns(state: SessionState) -> list[TurnId]:
    return [turn_id for turn_id in state.room.floor if state.turns[turn_id].kind in TURNS_OF_A_ROUND]


def _has_passed_for_now(state: SessionState, item: AgendaItem, person: ParticipantId) -> bool:
    return any(step.for_now and step.participant_id == person for step in steps(state, item.item_id))


def _first_of(state: SessionState, item: AgendaItem) -> ParticipantId:
    """Return with whom the round that is on began, by choice."""
    of_item = (
        round_
        for round_ in reversed(state.rounds.values())
        if round_.item_id == item.item_id and round_.part != GOES_ON
    )
    begun_with = next(of_item, None)
    return begun_with.first_id if begun_with else ParticipantId("")


def _passed(
    state: SessionState, now_ms: Instant, item: AgendaItem, person: ParticipantId, *, for_now: bool, given: TurnId
) -> list[NewEvent]:
    timer, round_id = turn_timer(state, now_ms, given), state.room.round_id
    if timer and timer.used_ms > GIVEN_BACK_WITHIN_MS:
        return [
            NewEvent(rev.TurnEnded(), Subject(given)),
            NewEvent(rev.Passed(person, item.item_id, round_id=round_id)),
        ]
    return [NewEvent(rev.Passed(person, item.item_id, for_now, given, round_id))]


def _next_begins(state: SessionState, passing: ParticipantId, given: TurnId) -> list[NewEvent]:
    """Return how the next one begins once somebody has passed; nothing where others speak, or nobody is called."""
    if state.room.queue_paused or [turn_id for turn_id in state.room.floor if turn_id != given]:
        return []
    waiting = (waiting for waiting in speaking_order(state) if waiting.entry_id or waiting.participant_id != passing)
    following = next((participant_id for participant_id in waiting if may_speak(state, participant_id)), None)
    if following is None:
        return []
    clocks, started = begun(state, following)
    return [*clocks, started]
