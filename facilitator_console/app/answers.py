"""Answers what other programs of this user ask the window about its store; see ui.shell.questions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from facilitator_console.store.contents import missing_events, sessions_of
from facilitator_console.store.errors import StorageError, storage_errors
from facilitator_console.ui.shell.questions import Contents, Question, Want

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
    try:
        return _read(program, program.store, question)
    except StorageError:
        return None


def _read(program: Program, store: Store, question: Question) -> object:
    if question.want is Want.CONTENTS:
        with storage_errors(store.path):
            return Contents(sessions_of(store), missing_events(store.read_connection))
    if question.want is Want.UNSAVED:
        return store.saver.unsaved()
    return _events(program, store, question.session)


def _events(program: Program, store: Store, session: SessionId) -> tuple[Event, ...]:
    if program.controller is not None and program.controller.session == session:
        return tuple(program.controller.console.history.events())
    return tuple(store.log.read(session))
