"""Runs `demo`: plays the sample dialogue that comes with the program, or makes its sample marathon."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path

from facilitator_console.cli.playing import STORE, play_into, prepare
from facilitator_console.cli.terminal import Terminal
from facilitator_console.exchange.samples import new_sample_folder, sample_script
from facilitator_console.report.files import write_files
from facilitator_console.runtime.laptop import this_laptop
from facilitator_console.store.store import Store
from facilitator_console.words import say

SITE = "site"


def run(arguments: Namespace, terminal: Terminal) -> int:
    """Play the sample, and say where store and summary are."""
    if arguments.marathon:
        return _make_marathon(arguments.out or new_sample_folder(), terminal)
    play_into(arguments.out or new_sample_folder(), sample_script(terminal.language), terminal)
    return 0


def _make_marathon(folder: Path, terminal: Terminal) -> int:
    """Make the sample marathon with its website, and say where they are."""
    from facilitator_console.app.sample_marathon import make_sample_marathon, sample_site

    prepare(folder)
    with Store.open(folder / STORE, on_bug=terminal.crash_reports.report) as store:
        laptop = this_laptop()
        marathon = make_sample_marathon(store, laptop, terminal.language)
        files = sample_site(store, marathon, laptop)
    write_files(folder / SITE, files)
    terminal.say(say("Store: {path}", path=str(folder / STORE)))
    terminal.say(say("Website: {path}", path=str(folder / SITE / "index.html")))
    return 0
