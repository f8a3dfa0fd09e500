"""Runs `report`: writes the report of a session as a PDF; the short form of `export`."""

from __future__ import annotations

from argparse import Namespace

from facilitator_console.cli.recording import record_internal
from facilitator_console.cli.stores import find_session, history_that_may_leave, source, warn_of_missing_events
from facilitator_console.cli.terminal import Terminal
from facilitator_console.cli.votes import vote_for_report
from facilitator_console.report.disclosure.policy import ReportPolicy
from facilitator_console.report.export import export
from facilitator_console.report.files import write_whole
from facilitator_console.report.publication import AS_USUAL
from facilitator_console.report.sections import make_report
from facilitator_console.runtime.catalogues import dialogue_catalogue
from facilitator_console.store.copies import refuse_beside
from facilitator_console.words import say


def run(arguments: Namespace, terminal: Terminal) -> int:
    """Write the summary of a session and say where it is."""
    with source(arguments) as store:
        refuse_beside(store.path, arguments.out)
        session = find_session(store, arguments.session)
        history = history_that_may_leave(store, session)
        missing = store.missing().get(session, 0)
        result = vote_for_report(store, session, history.state, terminal)
    catalogue = dialogue_catalogue(history.state.info.language, terminal.catalogue)
    document = make_report(history.state, ReportPolicy(is_complete=not missing, votes=result))
    write_whole(arguments.out, export(document, catalogue, "pdf"))
    record_internal(arguments, terminal, "pdf", AS_USUAL)
    warn_of_missing_events(missing, terminal)
    terminal.say(say("Summary: {path}", path=str(arguments.out)))
    return 0
