"""What F1 shows: the keys that are bound, in the words of their actions; and the few that the foot hints at."""

from __future__ import annotations

from collections.abc import Iterable

from facilitator_console.ui.actions.action import Action
from facilitator_console.ui.actions.room import CALL_BACK, STAGE
from facilitator_console.ui.desk import Desk
from facilitator_console.ui.keys import chord_text
from facilitator_console.words import Message, say

IN_LIST: tuple[tuple[Message | str, Message], ...] = (
    ("1 – 9", say("Tag the selected note")),
    ("M", say("For the report")),
    (say("Enter"), say("Edit the selected note")),
    (say("Delete"), say("Remove it; can be undone")),
    ("Esc", say("Back to the note line")),
)
PLAIN_KEYS = {"done": "PgDn", "call_back": "PgUp", "keys": "F1"}
"""Keys without Ctrl, by action: those of a clicker, and help."""
WATCHING: tuple[tuple[Message | str, Message], ...] = (
    (say("Space"), say("Pause, go on")),
    ("+ −", say("Faster, slower")),
)

Section = tuple[str, list[tuple[str, str]]]


def shown_keys(desk: Desk, actions: Iterable[Action], *, looks_at_notes: bool = False) -> list[Section]:
    """Sections of keys and what they do, for who leads, takes notes, or leads and looks at the notes.

    An action with two keys stands there once.
    """
    bound = [action for action in actions if _keys(action) and (desk.leads or not action.on_lead)]
    in_room = {action.name for action in (*STAGE, CALL_BACK)}
    room = [action for action in bound if action.name in in_room]
    others = [action for action in bound if action.name not in in_room]
    sections = [(say("In the room"), room), (say("Anywhere"), others)]
    shown = [(desk.text(title), _lines(desk, chosen)) for title, chosen in sections if chosen]
    if looks_at_notes or not desk.leads:
        shown.append((desk.text(say("In the list of notes")), _plain(desk, IN_LIST)))
    if desk.is_watched:
        shown.insert(0, (desk.text(say("While you watch")), _plain(desk, WATCHING)))
    return shown


def shown_hints(desk: Desk, *, is_running: bool, looks_at_notes: bool) -> tuple[Message, ...]:
    """The keys that the foot of the window hints at.

    Args:
        desk: The session.
        is_running: Whether the meeting is shown, and goes on.
        looks_at_notes: Whether who leads looks at the notes.
    """
    general = (say("{key} all commands", key=chord_text("K")), say("F1 keys"))
    if desk.is_watched:
        return (say("Space pauses"), say("+ and − change the speed"), *general)
    if not is_running:
        return general
    if looks_at_notes:
        return (
            say("Esc back to the ring"),
            say("{key} + digit acts in the room", key=chord_text("").strip()),
            say("1–9 tag"),
            *general,
        )
    if desk.leads:
        return (say("{key} + the digit on the button, also while you type", key=chord_text("").strip()), *general)
    return (
        say("Tab from the line to the list"),
        say("1–9 tag"),
        say("M for the report"),
        say("{key} undo", key=chord_text("Z")),
        *general,
    )


def _keys(action: Action) -> str:
    keys = [chord_text(action.chord)] if action.chord else []
    if action.name in PLAIN_KEYS:
        keys.append(PLAIN_KEYS[action.name])
    return " · ".join(keys)


def _plain(desk: Desk, lines: Iterable[tuple[Message | str, Message]]) -> list[tuple[str, str]]:
    return [(desk.text(key) if isinstance(key, Message) else key, desk.text(what)) for key, what in lines]


def _lines(desk: Desk, actions: Iterable[Action]) -> list[tuple[str, str]]:
    return [(_keys(action), desk.text(action.label(desk))) for action in actions]
