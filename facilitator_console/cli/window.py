"""Runs `window`: shows the program's window. It is also run where no command is named and there is a screen."""

from __future__ import annotations

import gc
from argparse import Namespace
from pathlib import Path
from typing import TYPE_CHECKING

from facilitator_console.cli.shared_arguments import named_path
from facilitator_console.cli.terminal import Terminal

if TYPE_CHECKING:
    from facilitator_console.exchange.script import Script


def run(arguments: Namespace, _terminal: Terminal) -> int:
    """Show the window until somebody closes it."""
    return open_window(named_path(arguments))


def open_window(store: Path, *, script: Script | None = None, speed: int = 1) -> int:
    """Load the window's library, which is loaded only where there will be a window, and show the window.

    Args:
        store: The store to open.
        script: What to play in it; nothing by default.
        speed: How many times faster than it happened.

    Returns:
        The exit code.

    Raises:
        UserError: The data folder can't be used.
    """
    # All that is made until the window shows stays: looking through it for garbage would only cost time. Afterwards
    # app.garbage does it, in the window's thread.
    gc.disable()
    from facilitator_console.app.main import run_window

    return run_window(store, script=script, speed=speed)
