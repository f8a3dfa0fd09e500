"""The picture of the room: all that a screen shows of who speaks, who is next, which clocks run and since when.

Two pictures that are equal look the same at every instant, but for the digits, which are read from the clocks. It is
for the lead's and the note-taker's screens; what others may see is made from the state by a function of its own.
No rules here: who may speak, and in which order, is for the session.
"""

from __future__ import annotations

import msgspec

from facilitator_console.dialogue.state import State
from facilitator_console.log import Duration, Instant
from facilitator_console.session.agenda import following_item
from facilitator_console.session.balance import not_heard_yet
from facilitator_console.session.floor import speaking
from facilitator_console.session.ids import (
    MAIN,
    NO_ITEM,
    OUTSIDE_QUEUE,
    ItemId,
    ParticipantId,
)
from facilitator_console.session.people import seated
from facilitator_console.session.round_progress import rounds_counted
from facilitator_console.session.state import AgendaItem, Participant, SessionState
from facilitator_console.session.timers import (
    Clock,
    item_clock,
)
from facilitator_console.views.formats import PLAIN_STAGE, Stage, view_of
from facilitator_console.views.hints import hints_between
from facilitator_console.views.table_view import QueueRow, TableView, table_view, tables_view
from facilitator_console.words import Message, say, say_n, titled


class Seat(msgspec.Struct, frozen=True, gc=False):
    """Represents somebody in the room.

    Attributes:
        number: As on the card on the chair.
        place: Place among those who will be called, from 1; 0 for who is not among them.
        is_heard: Is here and has had a turn, in a round: in this round, or takes no part in the balance though in the
            queue.
        waits: Has an entry in the queue; whom a round will ask has a place without one.
        is_interrupted: Goes on once those who interposed are done.
        goes_on_next: Is the first of them.
        has_passed: In the round that is on.
        is_outside: Watches, and takes no turns.
        comes_later: Passed for now.
        is_here: Sits on the chair; who is not here keeps the seat.
    """

    participant_id: ParticipantId
    number: int
    place: int
    is_heard: bool
    waits: bool
    speaks: bool
    is_interrupted: bool
    goes_on_next: bool
    has_passed: bool
    is_outside: bool
    is_here: bool = True
    comes_later: bool = False


class RoomView(msgspec.Struct, frozen=True, gc=False):
    """Shows the whole room.

    Attributes:
        item_id: The item that is on; `NO_ITEM` where none is.
        question: Of that item, else of the one that would begin, else the session's title.
        format: Of the same item, as it is stored; empty where there is none.
        stage: What the format of the item that is on makes of the page.
        upcoming: What would begin, or why nothing would.
        upcoming_ms: The length that was planned for it; None where nothing would begin.
        item: Its clock.
        plenary: All together.
        tables: Those that talk beside the plenary and are open, in the order in which they were opened.
        seats: Everyone in the room, by seat.
        unheard: How many were not heard yet; before anybody was, how many seats there are; None once all were.
        hints: Why clocks stand still.
        hints_between: What may be worth doing, while nobody speaks; only for the lead.
        is_frozen: Every clock stands still.
        is_closed: The session is over.
        holds_until_ms: The first instant at which time alone may change the picture; None where only an event can.
    """

    item_id: ItemId
    question: Message
    format: str
    stage: Stage
    upcoming: Message
    upcoming_ms: Duration | None
    item: Clock | None
    plenary: TableView
    tables: tuple[TableView, ...]
    seats: tuple[Seat, ...]
    unheard: Message | None
    hints: tuple[Message, ...]
    hints_between: tuple[Message, ...]
    is_frozen: bool
    is_closed: bool
    holds_until_ms: Instant | None


def room_view(state: State, now_ms: Instant) -> RoomView:
    """Return the picture of a session's room at an instant."""
    item = state.items.get(state.room.item_id)
    following = following_item(state)
    is_closed = bool(state.info.closed_at_ms)
    shown = item or (None if is_closed else following)
    plenary, clock_until_ms = table_view(state, now_ms)
    stage = view_of(item).stage(state, item, now_ms) if item else PLAIN_STAGE
    between, between_until_ms = hints_between(state, now_ms)
    untils = (clock_until_ms, stage.holds_until_ms, between_until_ms)
    until_ms = [at_ms for at_ms in untils if at_ms is not None]
    silent = {person.participant_id for person in not_heard_yet(state)}
    seats = _seats(state, plenary.queue, silent, stage)
    return RoomView(
        item_id=item.item_id if item else NO_ITEM,
        question=titled((shown.question or shown.title) if shown else state.info.title),
        format=shown.format if shown else "",
        stage=stage,
        upcoming=_upcoming(state, following),
        upcoming_ms=following.planned_ms if following else None,
        item=item_clock(state),
        plenary=plenary,
        tables=tables_view(state, now_ms),
        seats=seats,
        unheard=_unheard(state, len(seats), len(silent)),
        hints=_hints(state),
        hints_between=between,
        is_frozen=state.room.frozen,
        is_closed=is_closed,
        holds_until_ms=min(until_ms) if until_ms else None,
    )


def _seats(
    state: SessionState, queue: tuple[QueueRow, ...], silent: set[ParticipantId], stage: Stage
) -> tuple[Seat, ...]:
    waiting, counted = {entry.participant_id for entry in state.queue.values()}, rounds_counted(state)
    floor = [state.turns[turn_id].participant_id for turn_id in state.room.floor]
    passed = {
        passing.participant_id
        for passing in state.passes.values()
        if (passing.table_id, passing.item_id) == (MAIN, state.room.item_id) and not passing.for_now
        if passing.round_id in counted
    }
    called = [row.waiting.participant_id for row in queue if not row.waiting.turn_id]
    # Who has several entries stands at the first.
    places = {participant_id: len(called) - behind for behind, participant_id in enumerate(reversed(called))}
    return tuple(
        Seat(
            person.participant_id,
            person.seat,
            place=places.get(person.participant_id, 0),
            is_heard=_is_heard(person, silent, stage),
            waits=person.participant_id in waiting,
            speaks=person.participant_id in floor[-1:],
            is_interrupted=person.participant_id in floor[:-1],
            goes_on_next=person.participant_id in floor[-2:-1],
            has_passed=person.participant_id in passed,
            is_outside=person.role in OUTSIDE_QUEUE,
            is_here=person.here,
            comes_later=person.participant_id in stage.later,
        )
        for person in seated(state)
    )


def _is_heard(person: Participant, silent: set[ParticipantId], stage: Stage) -> bool:
    had = person.participant_id not in silent if stage.had is None else person.participant_id in stage.had
    return had and person.here and person.role not in OUTSIDE_QUEUE


def _unheard(state: SessionState, seats: int, silent: int) -> Message | None:
    if not state.turns and not state.talk_sums:
        return say_n("{n} seat", "{n} seats", seats)
    return say_n("{n} not heard yet", "{n} not heard yet", silent) if silent else None


def _upcoming(state: SessionState, following: AgendaItem | None) -> Message:
    if following is None:
        return say("Nothing more is planned") if state.items else say("No agenda yet")
    return say("Not started yet: “{title}”", title=titled(following.title))


def _hints(state: SessionState) -> tuple[Message, ...]:
    """Say why clocks stand still, where they do."""
    item, turn = item_clock(state), speaking(state)
    if state.room.frozen:
        return (say("Everything is frozen: no clock runs."),)
    if item and not item.runs:
        return (say("The item is paused: no clock runs."),)
    if turn and turn.paused and not state.room.quiet:
        return (say("The turn is paused; the item goes on.") if item else say("The turn is paused."),)
    return ()
