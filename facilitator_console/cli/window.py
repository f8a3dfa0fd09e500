"""Runs `window`: shows the program's window. It is also run where no command is named and there is a screen."""

from __future__ import annotations

from argparse import Namespace

from facilitator_console.cli.stores import named_path
from facilitator_console.cli.terminal import Terminal


def run(arguments: Namespace, _terminal: Terminal) -> int:
    """Show the window until somebody closes it."""
    # The window's library is loaded only where there will be a window.
    from facilitator_console.app.main import run_window

    return run_window(named_path(arguments))
