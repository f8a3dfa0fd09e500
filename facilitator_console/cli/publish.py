"""Runs `publish`: makes the website of a marathon from the public reports of its sessions."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path

from facilitator_console.cli.stores import find_session, open_named_store
from facilitator_console.cli.terminal import Terminal
from facilitator_console.console.marathon_site import publish_site
from facilitator_console.report.disclosure.policy import DateShown, PlaceShown
from facilitator_console.report.files import make_folder, write_files
from facilitator_console.report.publication import Chosen
from facilitator_console.runtime.catalogues import LANGUAGES
from facilitator_console.runtime.laptop import this_laptop
from facilitator_console.session.disclosure import DisclosurePolicy
from facilitator_console.store.contents import Reader
from facilitator_console.words import UserError, say


def run(arguments: Namespace, terminal: Terminal) -> int:
    """Write the site and say where it is."""
    folder: Path = arguments.out
    _refuse_full(folder, force=arguments.force)
    make_folder(folder)
    with open_named_store(arguments, terminal) as store:
        marathon = find_session(Reader(store.path, store.read_connection), arguments.session)
        chosen = Chosen(
            DisclosurePolicy(arguments.smallest_group),
            PlaceShown(arguments.place),
            DateShown(arguments.date),
            quotes=not arguments.no_quotes,
        )
        files = publish_site(store, marathon, this_laptop(), chosen, LANGUAGES)
    write_files(folder, files)
    terminal.say(say("Website: {path}", path=str(folder / "index.html")))
    return 0


def _refuse_full(folder: Path, *, force: bool) -> None:
    """Refuse a folder with something in it: a page of an earlier site would go along.

    Raises:
        UserError: It is not empty, and nobody said that it may be written over.
    """
    try:
        is_full = folder.is_dir() and any(folder.iterdir())
    except OSError:
        is_full = False  # `make_folder` says what is wrong with it.
    if is_full and not force:
        raise UserError(
            say("{path} is not empty. Name a new folder, or add --force to write over it.", path=str(folder))
        )
