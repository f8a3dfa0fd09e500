"""Runs `export`: writes the report of a session in one of several formats."""

from __future__ import annotations

from argparse import Namespace

from facilitator_console.cli.stores import find_session, source, warn_of_missing_events
from facilitator_console.cli.terminal import Terminal
from facilitator_console.dialogue.history import History
from facilitator_console.report.disclosure.policy import ReportPolicy
from facilitator_console.report.export import export
from facilitator_console.report.files import refuse_what_is_there, write_whole
from facilitator_console.report.sections import make_report
from facilitator_console.runtime.catalogues import dialogue_catalogue, load_catalogue
from facilitator_console.store.copies import refuse_beside
from facilitator_console.words import say


def run(arguments: Namespace, terminal: Terminal) -> int:
    """Write the report and say where it is."""
    with source(arguments) as store:
        refuse_beside(store.path, arguments.out)
        session = find_session(store, arguments.session)
        history = History(store.events(session))
        missing = store.missing().get(session, 0)
    refuse_what_is_there(arguments.out, force=arguments.force)
    chosen = load_catalogue(arguments.lang) if arguments.lang else None
    catalogue = chosen or dialogue_catalogue(history.state.info.language, terminal.catalogue)
    document = make_report(history.state, ReportPolicy(is_complete=not missing))
    write_whole(arguments.out, export(document, catalogue, arguments.format), force=arguments.force)
    warn_of_missing_events(missing, terminal)
    terminal.say(say("Report: {path}", path=str(arguments.out)))
    return 0
