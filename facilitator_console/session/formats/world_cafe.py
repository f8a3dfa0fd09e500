"""The world café: people talk at tables, in rounds; between them they move, and hosts stay.

Tables, places and the first round come with the start of the item. Each round's clock is read off the item's; who goes
where is dealt when people begin to move, so that they meet new ones. See session.tables.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple, cast

from facilitator_console.log import Duration, Instant, Made, NewEvent, Subject
from facilitator_console.session import events as ev
from facilitator_console.session import room_events as rev
from facilitator_console.session.dealing import Wanted, deal
from facilitator_console.session.formats.format import (
    Format,
    Least,
    SpeakingOrder,
    TablesPlanned,
    number_in,
    part_extended,
)
from facilitator_console.session.formats.silence import NO_TURNS
from facilitator_console.session.ids import NO_GROUP, ParticipantId, Place, RoundId
from facilitator_console.session.legality import require_allowed
from facilitator_console.session.people import circle, group_of
from facilitator_console.session.planned_places import hosts_among, hosts_at, planned_seating
from facilitator_console.session.room_state import Round
from facilitator_console.session.round_progress import last_round
from facilitator_console.session.state import AgendaItem, SessionState
from facilitator_console.session.table_places import (
    QUICK_STEPS,
    How,
    dealt_anew,
    dealt_as_planned,
    may_deal,
    next_seed,
    sat_together,
)
from facilitator_console.session.tables import (
    MOST_TABLES,
    MOVING,
    TALK,
    hosts_stay,
    led_with_session,
    mixes_groups,
    moves_now,
    require_tables,
    round_numbers,
    tables_of,
    tables_on,
)
from facilitator_console.words import UserError, say, say_n

TABLES, ROUNDS, MOVING_MS = "tables", "rounds", "moving_ms"
"""The settings for how many tables and rounds there are, and for how long people move between two rounds."""
MINUTE_MS = 60_000
LEAST_ROUND_MS = 5 * MINUTE_MS
LONGEST_MOVING_MS = 60 * MINUTE_MS
MOST_ROUNDS = 12
BEHIND_START = 1
"""The event that starts an item, or changes how people talk in it, comes before those with which its format begins."""

AT_TABLE = SpeakingOrder()
"""The order at a table with a queue: people speak in the order in which they came."""


class Usual(NamedTuple):
    """Holds how many rounds there are, and how long people move between them, where the settings don't say it."""

    rounds: int
    moving_ms: int


CAFE, ELSEWHERE = Usual(3, 5 * MINUTE_MS), Usual(1, 0)


class Tables(Format):
    """Lets people talk at several tables at once; nobody has the floor of the whole room."""

    def begins(self, state: SessionState, item: AgendaItem) -> list[NewEvent]:
        """Return the first round, the tables and who sits where; an item that is begun again goes on as it was."""
        if any(not table.closed for table in tables_of(state, item.item_id)):
            last = last_round(state, item.item_id)
            left_ms = max(0, last.item_ms + last.length_ms - item.elapsed_ms) if last else 0
            part = last.part if last else TALK
            return [NewEvent(rev.RoundStarted(item.item_id, part, Duration(left_ms) or round_length_ms(item)))]
        return _opened(state, item, BEHIND_START)

    def tables(self, item: AgendaItem) -> TablesPlanned:
        """Return how many tables and rounds are planned; in one round nobody moves, so nobody has to stay."""
        rounds = rounds_of(item)
        return TablesPlanned(tables_planned(item), rounds, has_hosts=hosts_stay(item) and rounds > 1)

    def least(self, item: AgendaItem, _people: int, _since_rest_ms: Duration) -> Least:
        """Return what an item must keep when the plan is adjusted: five minutes a round, and the time to move."""
        rounds = rounds_of(item)
        least_ms = rounds * LEAST_ROUND_MS + (rounds - 1) * moving_length_ms(item)
        return Least(
            Duration(min(item.planned_ms, least_ms)),
            say_n("{n} round, five minutes", "{n} rounds, five minutes each", rounds),
        )


def open_tables(state: SessionState, _now_ms: Instant) -> list[NewEvent]:
    """Open the tables that the plan has, in an item that has none: it became one with tables in the middle."""
    require_allowed(state, rev.TableOpened, rev.RoundStarted)
    item = state.items.get(state.room.item_id)
    if item is None or tables_on(state):
        raise UserError(say("The tables are open already."))
    return _opened(state, item, 0)


def move_on(state: SessionState, now_ms: Instant, seed: int) -> list[NewEvent]:
    """Let people move to their next tables, where the round after this begins; without time to move it begins now.

    Args:
        state: The session.
        now_ms: Now.
        seed: Of the chance by which they are dealt; it is stored.
    """
    may_move_on(state, now_ms)
    item = require_tables(state)
    moving_ms = moving_length_ms(item)
    moves = NewEvent(rev.RoundStarted(item.item_id, MOVING, moving_ms))
    dealt = dealt_as_planned(state, item, number_of_round(state) + 1, round_id=cast("RoundId", Made(0)))
    dealt = dealt or dealt_anew(state, item, How.NEW, seed, QUICK_STEPS, round_id=cast("RoundId", Made(0)))
    ended = {subject for body, subject in dealt if isinstance(body, rev.TurnEnded)}
    # Who stays at their table stops talking, too.
    led = (table.table_id for table in led_with_session(state))
    open_turns = [(table_id, turn) for table_id in led for turn in state.rooms[table_id].floor]
    others = [
        NewEvent(rev.TurnEnded(table_id=table_id), Subject(turn_id))
        for table_id, turn_id in open_turns
        if Subject(turn_id) not in ended
    ]
    return [moves, *dealt, *others, *([] if moving_ms else [_talk(item)])]


def may_move_on(state: SessionState, now_ms: Instant) -> list[NewEvent]:
    """Refuse where people can't move on now; it looks for no deal."""
    require_allowed(state, rev.RoundStarted, rev.PlacesDealt)
    may_deal(state, now_ms)
    if moves_now(state):
        raise UserError(say("People are moving already. Begin the next round."))
    return []


def begin_round(state: SessionState, _now_ms: Instant) -> list[NewEvent]:
    """Begin the round for which people have moved."""
    require_allowed(state, rev.RoundStarted)
    item = require_tables(state)
    if not moves_now(state):
        raise UserError(say("This round is on already."))
    return [_talk(item)]


def give_round_more(state: SessionState, now_ms: Instant, by_ms: Duration | None = None) -> list[NewEvent]:
    """Give the round that is on, or the time to move, and so the item, more time, by default as the settings say."""
    require_allowed(state, ev.ItemExtended)
    item, on = require_tables(state), round_on(state)
    return part_extended(state, now_ms, item, on.part if on else None, by_ms)


# -- queries -------------------------------------------------------------------------------------------


def round_on(state: SessionState) -> Round | None:
    """Return the round that is on where it is one of tables; None where none is, or another format began it."""
    on = state.rounds.get(state.room.round_id)
    return on if on and on.part in {TALK, MOVING} else None


def tables_planned(item: AgendaItem) -> int:
    """Return how many tables an item opens."""
    return number_in(item.settings, TABLES, 4, least=2, most=MOST_TABLES)


def rounds_of(item: AgendaItem) -> int:
    """Return how many rounds are planned."""
    return number_in(item.settings, ROUNDS, _usual(item).rounds, least=1, most=MOST_ROUNDS)


def moving_length_ms(item: AgendaItem) -> Duration:
    """Return how long people move between two rounds."""
    return Duration(number_in(item.settings, MOVING_MS, _usual(item).moving_ms, most=LONGEST_MOVING_MS))


def round_length_ms(item: AgendaItem) -> Duration:
    """Return how long a round is: an equal part of the item's time, without the time to move; 0 without a plan."""
    rounds = rounds_of(item)
    talk_ms = item.planned_ms - (rounds - 1) * moving_length_ms(item)
    return Duration(max(0, talk_ms // rounds))


def number_of_round(state: SessionState) -> int:
    """Return the number of the round that is on; while people move, of the one for which they do."""
    return round_numbers(state, state.room.item_id).get(state.room.round_id, 1)


def _usual(item: AgendaItem) -> Usual:
    return CAFE if item.format == WORLD_CAFE.name else ELSEWHERE


def _talk(item: AgendaItem) -> NewEvent:
    return NewEvent(rev.RoundStarted(item.item_id, TALK, round_length_ms(item)))


def _opened(state: SessionState, item: AgendaItem, place: int) -> list[NewEvent]:
    """Return the first round, the tables and the deal; `place` of the first of these events in its command."""
    people, count = [person.participant_id for person in circle(state)], tables_planned(item)
    mixed = (
        tuple((participant_id, group_of(state, participant_id)) for participant_id in people)
        if mixes_groups(item)
        else ()
    )
    groups = tuple((participant_id, group) for participant_id, group in mixed if group != NO_GROUP)
    seed, dealt = next_seed(state), planned_seating(state, item, 1, count)
    hosts = hosts_at(state, dealt) if dealt else hosts_among(circle(state), count)
    hosts = hosts if hosts_stay(item) else ()
    if dealt is None:
        others = tuple(participant_id for participant_id in people if participant_id not in dict(hosts))
        dealt = deal(Wanted(others, count, hosts, sat_together(state), groups, seed, QUICK_STEPS))
    opened = [NewEvent(rev.TableOpened(item.item_id)) for _ in range(count)]
    hosting = [NewEvent(rev.TableEdited(host_id=host), Subject(Made(place + 1 + at))) for host, at in hosts]
    first = [_talk(item), *opened, *hosting]
    places = _places(dealt, place + 1)
    if not places:
        return first
    return [*first, NewEvent(rev.PlacesDealt(item.item_id, places, cast("RoundId", Made(place)), seed))]


def _places(dealt: Sequence[Sequence[ParticipantId]], first: int) -> dict[ParticipantId, Place]:
    """Return who sits at which table, by the place of the event that opens it."""
    return {person: cast("Place", Made(first + at)) for at, together in enumerate(dealt) for person in together}


WORLD_CAFE = Tables("world_cafe", (NO_TURNS,))
