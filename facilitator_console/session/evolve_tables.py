"""The fold of tables, of who leads them, and of the sums that stay of turns. It is total: it never raises."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec.structs import replace

from facilitator_console.log import LaptopId, Stamp
from facilitator_console.log.fold import edited
from facilitator_console.session import room_events as rev
from facilitator_console.session.evolve_clocks import led_with, open_stretch, set_room
from facilitator_console.session.evolve_room import end_talk
from facilitator_console.session.ids import (
    MAIN,
    ParticipantId,
    StopReason,
    StretchKind,
    TableId,
)
from facilitator_console.session.room_state import Room, TalkSum, TalkTable
from facilitator_console.session.state import SessionState


def table_opened(state: SessionState, body: rev.TableOpened, stamp: Stamp) -> None:
    table_id = TableId(stamp.subject)
    if table_id not in state.rooms:
        state.rooms[table_id] = Room(as_of_ms=state.room.as_of_ms)
        state.talk_tables[table_id] = TalkTable(table_id, body.item_id, body.label)


def table_edited(state: SessionState, body: rev.TableEdited, stamp: Stamp) -> None:
    if table := state.talk_tables.get(TableId(stamp.subject)):
        new = edited(table, body)
        # `table_id` of the body says who may write it, and not another id of the table.
        settings = {**table.settings, **new.settings}
        state.talk_tables[table.table_id] = replace(new, table_id=table.table_id, settings=settings)


def table_closed(state: SessionState, _body: rev.TableClosed, stamp: Stamp) -> None:
    table_id = TableId(stamp.subject)
    table = state.talk_tables.get(table_id)
    if table is None or table.closed:
        return
    for entry in [*state.queue.values()]:
        if entry.table_id == table_id:
            del state.queue[entry.entry_id]
    state.talk_tables[table_id] = replace(table, closed=True)
    # Where another laptop leads the table, it stops by that laptop's own word: until then its turns counted.
    if not state.rooms[table_id].lead:
        end_talk(state, table_id, stamp.at_ms)


def table_stopped(state: SessionState, body: rev.TableStopped, stamp: Stamp) -> None:
    if body.table_id == MAIN:
        return
    if body.because is StopReason.ITEM_ENDED:
        end_talk(state, body.table_id, stamp.at_ms)
    set_room(state, body.table_id, frozen=True, stopped=body.because)


def table_released(state: SessionState, body: rev.TableReleased, _stamp: Stamp) -> None:
    if body.table_id != MAIN:
        set_room(state, body.table_id, frozen=False, stopped=None)


def lead_taken(state: SessionState, body: rev.LeadTaken, stamp: Stamp) -> None:
    room = state.rooms.get(body.table_id)
    if room is None:
        return
    if body.table_id == MAIN and (item := state.items.get(room.item_id)):
        state.items[item.item_id] = replace(item, elapsed_ms=body.item_ms)
    for table_id in led_with(state, body.table_id):
        for turn_id in state.rooms[table_id].floor:
            turn = state.turns[turn_id]
            state.turns[turn_id] = replace(turn, talk_ms=body.turn_ms.get(turn_id, turn.talk_ms))
        quiet = state.rooms[table_id].quiet
        if quiet:
            quiet = replace(quiet, elapsed_ms=body.quiet_ms.get(table_id, quiet.elapsed_ms))
        set_room(state, table_id, as_of_ms=stamp.at_ms, quiet=quiet)
    # A table that the session's lead takes is one that nobody has taken: it goes along when the session changes hands.
    is_back = body.table_id != MAIN and stamp.laptop == state.room.lead
    set_room(state, body.table_id, lead=LaptopId("") if is_back else stamp.laptop)


def speaking_summed(state: SessionState, body: rev.SpeakingSummed, _stamp: Stamp) -> None:
    sums = [
        TalkSum(ParticipantId(participant_id), body.table_id, talk.turns, talk.talk_ms, body.era)
        for participant_id, talk in body.talk.items()
    ]
    if body.era <= state.info.era:
        _count_sums(state, body.table_id, body.era, sums)
        return
    for summed in sums:
        key = f"{body.era}/{body.table_id}/{summed.participant_id}"
        state.sums_ahead[key] = _larger(state.sums_ahead.get(key, summed), summed)


def _count_sums(state: SessionState, table_id: TableId, era: int, sums: Iterable[TalkSum]) -> None:
    """Count sums: of one table those of the highest era apply, and of two of one era the larger."""
    for key, before in [*state.talk_sums.items()]:
        if before.table_id == table_id and before.era < era:
            del state.talk_sums[key]
        elif before.table_id == table_id and before.era > era:
            return
    for summed in sums:
        key = f"{table_id}/{summed.participant_id}"
        state.talk_sums[key] = _larger(state.talk_sums.get(key, summed), summed)


def _larger(summed: TalkSum, other: TalkSum) -> TalkSum:
    return replace(summed, turns=max(summed.turns, other.turns), talk_ms=max(summed.talk_ms, other.talk_ms))


def speaking_forgotten(state: SessionState, era: int) -> None:
    """Forget who spoke when: turns that ended quiet minutes are blank, so none is on; the sums count."""
    state.info = replace(state.info, era=max(state.info.era, era))
    for table_id, room in state.rooms.items():
        if room.quiet:
            # When it ended, an event of a turn told.
            if stretch := open_stretch(state, table_id, StretchKind.QUIET):
                del state.stretches[stretch.stretch_id]
            set_room(state, table_id, quiet=None)
    for key, summed in [*state.sums_ahead.items()]:
        if summed.era <= era:
            del state.sums_ahead[key]
            _count_sums(state, summed.table_id, summed.era, [summed])
