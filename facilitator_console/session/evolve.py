"""The fold of the room: events become state. Total: whatever comes, it never raises.

Durations live in one place. Every event about clock, turn or queue first brings all running clocks to its
own time (`_advance`), then changes what runs; so a duration is a sum of stretches between two events of the
leading laptop, and never spans two laptops' clocks. An event about something that is not there has no effect.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec
from msgspec.structs import replace

from facilitator_console.log import Duration, Instant, Subject
from facilitator_console.log.fold import Stamp, edited
from facilitator_console.session import events as ev
from facilitator_console.session.ids import (
    INTERPOSING,
    NO_ITEM,
    EntryId,
    GapId,
    GroupId,
    ItemId,
    ItemStatus,
    ParticipantId,
    TurnId,
)
from facilitator_console.session.order import as_key
from facilitator_console.session.state import (
    AgendaItem,
    Gap,
    Group,
    Participant,
    Pass,
    QueueEntry,
    Quiet,
    SessionInfo,
    SessionState,
    Turn,
)
from facilitator_console.session.timers import running

# -- the session itself ------------------------------------------------------------------------------


def _session_created(state: SessionState, body: ev.SessionCreated, stamp: Stamp) -> None:
    state.info = SessionInfo(body.title, body.language, body.attribution, stamp.at_ms)
    if not state.room.lead:
        state.room = replace(state.room, lead=stamp.laptop)


def _session_edited(state: SessionState, body: ev.SessionEdited, _stamp: Stamp) -> None:
    state.info = edited(state.info, body)


def _session_closed(state: SessionState, _body: ev.SessionClosed, stamp: Stamp) -> None:
    _hold_current_item(state, stamp.at_ms)
    state.room = replace(state.room, quiet=None, frozen=False)
    state.info = replace(state.info, closed_at_ms=stamp.at_ms, speaking_kept=False)


def _session_reopened(state: SessionState, _body: ev.SessionReopened, _stamp: Stamp) -> None:
    state.info = replace(state.info, closed_at_ms=Instant(0))


def _speaking_summed(state: SessionState, body: ev.SpeakingSummed, _stamp: Stamp) -> None:
    for participant_id in [*state.talk_sums]:
        del state.talk_sums[participant_id]
    for participant_id, talk in body.talk.items():
        state.talk_sums[participant_id] = talk
    state.info = replace(state.info, speaking_forgotten=True, spoken_from_ms=body.began_at_ms)
    # The turn that ended a quiet minute is forgotten with the others.
    state.room = replace(state.room, quiet=None)


def _speaking_kept(state: SessionState, _body: ev.SpeakingKept, _stamp: Stamp) -> None:
    state.info = replace(state.info, speaking_kept=True)


# -- agenda --------------------------------------------------------------------------------------------


def _item_added(state: SessionState, body: ev.ItemAdded, stamp: Stamp) -> None:
    item_id = ItemId(stamp.subject)
    state.items[item_id] = AgendaItem(
        item_id,
        body.title,
        as_key(body.key),
        body.question,
        body.format,
        body.planned_ms,
        body.mode,
        body.turn_limit_ms,
    )


def _item_edited(state: SessionState, body: ev.ItemEdited, stamp: Stamp) -> None:
    if item := state.items.get(ItemId(stamp.subject)):
        state.items[item.item_id] = edited(item, body)


def _item_moved(state: SessionState, body: ev.ItemMoved, stamp: Stamp) -> None:
    if item := state.items.get(ItemId(stamp.subject)):
        state.items[item.item_id] = replace(item, key=as_key(body.key))


def _item_removed(state: SessionState, _body: ev.ItemRemoved, stamp: Stamp) -> None:
    _leave_item(state, stamp)
    if item := state.items.get(ItemId(stamp.subject)):
        state.items[item.item_id] = replace(item, removed=True)


def _item_started(state: SessionState, _body: ev.ItemStarted, stamp: Stamp) -> None:
    item = state.items.get(ItemId(stamp.subject))
    if item is None or item.removed or item.item_id == state.room.item_id:
        return
    _hold_current_item(state, stamp.at_ms)
    state.items[item.item_id] = replace(
        item, status=ItemStatus.RUNNING, started_at_ms=item.started_at_ms or stamp.at_ms, ended_at_ms=Instant(0)
    )
    state.room = replace(state.room, item_id=item.item_id, quiet=None)


def _item_paused(state: SessionState, _body: ev.ItemPaused, stamp: Stamp) -> None:
    _set_status(state, stamp.subject, ItemStatus.RUNNING, ItemStatus.PAUSED)


def _item_resumed(state: SessionState, _body: ev.ItemResumed, stamp: Stamp) -> None:
    _set_status(state, stamp.subject, ItemStatus.PAUSED, ItemStatus.RUNNING)


def _set_status(state: SessionState, subject: Subject, before: ItemStatus, after: ItemStatus) -> None:
    item = state.items.get(ItemId(subject))
    if item and item.item_id == state.room.item_id and item.status is before:
        state.items[item.item_id] = replace(item, status=after)


def _item_ended(state: SessionState, _body: ev.ItemEnded, stamp: Stamp) -> None:
    _leave_item(state, stamp)


def _item_skipped(state: SessionState, _body: ev.ItemSkipped, stamp: Stamp) -> None:
    _leave_item(state, stamp)
    if item := state.items.get(ItemId(stamp.subject)):
        state.items[item.item_id] = replace(item, status=ItemStatus.SKIPPED)


def _item_extended(state: SessionState, body: ev.ItemExtended, stamp: Stamp) -> None:
    if item := state.items.get(ItemId(stamp.subject)):
        state.items[item.item_id] = replace(item, extra_ms=Duration(item.extra_ms + body.by_ms))


def _leave_item(state: SessionState, stamp: Stamp) -> None:
    """Hold the subject if it is the item that is on."""
    if state.room.item_id == ItemId(stamp.subject) != NO_ITEM:
        _hold_current_item(state, stamp.at_ms)


def _hold_current_item(state: SessionState, at_ms: Instant) -> None:
    """End the open turns; the item that is on, if any, was held."""
    _end_turns(state, at_ms)
    if item := state.items.get(state.room.item_id):
        state.items[item.item_id] = replace(item, status=ItemStatus.HELD, ended_at_ms=at_ms)
    state.room = replace(state.room, item_id=NO_ITEM, quiet=None)


# -- people --------------------------------------------------------------------------------------------


def _group_added(state: SessionState, body: ev.GroupAdded, stamp: Stamp) -> None:
    group_id = GroupId(stamp.subject)
    state.groups[group_id] = Group(group_id, body.name, body.head_count)


def _group_edited(state: SessionState, body: ev.GroupEdited, stamp: Stamp) -> None:
    if group := state.groups.get(GroupId(stamp.subject)):
        state.groups[group.group_id] = edited(group, body)


def _group_removed(state: SessionState, _body: ev.GroupRemoved, stamp: Stamp) -> None:
    if group := state.groups.get(GroupId(stamp.subject)):
        state.groups[group.group_id] = replace(group, removed=True)


def _participant_added(state: SessionState, body: ev.ParticipantAdded, stamp: Stamp) -> None:
    participant_id = ParticipantId(stamp.subject)
    state.participants[participant_id] = Participant(participant_id, body.seat, body.label, body.group_id, body.role)


def _participant_edited(state: SessionState, body: ev.ParticipantEdited, stamp: Stamp) -> None:
    if participant := state.participants.get(ParticipantId(stamp.subject)):
        state.participants[participant.participant_id] = edited(participant, body)


def _participant_removed(state: SessionState, _body: ev.ParticipantRemoved, stamp: Stamp) -> None:
    if participant := state.participants.get(ParticipantId(stamp.subject)):
        state.participants[participant.participant_id] = replace(participant, removed=True)


# -- queue ---------------------------------------------------------------------------------------------


def _queue_joined(state: SessionState, body: ev.QueueJoined, stamp: Stamp) -> None:
    entry_id = EntryId(stamp.subject)
    state.queue[entry_id] = QueueEntry(
        entry_id, body.participant_id, body.kind, body.to_turn_id, body.ahead, stamp.at_ms
    )


def _queue_left(state: SessionState, _body: ev.QueueLeft, stamp: Stamp) -> None:
    _take_from_queue(state, EntryId(stamp.subject))


def _take_from_queue(state: SessionState, entry_id: EntryId) -> None:
    if entry_id in state.queue:
        del state.queue[entry_id]


def _queue_held(state: SessionState, _body: ev.QueueHeld, _stamp: Stamp) -> None:
    state.room = replace(state.room, queue_held=True)


def _queue_released(state: SessionState, _body: ev.QueueReleased, _stamp: Stamp) -> None:
    state.room = replace(state.room, queue_held=False)


def _queue_closed(state: SessionState, _body: ev.QueueClosed, _stamp: Stamp) -> None:
    state.room = replace(state.room, queue_closed=True)


def _queue_opened(state: SessionState, _body: ev.QueueOpened, _stamp: Stamp) -> None:
    state.room = replace(state.room, queue_closed=False)


def _passed(state: SessionState, body: ev.Passed, stamp: Stamp) -> None:
    state.passes[stamp.subject] = Pass(body.participant_id, body.item_id, body.for_now)
    if body.turn_id in state.room.floor:
        _end_turn(state, body.turn_id, stamp.at_ms)
        del state.turns[body.turn_id]


# -- turns ---------------------------------------------------------------------------------------------


def _turn_started(state: SessionState, body: ev.TurnStarted, stamp: Stamp) -> None:
    if body.kind not in INTERPOSING:
        _end_turns(state, stamp.at_ms)
    _take_from_queue(state, body.entry_id)
    turn_id = TurnId(stamp.subject)
    state.turns[turn_id] = Turn(
        turn_id, body.participant_id, body.item_id, body.kind, body.limit_ms, stamp.at_ms, body.entry_id
    )
    state.room = replace(state.room, floor=(*state.room.floor, turn_id), quiet=None)


def _turn_paused(state: SessionState, _body: ev.TurnPaused, stamp: Stamp) -> None:
    _set_paused(state, TurnId(stamp.subject), paused=True)


def _turn_resumed(state: SessionState, _body: ev.TurnResumed, stamp: Stamp) -> None:
    if _set_paused(state, TurnId(stamp.subject), paused=False):
        state.room = replace(state.room, quiet=None)


def _set_paused(state: SessionState, turn_id: TurnId, *, paused: bool) -> bool:
    if turn_id not in state.room.floor:
        return False
    state.turns[turn_id] = replace(state.turns[turn_id], paused=paused)
    return True


def _turn_extended(state: SessionState, body: ev.TurnExtended, stamp: Stamp) -> None:
    turn = state.turns.get(TurnId(stamp.subject))
    if turn and turn.limit_ms:
        state.turns[turn.turn_id] = replace(turn, limit_ms=Duration(turn.limit_ms + body.by_ms))


def _turn_ended(state: SessionState, _body: ev.TurnEnded, stamp: Stamp) -> None:
    if (turn_id := TurnId(stamp.subject)) in state.room.floor:
        _end_turn(state, turn_id, stamp.at_ms)


def _turn_called_back(state: SessionState, _body: ev.TurnCalledBack, stamp: Stamp) -> None:
    turn = state.turns.get(TurnId(stamp.subject))
    if turn is None or turn.turn_id in state.room.floor:
        return
    if turn.kind not in INTERPOSING:
        _end_turns(state, stamp.at_ms)
    state.turns[turn.turn_id] = replace(turn, ended_at_ms=Instant(0), paused=False)
    state.room = replace(state.room, floor=(*state.room.floor, turn.turn_id), quiet=None)


def _end_turns(state: SessionState, at_ms: Instant) -> None:
    for turn_id in state.room.floor:
        _end_turn(state, turn_id, at_ms)


def _end_turn(state: SessionState, turn_id: TurnId, at_ms: Instant) -> None:
    state.turns[turn_id] = replace(state.turns[turn_id], ended_at_ms=at_ms, paused=False)
    state.room = replace(state.room, floor=tuple(other for other in state.room.floor if other != turn_id))


# -- clocks --------------------------------------------------------------------------------------------


def _quiet_started(state: SessionState, body: ev.QuietStarted, stamp: Stamp) -> None:
    if state.room.floor:
        _set_paused(state, state.room.floor[-1], paused=True)
    state.room = replace(state.room, quiet=Quiet(body.length_ms, stamp.at_ms))


def _quiet_ended(state: SessionState, _body: ev.QuietEnded, _stamp: Stamp) -> None:
    state.room = replace(state.room, quiet=None)


def _clocks_frozen(state: SessionState, _body: ev.ClocksFrozen, _stamp: Stamp) -> None:
    state.room = replace(state.room, frozen=True)


def _clocks_released(state: SessionState, _body: ev.ClocksReleased, _stamp: Stamp) -> None:
    state.room = replace(state.room, frozen=False)


def _gap_found(state: SessionState, body: ev.GapFound, stamp: Stamp) -> None:
    if body.from_ms < stamp.at_ms:
        gap_id, on = GapId(stamp.subject), running(state)
        state.gaps[gap_id] = Gap(gap_id, body.from_ms, stamp.at_ms, on.item_id, on.turn_id, on.quiet)


def _gap_excluded(state: SessionState, body: ev.GapExcluded, stamp: Stamp) -> None:
    gap = state.gaps.get(GapId(stamp.subject))
    if gap is None:
        return
    excluded = max(0, min(body.to_ms, gap.to_ms) - max(body.from_ms, gap.from_ms))
    on = state.room.quiet
    same_quiet = gap.quiet and on is not None and on.started_at_ms <= gap.from_ms
    _add_to_clocks(state, gap.item_id, gap.turn_id, gap.excluded_ms - excluded, quiet=same_quiet)
    state.gaps[gap.gap_id] = replace(gap, excluded_ms=Duration(excluded))


def _lead_taken(state: SessionState, body: ev.LeadTaken, stamp: Stamp) -> None:
    room = state.room
    if item := state.items.get(room.item_id):
        state.items[item.item_id] = replace(item, elapsed_ms=body.item_ms)
    for turn_id in room.floor:
        turn = state.turns[turn_id]
        state.turns[turn_id] = replace(turn, talk_ms=body.turn_ms.get(turn_id, turn.talk_ms))
    quiet = room.quiet and replace(room.quiet, elapsed_ms=body.quiet_ms)
    state.room = replace(room, lead=stamp.laptop, as_of_ms=stamp.at_ms, quiet=quiet)


def _advance(state: SessionState, at_ms: Instant) -> None:
    """Bring every running clock to `at_ms`."""
    passed = at_ms - state.room.as_of_ms
    if passed <= 0:
        return
    on = running(state)
    _add_to_clocks(state, on.item_id, on.turn_id, passed, quiet=on.quiet)
    state.room = replace(state.room, as_of_ms=at_ms)


def _add_to_clocks(state: SessionState, item_id: ItemId, turn_id: TurnId, by_ms: int, *, quiet: bool) -> None:
    if item := state.items.get(item_id):
        state.items[item_id] = replace(item, elapsed_ms=Duration(max(0, item.elapsed_ms + by_ms)))
    if turn := state.turns.get(turn_id):
        state.turns[turn_id] = replace(turn, talk_ms=Duration(max(0, turn.talk_ms + by_ms)))
    if quiet and state.room.quiet:
        on = state.room.quiet
        state.room = replace(state.room, quiet=replace(on, elapsed_ms=Duration(max(0, on.elapsed_ms + by_ms))))


Handler = Callable[[SessionState, Any, Stamp], None]

HANDLERS: dict[type[msgspec.Struct], Handler] = {
    ev.SessionCreated: _session_created,
    ev.SessionEdited: _session_edited,
    ev.SpeakingSummed: _speaking_summed,
    ev.SpeakingKept: _speaking_kept,
    ev.ItemAdded: _item_added,
    ev.ItemEdited: _item_edited,
    ev.ItemMoved: _item_moved,
    ev.GroupAdded: _group_added,
    ev.GroupEdited: _group_edited,
    ev.GroupRemoved: _group_removed,
    ev.ParticipantAdded: _participant_added,
    ev.ParticipantEdited: _participant_edited,
    ev.ParticipantRemoved: _participant_removed,
    ev.LeadTaken: _lead_taken,
}
"""Events that any laptop may write."""

ROOM_HANDLERS: dict[type[msgspec.Struct], Handler] = {
    ev.SessionClosed: _session_closed,
    ev.SessionReopened: _session_reopened,
    ev.ItemRemoved: _item_removed,
    ev.ItemStarted: _item_started,
    ev.ItemPaused: _item_paused,
    ev.ItemResumed: _item_resumed,
    ev.ItemEnded: _item_ended,
    ev.ItemSkipped: _item_skipped,
    ev.ItemExtended: _item_extended,
    ev.QueueJoined: _queue_joined,
    ev.QueueLeft: _queue_left,
    ev.QueueHeld: _queue_held,
    ev.QueueReleased: _queue_released,
    ev.QueueClosed: _queue_closed,
    ev.QueueOpened: _queue_opened,
    ev.Passed: _passed,
    ev.TurnStarted: _turn_started,
    ev.TurnPaused: _turn_paused,
    ev.TurnResumed: _turn_resumed,
    ev.TurnExtended: _turn_extended,
    ev.TurnEnded: _turn_ended,
    ev.TurnCalledBack: _turn_called_back,
    ev.QuietStarted: _quiet_started,
    ev.QuietEnded: _quiet_ended,
    ev.ClocksFrozen: _clocks_frozen,
    ev.ClocksReleased: _clocks_released,
    ev.GapFound: _gap_found,
    ev.GapExcluded: _gap_excluded,
}
"""Events about clock and queue: only the leading laptop's have an effect."""


def evolve(state: SessionState, body: msgspec.Struct, stamp: Stamp) -> None:
    """Fold one event of the session into the state; other packages' events pass by."""
    body_type = type(body)
    if handler := HANDLERS.get(body_type):
        handler(state, body, stamp)
    elif (handler := ROOM_HANDLERS.get(body_type)) and state.room.lead in ("", stamp.laptop):
        _advance(state, stamp.at_ms)
        handler(state, body, stamp)


def needs_lead(body: msgspec.Struct) -> bool:
    """Whether only the laptop that leads clock and queue may write this."""
    return type(body) in ROOM_HANDLERS
