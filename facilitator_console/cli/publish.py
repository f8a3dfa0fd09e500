"""Runs `publish`: makes the website of a marathon from the public reports of its sessions."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path

from facilitator_console.cli.stores import find_session, open_named_store
from facilitator_console.cli.terminal import Terminal
from facilitator_console.console.marathon_site import publish_site
from facilitator_console.report.disclosure.policy import DateShown, PlaceShown
from facilitator_console.report.files import holds_anything, in_made_folder, replace_files
from facilitator_console.report.publication import Chosen
from facilitator_console.report.website import is_of_site
from facilitator_console.runtime.catalogues import LANGUAGES
from facilitator_console.runtime.laptop import this_laptop
from facilitator_console.session.disclosure import DisclosurePolicy
from facilitator_console.store.contents import Reader
from facilitator_console.words import UserError, say


def run(arguments: Namespace, terminal: Terminal) -> int:
    """Write the site and say where it is."""
    folder: Path = arguments.out
    _refuse_full(folder, force=arguments.force)
    chosen = Chosen(
        DisclosurePolicy(arguments.smallest_group),
        PlaceShown(arguments.place),
        DateShown(arguments.date),
        quotes=not arguments.no_quotes,
    )
    with in_made_folder(folder):
        with open_named_store(arguments, terminal) as store:
            marathon = find_session(Reader(store.path, store.reading), arguments.session)
            files = publish_site(store, marathon, this_laptop(), chosen, LANGUAGES)
        replace_files(folder, files, is_of_site)
    terminal.say(say("Website: {path}", path=str(folder / "index.html")))
    return 0


def _refuse_full(folder: Path, *, force: bool) -> None:
    """Refuse a folder with something in it, unless somebody said that it may be written into.

    Raises:
        UserError: It is not empty.
    """
    if holds_anything(folder) and not force:
        raise UserError(
            say("{path} is not empty. Name a new folder, or add --force to write over it.", path=str(folder))
        )
