"""The ten stage actions and the others on clock and queue. Each decides which command a key means now.

What can be done is never refused. While everything is frozen only 0 lets anything begin, go on or stop: in an alarm or
a silence a brushed key must set nothing going, and nobody may speak while no clock counts it. Time can still be
added, a moment marked.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from facilitator_console.dialogue.capture import mark_moment
from facilitator_console.session import agenda, floor, queue
from facilitator_console.session.ids import ItemStatus, TurnKind
from facilitator_console.session.state import AgendaItem
from facilitator_console.ui.actions.action import Action, always
from facilitator_console.ui.desk import Desk
from facilitator_console.ui.keys import chord_text
from facilitator_console.words import Message, say


def _turn_is_open(desk: Desk) -> bool:
    return bool(desk.state.room.floor)


def _item(desk: Desk) -> AgendaItem | None:
    return desk.state.items.get(desk.state.room.item_id)


def _item_is_on(desk: Desk) -> bool:
    return _item(desk) is not None


def _someone_else_speaks(desk: Desk) -> bool:
    turn = floor.speaking(desk.state)
    return turn is not None and turn.kind is TurnKind.SOMEONE_ELSE


# -- 1 to 5: turns -------------------------------------------------------------------------------------


def done(desk: Desk) -> None:
    """Who speaks is done, who is next begins."""
    desk.do(floor.done)


def _somebody_is_called(desk: Desk) -> bool:
    return queue.called_next(desk.state, desk.now_ms()) is not None


def _done_label(desk: Desk) -> Message:
    if not _turn_is_open(desk):
        return say("Call the next")
    if len(desk.state.room.floor) > 1:
        return say("Done, go on")
    return say("Done, next") if _somebody_is_called(desk) else say("Done")


def _can_be_done(desk: Desk) -> bool:
    return _turn_is_open(desk) or _somebody_is_called(desk)


def call_back(desk: Desk) -> None:
    """The last speaker goes on."""
    desk.do(floor.call_back)


def _call_back_label(desk: Desk) -> Message:
    turn = floor.may_call_back(desk.state, desk.now_ms())
    if turn is None:
        return say("Last speaker back")
    return say("Seat {seat} back", seat=desk.state.participants[turn.participant_id].seat)


def _can_call_back(desk: Desk) -> bool:
    return floor.may_call_back(desk.state, desk.now_ms()) is not None


def pause_turn(desk: Desk) -> None:
    """Pause the turn, or let it go on."""
    turn = floor.speaking(desk.state)
    if turn is not None:
        desk.do(floor.resume_turn if turn.paused else floor.pause_turn, turn.turn_id)


def _pause_turn_label(desk: Desk) -> Message:
    turn = floor.speaking(desk.state)
    return say("Go on") if turn and turn.paused else say("Pause")


def someone_else(desk: Desk) -> None:
    """Someone without a seat speaks; again: back to the turn."""
    turn = floor.speaking(desk.state)
    if turn and turn.kind is TurnKind.SOMEONE_ELSE:
        desk.do(floor.end_turn, turn.turn_id)
    else:
        desk.do(floor.someone_else_speaks)


def _someone_else_label(desk: Desk) -> Message:
    if not _someone_else_speaks(desk):
        return say("Someone else")
    return say("Back to the turn") if len(desk.state.room.floor) > 1 else say("Someone else done")


def extend_turn(desk: Desk) -> None:
    """Give the turn 30 s more."""
    turn = floor.speaking(desk.state)
    if turn is not None:
        desk.do(floor.extend_turn, turn.turn_id)


def _turn_has_limit(desk: Desk) -> bool:
    turn = floor.speaking(desk.state)
    return turn is not None and turn.limit_ms > 0


def quiet_minute(desk: Desk) -> None:
    """A minute to think; again: it is over."""
    desk.do(floor.end_quiet if desk.state.room.quiet else floor.start_quiet)


def _quiet_label(desk: Desk) -> Message:
    return say("End quiet minute") if desk.state.room.quiet else say("Quiet minute")


# -- 6 to 0: item, marks, everything -------------------------------------------------------------------


def start_or_pause_item(desk: Desk) -> None:
    """Begin the next item, pause the one that runs, or let it go on."""
    item = _item(desk)
    if item is None:
        desk.do(agenda.next_item)
    elif item.status is ItemStatus.RUNNING:
        desk.do(agenda.pause_item, item.item_id)
    else:
        desk.do(agenda.resume_item, item.item_id)


def _item_label(desk: Desk) -> Message:
    item = _item(desk)
    if item is None:
        return say("Start item")
    return say("Pause item") if item.status is ItemStatus.RUNNING else say("Go on with item")


def _item_follows(desk: Desk) -> bool:
    return agenda.following_item(desk.state) is not None


def _can_start_item(desk: Desk) -> bool:
    return _item_is_on(desk) or _item_follows(desk)


def extend_item(desk: Desk) -> None:
    """Give the item a minute more."""
    item = _item(desk)
    if item is not None:
        desk.do(agenda.extend_item, item.item_id)


def mark(desk: Desk) -> None:
    """Mark this moment; a note-taker fills it."""
    desk.do(mark_moment)


def next_item(desk: Desk) -> None:
    """Hold this item and begin the next."""
    desk.do(agenda.next_item)


def _asks_before_next(desk: Desk) -> Message | None:
    """While somebody speaks it takes two presses."""
    if not _turn_is_open(desk):
        return None
    return say("Somebody is speaking. Press {key} again to go on.", key=chord_text("9"))


def _next_item_label(desk: Desk) -> Message:
    # Before an item is on it is grey: 6 is the key that starts, so that two keys never mean one thing.
    return say("Next item") if _item_follows(desk) or not _item_is_on(desk) else say("End item")


def freeze(desk: Desk) -> None:
    """Stop every clock; again: let them go on."""
    desk.do(floor.release if desk.state.room.frozen else floor.freeze)


def _freeze_label(desk: Desk) -> Message:
    return say("Let everything go on") if desk.state.room.frozen else say("Freeze everything")


def hold_queue(desk: Desk) -> None:
    """Call nobody; again: call people."""
    desk.do(queue.release_queue if desk.state.room.queue_held else queue.hold_queue)


def _can_hold(desk: Desk) -> bool:
    """Where there is a queue; without one those who wait from before can still be released."""
    held = desk.state.room.queue_held and bool(queue.speaking_order(desk.state, desk.now_ms()))
    return held or queue.has_queue(desk.state)


def _hold_label(desk: Desk) -> Message:
    return say("Release") if desk.state.room.queue_held else say("Hold")


def close_queue(desk: Desk) -> None:
    """Take no more contributions; again: take them."""
    desk.do(queue.open_queue if desk.state.room.queue_closed else queue.close_queue)


def _close_label(desk: Desk) -> Message:
    return say("Open") if desk.state.room.queue_closed else say("Close")


def _has_queue(desk: Desk) -> bool:
    return queue.has_queue(desk.state)


def _undo_room_label(desk: Desk) -> Message:
    command = desk.console.undoable(room_only=True)
    return say("Undo: {what}", what=desk.name(command)) if command else say("Undo the last room action")


def undo_room(desk: Desk) -> None:
    """Undo the last action on clock and queue."""
    desk.undo(room_only=True)


def _unless_frozen(can: Callable[[Desk], bool] = always) -> Callable[[Desk], bool]:
    return lambda desk: not desk.state.room.frozen and can(desk)


def _while_open(action: Action) -> Action:
    """The action, where the meeting is not over."""
    return replace(action, can=lambda desk: not desk.state.info.closed_at_ms and action.can(desk))


_STAGE = (
    Action("done", _done_label, done, "1", can=_unless_frozen(_can_be_done), guarded=True, on_lead=True),
    Action(
        "pause_turn", _pause_turn_label, pause_turn, "2", can=_unless_frozen(_turn_is_open), guarded=True, on_lead=True
    ),
    Action("someone_else", _someone_else_label, someone_else, "3", can=_unless_frozen(), guarded=True, on_lead=True),
    Action("extend_turn", lambda _: say("+30 s"), extend_turn, "4", can=_turn_has_limit, guarded=True, on_lead=True),
    Action("quiet_minute", _quiet_label, quiet_minute, "5", can=_unless_frozen(), guarded=True, on_lead=True),
    Action(
        "item", _item_label, start_or_pause_item, "6", can=_unless_frozen(_can_start_item), guarded=True, on_lead=True
    ),
    Action("extend_item", lambda _: say("+1 min"), extend_item, "7", can=_item_is_on, guarded=True, on_lead=True),
    Action("mark", lambda _: say("Mark this moment"), mark, "8", can=lambda desk: not desk.is_watched, guarded=True),
    Action(
        "next_item",
        _next_item_label,
        next_item,
        "9",
        can=_unless_frozen(_item_is_on),
        asks=_asks_before_next,
        guarded=True,
        on_lead=True,
    ),
    Action("freeze", _freeze_label, freeze, "0", guarded=True, on_lead=True),
)
STAGE = tuple(map(_while_open, _STAGE))
"""The ten stage buttons, in the order of their digits."""

CALL_BACK = Action("call_back", _call_back_label, call_back, can=_can_call_back, guarded=True, on_lead=True)
HOLD_QUEUE = _while_open(Action("hold_queue", _hold_label, hold_queue, can=_can_hold, guarded=True, on_lead=True))
CLOSE_QUEUE = _while_open(Action("close_queue", _close_label, close_queue, can=_has_queue, guarded=True, on_lead=True))
UNDO_ROOM = Action("undo_room", _undo_room_label, undo_room, "U", on_lead=True)
IN_ROOM = (*STAGE, CALL_BACK, HOLD_QUEUE, CLOSE_QUEUE, UNDO_ROOM)
"""What is done to the room: only on a page that shows it."""


def elsewhere(action: Action) -> Action:
    """What the key of a room action does on another page: it says where it acts."""
    return Action(action.name, action.label, _say_where, action.chord)


def _say_where(desk: Desk) -> None:
    desk.refused.emit(say("The room's keys act in Run."))
