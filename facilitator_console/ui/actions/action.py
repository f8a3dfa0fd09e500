"""An action: what it is called, which key it has, when it can be done, and the function that does it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from facilitator_console.ui.desk import Desk
from facilitator_console.words import Message


def always(_desk: Desk) -> bool:
    """For actions that can be done at any time."""
    return True


@dataclass(frozen=True)
class Action:
    """One thing to do.

    Attributes:
        name: Stable id.
        label: What it is called now; may depend on the state ("Pause", "Go on").
        do: Does it.
        chord: The sign that Ctrl (Cmd) goes with: a digit as printed on the button, or a letter; empty without one.
        can: Whether it can be done now; a button that can't is grey.
        turns: Guards against a double press: the same key within 0.7 s is ignored.
        on_lead: Only on the laptop that leads.
    """

    name: str
    label: Callable[[Desk], Message]
    do: Callable[[Desk], None]
    chord: str = ""
    can: Callable[[Desk], bool] = always
    turns: bool = False
    on_lead: bool = False
