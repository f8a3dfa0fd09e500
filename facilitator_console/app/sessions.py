"""Creates sessions from a template, a title and a number of seats, and deletes them.

Loaded when the first session is opened, or while somebody looks at the start screen (see app.preload). Nothing is shown
here.
"""

from __future__ import annotations

from facilitator_console.console import Console, RunSoon, new_session
from facilitator_console.exchange.script import set_up
from facilitator_console.exchange.templates import planned_items, read_templates
from facilitator_console.log import SessionId
from facilitator_console.runtime.catalogues import load_catalogue
from facilitator_console.runtime.laptop import Laptop
from facilitator_console.session.clock import Clock
from facilitator_console.session.timers import running
from facilitator_console.store.store import Store
from facilitator_console.words import Message, say

DELETION_S = 5.0
"""How long the window waits for a deletion."""


def begin_session(
    store: Store,
    laptop: Laptop,
    title: str,
    *,
    template: str,
    seats: int,
    language: str,
    clock: Clock | None = None,
    run_soon: RunSoon | None = None,
) -> Console:
    """Begin a session from a template (none: an empty agenda), with people on so many seats.

    All of it is one command: a crash leaves no half of it, and undo leaves it alone.

    Raises:
        UserError: The title is empty.
    """
    items = planned_items(read_templates([template])[0], load_catalogue(language)) if template else ()
    begins_with = set_up(items, seats)
    return new_session(store, laptop, title, language=language, begins_with=begins_with, clock=clock, run_soon=run_soon)


def delete_session(store: Store, session: SessionId) -> Message:
    """Delete a session that is not open.

    Returns:
        The message to show: "deleted" only once it is out of the file.
    """
    if store.delete_session(session, DELETION_S):
        return say("The session is deleted: nothing of it is in the store any more.")
    why = store.saver.save_state.why or say("The drive is slow.")
    return say("The session is not out of the file yet. {why} The program tries again by itself.", why=why)


def was_left_running(console: Console) -> bool:
    """Tell whether this laptop left a session running, so that its clocks went on while the program was off."""
    earlier = (writer for writer in console.state.runs if writer != console.writer_id)
    return any(map(console.is_own, earlier)) and any(running(console.state))
