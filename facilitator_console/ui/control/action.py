"""An action: one thing that a person can do, declared once for key, button, menu, list of commands and list of keys.

What it is called and what it means come from one function, so that they can't differ. What a call on the session can
do is asked of the console: a grey button says why in the words of the refusal, and so does its key.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from typing import Any, Concatenate, NamedTuple, ParamSpec

from facilitator_console.console.console import OTHER_LEADS
from facilitator_console.dialogue.state import State
from facilitator_console.log import Instant, NewEvent
from facilitator_console.ui.control.presses import Verdict
from facilitator_console.ui.control.session_controller import WATCHED, SessionController
from facilitator_console.words import Message

P = ParamSpec("P")


class Group(Enum):
    """Names where an action is listed, and where its key holds."""

    ROOM = auto()
    """The room's keys: only in Run."""
    QUEUE = auto()
    """The keys of the room that are named with the queue in the list of commands."""
    UNDO_ROOM = auto()
    """The keys of the room that are listed with the keys that hold anywhere."""
    WINDOW = auto()
    """Anywhere in the window, or on one page."""
    SESSION = auto()
    """The entries in the menu of the session's title."""


class Call(NamedTuple):
    """Represents a command on the session with its arguments; see `call`."""

    command: Callable[..., Sequence[NewEvent]]
    args: tuple[Any, ...]
    options: Mapping[str, Any]

    def do(self, controller: SessionController) -> bool:
        """Carry it out; a refusal goes to the quiet banner. Whether it was carried out."""
        return controller.do(self.command, *self.args, **self.options)

    def refusal(self, controller: SessionController) -> Message | None:
        """Return why it can't be carried out now; None where it can."""
        return controller.refusal(self.command, *self.args, **self.options)


def call(
    command: Callable[Concatenate[State, Instant, P], Sequence[NewEvent]], *args: P.args, **kwargs: P.kwargs
) -> Call:
    """Return a command to be carried out later, or asked whether it could be."""
    return Call(command, args, kwargs)


class Meaning(NamedTuple):
    """Holds what an action is called and means now.

    Attributes:
        label: What it is called.
        does: A command on the session, or a function of the window.
        why_not: Why the window's function can't be done; a command says so itself.
    """

    label: Message
    does: Call | Callable[[], object]
    why_not: Message | None = None


Means = Callable[[SessionController], Meaning]


class Shown(NamedTuple):
    """Holds how an action is shown now: what it is called, and why it can't be done; None where it can."""

    label: Message
    why_not: Message | None


@dataclass(frozen=True)
class Action:
    """Describes one thing that a person can do: its labels, keys, group and meaning.

    Attributes:
        name: Stable id.
        means: What it is called and does now; may depend on the state ("Pause", "Go on").
        chord: The sign that Ctrl (Cmd) goes with: a digit as printed on the button, or a letter; empty without one.
        key: A key without Ctrl that does it too, such as PgDn.
        group: Where it is listed.
        labels: What it may be called, where that changes: its button keeps room for the longest, so that its
            neighbours stand still.
        asks: What is said where it wants a second press; None where one press is enough now.
        guarded: A double press counts once.
        on_lead: Only on the laptop that leads.
        at_table: Also where it leads no more than a table; of commands on the session the console knows.
    """

    name: str
    means: Means
    chord: str = ""
    key: str = ""
    group: Group = Group.WINDOW
    labels: tuple[Message, ...] = ()
    asks: Callable[[SessionController], Message | None] = lambda _controller: None
    guarded: bool = False
    on_lead: bool = False
    at_table: bool = False

    def label(self, controller: SessionController) -> Message:
        """Return what it is called now."""
        return self.means(controller).label

    def refusal(self, controller: SessionController) -> Message | None:
        """Return why it can't be done now on this laptop; None where it can."""
        return self.shown(controller).why_not

    def shown(self, controller: SessionController) -> Shown:
        """Return how it is shown now."""
        meaning = self.means(controller)
        if self.on_lead and controller.is_watched:
            return Shown(meaning.label, WATCHED)
        if self.on_lead and not controller.leads:
            return Shown(meaning.label, controller.off_here)
        does = meaning.does
        if self.on_lead and not (controller.holds_lead or self.at_table or isinstance(does, Call)):
            return Shown(meaning.label, controller.off_here)
        why_not = does.refusal(controller) if isinstance(does, Call) else meaning.why_not
        return Shown(meaning.label, controller.off_here if why_not == OTHER_LEADS else why_not)

    def do(self, controller: SessionController) -> None:
        """Do it; whoever presses asks `press`."""
        does = self.means(controller).does
        if isinstance(does, Call):
            does.do(controller)
        else:
            does()


def always(label: Message, do: Callable[[], object]) -> Means:
    """Return what an action means that is always called this and can always be done."""
    meaning = Meaning(label, do)
    return lambda _controller: meaning


def press(action: Action, controller: SessionController, *, by_click: bool = False) -> None:
    """Do an action that somebody asks for, say why it can't be done, or ask for a second press.

    Args:
        action: What is asked for.
        controller: The session.
        by_click: Whether a button was clicked: of a double click the second half does not count as a press.
    """
    if why := action.refusal(controller):
        # Done by the first half of a double press, it may well be impossible by the second.
        if not (action.guarded and controller.presses.is_double(action.name)):
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
