"""`window`: the program itself, for people. What `facilitator-console` alone does where there is a screen."""

from __future__ import annotations

from argparse import Namespace

from facilitator_console.cli.stores import meant_path
from facilitator_console.cli.terminal import Terminal


def run(arguments: Namespace, _terminal: Terminal) -> int:
    """Show the window until it is closed."""
    # The window's library is loaded only where there will be a window.
    from facilitator_console.app.main import run_window

    return run_window(meant_path(arguments))
