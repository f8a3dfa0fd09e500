"""Sessions: a new one from a template, a title and a number of seats; one that goes on.

Loaded when the first session is opened, or while somebody looks at the start screen (see app.ahead). Nothing is shown
here.
"""

from __future__ import annotations

from facilitator_console.console import Console, new_session
from facilitator_console.exchange.script import add_planned
from facilitator_console.exchange.templates import planned_items, read_templates
from facilitator_console.log import SessionId
from facilitator_console.runtime.catalogues import load_catalogue
from facilitator_console.runtime.laptop import Laptop
from facilitator_console.session.clock import Clock
from facilitator_console.session.people import add_participant
from facilitator_console.session.timers import running
from facilitator_console.store import Store
from facilitator_console.store.sign_of_life import SignOfLife
from facilitator_console.words import Message, say

DELETION_S = 5.0
"""So long the window waits for a deletion."""


def begin_session(
    store: Store,
    laptop: Laptop,
    title: str,
    *,
    template: str,
    seats: int,
    language: str,
    clock: Clock | None = None,
) -> Console:
    """Begin a session from a template (none: an empty agenda), with people on so many seats.

    Raises:
        UserError: The title is empty.
    """
    console = new_session(store, laptop, title, language=language, clock=clock)
    for item in planned_items(read_templates([template])[0], load_catalogue(language)) if template else ():
        console.dispatch(add_planned, item)
    for _ in range(seats):
        console.dispatch(add_participant)
    return console


def delete_session(store: Store, session: SessionId, laptop: Laptop) -> Message:
    """Delete a session that is not open.

    Returns:
        What is to be said: that it is deleted only once it is out of the file.
    """
    SignOfLife(store.path, session, laptop.laptop_id).forget_session()
    if store.delete_session(session, DELETION_S):
        return say("The session is deleted: nothing of it is in the store any more.")
    why = store.saver.save_state.why or say("The drive is slow.")
    return say("The session is not out of the file yet. {why} It is tried again by itself.", why=why)


def goes_on(console: Console) -> bool:
    """Whether a session was left running by this laptop, so that its clocks went on while the program was off."""
    earlier = (writer for writer in console.state.runs if writer != console.writer_id)
    return any(map(console.is_own, earlier)) and any(running(console.state))
