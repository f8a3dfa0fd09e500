"""Defines the ten actions of the room and the others on clock and queue: what each key means now, and its name.

Whether it can be done is the command's own rule; see session.legality for what goes while everything is frozen.
"""

from __future__ import annotations

from functools import partial

from facilitator_console.dialogue.capture import mark_moment
from facilitator_console.session import agenda, floor, queue
from facilitator_console.session.ids import NO_TURN, ItemStatus, TurnId, TurnKind
from facilitator_console.ui.control.action import Action, Group, Meaning, call
from facilitator_console.ui.control.keys import chord_text
from facilitator_console.ui.control.session_controller import SessionController
from facilitator_console.words import Message, say, say_p

DONE, DONE_NEXT, DONE_GO_ON, CALL_NEXT = say("Done"), say("Done, next"), say("Done, go on"), say("Call the next")
PAUSE, GO_ON = say("Pause"), say("Go on")
SOMEONE_ELSE, SOMEONE_ELSE_DONE, BACK = say("Someone else"), say("Someone else done"), say("Back to the turn")
QUIET, END_QUIET = say("Quiet minute"), say("End quiet minute")
START_ITEM, PAUSE_ITEM, ITEM_GOES_ON = say("Start item"), say("Pause item"), say("Go on with item")
NEXT_ITEM, END_ITEM = say("Next item"), say("End item")
FREEZE, RELEASE = say("Freeze everything"), say("Let everything go on")
STOP_CALLING, CALL_AGAIN = say("Pause queue"), say("Resume queue")
CLOSE, OPEN = say_p("the queue", "Close"), say_p("the queue", "Open")


def _speaking(controller: SessionController) -> TurnId:
    turn = floor.speaking(controller.state)
    return turn.turn_id if turn else NO_TURN


# -- 1 to 5: turns -------------------------------------------------------------------------------------


def _done(controller: SessionController) -> Meaning:
    """Return how who speaks is done and who is next begins."""
    open_turns = controller.state.room.floor
    if len(open_turns) > 1:
        label = DONE_GO_ON
    elif not open_turns:
        label = CALL_NEXT
    else:
        label = DONE_NEXT if queue.calls_somebody(controller.state) else DONE
    return Meaning(label, call(floor.done))


def _pause_turn(controller: SessionController) -> Meaning:
    turn = floor.speaking(controller.state)
    if turn and turn.paused:
        return Meaning(GO_ON, call(floor.resume_turn, turn.turn_id))
    return Meaning(PAUSE, call(floor.pause_turn, _speaking(controller)))


def _someone_else(controller: SessionController) -> Meaning:
    """Return how someone without a seat speaks, or how the turn before goes on."""
    turn = floor.speaking(controller.state)
    if turn is None or turn.kind is not TurnKind.SOMEONE_ELSE:
        return Meaning(SOMEONE_ELSE, call(floor.someone_else_speaks))
    label = BACK if len(controller.state.room.floor) > 1 else SOMEONE_ELSE_DONE
    return Meaning(label, call(floor.end_turn, turn.turn_id))


def _extend_turn(controller: SessionController) -> Meaning:
    return Meaning(say("+30 s"), call(floor.extend_turn, _speaking(controller)))


def _quiet_minute(controller: SessionController) -> Meaning:
    if controller.state.room.quiet:
        return Meaning(END_QUIET, call(floor.end_quiet))
    return Meaning(QUIET, call(floor.start_quiet))


# -- 6 to 0: item, marks, everything -------------------------------------------------------------------


def _item(controller: SessionController) -> Meaning:
    """Return how to begin the next item, to pause the one that runs, or to let it go on."""
    item = controller.state.items.get(controller.state.room.item_id)
    if item is None:
        return Meaning(START_ITEM, call(agenda.next_item))
    if item.status is ItemStatus.RUNNING:
        return Meaning(PAUSE_ITEM, call(agenda.pause_item, item.item_id))
    return Meaning(ITEM_GOES_ON, call(agenda.resume_item, item.item_id))


def _extend_item(controller: SessionController) -> Meaning:
    return Meaning(say("+1 min"), call(agenda.extend_item, controller.state.room.item_id))


def _mark(_controller: SessionController) -> Meaning:
    """Return how to mark this moment; a note-taker fills the mark."""
    return Meaning(say("Mark this moment"), call(mark_moment))


def _next_item(controller: SessionController) -> Meaning:
    """Return how to go on to the next item; before an item is on only 6 starts, as two keys never mean one thing."""
    item_id = controller.state.room.item_id
    ends = item_id and agenda.following_item(controller.state) is None
    return Meaning(END_ITEM if ends else NEXT_ITEM, call(agenda.leave_item, item_id))


def _asks_before_next(controller: SessionController) -> Message | None:
    """Return what is asked before the next item: while somebody speaks it takes two presses."""
    if not controller.state.room.floor:
        return None
    return say("Somebody is speaking. Press {key} again to go on.", key=chord_text("9"))


def _freeze(controller: SessionController) -> Meaning:
    if controller.state.room.frozen:
        return Meaning(RELEASE, call(floor.release))
    return Meaning(FREEZE, call(floor.freeze))


# -- the last speaker, the queue, undo -------------------------------------------------------------------


def _call_back(controller: SessionController) -> Meaning:
    turn = floor.turn_to_call_back(controller.state, controller.now_ms())
    if turn is None:
        return Meaning(say("Last speaker back"), call(floor.call_back))
    seat = controller.state.participants[turn.participant_id].seat
    return Meaning(say("Seat {seat} back", seat=seat), call(floor.call_back))


def _pause_queue(controller: SessionController) -> Meaning:
    """Return how to pause the queue, or to resume it."""
    if controller.state.room.queue_paused:
        return Meaning(CALL_AGAIN, call(queue.resume_queue))
    return Meaning(STOP_CALLING, call(queue.pause_queue))


def _close_queue(controller: SessionController) -> Meaning:
    """Return how to close the queue, or to open it again."""
    if controller.state.room.queue_closed:
        return Meaning(OPEN, call(queue.open_queue))
    return Meaning(CLOSE, call(queue.close_queue))


def _undo_room(controller: SessionController) -> Meaning:
    command = controller.undoable_in_room()
    label = say("Undo: {what}", what=controller.name(command)) if command else say("Undo the last room action")
    return Meaning(label, partial(controller.undo, room_only=True))


_room = partial(Action, group=Group.ROOM, guarded=True)
_stage = partial(_room, on_lead=True)
_queue = partial(Action, group=Group.QUEUE, guarded=True, on_lead=True)

STAGE = (
    _stage("done", _done, "1", "PgDn", labels=(DONE, DONE_NEXT, DONE_GO_ON, CALL_NEXT)),
    _stage("pause_turn", _pause_turn, "2", labels=(PAUSE, GO_ON)),
    _stage("someone_else", _someone_else, "3", labels=(SOMEONE_ELSE, SOMEONE_ELSE_DONE, BACK)),
    _stage("extend_turn", _extend_turn, "4"),
    _stage("quiet_minute", _quiet_minute, "5", labels=(QUIET, END_QUIET)),
    _stage("item", _item, "6", labels=(START_ITEM, PAUSE_ITEM, ITEM_GOES_ON)),
    _stage("extend_item", _extend_item, "7"),
    _room("mark", _mark, "8"),
    _stage("next_item", _next_item, "9", labels=(NEXT_ITEM, END_ITEM), asks=_asks_before_next),
    _stage("freeze", _freeze, "0", labels=(FREEZE, RELEASE)),
)
"""The ten stage buttons, in the order of their digits."""

CALL_BACK = _stage("call_back", _call_back, key="PgUp")
PAUSE_QUEUE = _queue("pause_queue", _pause_queue, labels=(STOP_CALLING, CALL_AGAIN))
CLOSE_QUEUE = _queue("close_queue", _close_queue, labels=(CLOSE, OPEN))
UNDO_ROOM = Action("undo_room", _undo_room, "U", group=Group.UNDO_ROOM, on_lead=True)
IN_ROOM = (*STAGE, CALL_BACK, PAUSE_QUEUE, CLOSE_QUEUE, UNDO_ROOM)
"""What is done to the room: only on a page that shows it."""


def elsewhere(action: Action) -> Action:
    """Return the action whose key, on another page, only says where it acts."""

    def means(controller: SessionController) -> Meaning:
        say_where = partial(controller.refused.emit, say("The room’s keys act in Run."))
        return Meaning(action.label(controller), say_where)

    return Action(action.name, means, action.chord)
