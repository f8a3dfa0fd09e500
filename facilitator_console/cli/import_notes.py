"""Runs `import-notes`: adds the texts of a file to a session as notes."""

from __future__ import annotations

from argparse import Namespace

from facilitator_console.cli.stores import find_session, open_named_store
from facilitator_console.cli.terminal import Terminal
from facilitator_console.console import Console, open_session
from facilitator_console.exchange.note_files import read_notes
from facilitator_console.notes.codebook import typed_names
from facilitator_console.notes.coming_in import ReadNote, add_notes
from facilitator_console.runtime.catalogues import LANGUAGES, load_catalogue
from facilitator_console.runtime.laptop import this_laptop
from facilitator_console.session.agenda import items_in_order
from facilitator_console.session.ids import NO_ITEM, NO_LANGUAGE, ItemId
from facilitator_console.store.contents import Reader
from facilitator_console.words import UserError, say, say_n

SHOWN, SHOWN_SIGNS = 5, 70
"""Texts of a preview, and signs of each."""


def run(arguments: Namespace, terminal: Terminal) -> int:
    """Read the file, add its texts in one command, and say how many there are."""
    notes = read_notes(arguments.notes)
    if arguments.preview:
        _preview(notes, terminal)
        return 0
    names = typed_names(load_catalogue(language) for language in LANGUAGES)
    with open_named_store(arguments, terminal) as store:
        session = find_session(Reader(store.path, store.reading), arguments.session)
        console = open_session(store, session, this_laptop())
        tags = len(console.state.tags)
        item_id = _item(console, arguments.item)
        console.dispatch(add_notes, notes, names, item_id, arguments.language or NO_LANGUAGE)
        tags = len(console.state.tags) - tags
    # Said only now: the store saves what waits before it is closed.
    terminal.say(say_n("{n} note was added.", "{n} notes were added.", len(notes)))
    if tags:
        terminal.say(say_n("{n} tag was added.", "{n} tags were added.", tags))
    return 0


def _preview(notes: list[ReadNote], terminal: Terminal) -> None:
    terminal.say(say_n("{n} note would be added:", "{n} notes would be added:", len(notes)))
    for note in notes[:SHOWN]:
        text = " ".join(note.text.split())
        terminal.say(say("  {text}", text=text if len(text) <= SHOWN_SIGNS else text[: SHOWN_SIGNS - 1] + "…"))
    if len(notes) > SHOWN:
        terminal.say(say_n("  and {n} more", "  and {n} more", len(notes) - SHOWN))


def _item(console: Console, number: int) -> ItemId:
    items = items_in_order(console.state)
    if not number:
        return NO_ITEM
    if not 0 < number <= len(items):
        raise UserError(say("There is no item {number}: the agenda has {n}.", number=number, n=len(items)))
    return items[number - 1].item_id
