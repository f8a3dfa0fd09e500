"""Runs `export`: writes the report of a session in one of several formats, for the team or for everyone.

A public one is recorded in the log before its file is written, so it needs a store that can be written; an internal one
afterwards, where that is possible. A window that has the store open is asked to record it.
"""

from __future__ import annotations

from argparse import Namespace

from msgspec.structs import replace

from facilitator_console.cli.recording import record_internal, record_leaving
from facilitator_console.cli.stores import (
    existing_path,
    find_session,
    history_that_may_leave,
    source,
    warn_of_missing_events,
)
from facilitator_console.cli.terminal import Terminal
from facilitator_console.cli.votes import vote_for_report
from facilitator_console.dialogue.history import History
from facilitator_console.dialogue.ids import Audience
from facilitator_console.log import Instant
from facilitator_console.report.disclosure.policy import DateShown, PlaceShown
from facilitator_console.report.export import export
from facilitator_console.report.files import refuse_unwritable, refuse_what_is_there, write_whole
from facilitator_console.report.publication import Chosen, policy_for
from facilitator_console.report.sections import make_report
from facilitator_console.runtime.catalogues import dialogue_catalogue, load_catalogue
from facilitator_console.session.disclosure import DisclosurePolicy
from facilitator_console.store.copies import refuse_beside
from facilitator_console.words import Catalogue, say


def run(arguments: Namespace, terminal: Terminal) -> int:
    """Write the report and say where it is."""
    refuse_beside(existing_path(arguments), arguments.out)
    refuse_what_is_there(arguments.out, force=arguments.force)
    now_ms = Instant(0)
    if arguments.public:
        refuse_unwritable(arguments.out)
        language = arguments.lang or ""
        now_ms = record_leaving(arguments, terminal, Audience.PUBLIC, arguments.format, _chosen(arguments), language)
    with source(arguments) as store:
        session = find_session(store, arguments.session)
        history = history_that_may_leave(store, session)
        missing = store.missing().get(session, 0)
        result = vote_for_report(store, session, history.state, terminal)
    audience = Audience.PUBLIC if arguments.public else Audience.INTERNAL
    policy = policy_for(
        history,
        audience,
        now_ms,
        chosen=_chosen(arguments),
        is_complete=not missing,
    )
    catalogue = _catalogue(arguments, history, terminal)
    document = make_report(history.state, replace(policy, votes=result))
    write_whole(arguments.out, export(document, catalogue, arguments.format), force=arguments.force)
    if not arguments.public:
        record_internal(arguments, terminal, arguments.format, _chosen(arguments))
    warn_of_missing_events(missing, terminal)
    terminal.say(say("Report: {path}", path=str(arguments.out)))
    return 0


def _catalogue(arguments: Namespace, history: History, terminal: Terminal) -> Catalogue:
    chosen = load_catalogue(arguments.lang) if arguments.lang else None
    return chosen or dialogue_catalogue(history.state.info.language, terminal.catalogue)


def _chosen(arguments: Namespace) -> Chosen:
    return Chosen(
        DisclosurePolicy(arguments.smallest_group),
        PlaceShown(arguments.place),
        DateShown(arguments.date),
        quotes=not arguments.no_quotes,
    )
