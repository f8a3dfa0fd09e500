"""The fold of the room: floor, queue, clocks, lead, table by table. It is total: it never raises.

Durations live in one place. Before an event of a table's lead is folded, `advance` brings the table's running clocks to
the event's time; so a duration is a sum of stretches between two events of the leading laptop, and never spans two
laptops' clocks. The item's clock and the gaps are the plenary's. An event about something that is not there has no
effect.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import msgspec
from msgspec import UNSET
from msgspec.structs import replace

from facilitator_console.log import Duration, Instant, LaptopId, Stamp
from facilitator_console.log.fold import edited
from facilitator_console.session import events as ev
from facilitator_console.session.ids import (
    INTERPOSING,
    MAIN,
    NO_ITEM,
    NO_ROUND,
    EntryId,
    GapId,
    ItemId,
    ItemStatus,
    ParticipantId,
    RoundId,
    ShownId,
    StopReason,
    StretchId,
    StretchKind,
    TableId,
    TurnId,
)
from facilitator_console.session.order import as_key
from facilitator_console.session.state import (
    Gap,
    OnDisplay,
    Pass,
    PlaceInItem,
    PlannedPlaces,
    QueueEntry,
    Quiet,
    Room,
    Round,
    SessionState,
    Stretch,
    TalkSum,
    TalkTable,
    Turn,
)
from facilitator_console.session.timers import STANDS, running


def table_of(body: msgspec.Struct) -> TableId:
    """Return the table that a body is about; the plenary where it is about the session."""
    return body.table_id if isinstance(body, ev.OfTable) else MAIN


def lead_of(state: SessionState, table_id: TableId) -> LaptopId:
    """Return the laptop that leads a table: the session's lead leads every table that nobody has taken."""
    return state.rooms[table_id].lead or state.room.lead


def led_with(state: SessionState, table_id: TableId) -> tuple[TableId, ...]:
    """Return the tables that change hands with this one: itself; with the plenary all that nobody has taken."""
    if table_id != MAIN:
        return (table_id,)
    return (MAIN, *(other for other, room in state.rooms.items() if other != MAIN and not room.lead))


def _set(state: SessionState, table_id: TableId, **changes: object) -> None:
    state.rooms[table_id] = replace(state.rooms[table_id], **changes)


# -- queue ---------------------------------------------------------------------------------------------


def queue_joined(state: SessionState, body: ev.QueueJoined, stamp: Stamp) -> None:
    table = state.talk_tables.get(body.table_id)
    if table is not None and table.closed:
        return  # Its laptop had not heard of it.
    entry_id = EntryId(stamp.subject)
    state.queue[entry_id] = QueueEntry(
        entry_id,
        body.participant_id,
        body.kind,
        body.to_turn_id,
        body.ahead,
        stamp.at_ms,
        body.table_id,
        behind=body.behind,
        read_aloud=body.read_aloud,
        submission_id=body.submission_id,
    )


def queue_moved(state: SessionState, body: ev.QueueMoved, stamp: Stamp) -> None:
    entry = state.queue.get(EntryId(stamp.subject))
    if entry and entry.table_id == body.table_id:
        state.queue[entry.entry_id] = replace(entry, key=as_key(body.key) if body.key else "")


def queue_left(state: SessionState, body: ev.QueueLeft, stamp: Stamp) -> None:
    _take_from_queue(state, body.table_id, EntryId(stamp.subject))


def _take_from_queue(state: SessionState, table_id: TableId, entry_id: EntryId) -> None:
    entry = state.queue.get(entry_id)
    if entry and entry.table_id == table_id:
        del state.queue[entry_id]


def queue_paused(state: SessionState, body: ev.QueuePaused, _stamp: Stamp) -> None:
    _set(state, body.table_id, queue_paused=True)


def queue_resumed(state: SessionState, body: ev.QueueResumed, _stamp: Stamp) -> None:
    _set(state, body.table_id, queue_paused=False)


def queue_closed(state: SessionState, body: ev.QueueClosed, _stamp: Stamp) -> None:
    _set(state, body.table_id, queue_closed=True)


def queue_opened(state: SessionState, body: ev.QueueOpened, _stamp: Stamp) -> None:
    _set(state, body.table_id, queue_closed=False)


def passed(state: SessionState, body: ev.Passed, stamp: Stamp) -> None:
    fields = (body.participant_id, body.item_id, body.for_now, body.table_id, body.round_id)
    state.passes[stamp.subject] = Pass(*fields, stamp.at_ms)
    if body.turn_id in state.rooms[body.table_id].floor:
        _end_turn(state, body.table_id, body.turn_id, stamp.at_ms)
        del state.turns[body.turn_id]


# -- turns ---------------------------------------------------------------------------------------------


def turn_started(state: SessionState, body: ev.TurnStarted, stamp: Stamp) -> None:
    table_id = body.table_id
    if body.kind not in INTERPOSING:
        _end_turns(state, table_id, stamp.at_ms)
    _count_overtaken(state, table_id, body.entry_id)
    _take_from_queue(state, table_id, body.entry_id)
    turn_id = TurnId(stamp.subject)
    if before := state.turns.get(turn_id):
        # Nobody of ours makes one turn twice; at two tables it could not be ended at both.
        _leave_floor(state, before)
    state.turns[turn_id] = Turn(
        turn_id,
        body.participant_id,
        body.item_id,
        body.kind,
        body.limit_ms,
        stamp.at_ms,
        body.entry_id,
        table_id=table_id,
        round_id=body.round_id,
        why=body.why,
        read_aloud=body.read_aloud,
        submission_id=body.submission_id,
    )
    end_quiet(state, table_id, stamp.at_ms)
    _set(state, table_id, floor=(*state.rooms[table_id].floor, turn_id))


def _count_overtaken(state: SessionState, table_id: TableId, entry_id: EntryId) -> None:
    """Count, for who came earlier and still waits with a wish of the same kind, that somebody was called before."""
    called = state.queue.get(entry_id)
    if called is None or called.table_id != table_id:
        return
    for entry in [*state.queue.values()]:
        if entry.entry_id == entry_id:
            return
        if entry.table_id == table_id and entry.kind is called.kind:
            state.queue[entry.entry_id] = replace(entry, overtaken=entry.overtaken + 1)


def turn_edited(state: SessionState, body: ev.TurnEdited, stamp: Stamp) -> None:
    turn = state.turns.get(TurnId(stamp.subject))
    if turn is None or turn.table_id != body.table_id:
        return
    if body.removed is True:
        _leave_floor(state, turn)
        del state.turns[turn.turn_id]
        return
    turn = edited(turn, body)
    if body.talk_ms is not UNSET:
        turn = replace(turn, talk_ms=Duration(max(0, turn.talk_ms)))
        _leave_floor(state, turn)
        known_end = turn.ended_at_ms or stamp.at_ms
        turn = replace(turn, paused=False, ended_at_ms=Instant(min(known_end, turn.started_at_ms + turn.talk_ms)))
    state.turns[turn.turn_id] = turn


# -- rounds and places ---------------------------------------------------------------------------------


def round_started(state: SessionState, body: ev.RoundStarted, stamp: Stamp) -> None:
    round_id, item = RoundId(stamp.subject), state.items.get(body.item_id)
    if item is None or (body.table_id == MAIN and body.item_id != state.room.item_id):
        return
    fields = (body.part, body.length_ms, body.first_id, body.backwards, stamp.at_ms, item.elapsed_ms)
    state.rounds[round_id] = Round(round_id, body.table_id, body.item_id, *fields)
    _set(state, body.table_id, round_id=round_id)


def places_dealt(state: SessionState, body: ev.PlacesDealt, _stamp: Stamp) -> None:
    for participant_id, place in body.places.items():
        key = f"{body.item_id}/{participant_id}"
        before = state.places.get(key)
        if before and before.round_id and before.round_id != body.round_id:
            # With whom people sat already is asked at the next deal.
            state.places_before[f"{body.item_id}/{before.round_id}/{participant_id}"] = before
        state.places[key] = PlaceInItem(participant_id, body.item_id, place, body.round_id)


def places_planned(state: SessionState, body: ev.PlacesPlanned, _stamp: Stamp) -> None:
    state.planned_places[body.item_id] = PlannedPlaces(body.item_id, body.places, body.tables, body.seed)


def turn_paused(state: SessionState, body: ev.TurnPaused, stamp: Stamp) -> None:
    _set_paused(state, body.table_id, TurnId(stamp.subject), paused=True)


def turn_resumed(state: SessionState, body: ev.TurnResumed, stamp: Stamp) -> None:
    if _set_paused(state, body.table_id, TurnId(stamp.subject), paused=False):
        end_quiet(state, body.table_id, stamp.at_ms)


def _set_paused(state: SessionState, table_id: TableId, turn_id: TurnId, *, paused: bool) -> bool:
    if turn_id not in state.rooms[table_id].floor:
        return False
    state.turns[turn_id] = replace(state.turns[turn_id], paused=paused)
    return True


def turn_extended(state: SessionState, body: ev.TurnExtended, stamp: Stamp) -> None:
    turn = state.turns.get(TurnId(stamp.subject))
    if turn and turn.limit_ms and turn.table_id == body.table_id:
        state.turns[turn.turn_id] = replace(turn, limit_ms=Duration(turn.limit_ms + body.by_ms))


def turn_ended(state: SessionState, body: ev.TurnEnded, stamp: Stamp) -> None:
    if (turn_id := TurnId(stamp.subject)) in state.rooms[body.table_id].floor:
        _end_turn(state, body.table_id, turn_id, stamp.at_ms)


def turn_called_back(state: SessionState, body: ev.TurnCalledBack, stamp: Stamp) -> None:
    turn, table_id = state.turns.get(TurnId(stamp.subject)), body.table_id
    if turn is None or turn.table_id != table_id or turn.turn_id in state.rooms[table_id].floor:
        return
    if turn.kind not in INTERPOSING:
        _end_turns(state, table_id, stamp.at_ms)
    state.turns[turn.turn_id] = replace(turn, ended_at_ms=Instant(0), paused=False)
    end_quiet(state, table_id, stamp.at_ms)
    _set(state, table_id, floor=(*state.rooms[table_id].floor, turn.turn_id))


def _end_turns(state: SessionState, table_id: TableId, at_ms: Instant) -> None:
    for turn_id in state.rooms[table_id].floor:
        _end_turn(state, table_id, turn_id, at_ms)


def _end_turn(state: SessionState, table_id: TableId, turn_id: TurnId, at_ms: Instant) -> None:
    state.turns[turn_id] = replace(state.turns[turn_id], ended_at_ms=at_ms, paused=False)
    _set(state, table_id, floor=tuple(other for other in state.rooms[table_id].floor if other != turn_id))


def _leave_floor(state: SessionState, turn: Turn) -> None:
    room = state.rooms[turn.table_id]
    if turn.turn_id in room.floor:
        _set(state, turn.table_id, floor=tuple(other for other in room.floor if other != turn.turn_id))


def end_current_item(state: SessionState, at_ms: Instant) -> None:
    """End the item that is on, if any, and the open turns of the plenary and of the tables led with it."""
    for table_id in led_with(state, MAIN):
        _end_talk(state, table_id, at_ms)
    if item := state.items.get(state.room.item_id):
        state.items[item.item_id] = replace(item, status=ItemStatus.DONE, ended_at_ms=at_ms)
        end_stretches(state, MAIN, StretchKind.ITEM_PAUSED, at_ms)
    _set(state, MAIN, item_id=NO_ITEM, round_id=NO_ROUND)


# -- clocks --------------------------------------------------------------------------------------------


def quiet_started(state: SessionState, body: ev.QuietStarted, stamp: Stamp) -> None:
    if floor := state.rooms[body.table_id].floor:
        _set_paused(state, body.table_id, floor[-1], paused=True)
    end_quiet(state, body.table_id, stamp.at_ms)
    begin_stretch(state, body.table_id, StretchKind.QUIET, stamp)
    _set(state, body.table_id, quiet=Quiet(body.length_ms, stamp.at_ms))


def quiet_ended(state: SessionState, body: ev.QuietEnded, stamp: Stamp) -> None:
    end_quiet(state, body.table_id, stamp.at_ms)


def end_quiet(state: SessionState, table_id: TableId, at_ms: Instant) -> None:
    """End a table's quiet minute, if one is on."""
    if state.rooms[table_id].quiet is not None:
        _set(state, table_id, quiet=None)
        end_stretches(state, table_id, StretchKind.QUIET, at_ms)


def clocks_frozen(state: SessionState, body: ev.ClocksFrozen, stamp: Stamp) -> None:
    said = {"reason": body.reason, "other": body.other, "shelter": body.shelter}
    on = open_stretch(state, MAIN, StretchKind.FROZEN)
    if on is not None:
        state.stretches[on.stretch_id] = replace(on, **said)
    else:
        begin_stretch(state, MAIN, StretchKind.FROZEN, stamp, **said)
    _set(state, MAIN, frozen=True)


def clocks_released(state: SessionState, _body: ev.ClocksReleased, stamp: Stamp) -> None:
    end_stretches(state, MAIN, StretchKind.FROZEN, stamp.at_ms)
    _set(state, MAIN, frozen=False)


def begin_stretch(state: SessionState, table_id: TableId, kind: StretchKind, stamp: Stamp, **said: Any) -> None:  # noqa: ANN401 - fields of Stretch
    """Begin a stretch at a table; it is named by its event."""
    stretch_id = StretchId(f"{stamp.writer}.{stamp.seq}")
    item_id = state.room.item_id
    state.stretches[stretch_id] = Stretch(stretch_id, kind, item_id, stamp.at_ms, table_id=table_id, **said)


def open_stretch(state: SessionState, table_id: TableId, kind: StretchKind) -> Stretch | None:
    """Return a table's stretch of this kind that is on; None where none is."""
    for stretch in reversed(state.stretches.values()):
        if stretch.table_id == table_id and stretch.kind is kind:
            return None if stretch.to_ms else stretch
    return None


def end_stretches(state: SessionState, table_id: TableId, kind: StretchKind, at_ms: Instant) -> None:
    """End a table's stretch of this kind, if one is on."""
    if stretch := open_stretch(state, table_id, kind):
        state.stretches[stretch.stretch_id] = replace(stretch, to_ms=at_ms)


def display_set(state: SessionState, body: ev.DisplaySet, stamp: Stamp) -> None:
    shown_id = ShownId(stamp.subject)
    if shown_id in state.displays:
        del state.displays[shown_id]
    state.displays[shown_id] = OnDisplay(shown_id, body.shows, body.table_id, body.of_id, body.text)


def gap_found(state: SessionState, body: ev.GapFound, stamp: Stamp) -> None:
    if body.lasted_ms <= 0:
        return
    gap_id, from_ms = GapId(stamp.subject), Instant(stamp.at_ms - body.lasted_ms)
    ran = {table_id: running(state, table_id) for table_id in led_with(state, MAIN)}
    turn_ids = tuple(on.turn_id for on in ran.values() if on.turn_id)
    quiet = tuple(table_id for table_id, on in ran.items() if on.quiet)
    state.gaps[gap_id] = Gap(gap_id, from_ms, stamp.at_ms, ran[MAIN].item_id, turn_ids, quiet)


def gap_excluded(state: SessionState, body: ev.GapExcluded, stamp: Stamp) -> None:
    gap = state.gaps.get(GapId(stamp.subject))
    if gap is None:
        return
    excluded = min(max(0, body.excluded_ms), gap.to_ms - gap.from_ms)
    by_ms = gap.excluded_ms - excluded
    _add_to_item(state, gap.item_id, by_ms)
    for later in [*state.rounds.values()]:
        if later.item_id == gap.item_id and later.started_at_ms >= gap.to_ms:
            state.rounds[later.round_id] = replace(later, item_ms=Duration(later.item_ms + by_ms))
    for turn_id in gap.turn_ids:
        _add_to_turn(state, turn_id, by_ms)
    for table_id in gap.quiet:
        on = state.rooms[table_id].quiet
        if on is not None and on.started_at_ms <= gap.from_ms:
            _add_to_quiet(state, table_id, by_ms)
    state.gaps[gap.gap_id] = replace(gap, excluded_ms=Duration(excluded), is_decided=True)


def advance(state: SessionState, table_id: TableId, at_ms: Instant) -> None:
    """Bring every running clock of a table, and of those led with it, to `at_ms`.

    Within a run time never goes back; where a run begins earlier than the last one ended, because the wall clock was
    put right meanwhile, nothing is counted and the clocks go on from there.
    """
    if table_id == MAIN and len(state.rooms) > 1:
        for led in led_with(state, MAIN):
            _advance(state, led, at_ms)
    else:
        _advance(state, table_id, at_ms)


def _advance(state: SessionState, table_id: TableId, at_ms: Instant) -> None:
    room = state.rooms[table_id]
    passed = at_ms - room.as_of_ms
    if not passed:
        return
    if passed > 0:
        on = running(state, table_id)
        if on is not STANDS:
            _add_to_item(state, on.item_id, passed)
            _add_to_turn(state, on.turn_id, passed)
            if on.quiet:
                _add_to_quiet(state, table_id, passed)
                room = state.rooms[table_id]
    state.rooms[table_id] = replace(room, as_of_ms=at_ms)


def _add_to_item(state: SessionState, item_id: ItemId, by_ms: int) -> None:
    if item := state.items.get(item_id):
        state.items[item_id] = replace(item, elapsed_ms=Duration(max(0, item.elapsed_ms + by_ms)))


def _add_to_turn(state: SessionState, turn_id: TurnId, by_ms: int) -> None:
    if turn := state.turns.get(turn_id):
        state.turns[turn_id] = replace(turn, talk_ms=Duration(max(0, turn.talk_ms + by_ms)))


def _add_to_quiet(state: SessionState, table_id: TableId, by_ms: int) -> None:
    if on := state.rooms[table_id].quiet:
        _set(state, table_id, quiet=replace(on, elapsed_ms=Duration(max(0, on.elapsed_ms + by_ms))))


# -- tables and lead -------------------------------------------------------------------------------------


def table_opened(state: SessionState, body: ev.TableOpened, stamp: Stamp) -> None:
    table_id = TableId(stamp.subject)
    if table_id not in state.rooms:
        state.rooms[table_id] = Room(as_of_ms=state.room.as_of_ms)
        state.talk_tables[table_id] = TalkTable(table_id, body.item_id, body.label)


def table_edited(state: SessionState, body: ev.TableEdited, stamp: Stamp) -> None:
    if table := state.talk_tables.get(TableId(stamp.subject)):
        new = edited(table, body)
        state.talk_tables[table.table_id] = replace(new, settings={**table.settings, **new.settings})


def table_closed(state: SessionState, _body: ev.TableClosed, stamp: Stamp) -> None:
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
        _end_talk(state, table_id, stamp.at_ms)


def _end_talk(state: SessionState, table_id: TableId, at_ms: Instant) -> None:
    """End the open turns and the quiet minute of a table."""
    _end_turns(state, table_id, at_ms)
    end_quiet(state, table_id, at_ms)


def table_stopped(state: SessionState, body: ev.TableStopped, stamp: Stamp) -> None:
    if body.table_id == MAIN:
        return
    if body.because is StopReason.ITEM_ENDED:
        _end_talk(state, body.table_id, stamp.at_ms)
    _set(state, body.table_id, frozen=True, stopped=body.because)


def table_released(state: SessionState, body: ev.TableReleased, _stamp: Stamp) -> None:
    if body.table_id != MAIN:
        _set(state, body.table_id, frozen=False, stopped=None)


def lead_taken(state: SessionState, body: ev.LeadTaken, stamp: Stamp) -> None:
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
        _set(state, table_id, as_of_ms=stamp.at_ms, quiet=quiet)
    _set(state, body.table_id, lead=stamp.laptop)


def speaking_summed(state: SessionState, body: ev.SpeakingSummed, _stamp: Stamp) -> None:
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
            _set(state, table_id, quiet=None)
    for key, summed in [*state.sums_ahead.items()]:
        if summed.era <= era:
            del state.sums_ahead[key]
            _count_sums(state, summed.table_id, summed.era, [summed])
