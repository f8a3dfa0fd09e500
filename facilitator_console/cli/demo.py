"""Runs `demo`: plays the sample dialogue that comes with the program."""

from __future__ import annotations

from argparse import Namespace

from facilitator_console.cli.playing import play_into
from facilitator_console.cli.terminal import Terminal
from facilitator_console.exchange.samples import new_sample_folder, sample_script


def run(arguments: Namespace, terminal: Terminal) -> int:
    """Play the sample, and say where store and summary are."""
    play_into(arguments.out or new_sample_folder(), sample_script(terminal.language), terminal)
    return 0
