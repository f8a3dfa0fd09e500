"""Gives the sample dialogue that comes with the program, and a folder to play it in."""

from __future__ import annotations

from itertools import count
from pathlib import Path

from facilitator_console.exchange.script import Script, read_script
from facilitator_console.runtime.laptop import SAMPLE_FOLDER, data_folder, make_data_folder
from facilitator_console.runtime.resource_files import resource_path
from facilitator_console.words import UserError, say

SAMPLES = {"uk": "samples/bus-and-school.uk.json", "ru": "samples/bus-and-school.uk.json"}
OTHER_SAMPLE = "samples/bus-and-school.en.json"


def sample_script(language: str) -> Script:
    """Return the sample for a person who reads this language."""
    return read_script(resource_path(SAMPLES.get(language, OTHER_SAMPLE)))


def new_sample_folder() -> Path:
    """Make a new folder for a sample: in the folder of an earlier one somebody may have worked since.

    Raises:
        UserError: None can be made.
    """
    home = data_folder()
    try:
        make_data_folder()
        for number in count(1):
            folder = home / f"{SAMPLE_FOLDER}{number}"
            if not folder.exists():
                folder.mkdir()
                return folder
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise UserError(say("{path} can’t be used: {reason}.", path=str(home), reason=reason)) from error
    raise AssertionError("counting does not end")
