"""Runs `export-tags`: writes the tags of a session for another program."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path

from facilitator_console.cli.stores import read_to_export, warn_of_missing_events
from facilitator_console.cli.terminal import Terminal
from facilitator_console.exchange.codebooks import codebook_file
from facilitator_console.notes.tag_commands import tag_lines
from facilitator_console.report.files import write_whole
from facilitator_console.runtime.catalogues import LANGUAGES, load_catalogue
from facilitator_console.words import say


def run(arguments: Namespace, terminal: Terminal) -> int:
    """Write the tags and say where they are."""
    out: Path = arguments.out
    state, missing = read_to_export(arguments)
    language = state.info.language if state.info.language in LANGUAGES else terminal.language
    lines, ids = tag_lines(state, load_catalogue(language).text)
    write_whole(out, codebook_file(out, lines, ids))
    warn_of_missing_events(missing, terminal)
    terminal.say(say("Tags: {path}", path=str(out)))
    return 0
