"""Runs `doctor`: checks the store, rebuilds its tables, or recovers what can be read into a new file."""

from __future__ import annotations

from argparse import Namespace

from facilitator_console.cli.shared_arguments import named_path
from facilitator_console.cli.stores import open_named_store
from facilitator_console.cli.terminal import Terminal
from facilitator_console.store.copies import damaged_copies_of, unfinished_beside
from facilitator_console.store.doctor import check, rebuild, recover
from facilitator_console.words import say

NOT_SOUND = 2


def run(arguments: Namespace, terminal: Terminal) -> int:
    """Recover or rebuild where that is asked for, then say what the check finds; return 0 where nothing is wrong."""
    path = named_path(arguments)
    if arguments.recover:
        recovery = recover(path, arguments.recover)
        terminal.say(recovery.line)
        path = recovery.path
    elif arguments.rebuild:
        with open_named_store(arguments, terminal) as store:
            rebuild(store)
    findings = check(path)
    for line in findings.lines:
        (terminal.say if findings.is_sound else terminal.complain)(line)
    for left in unfinished_beside(path):
        terminal.say(say("{path} was left over from an unfinished copy; it can be deleted.", path=str(left)))
    for copy in damaged_copies_of(path):
        terminal.say(say("{path} can’t be read any more; it can be deleted.", path=str(copy)))
    return 0 if findings.is_sound else NOT_SOUND
