"""Defines what can be done with the room display: its pill's menu and the list of commands offer the same."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from itertools import pairwise

from msgspec.structs import replace

from facilitator_console.session import display
from facilitator_console.session.ids import Shows
from facilitator_console.ui.control.action import Action, Meaning, call
from facilitator_console.ui.control.session_controller import SessionController
from facilitator_console.ui.room_display.room_display import SCALES, DisplayState, RoomDisplay
from facilitator_console.words import Message, say

OFF = say("The room display is not open.")
STATES = {
    DisplayState.OFF: say("Room display"),
    DisplayState.COVERED: say("Room display: covered"),
    DisplayState.SHOWN: say("Room display: shown"),
    DisplayState.NO_SCREEN: say("Room display: no screen"),
    DisplayState.FAILED: say("Room display: failed"),
}
"""The words on the pill."""


def display_actions(
    room_display: RoomDisplay, open_it: Callable[[], None], ask_message: Callable[[], None]
) -> tuple[tuple[Action, ...], ...]:
    """Return all that can be done with the display now, in groups.

    Args:
        room_display: The display.
        open_it: Opens it, after a question where there is only one screen.
        ask_message: Asks for a message, then shows it.
    """
    off = None if room_display.is_on else OFF

    def action(name: str, label: Message, do: Callable[[], object], why_not: Message | None = off) -> Action:
        return Action(name, lambda _controller: Meaning(label, do, why_not))

    opening = (action("display_open", say("Open the room display"), open_it, None),)
    closing = (action("display_close", say("Close the room display"), room_display.close),)
    if room_display.state is DisplayState.FAILED:
        return opening, closing
    if not room_display.is_on:
        return (opening,)
    covered = room_display.is_covered
    cover = say("Show it to the room") if covered else say("Cover the room display")
    return (
        (action("display_cover", cover, partial(room_display.set_covered, on=not covered)),),
        (
            Action("display_room", _room),
            Action("display_agreements", lambda _controller: Meaning(AGREEMENTS, call(display.show_agreements))),
            action("display_message", say("A message on the room display…"), ask_message),
        ),
        tuple(action(*look) for look in _looks(room_display)),
        closing,
    )


AGREEMENTS = say("Agreements on the room display")


def _room(controller: SessionController) -> Meaning:
    shown = display.on_display(controller.state)
    taken = say("Take the message off the room display")
    label = taken if shown and shown.shows is Shows.MESSAGE else say("The room again on the room display")
    why_not = None if shown else say("The room display shows what the room does already.")
    if why_not:
        return Meaning(label, lambda: None, why_not)
    return Meaning(label, call(display.show_room))


def _looks(room_display: RoomDisplay) -> list[tuple[str, Message, Callable[[], object]]]:
    look = room_display.look
    smaller = {large: small for small, large in pairwise(SCALES)}.get(look.scale)
    larger = dict(pairwise(SCALES)).get(look.scale)
    found: list[tuple[str, Message, Callable[[], object]]] = []
    for name, label, scale in (
        ("display_larger", say("Larger text on the room display"), larger),
        ("display_smaller", say("Smaller text on the room display"), smaller),
    ):
        if scale:
            found.append((name, label, partial(room_display.set_look, replace(look, scale=scale))))
    ground = say("Light room display") if look.dark else say("Dark room display")
    found.append(("display_ground", ground, partial(room_display.set_look, replace(look, dark=not look.dark))))
    shown = say("No digits on the room display") if look.digits else say("Time in digits on the room display")
    found.append(("display_digits", shown, partial(room_display.set_look, replace(look, digits=not look.digits))))
    return found
