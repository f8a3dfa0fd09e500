"""Presents formats with tables: the round's clock, how many there are, and what takes people to the next one."""

from __future__ import annotations

from facilitator_console.log import Duration, Instant
from facilitator_console.session.agenda import leave_item, pause_item, resume_item
from facilitator_console.session.formats.silence import NO_TURNS
from facilitator_console.session.formats.world_cafe import (
    MOVING_MS,
    ROUNDS,
    TABLES,
    WORLD_CAFE,
    begin_round,
    give_round_more,
    may_move_on,
    move_on,
    moving_length_ms,
    number_of_round,
    open_tables,
    round_length_ms,
    round_on,
    rounds_of,
    tables_planned,
)
from facilitator_console.session.ids import ItemStatus
from facilitator_console.session.settings import settings_of
from facilitator_console.session.state import AgendaItem, SessionState
from facilitator_console.session.table_places import (
    How,
    choose_hosts,
    deal_tables,
    may_deal,
    next_seed,
    repeats_now,
    seat_the_rest,
)
from facilitator_console.session.tables import (
    HOSTS_STAY,
    MIX_GROUPS,
    end_quiet_for_all,
    has_turns,
    hosts_stay,
    mixes_groups,
    moves_now,
    quiet_for_all,
    tables_on,
    without_host,
    without_table,
)
from facilitator_console.session.timers import round_clock
from facilitator_console.views.clock_words import more_time_words
from facilitator_console.views.formats.format_view import (
    FormatView,
    Middle,
    Move,
    OrderView,
    SettingKind,
    SettingView,
    Stage,
)
from facilitator_console.words import Message, say, say_n

OF_TABLE_TURNS = frozenset({"done", "pause_turn", "someone_else", "extend_turn", "call_back"})
"""Actions about a turn at the table that was chosen; they mean nothing while no table has turns."""


AT_TABLES_VIEW = OrderView(
    NO_TURNS,
    say("Nobody takes turns"),
    say("talk at tables"),
    say("People talk at the tables. Each can have a queue of its own."),
)


SETTINGS = (
    SettingView(TABLES, say("Tables"), SettingKind.NUMBER, tables_planned),
    SettingView(ROUNDS, say("Rounds"), SettingKind.NUMBER, rounds_of),
    SettingView(MOVING_MS, say("Time to move"), SettingKind.LENGTH, moving_length_ms),
    SettingView(HOSTS_STAY, say("Hosts stay"), SettingKind.CHOICE, hosts_stay),
    SettingView(MIX_GROUPS, say("Mix the groups"), SettingKind.CHOICE, mixes_groups),
)


class TablesView(FormatView):
    """Shows the round that is on, or that people move; what single tables do is in the picture of the room."""

    def stage(self, state: SessionState, item: AgendaItem, _now_ms: Instant) -> Stage:
        """Return the round's clock and what can be done for all tables."""
        tables = tables_on(state)
        if not tables:
            opened = Move(say("Open the tables"), open_tables)
            return Stage(
                middle=Middle.TABLES,
                moves={"done": opened},
                hidden=OF_TABLE_TURNS | {"quiet_minute"},
                part=say("No tables are open"),
            )
        turns = any(has_turns(state, table.table_id) for table in tables)
        moves, more = _moves(state, item)
        on = round_on(state)
        warning, remedy = _warning(state, item)
        then, then_ms = _then(state, item)
        return Stage(
            middle=Middle.TABLES,
            moves=moves,
            hidden=frozenset() if turns else OF_TABLE_TURNS,
            more=more,
            part=_part(state, item),
            part_clock=round_clock(state) if on and on.length_ms else None,
            then=then,
            then_ms=then_ms,
            warning=warning,
            remedy=remedy,
        )


def _moves(state: SessionState, item: AgendaItem) -> tuple[dict[str, Move], tuple[tuple[str, Move], ...]]:
    """Return what the keys mean, and the further moves."""
    number, back = number_of_round(state), Move(say("Back together"), leave_item, (item.item_id,))
    quiet = Move(say("End quiet minute"), end_quiet_for_all) if state.room.quiet else None
    pauses = item.status is not ItemStatus.PAUSED
    moves = {
        "quiet_minute": quiet or Move(say("Quiet minute"), quiet_for_all),
        "item": Move(say("Pause all"), pause_item, (item.item_id,))
        if pauses
        else Move(say("All go on"), resume_item, (item.item_id,)),
        "extend_item": Move(more_time_words(settings_of(state).extend_item_ms), give_round_more),
    }
    seed = next_seed(state)
    anew = Move(say("Deal anew"), deal_tables, (How.NEW, seed), check=may_deal)
    if moves_now(state):
        moves["next_item"] = Move(say("Begin round {round}", round=number), begin_round)
        return moves, (("back_together", back), ("deal_tables", anew))
    if number < rounds_of(item):
        moves["next_item"] = Move(say("Move on"), move_on, (seed,), check=may_move_on)
        return moves, (("back_together", back), ("deal_tables", anew))
    moves["next_item"] = back
    return moves, (
        ("another_round", Move(say("One more round"), move_on, (seed,), check=may_move_on)),
        ("deal_tables", anew),
    )


def _part(state: SessionState, item: AgendaItem) -> Message:
    number, rounds = number_of_round(state), rounds_of(item)
    if moves_now(state):
        return say("Moving to round {round} of {rounds}", round=number, rounds=max(rounds, number))
    if rounds == 1 and number == 1:
        return say("At the tables")
    return say("Round {round} of {rounds}", round=number, rounds=max(rounds, number))


def _then(state: SessionState, item: AgendaItem) -> tuple[Message | None, Duration]:
    """Return what comes after this part, and how long it lasts."""
    if moves_now(state):
        return say("Then round {round}", round=number_of_round(state)), round_length_ms(item)
    if number_of_round(state) < rounds_of(item) and moving_length_ms(item):
        return say("Moving takes"), moving_length_ms(item)
    return None, Duration(0)


def _warning(state: SessionState, item: AgendaItem) -> tuple[Message | None, Move | None]:
    """Say what does not work out: people without a table, tables without a host, or people who meet again."""
    if left := len(without_table(state)):
        words = say_n("{n} seat is at no table.", "{n} seats are at no table.", left)
        return words, Move(say("Seat them"), seat_the_rest)
    if rounds_of(item) > 1 and hosts_stay(item) and (missing := len(without_host(state))):
        words = say_n("{n} table has no host.", "{n} tables have no host.", missing)
        return words, Move(say("The first seat hosts"), choose_hosts)
    if moves_now(state) and (again := repeats_now(state)):
        return say_n("{n} pair meets again.", "{n} pairs meet again.", again), None
    return None, None


WORLD_CAFE_VIEW = TablesView(WORLD_CAFE, say("world café"), (AT_TABLES_VIEW,), settings=SETTINGS)
