"""Defines the ten actions of the room and the others on clock and queue: what each key means now, and its name.

Whether it can be done is the command's own rule; see session.legality for what goes while everything is frozen. What
the format of the item makes of the ten, and adds to them, is in the picture of the room (`RoomView.stage`).
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from facilitator_console.dialogue.capture import mark_moment
from facilitator_console.session import agenda, calling_order, floor, queue, rounds
from facilitator_console.session.ids import NO_TURN, ItemStatus, TurnId, TurnKind
from facilitator_console.session.settings import settings_of
from facilitator_console.ui.control.action import Action, Call, Group, Meaning, Means, call
from facilitator_console.ui.control.keys import MINUS, chord_text
from facilitator_console.ui.control.session_controller import SessionController
from facilitator_console.ui.run.table_actions import message_actions, table_actions
from facilitator_console.views.clock_words import more_time_words
from facilitator_console.views.formats import Middle, Move
from facilitator_console.words import Message, say, say_p

DONE, DONE_NEXT, DONE_GO_ON, CALL_NEXT = say("Done"), say("Done, next"), say("Done, go on"), say("Call the next")
PAUSE, GO_ON = say("Pause"), say("Go on")
SOMEONE_ELSE, SOMEONE_ELSE_DONE, BACK = say("Someone else"), say("Someone else done"), say("Back to the turn")
QUIET, END_QUIET = say("Quiet minute"), say("End quiet minute")
START_ITEM, PAUSE_ITEM, ITEM_GOES_ON = say("Start item"), say("Pause item"), say("Go on with item")
NEXT_ITEM, END_ITEM = say("Next item"), say("End item")
FREEZE = say("Freeze everything")
STOP_CALLING, CALL_AGAIN = say("Pause queue"), say("Resume queue")
CLOSE, OPEN = say_p("the queue", "Close"), say_p("the queue", "Open")
PASSES_FOR_NOW = say("Pass for now")
UNUSED = {
    Middle.RING: say("This key is not used in the way of talking that is on."),
    Middle.SETS: say("People talk among themselves: no turn is timed."),
    Middle.REST: say("Nobody is called now: no turn is timed."),
    Middle.TABLES: say("People talk freely at the tables: no turn is timed."),
    Middle.STATEMENTS: say("Nobody takes a turn while statements are collected and voted on."),
}
"""Why a key of the turn does nothing that the format hides, where its command would not say so."""
REMEDY = "remedy"
"""The name of the action that helps where something does not work out."""


def _speaking(controller: SessionController) -> TurnId:
    turn = floor.speaking(controller.state, controller.tables.table_id)
    return turn.turn_id if turn else NO_TURN


# -- 1 to 5: turns -------------------------------------------------------------------------------------


def _done(controller: SessionController) -> Meaning:
    """Return how who speaks is done and who is next begins."""
    table_id = controller.tables.table_id
    open_turns = controller.state.rooms[table_id].floor
    if len(open_turns) > 1:
        label = DONE_GO_ON
    elif not open_turns:
        label = CALL_NEXT
    else:
        label = DONE_NEXT if calling_order.calls_somebody(controller.state, table_id) else DONE
    return Meaning(label, call(floor.done, table_id))


def _pause_turn(controller: SessionController) -> Meaning:
    turn = floor.speaking(controller.state, controller.tables.table_id)
    if turn and turn.paused:
        return Meaning(GO_ON, call(floor.resume_turn, turn.turn_id))
    return Meaning(PAUSE, call(floor.pause_turn, _speaking(controller)))


def _someone_else(controller: SessionController) -> Meaning:
    """Return how someone without a seat speaks, or how the turn before goes on."""
    table_id = controller.tables.table_id
    turn = floor.speaking(controller.state, table_id)
    if turn is None or turn.kind is not TurnKind.SOMEONE_ELSE:
        return Meaning(SOMEONE_ELSE, call(floor.someone_else_speaks, table_id))
    label = BACK if len(controller.state.rooms[table_id].floor) > 1 else SOMEONE_ELSE_DONE
    return Meaning(label, call(floor.end_turn, turn.turn_id))


def _extend_turn(controller: SessionController) -> Meaning:
    more = more_time_words(settings_of(controller.state).extend_turn_ms)
    return Meaning(more, call(floor.extend_turn, _speaking(controller)))


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
    more = more_time_words(settings_of(controller.state).extend_item_ms)
    return Meaning(more, call(agenda.extend_item, controller.state.room.item_id))


def _mark(controller: SessionController) -> Meaning:
    """Return how to mark this moment; a note-taker fills the mark."""
    return Meaning(say("Mark this moment"), call(mark_moment, controller.tables.table_id))


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


def _freeze(_controller: SessionController) -> Meaning:
    """Return how to freeze everything; going on is for Enter alone, so that a brushed key starts nothing."""
    return Meaning(FREEZE, call(floor.freeze))


# -- the last speaker, the queue, undo -------------------------------------------------------------------


def _call_back(controller: SessionController) -> Meaning:
    table_id = controller.tables.table_id
    turn = floor.turn_to_call_back(controller.state, controller.now_ms(), table_id)
    if turn is None:
        return Meaning(say("Last speaker back"), call(floor.call_back, table_id))
    seat = controller.state.participants[turn.participant_id].seat
    return Meaning(say("Seat {seat} back", seat=seat), call(floor.call_back, table_id))


def _pause_queue(controller: SessionController) -> Meaning:
    """Return how to pause the queue, or to resume it."""
    table_id = controller.tables.table_id
    if controller.state.rooms[table_id].queue_paused:
        return Meaning(CALL_AGAIN, call(queue.resume_queue, table_id))
    return Meaning(STOP_CALLING, call(queue.pause_queue, table_id))


def _close_queue(controller: SessionController) -> Meaning:
    """Return how to close the queue, or to open it again."""
    table_id = controller.tables.table_id
    if controller.state.rooms[table_id].queue_closed:
        return Meaning(OPEN, call(queue.open_queue, table_id))
    return Meaning(CLOSE, call(queue.close_queue, table_id))


def _pass_for_now(_controller: SessionController) -> Meaning:
    """Return how whom the round asks passes for now; pressed once more at once, that seat passes."""
    return Meaning(PASSES_FOR_NOW, call(rounds.pass_for_now))


def _undo_room(controller: SessionController) -> Meaning:
    command = controller.undoable_in_room()
    label = say("Undo: {what}", what=controller.name(command)) if command else say("Undo the last room action")
    return Meaning(label, partial(controller.undo, room_only=True))


# -- what the format makes of them -------------------------------------------------------------------------


def _in_format(action: Action) -> Action:
    """Return a stage action of which the format may make something else, or which it may hide."""

    def means(controller: SessionController) -> Meaning:
        stage = controller.picture.view.stage
        if move := stage.moves.get(action.name):
            return _moving(move, controller)
        usual = action.means(controller)
        return _hidden(action.name, usual, controller) if action.name in stage.hidden else usual

    def asks(controller: SessionController) -> Message | None:
        move = controller.picture.view.stage.moves.get(action.name)
        return move.asks if move and move.asks else action.asks(controller)

    return replace(action, means=means, asks=asks)


def _moving(move: Move, controller: SessionController) -> Meaning:
    """Return how a format's move is made; where it is about one of some people it asks which one."""
    if move.check is not None:
        return Meaning(move.label, partial(controller.do, move.command, *move.args), controller.refusal(move.check))
    if not move.choices:
        return Meaning(move.label, Call(move.command, move.args, {}))
    refusals = [Call(move.command, (*move.args, person), {}).refusal(controller) for person in move.choices]
    why_not = refusals[0] if None not in refusals else None
    return Meaning(move.label, partial(controller.seat_asked.emit, move), why_not)


def _hidden(name: str, usual: Meaning, controller: SessionController) -> Meaning:
    """Return an action that the format has no use for; its command may have a better word for why."""
    why_not = usual.does.refusal(controller) if isinstance(usual.does, Call) else usual.why_not
    if why_not is None and name == "next_item":
        why_not = say("This key is not used now: {key} goes on.", key=chord_text("1"))
    return Meaning(usual.label, _nothing, why_not or UNUSED[controller.picture.view.stage.middle])


def _nothing() -> None:
    """Do nothing: the action is never offered."""


def is_hidden(action: Action, controller: SessionController) -> bool:
    """Tell whether the format that is on has no use for an action."""
    stage = controller.picture.view.stage
    if action.name in stage.moves:
        return False
    return action is PASS_FOR_NOW or action.name in stage.hidden


def further_actions(controller: SessionController) -> tuple[Action, ...]:
    """Return what the format adds to the ten: its further moves, and what helps where something does not work out."""
    stage = controller.picture.view.stage
    moves = (*stage.more, *([(REMEDY, stage.remedy)] if stage.remedy else []))
    further = (_room(name, _further(name, move.label), on_lead=True) for name, move in moves)
    return (*further, *message_actions(controller))


def _further(name: str, label: Message) -> Means:
    """Return what a further move means, which may have gone since it was offered."""

    def meaning(controller: SessionController) -> Meaning:
        stage = controller.picture.view.stage
        move = stage.remedy if name == REMEDY else dict(stage.more).get(name)
        return (
            _moving(move, controller)
            if move
            else Meaning(label, _nothing, say("The format has moved on: this is over."))
        )

    return meaning


_room = partial(Action, group=Group.ROOM, guarded=True)
_stage = partial(_room, on_lead=True)
_queue = partial(Action, group=Group.QUEUE, guarded=True, on_lead=True)

_USUAL = (
    _stage("done", _done, "1", "PgDn", labels=(DONE, DONE_NEXT, DONE_GO_ON, CALL_NEXT)),
    _stage("pause_turn", _pause_turn, "2", labels=(PAUSE, GO_ON)),
    _stage("someone_else", _someone_else, "3", labels=(SOMEONE_ELSE, SOMEONE_ELSE_DONE, BACK)),
    _stage("extend_turn", _extend_turn, "4"),
    _stage("quiet_minute", _quiet_minute, "5", labels=(QUIET, END_QUIET)),
    _stage("item", _item, "6", labels=(START_ITEM, PAUSE_ITEM, ITEM_GOES_ON)),
    _stage("extend_item", _extend_item, "7"),
    _room("mark", _mark, "8"),
    _stage("next_item", _next_item, "9", labels=(NEXT_ITEM, END_ITEM), asks=_asks_before_next),
    _stage("freeze", _freeze, "0"),
)
STAGE = tuple(map(_in_format, _USUAL))
"""The ten stage buttons, in the order of their digits."""

CALL_BACK = _in_format(_stage("call_back", _call_back, key="PgUp"))
PASS_FOR_NOW = _in_format(Action("pass_for_now", _pass_for_now, MINUS, group=Group.ROOM, on_lead=True))
"""A second press at once means more than the first: none is taken for a double one."""
PAUSE_QUEUE = _queue("pause_queue", _pause_queue, labels=(STOP_CALLING, CALL_AGAIN))
CLOSE_QUEUE = _queue("close_queue", _close_queue, labels=(CLOSE, OPEN))
UNDO_ROOM = Action("undo_room", _undo_room, "U", group=Group.UNDO_ROOM, on_lead=True, at_table=True)
IN_ROOM = (*STAGE, PASS_FOR_NOW, CALL_BACK, PAUSE_QUEUE, CLOSE_QUEUE, UNDO_ROOM)
"""The actions on the room, only on a page that shows it."""
TURN_KEYS = 5
"""The first five are about the turn, the others about the item and the whole."""
UNDER_COVER = (*STAGE, PASS_FOR_NOW)
"""The actions that go on while the window is covered."""


def used_in_room(controller: SessionController) -> tuple[Action, ...]:
    """Return what the format that is on has a use for, with what it adds."""
    used = (action for action in IN_ROOM if not is_hidden(action, controller))
    return (*used, *further_actions(controller), *table_actions(controller))


def elsewhere(action: Action) -> Action:
    """Return the action whose key, on another page, only says where it acts."""

    def means(controller: SessionController) -> Meaning:
        say_where = partial(controller.refused.emit, say("The room’s keys act in Run."))
        return Meaning(action.label(controller), say_where)

    return Action(action.name, means, action.chord)


def placed_actions(controller: SessionController) -> tuple[tuple[Action, ...], tuple[Action, ...]]:
    """Return the format's further moves: those that find the place of a hidden key of the turn free, and the others."""
    free = sum(is_hidden(action, controller) for action in STAGE[:TURN_KEYS])
    further = tuple(action for action in further_actions(controller) if action.name != REMEDY)
    return further[:free], further[free:]
