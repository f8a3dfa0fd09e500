"""Answers what other programs of this user ask the window about its store; see ui.shell.questions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from facilitator_console.console.publishing import record_export_of
from facilitator_console.dialogue.ids import Audience
from facilitator_console.report.disclosure.policy import DateShown, PlaceShown
from facilitator_console.report.publication import Chosen
from facilitator_console.session.disclosure import DisclosurePolicy
from facilitator_console.store.contents import missing_events, sessions_of
from facilitator_console.store.errors import StorageError, storage_errors
from facilitator_console.ui.shell.questions import Contents, Published, Question, Want
from facilitator_console.words import UserError, say

if TYPE_CHECKING:
    from facilitator_console.app.program import Program
    from facilitator_console.log import Event, SessionId
    from facilitator_console.store.store import Store


def answer(program: Program, question: Question) -> object:
    """Return the answer to a question; None where there is none, as where the store can't be read any more."""
    if question.want is Want.FRONT:
        return program.window.come_to_front() or None
    if program.store is None:
        return None
    if question.want is Want.PUBLISH:
        return _publish(program, question)
    try:
        return _read(program, program.store, question)
    except StorageError:
        return None


def _read(program: Program, store: Store, question: Question) -> object:
    if question.want is Want.CONTENTS:
        with storage_errors(store.path), store.reading() as connection:
            return Contents(sessions_of(store), missing_events(connection))
    if question.want is Want.UNSAVED:
        return store.saver.unsaved()
    if question.want is Want.BALLOTS:
        return store.ballots.settled(question.session)
    if question.want is Want.VOTING_KEY:
        return store.ballots.key(question.session) or b""
    return _events(program, store, question.session)


def _events(program: Program, store: Store, session: SessionId) -> tuple[Event, ...]:
    if program.controller is not None and program.controller.session == session:
        return tuple(program.controller.console.history.events())
    return tuple(store.log.read(session))


def _publish(program: Program, question: Question) -> Published | None:
    """Record that a report leaves, in the session that is open in the window."""
    controller, wish = program.controller, question.wish
    if wish is None:
        return None
    if controller is None or controller.session != question.session:
        refusal = say("The window works on another session. Open this one in it, or close the window.")
        return Published(0, program.screen.catalogue.text(refusal))
    chosen = Chosen(
        DisclosurePolicy(wish.smallest_group), PlaceShown(wish.place), DateShown(wish.date), quotes=wish.quotes
    )
    try:
        at_ms = record_export_of(
            controller.console,
            Audience(wish.audience),
            chosen,
            wish.file_format,
            wish.language,
            is_complete=controller.is_complete,
        )
    except UserError as error:
        return Published(0, controller.text(error.message))
    return Published(at_ms)
