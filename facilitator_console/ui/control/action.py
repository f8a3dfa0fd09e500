"""An action: what it is called, which key it has, when it can be done, the function that does it; and its press.

Key, button, clicker, menu and list of commands all press an action: what holds for a press holds here.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from facilitator_console.session.legality import REFUSALS, Condition
from facilitator_console.ui.control.presses import Verdict
from facilitator_console.ui.control.session_controller import WATCHED, SessionController
from facilitator_console.words import Message, say


def always(_controller: SessionController) -> bool:
    """For actions that can be done at any time."""
    return True


def at_once(_controller: SessionController) -> Message | None:
    """For actions that one press is enough for."""
    return None


@dataclass(frozen=True)
class Action:
    """One thing to do.

    Attributes:
        name: Stable id.
        label: What it is called now; may depend on the state ("Pause", "Go on").
        do: Does it.
        chord: The sign that Ctrl (Cmd) goes with: a digit as printed on the button, or a letter; empty without one.
        can: Whether it can be done now; a button that can't is grey.
        asks: What is said where it wants a second press; None where one press is enough now.
        guarded: A double press counts once.
        on_lead: Only on the laptop that leads.
    """

    name: str
    label: Callable[[SessionController], Message]
    do: Callable[[SessionController], None]
    chord: str = ""
    can: Callable[[SessionController], bool] = always
    asks: Callable[[SessionController], Message | None] = at_once
    guarded: bool = False
    on_lead: bool = False


def press(action: Action, controller: SessionController, *, by_click: bool = False) -> None:
    """Do an action that somebody asks for, say why it can't be done, or ask for a second press.

    Args:
        action: What is asked for.
        controller: The session.
        by_click: Whether a button was clicked: of a double click the second half is no press.
    """
    if not may_do(action, controller):
        if why := _why_not(action, controller):
            controller.refused.emit(why)
        return
    if action.guarded:
        hint = action.asks(controller)
        verdict = controller.presses.verdict(action.name, wants_two=hint is not None, by_click=by_click)
        if verdict is Verdict.ASKS:
            controller.hinted.emit(hint)
        if verdict is not Verdict.ACTS:
            return
    action.do(controller)


def may_do(action: Action, controller: SessionController) -> bool:
    """Whether an action can be done now on this laptop; nobody leads what is only watched."""
    leads = controller.leads and not controller.is_watched
    return (leads or not action.on_lead) and action.can(controller)


def _why_not(action: Action, controller: SessionController) -> Message | None:
    """Why a press does nothing now, where the greyed button alone would leave somebody pressing again."""
    if controller.is_watched:
        return WATCHED
    if action.on_lead and not controller.leads:
        return say("This laptop takes notes: the room's keys are off.")
    if action.on_lead and controller.state.room.frozen:
        return REFUSALS[Condition.FROZEN]
    return None
