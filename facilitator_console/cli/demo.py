"""`demo`: plays the sample dialogue that comes with the program."""

from __future__ import annotations

from argparse import Namespace
from itertools import count
from pathlib import Path

from facilitator_console.cli.playing import play_into
from facilitator_console.cli.terminal import Terminal
from facilitator_console.exchange.script import read_script
from facilitator_console.laptop import data_folder
from facilitator_console.resource_files import resource_path
from facilitator_console.words import UserError, say

SAMPLES = {"uk": "samples/bus-and-school.uk.json", "ru": "samples/bus-and-school.uk.json"}
OTHER_SAMPLE = "samples/bus-and-school.en.json"


def run(arguments: Namespace, terminal: Terminal) -> int:
    """Play it, and say where store and summary lie."""
    script = read_script(resource_path(SAMPLES.get(terminal.language, OTHER_SAMPLE)))
    play_into(arguments.out or _new_folder(), script, terminal)
    return 0


def _new_folder() -> Path:
    """A folder that was not there: an earlier demo may have been worked on since."""
    home = data_folder()
    try:
        home.mkdir(parents=True, exist_ok=True)
        for number in count(1):
            folder = home / f"demo-{number}"
            if not folder.exists():
                folder.mkdir()
                return folder
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise UserError(
            say("{path} can't be used: {reason}. Name a folder with --out.", path=str(home), reason=reason)
        ) from error
    raise AssertionError("counting does not end")
