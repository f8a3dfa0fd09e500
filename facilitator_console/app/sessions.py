"""Creates sessions from a template, a title and a number of seats, and deletes them.

Loaded when the first session is opened, or while somebody looks at the start screen (see app.preload). Nothing is shown
here.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Concatenate, NamedTuple, ParamSpec

from msgspec import UNSET

from facilitator_console.console import Console, RunSoon, new_session, open_session
from facilitator_console.console.other_sessions import OtherSessions
from facilitator_console.dialogue.marathons import carry_over
from facilitator_console.dialogue.state import State
from facilitator_console.dialogue.threads import left_open, thread
from facilitator_console.exchange.script import set_up
from facilitator_console.exchange.template_files import OWN, saved_templates
from facilitator_console.exchange.templates import planned_items, read_templates
from facilitator_console.log import THE_SESSION, Instant, NewEvent, SessionId
from facilitator_console.notes.carrying import Carried, carried, take_in
from facilitator_console.notes.carrying import left_open as open_in
from facilitator_console.runtime.catalogues import load_catalogue
from facilitator_console.runtime.laptop import Laptop
from facilitator_console.session import events as ev
from facilitator_console.session.clock import Clock
from facilitator_console.session.drafts import ItemDraft, drafts_of, new_items
from facilitator_console.session.ids import ItemId, Purpose
from facilitator_console.session.people import seated
from facilitator_console.session.readiness import TICKED
from facilitator_console.session.timers import running
from facilitator_console.store.store import Store
from facilitator_console.words import Catalogue, Message, UserError, say, titled

P = ParamSpec("P")
MARATHON = "marathon"
"""Stands for a template where a marathon is begun: it has neither agenda nor seats."""
STAGES = (say("Collection"), say("Dialogues"), say("Experts’ conclusions"), say("Report"))
"""The stages with which a marathon begins; the team may change them."""
DELETION_S = 5.0
"""The longest that the window waits for a deletion, and for a change of a session that is not open."""


class Beginning(NamedTuple):
    """Represents what a session begins with.

    Attributes:
        title: Its title.
        template: Where its agenda comes from; empty for an empty agenda.
        seats: How many seats are taken from the beginning.
        language: Of the agenda and the report.
        marathon: The marathon that it belongs to, at no stage yet; empty for none.
    """

    title: str
    template: str = ""
    seats: int = 0
    language: str = ""
    marathon: str = ""


class Part(NamedTuple):
    """Represents a session that is to begin as part of a marathon; see `ui.marathon.stages_page`."""

    title: str
    stage: ItemId
    purpose: Purpose


def begin_session(
    store: Store,
    laptop: Laptop,
    beginning: Beginning,
    clock: Clock | None = None,
    run_soon: RunSoon | None = None,
) -> Console:
    """Begin a session, with people on its seats; or a marathon.

    All of it is one command: a crash leaves no half of it, and undo leaves it alone.

    Raises:
        UserError: The title is empty.
    """
    _, template, seats, language, marathon = beginning
    if template == MARATHON:
        stages = [ItemDraft(title=load_catalogue(language).text(stage)) for stage in STAGES]
        begins_with = [NewEvent(ev.SessionEdited(purpose=Purpose.MARATHON), THE_SESSION), *new_items(stages, place=2)]
    else:
        begins_with = set_up(_planned(template, language), seats)
        if marathon:
            begins_with = [NewEvent(ev.SessionEdited(marathon_id=SessionId(marathon)), THE_SESSION), *begins_with]
    return new_session(
        store, laptop, beginning.title, language=language, begins_with=begins_with, clock=clock, run_soon=run_soon
    )


def begin_part(
    store: Store,
    laptop: Laptop,
    marathon: Console,
    part: Part,
    clock: Clock | None = None,
    run_soon: RunSoon | None = None,
) -> Console:
    """Begin a session that belongs to a marathon, at one of its stages, with an empty agenda.

    Raises:
        UserError: The title is empty.
    """
    joined = ev.SessionEdited(marathon_id=marathon.session, stage_id=part.stage, purpose=part.purpose)
    return new_session(
        store,
        laptop,
        part.title,
        language=marathon.state.info.language,
        begins_with=[NewEvent(joined, THE_SESSION)],
        clock=clock,
        run_soon=run_soon,
    )


def _planned(template: str, language: str) -> tuple[ItemDraft, ...]:
    """Return the agenda of a template of the program, or of one that was saved on this laptop, by its key.

    Raises:
        UserError: It is not there any more.
    """
    if template.startswith(OWN):
        saved = saved_templates().get(template)
        if saved is None:
            raise UserError(say("That template is not on this laptop any more. Choose another."))
        return saved.items
    return planned_items(read_templates([template])[0], load_catalogue(language)) if template else ()


def change_session(
    store: Store,
    laptop: Laptop,
    session: SessionId,
    command: Callable[Concatenate[State, Instant, P], Sequence[NewEvent]],
    *args: P.args,
    **kwargs: P.kwargs,
) -> None:
    """Carry a command out in a session that is not open, and wait until it is saved.

    Raises:
        UserError: The command refuses.
    """
    console = open_session(store, session, laptop)
    console.dispatch(command, *args, **kwargs)
    store.saver.wait(console.saves.committed + console.saves.waiting, DELETION_S)
    console.leave()


def carry_open(store: Store, laptop: Laptop, session: SessionId, other: SessionId) -> Message:
    """Carry what a session, or a marathon with its sessions, left open into another one that is not open.

    Returns:
        What became of it, to be shown.

    Raises:
        UserError: Nothing is open, or all of it is there already.
    """
    sessions = OtherSessions(store, laptop, other)
    states = sessions.in_marathon(session)
    if states[session].info.purpose is Purpose.MARATHON:
        knots = left_open(thread(session, states))
        left = [Carried(knot.ref, "", knot.text) for knot in knots]
    else:
        left = [carried(session, entry) for entry in open_in(states[session])]
    target = sessions.state_of(other).info
    if not left:
        raise UserError(say("Nothing is left open there."))
    if target.purpose is Purpose.MARATHON:
        words = [(arrival.title or arrival.text, arrival.origin) for arrival in left]
        change_session(store, laptop, other, carry_over, words, states[session].info.language)
    else:
        change_session(store, laptop, other, take_in, left)
    return say("Carried into “{title}”.", title=titled(target.title))


def copy_session(store: Store, laptop: Laptop, state: State, catalogue: Catalogue, run_soon: RunSoon | None) -> Console:
    """Begin a session with the agenda, seats and settings of another one, and nothing of who came or what was said."""
    info = state.info
    title = catalogue.text(say("{title}, again", title=titled(info.title)))
    settings = {name: value for name, value in info.settings.items() if name != TICKED}
    edited = ev.SessionEdited(settings=settings or UNSET, languages=info.languages, referral=info.referral)
    items = new_items(drafts_of(state), place=2)
    seats = [NewEvent(ev.ParticipantAdded(seat=person.seat, role=person.role)) for person in seated(state)]
    begins_with = [NewEvent(edited, THE_SESSION), *items, *seats]
    return new_session(
        store, laptop, title, language=info.language, attribution=info.attribution, begins_with=begins_with,
        run_soon=run_soon,
    )  # fmt: skip


def delete_session(store: Store, session: SessionId) -> Message:
    """Delete a session that is not open.

    Returns:
        The message to show: "deleted" only once it is out of the file.

    Raises:
        UserError: Something is being taken into it.
    """
    if store.delete_session(session, DELETION_S):
        return say("The session is deleted: nothing of it is in the store any more.")
    why = store.saver.save_state.why or say("The drive is slow.")
    return say("The session is not out of the file yet. {why} The program tries again by itself.", why=why)


def was_left_running(console: Console) -> bool:
    """Tell whether this laptop left a session running, so that its clocks went on while the program was off."""
    earlier = (writer for writer in console.state.runs if writer != console.writer_id)
    return any(map(console.is_own, earlier)) and any(running(console.state))
