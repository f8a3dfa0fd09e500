"""Runs `take`: merges a locked file that another laptop of the team has given."""

from __future__ import annotations

from argparse import Namespace

from facilitator_console.cli.give import ask_passphrase
from facilitator_console.cli.shared_arguments import named_path
from facilitator_console.cli.terminal import Terminal
from facilitator_console.console import receive_session
from facilitator_console.runtime.laptop import this_laptop
from facilitator_console.store.store import Store
from facilitator_console.sync.keys import own_keys
from facilitator_console.sync.stick import VOTES_LEFT, needs_passphrase, take
from facilitator_console.words import say, say_n


def run(arguments: Namespace, terminal: Terminal) -> int:
    """Open the file, take its sessions in, and say what came."""
    laptop = this_laptop()
    asks = needs_passphrase(arguments.file)
    taken = take(arguments.file, None if asks else own_keys(laptop.laptop_id), ask_passphrase(terminal) if asks else "")
    with Store.open(named_path(arguments), on_bug=terminal.crash_reports.report) as store:
        store.log.refuse_deleted({brought.session for brought in taken})
        received = [(brought.session, receive_session(store, *brought, laptop)) for brought in taken]
    # Said only now: the store saves what waits before it is closed.
    for session, (new, with_ballots) in received:
        terminal.say(say_n("{n} event is new: {session}", "{n} events are new: {session}", new, session=session))
        if not with_ballots:
            terminal.complain(VOTES_LEFT)
    if not any(new for _, (new, _) in received):
        terminal.say(say("All of it was here already."))
    return 0
