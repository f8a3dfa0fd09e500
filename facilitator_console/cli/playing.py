"""Plays a script into a folder, for `demo` and `replay`: makes a store with one session, and its summary.

The folder's store is written like any other: what was acknowledged is saved, even if the play is interrupted; its
session is not ended then.
"""

from __future__ import annotations

import os
from pathlib import Path

from msgspec.structs import replace

from facilitator_console.app.replay import play
from facilitator_console.cli.terminal import Stopped, Terminal
from facilitator_console.dialogue.state import State
from facilitator_console.exchange.script import Script
from facilitator_console.notes.codebook import typed_names
from facilitator_console.report.disclosure.policy import INTERNAL
from facilitator_console.report.export import export
from facilitator_console.report.files import make_folder, write_whole
from facilitator_console.report.sections import make_report
from facilitator_console.runtime.catalogues import LANGUAGES, dialogue_catalogue, load_catalogue
from facilitator_console.runtime.laptop import this_laptop
from facilitator_console.store.errors import StorageError
from facilitator_console.store.saver import SaveState
from facilitator_console.store.store import Store
from facilitator_console.words import UserError, say

STORE, SUMMARY = "dialogue.sqlite", "summary.pdf"


class Acks:
    """Prints the number of each command once it is saved.

    Attributes:
        failure: The error because of which a number was not printed.
    """

    def __init__(self, terminal: Terminal) -> None:
        """Begin with the first command."""
        self.failure: Exception | None = None
        self._terminal = terminal
        self._printed = 0

    def hear(self, saves: SaveState) -> None:
        """Print the numbers of what was committed since the last call; the saver calls this in its own thread."""
        while self._printed < saves.committed and self.failure is None:
            try:
                self._terminal.write(f"saved {self._printed + 1}\n")
            except (OSError, UserError) as failure:
                self.failure = failure
            self._printed += 1


def play_into(folder: Path, script: Script, terminal: Terminal, *, acks: bool = False) -> State:
    """Play a script into a new store in a folder, and write its summary.

    Returns:
        The state at the end.

    Raises:
        UserError: The folder can't be used, or there is a store or a summary in it.
        StorageError: The store could not be written; the message says what is saved.
        Stopped: Somebody stopped the play; the message says what is saved.
    """
    store_path, summary_path = folder / STORE, folder / SUMMARY
    laptop = this_laptop()
    prepare(folder)
    names = typed_names(load_catalogue(language) for language in LANGUAGES)
    acknowledge = Acks(terminal)

    def after_step(played: int) -> None:
        if acknowledge.failure:
            raise acknowledge.failure
        terminal.progress(played, len(script.steps))

    try:
        with Store.open(store_path, on_bug=terminal.crash_reports.report) as store:
            if acks:
                store.saver.on_change(acknowledge.hear)
            console = play(script, store, laptop, names=names, on_step=after_step)
            policy = replace(INTERNAL, votes=console.voting.last_in_words())
        if acknowledge.failure:
            raise acknowledge.failure
    except KeyboardInterrupt as interrupt:
        stopped = say("Stopped. What was played so far is saved in {path}.", path=str(store_path))
        raise Stopped(stopped if store_path.exists() else say("Stopped.")) from interrupt
    except StorageError as error:
        # A store that takes no more fails again when it is closed; what came first says why.
        first = error.__context__ if isinstance(error.__context__, StorageError) else error
        problem = say("{problem} What was saved before that is safe.", problem=first.message)
        raise StorageError(problem) from error
    catalogue = dialogue_catalogue(console.state.info.language, terminal.catalogue)
    write_whole(summary_path, export(make_report(console.state, policy), catalogue, "pdf"))
    terminal.say(say("Store: {path}", path=str(store_path)))
    terminal.say(say("Summary: {path}", path=str(summary_path)))
    return console.state


def prepare(folder: Path) -> None:
    """Make the folder for store and summary.

    Raises:
        UserError: It can't be used, or there is a store or a summary in it already.
    """
    make_folder(folder)
    for path in (folder / STORE, folder / SUMMARY):
        if os.path.lexists(path):
            raise UserError(say("{path} already exists. Choose another folder for --out.", path=str(path)))
