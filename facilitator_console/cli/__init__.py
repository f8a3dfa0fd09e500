"""Starts the command line, so early that a person who stops it while it is being loaded gets an answer as well.

How a command is run is in cli.running. Nothing is imported here but what Python has loaded by itself.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

_ONE_THREAD = ("OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "VECLIB_MAXIMUM_THREADS")
"""The settings of the libraries beneath numpy. They read them when they are loaded, and this is the place that every
command comes through before that. On tables of our size more threads wait for each other: 3 to 4 times slower."""
STOPPED = 130
"""The exit code that a shell reports for a program ended by SIGINT."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command of the command line.

    Args:
        arguments: Without the program's name; the process's own by default.

    Returns:
        The exit code: 0 done, 2 for what was wrong with the input or the world, 130 stopped by the keyboard.
        Our own bugs are raised; the crash report sees to them.
    """
    # Whatever this program writes, and the libraries that it uses, is for its owner alone.
    os.umask(0o077)
    for name in _ONE_THREAD:
        os.environ.setdefault(name, "1")
    try:
        from facilitator_console.cli.running import run_command

        return run_command(sys.argv[1:] if arguments is None else arguments)
    except KeyboardInterrupt:
        sys.stderr.write("facilitator-console: Stopped.\n")  # No language is known yet.
        return STOPPED
