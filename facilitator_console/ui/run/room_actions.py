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
from facilitator_console.ui.control.action import Action, always
from facilitator_console.ui.control.keys import chord_text
from facilitator_console.ui.control.session_controller import SessionController
from facilitator_console.words import Message, say, say_p


def _turn_is_open(controller: SessionController) -> bool:
    return bool(controller.state.room.floor)


def _item(controller: SessionController) -> AgendaItem | None:
    return controller.state.items.get(controller.state.room.item_id)


def _item_is_on(controller: SessionController) -> bool:
    return _item(controller) is not None


def _someone_else_speaks(controller: SessionController) -> bool:
    turn = floor.speaking(controller.state)
    return turn is not None and turn.kind is TurnKind.SOMEONE_ELSE


# -- 1 to 5: turns -------------------------------------------------------------------------------------


def done(controller: SessionController) -> None:
    """Who speaks is done, who is next begins."""
    controller.do(floor.done)


def _somebody_is_called(controller: SessionController) -> bool:
    return queue.called_next(controller.state, controller.now_ms()) is not None


def _done_label(controller: SessionController) -> Message:
    if not _turn_is_open(controller):
        return say("Call the next")
    if len(controller.state.room.floor) > 1:
        return say("Done, go on")
    return say("Done, next") if _somebody_is_called(controller) else say("Done")


def _can_be_done(controller: SessionController) -> bool:
    return _turn_is_open(controller) or _somebody_is_called(controller)


def call_back(controller: SessionController) -> None:
    """The last speaker goes on."""
    controller.do(floor.call_back)


def _call_back_label(controller: SessionController) -> Message:
    turn = floor.may_call_back(controller.state, controller.now_ms())
    if turn is None:
        return say("Last speaker back")
    return say("Seat {seat} back", seat=controller.state.participants[turn.participant_id].seat)


def _can_call_back(controller: SessionController) -> bool:
    return floor.may_call_back(controller.state, controller.now_ms()) is not None


def pause_turn(controller: SessionController) -> None:
    """Pause the turn, or let it go on."""
    turn = floor.speaking(controller.state)
    if turn is not None:
        controller.do(floor.resume_turn if turn.paused else floor.pause_turn, turn.turn_id)


def _pause_turn_label(controller: SessionController) -> Message:
    turn = floor.speaking(controller.state)
    return say("Go on") if turn and turn.paused else say("Pause")


def someone_else(controller: SessionController) -> None:
    """Someone without a seat speaks; again: back to the turn."""
    turn = floor.speaking(controller.state)
    if turn and turn.kind is TurnKind.SOMEONE_ELSE:
        controller.do(floor.end_turn, turn.turn_id)
    else:
        controller.do(floor.someone_else_speaks)


def _someone_else_label(controller: SessionController) -> Message:
    if not _someone_else_speaks(controller):
        return say("Someone else")
    return say("Back to the turn") if len(controller.state.room.floor) > 1 else say("Someone else done")


def extend_turn(controller: SessionController) -> None:
    """Give the turn 30 s more."""
    turn = floor.speaking(controller.state)
    if turn is not None:
        controller.do(floor.extend_turn, turn.turn_id)


def _turn_has_limit(controller: SessionController) -> bool:
    turn = floor.speaking(controller.state)
    return turn is not None and turn.limit_ms > 0


def quiet_minute(controller: SessionController) -> None:
    """A minute to think; again: it is over."""
    controller.do(floor.end_quiet if controller.state.room.quiet else floor.start_quiet)


def _quiet_label(controller: SessionController) -> Message:
    return say("End quiet minute") if controller.state.room.quiet else say("Quiet minute")


# -- 6 to 0: item, marks, everything -------------------------------------------------------------------


def start_or_pause_item(controller: SessionController) -> None:
    """Begin the next item, pause the one that runs, or let it go on."""
    item = _item(controller)
    if item is None:
        controller.do(agenda.next_item)
    elif item.status is ItemStatus.RUNNING:
        controller.do(agenda.pause_item, item.item_id)
    else:
        controller.do(agenda.resume_item, item.item_id)


def _item_label(controller: SessionController) -> Message:
    item = _item(controller)
    if item is None:
        return say("Start item")
    return say("Pause item") if item.status is ItemStatus.RUNNING else say("Go on with item")


def _item_follows(controller: SessionController) -> bool:
    return agenda.following_item(controller.state) is not None


def _can_start_item(controller: SessionController) -> bool:
    return _item_is_on(controller) or _item_follows(controller)


def extend_item(controller: SessionController) -> None:
    """Give the item a minute more."""
    item = _item(controller)
    if item is not None:
        controller.do(agenda.extend_item, item.item_id)


def mark(controller: SessionController) -> None:
    """Mark this moment; a note-taker fills it."""
    controller.do(mark_moment)


def next_item(controller: SessionController) -> None:
    """Hold this item and begin the next."""
    controller.do(agenda.next_item)


def _asks_before_next(controller: SessionController) -> Message | None:
    """While somebody speaks it takes two presses."""
    if not _turn_is_open(controller):
        return None
    return say("Somebody is speaking. Press {key} again to go on.", key=chord_text("9"))


def _next_item_label(controller: SessionController) -> Message:
    # Before an item is on it is grey: 6 is the key that starts, so that two keys never mean one thing.
    return say("Next item") if _item_follows(controller) or not _item_is_on(controller) else say("End item")


def freeze(controller: SessionController) -> None:
    """Stop every clock; again: let them go on."""
    controller.do(floor.release if controller.state.room.frozen else floor.freeze)


def _freeze_label(controller: SessionController) -> Message:
    return say("Let everything go on") if controller.state.room.frozen else say("Freeze everything")


def pause_queue(controller: SessionController) -> None:
    """Call nobody; again: call people."""
    controller.do(queue.resume_queue if controller.state.room.queue_paused else queue.pause_queue)


def _can_pause_queue(controller: SessionController) -> bool:
    """Where there is a queue; without one those who wait from before can still be called."""
    held = controller.state.room.queue_paused and bool(queue.speaking_order(controller.state, controller.now_ms()))
    return held or queue.has_queue(controller.state)


def _pause_queue_label(controller: SessionController) -> Message:
    return say("Resume queue") if controller.state.room.queue_paused else say("Pause queue")


def close_queue(controller: SessionController) -> None:
    """Take no more contributions; again: take them."""
    controller.do(queue.open_queue if controller.state.room.queue_closed else queue.close_queue)


def _close_label(controller: SessionController) -> Message:
    return say_p("the queue", "Open") if controller.state.room.queue_closed else say_p("the queue", "Close")


def _has_queue(controller: SessionController) -> bool:
    return queue.has_queue(controller.state)


def _undo_room_label(controller: SessionController) -> Message:
    command = controller.console.undoable(room_only=True)
    return say("Undo: {what}", what=controller.name(command)) if command else say("Undo the last room action")


def undo_room(controller: SessionController) -> None:
    """Undo the last action on clock and queue."""
    controller.undo(room_only=True)


def _unless_frozen(can: Callable[[SessionController], bool] = always) -> Callable[[SessionController], bool]:
    return lambda controller: not controller.state.room.frozen and can(controller)


def _while_open(action: Action) -> Action:
    """The action, where the meeting is not over."""
    return replace(action, can=lambda controller: not controller.state.info.closed_at_ms and action.can(controller))


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
    Action(
        "mark",
        lambda _: say("Mark this moment"),
        mark,
        "8",
        can=lambda controller: not controller.is_watched,
        guarded=True,
    ),
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
PAUSE_QUEUE = _while_open(
    Action("pause_queue", _pause_queue_label, pause_queue, can=_can_pause_queue, guarded=True, on_lead=True)
)
CLOSE_QUEUE = _while_open(Action("close_queue", _close_label, close_queue, can=_has_queue, guarded=True, on_lead=True))
UNDO_ROOM = Action("undo_room", _undo_room_label, undo_room, "U", on_lead=True)
IN_ROOM = (*STAGE, CALL_BACK, PAUSE_QUEUE, CLOSE_QUEUE, UNDO_ROOM)
"""What is done to the room: only on a page that shows it."""


def elsewhere(action: Action) -> Action:
    """What the key of a room action does on another page: it says where it acts."""
    return Action(action.name, action.label, _say_where, action.chord)


def _say_where(controller: SessionController) -> None:
    controller.refused.emit(say("The room's keys act in Run."))
