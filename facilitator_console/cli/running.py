"""Runs a command: reads its arguments, carries it out, and says in one line what went wrong.

Each command is a module here with `run(arguments, terminal)`, its dash an underscore; it is imported only when it is
wanted, so that listing sessions does not wait for the library that draws pages. What a command does lies below this
layer.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from importlib import import_module

from facilitator_console.cli import STOPPED
from facilitator_console.cli.arguments import parse
from facilitator_console.cli.terminal import Stopped, Terminal
from facilitator_console.runtime.catalogues import choose_language, load_catalogue, require_catalogues
from facilitator_console.words import Message, UserError, say

BAD_INPUT, PIPE_CLOSED = 2, 141
"""Exit codes; the second is the one that a shell reports for a program ended by SIGPIPE."""


def run_command(arguments: Sequence[str]) -> int:
    """Run one command and turn its errors into messages.

    Args:
        arguments: Without the program's name.

    Returns:
        The exit code: 0 done, 2 for what was wrong with the input or the world, 130 stopped by the keyboard.
        Our own bugs are raised; the crash report sees to them.
    """
    try:
        require_catalogues()
    except UserError as error:
        Terminal(load_catalogue("en"), "en").complain(error.message)
        return BAD_INPUT
    language = choose_language("", os.environ)
    terminal = Terminal(load_catalogue(language), language)
    terminal.crash_reports.install()
    try:
        return _run_and_report(arguments, terminal)
    except BrokenPipeError:
        terminal.abandon()
        return PIPE_CLOSED


def _run_and_report(arguments: Sequence[str], terminal: Terminal) -> int:
    """Run a command, and say what went wrong if the error has words for a person."""
    try:
        code = _run(arguments, terminal)
        terminal.finish()
    except KeyboardInterrupt:
        terminal.complain(say("Stopped."))
        return STOPPED
    except Stopped as stopped:
        terminal.complain(stopped.message)
        return STOPPED
    except Exception as error:
        # UserError and StorageError carry words for a person; without them it is our bug.
        message = getattr(error, "message", None)
        if not isinstance(message, Message):
            raise
        terminal.complain(message)
        return BAD_INPUT
    return code


def _run(arguments: Sequence[str], terminal: Terminal) -> int:
    parsed = parse(arguments, terminal)
    if isinstance(parsed, int):
        return parsed
    module = import_module(f"facilitator_console.cli.{parsed.command.replace('-', '_')}")
    code: int = module.run(parsed, terminal)
    return code
