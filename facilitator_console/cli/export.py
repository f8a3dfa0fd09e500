"""Runs `export`: writes the report of a session in one of several formats, for the team or for everyone.

A public one is recorded in the log before its file is written, so it needs a store that can be written; a window that
has the store open is asked to record it.
"""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path

from facilitator_console.cli.stores import existing_path, find_session, open_named_store, source, warn_of_missing_events
from facilitator_console.cli.terminal import Terminal
from facilitator_console.dialogue.history import History
from facilitator_console.dialogue.ids import Audience
from facilitator_console.log import Instant, SessionId
from facilitator_console.report.disclosure.policy import DateShown, PlaceShown
from facilitator_console.report.export import export
from facilitator_console.report.files import refuse_unwritable, refuse_what_is_there, write_whole
from facilitator_console.report.publication import Chosen, policy_for
from facilitator_console.report.sections import make_report
from facilitator_console.runtime.catalogues import dialogue_catalogue, load_catalogue
from facilitator_console.session.disclosure import DisclosurePolicy
from facilitator_console.session.forgetting import require_decided
from facilitator_console.store.copies import refuse_beside
from facilitator_console.store.opening import StoreInUseError
from facilitator_console.words import Catalogue, UserError, say


def run(arguments: Namespace, terminal: Terminal) -> int:
    """Write the report and say where it is."""
    refuse_beside(existing_path(arguments), arguments.out)
    refuse_what_is_there(arguments.out, force=arguments.force)
    now_ms = Instant(0)
    if arguments.public:
        refuse_unwritable(arguments.out)
        now_ms = _recorded_ms(arguments, terminal)
    with source(arguments) as store:
        session = find_session(store, arguments.session)
        history = History(store.events(session))
        missing = store.missing().get(session, 0)
    require_decided(history.state, tells_who_spoke=history.tells_who_spoke)
    audience = Audience.PUBLIC if arguments.public else Audience.INTERNAL
    policy = policy_for(
        history,
        audience,
        now_ms,
        chosen=_chosen(arguments),
        is_complete=not missing,
    )
    catalogue = _catalogue(arguments, history, terminal)
    document = make_report(history.state, policy)
    write_whole(arguments.out, export(document, catalogue, arguments.format), force=arguments.force)
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


def _recorded_ms(arguments: Namespace, terminal: Terminal) -> Instant:
    """Record in the log that a public report leaves, and return for which instant it was decided what stands in it."""
    from facilitator_console.console import open_session
    from facilitator_console.console.publishing import publish
    from facilitator_console.runtime.laptop import this_laptop
    from facilitator_console.store.contents import Reader

    language = arguments.lang or ""
    try:
        with open_named_store(arguments, terminal) as store:
            reader = Reader(store.path, store.read_connection)
            session = find_session(reader, arguments.session)
            is_complete = not reader.missing().get(session, 0)
            console = open_session(store, session, this_laptop())
            return publish(console, _chosen(arguments), arguments.format, language, is_complete=is_complete)
    except StoreInUseError:
        with source(arguments) as asked:
            session = find_session(asked, arguments.session)
            return _recorded_by_window(asked.path, session, arguments)


def _recorded_by_window(path: Path, session: SessionId, arguments: Namespace) -> Instant:
    from facilitator_console.cli.asking import ask_to_publish
    from facilitator_console.ui.shell.questions import Wish

    wish = Wish(
        arguments.format,
        arguments.lang or "",
        arguments.smallest_group,
        arguments.place,
        arguments.date,
        quotes=not arguments.no_quotes,
    )
    answer = ask_to_publish(path, session, wish)
    if not answer.at_ms:
        raise UserError(say("{name}", name=answer.refusal))
    return Instant(answer.at_ms)
