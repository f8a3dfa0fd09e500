"""Runs `give`: writes a session, or a marathon with its sessions, into one locked file for another laptop."""

from __future__ import annotations

import os
import sys
from argparse import Namespace
from getpass import getpass

from facilitator_console.cli.stores import find_session, source
from facilitator_console.cli.terminal import Terminal
from facilitator_console.console import VotesBrought
from facilitator_console.runtime.laptop import this_laptop
from facilitator_console.store.contents import with_parts
from facilitator_console.sync.keys import own_keys
from facilitator_console.sync.stick import Carried, give
from facilitator_console.words import UserError, say


def run(arguments: Namespace, terminal: Terminal) -> int:
    """Read the session and, of a marathon, all of its sessions, lock them, and say where they are."""
    if os.path.lexists(arguments.out):
        raise UserError(say("{path} exists already. Name a new file.", path=str(arguments.out)))
    with source(arguments) as store:
        session = find_session(store, arguments.session)
        laptop = this_laptop().laptop_id
        sessions = [
            Carried(part, store.events(part), VotesBrought(store.ballots(part), store.voting_key(part), laptop))
            for part in with_parts(store.sessions(), session)
        ]
    keys = own_keys(laptop) if arguments.for_team else None
    give(arguments.out, sessions, keys, "" if keys else ask_passphrase(terminal))
    terminal.say(say("Given: {path}", path=str(arguments.out)))
    return 0


def ask_passphrase(terminal: Terminal) -> str:
    """Ask for a passphrase; where nobody types, it is the first line of the standard input."""
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\r\n")
    return getpass(terminal.text(say("Passphrase:")) + " ")
