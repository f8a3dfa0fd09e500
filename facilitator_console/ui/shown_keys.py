"""What F1 shows: the keys that are bound, in the words of their actions."""

from __future__ import annotations

from collections.abc import Iterable

from facilitator_console.ui.actions.action import Action
from facilitator_console.ui.actions.room import STAGE
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
CLICKER: tuple[tuple[str, Message], ...] = (
    ("PgDn", say("Done, next")),
    ("PgUp", say("Last speaker back")),
)

Section = tuple[str, list[tuple[str, str]]]


def shown_keys(desk: Desk, actions: Iterable[Action], *, looks_at_notes: bool = False) -> list[Section]:
    """Sections of keys and what they do, for who leads, takes notes, or leads and looks at the notes."""
    bound = [action for action in actions if action.chord and (desk.leads or not action.on_lead)]
    stage = {action.name for action in STAGE}
    room = [action for action in bound if action.name in stage]
    others = [action for action in bound if action.name not in stage]
    sections = [(say("In the room"), room), (say("Anywhere"), others)]
    shown = [(desk.text(title), _lines(desk, chosen)) for title, chosen in sections if chosen]
    shown[-1][1].append(("F1", desk.text(say("Keys"))))
    if desk.leads and not looks_at_notes:
        shown.append((desk.text(say("Clicker")), [(key, desk.text(what)) for key, what in CLICKER]))
    else:
        lines = [(desk.text(key) if isinstance(key, Message) else key, desk.text(what)) for key, what in IN_LIST]
        shown.append((desk.text(say("In the list of notes")), lines))
    return shown


def _lines(desk: Desk, actions: Iterable[Action]) -> list[tuple[str, str]]:
    return [(chord_text(action.chord), desk.text(action.label(desk))) for action in actions]
