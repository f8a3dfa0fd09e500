"""`report`: the summary of a session as a PDF."""

from __future__ import annotations

from argparse import Namespace

from facilitator_console.cli.stores import meant_session, meant_store
from facilitator_console.cli.terminal import Terminal
from facilitator_console.dialogue.history import History
from facilitator_console.report.pdf import write_summary
from facilitator_console.report.summary import summarise
from facilitator_console.words import say


def run(arguments: Namespace, terminal: Terminal) -> int:
    """Write the summary and say where it is."""
    with meant_store(arguments, terminal) as store:
        history = History(store.log.read(meant_session(store, arguments.session)))
    write_summary(summarise(history.state), terminal.catalogue, arguments.out)
    terminal.say(say("Summary: {path}", path=str(arguments.out)))
    return 0
