"""Runs `import-tags`: adds the tags of another program's codebook to a session."""

from __future__ import annotations

from argparse import Namespace

from facilitator_console.cli.stores import find_session, open_named_store
from facilitator_console.cli.terminal import Terminal
from facilitator_console.console import open_session
from facilitator_console.exchange.codebooks import read_codebook
from facilitator_console.notes.codebook import typed_names
from facilitator_console.notes.tag_commands import import_tags
from facilitator_console.runtime.catalogues import LANGUAGES, load_catalogue
from facilitator_console.runtime.laptop import this_laptop
from facilitator_console.store.contents import Reader
from facilitator_console.words import say_n


def run(arguments: Namespace, terminal: Terminal) -> int:
    """Read the file, add its tags in one command, and say how many are new."""
    lines = read_codebook(arguments.codebook)
    names = typed_names(load_catalogue(language) for language in LANGUAGES)
    with open_named_store(arguments, terminal) as store:
        session = find_session(Reader(store.path, store.reading), arguments.session)
        console = open_session(store, session, this_laptop())
        before = len(console.state.tags)
        console.dispatch(import_tags, lines, names)
        new = len(console.state.tags) - before
    # Said only now: the store saves what waits before it is closed.
    terminal.say(say_n("{n} tag was added.", "{n} tags were added.", new))
    if new < len(lines):
        terminal.say(say_n("{n} tag was there already.", "{n} tags were there already.", len(lines) - new))
    return 0
