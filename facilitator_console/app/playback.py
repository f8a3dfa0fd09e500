"""A script as something to watch: its session, begun in a store at a clock of its own, and what plays it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from facilitator_console.app.replay import EPOCH_MS, begin, timed_steps
from facilitator_console.notes.codebook import typed_names
from facilitator_console.runtime.catalogues import LANGUAGES, load_catalogue
from facilitator_console.session.clock import SetClock
from facilitator_console.ui.shell.playback import Playback

if TYPE_CHECKING:
    from PySide6.QtCore import QObject

    from facilitator_console.console import Console
    from facilitator_console.exchange.script import Script
    from facilitator_console.runtime.laptop import Laptop
    from facilitator_console.store.store import Store


def begin_watching(
    script: Script, store: Store, laptop: Laptop, speed: int, parent: QObject
) -> tuple[Console, Playback]:
    """Begin a new session of the store.

    Args:
        script: What happens in it.
        store: Where it is kept.
        laptop: Who and where we are.
        speed: How many times as fast as it happened.
        parent: Owner of the playback in Qt's sense.
    """
    clock = SetClock(EPOCH_MS)
    console = begin(script, store, laptop, clock)
    names = typed_names(load_catalogue(language) for language in LANGUAGES)
    return console, Playback(timed_steps(console, script, names), clock, speed, parent)
