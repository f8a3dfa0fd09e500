"""Plays a script in the window as a session with a clock of its own, and opens such a session again to look at it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from facilitator_console.app.replay import EPOCH_MS, begin, timed_steps
from facilitator_console.console import open_session
from facilitator_console.notes.codebook import typed_names
from facilitator_console.runtime.catalogues import LANGUAGES, load_catalogue
from facilitator_console.session.clock import SetClock
from facilitator_console.ui.look.styles import BannerKind, ButtonKind
from facilitator_console.ui.parts.banners import Banner, BannerAction
from facilitator_console.ui.shell.playback import Playback
from facilitator_console.words import Catalogue, say

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtCore import QObject

    from facilitator_console.console import Console
    from facilitator_console.exchange.script import Script
    from facilitator_console.log import SessionId
    from facilitator_console.runtime.laptop import Laptop
    from facilitator_console.store.store import Store


def begin_watching(
    script: Script, store: Store, laptop: Laptop, speed: int, parent: QObject
) -> tuple[Console, Playback]:
    """Begin a new session of the store.

    Args:
        script: What is played.
        store: Where the session is saved.
        laptop: Who and where we are.
        speed: How many times faster than it happened.
        parent: Owner of the playback in Qt's sense.
    """
    clock = SetClock(EPOCH_MS)
    console = begin(script, store, laptop, clock)
    names = typed_names(load_catalogue(language) for language in LANGUAGES)
    return console, Playback(timed_steps(console, script, names), clock, speed, parent)


def open_played(store: Store, session: SessionId, laptop: Laptop) -> Console:
    """Open a session that was played before, at a clock that stands where the session was left.

    By this laptop's clock it would have gone on ever since the year 2000.
    """
    left_at_ms = max(event.at_ms for event in store.log.read(session))
    return open_session(store, session, laptop._replace(boot_id=""), SetClock(left_at_ms))


def looking_banner(catalogue: Catalogue, watch_again: Callable[[], object] | None) -> Banner:
    """Say that a session that was played can only be looked at.

    Args:
        catalogue: The words of the screen.
        watch_again: Plays it from the beginning; None where its script is not at hand.
    """
    text = catalogue.text
    actions: tuple[BannerAction, ...] = ()
    if watch_again:
        actions = (BannerAction(text(say("Watch it from the beginning")), watch_again, ButtonKind.PRIMARY),)
    return Banner(
        text(say("You are looking at a dialogue that was played.")),
        text(say("It is shown as it was left. It can’t go on: its clock stopped when it was closed.")),
        actions,
        kind=BannerKind.TELL,
        lasts=True,
    )
