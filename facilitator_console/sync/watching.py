"""Shows the session to experts' laptops, which only watch, and takes in what they conclude once it is closed.

Such a laptop speaks a language of its own (`messages.OfExpert`): no event, key or member of the team can be asked for
with it. It is shown the experts' view in its own language, as a phone is.
"""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Callable, Sequence
from contextlib import suppress

import msgspec

from facilitator_console.console import Console, RunSoon
from facilitator_console.dialogue.state import Changes
from facilitator_console.log import Duration, Event, Instant, LaptopId, SessionId
from facilitator_console.runtime.catalogues import LANGUAGES, load_catalogue
from facilitator_console.session.ids import LaptopRole
from facilitator_console.session.leading import edit_laptop
from facilitator_console.store.errors import StorageError
from facilitator_console.sync.frames import Frames
from facilitator_console.sync.gathering import Gathering
from facilitator_console.sync.keys import Keys, Remembered
from facilitator_console.sync.messages import (
    PROTOCOL,
    Concluded,
    OfExpert,
    Reason,
    Refused,
    Seen,
    Taken,
    ToExpert,
    Watch,
)
from facilitator_console.sync.pairing import Introduction
from facilitator_console.sync.sockets import PIECE, shut
from facilitator_console.sync.wire import SIGN_S, send
from facilitator_console.views.expert_view import ExpertView, expert_view
from facilitator_console.words import PeerError, UserError

MOST_CONCLUDED, MOST_SIGNS = 20_000, 16 * 1024 * 1024
"""Events of a session of conclusions, and signs in them; none has so many."""


class Expert:
    """Is the connection with one laptop that watches."""

    def __init__(self, house: ShowsExperts, known: Remembered, writer: asyncio.StreamWriter) -> None:
        """Show nothing before it has said what it wants to see."""
        self.laptop = known.laptop
        self._house, self._writer = house, writer
        self._language = ""
        self._gathered = Gathering(MOST_CONCLUDED, MOST_SIGNS)
        self.is_open = True

    def hear(self, message: OfExpert) -> None:
        """Take what it says.

        Raises:
            PeerError: It brings more than conclusions can be.
        """
        if isinstance(message, Watch):
            if message.protocol != PROTOCOL or message.session != self._house.session:
                is_other = message.protocol == PROTOCOL
                self.refuse(Reason.OTHER_SESSION if is_other else Reason.RELEASE)
                return
            self._language = message.language if message.language in LANGUAGES else "en"
            self._house.came(self, message.author)
            self.show()
        elif isinstance(message, Concluded):
            self._gathered.add(message.events)
            if message.last:
                events, self._gathered = self._gathered.events, Gathering(MOST_CONCLUDED, MOST_SIGNS)
                self._house.take_in(message.session, events, self._on_taken_in)

    def _on_taken_in(self, why: Reason | None) -> None:
        self.send(Taken() if why is None else Refused(why))

    def show(self) -> None:
        """Show what there is to be seen now."""
        view = self._house.view
        if self._language and view is not None:
            self.send(seen_of(view, self._language, Instant(self._house.now_ms() + self._house.ahead_ms)))

    def send(self, message: ToExpert) -> None:
        """Send a message; a laptop that takes none is away."""
        send(self._writer, message)

    def refuse(self, reason: Reason) -> None:
        """End the connection for good, and say why."""
        self.send(Refused(reason))
        self.leave()

    def leave(self) -> None:
        """End the connection; what was said before still goes out."""
        self.is_open = False
        self._writer.close()


class ShowsExperts:
    """Holds the laptops that watch, in the network's thread.

    Attributes:
        session: What they are shown.
        view: The last view of it; None until the first one was made.
        ahead_ms: How far the session's time line is ahead of this laptop's.
        here: Those that are connected now.
        concluded: The sessions of experts that came, in order.
    """

    def __init__(
        self, console: Console, keys: Keys, run_soon: RunSoon, soon: Callable[..., None], changed: Callable[[], None]
    ) -> None:
        """Show nothing yet; on the thread that owns the console.

        Args:
            console: The session.
            keys: This laptop's.
            run_soon: Brings work to the console's thread.
            soon: Brings work to the network's.
            changed: Hears, there, that one has come or gone, or that conclusions came.
        """
        self.session, self.now_ms = console.session, console.clock.now_ms
        self._console, self._keys, self._run_soon, self._soon, self._changed = console, keys, run_soon, soon, changed
        self.view: ExpertView | None = None
        self.ahead_ms = Duration(0)
        self.here: dict[LaptopId, Expert] = {}
        self.concluded: tuple[SessionId, ...] = ()
        self._made: ExpertView | None = None
        console.on_changed(self._on_console_changed)
        self._on_console_changed({})

    def known(self) -> tuple[Remembered, ...]:
        """Return the laptops that only watch."""
        return self._keys.watching(self.session)

    def _on_console_changed(self, _changes: Changes) -> None:
        """Make the view, on the console's thread, where anybody watches."""
        console = self._console
        if not any(LaptopRole.EXPERT in laptop.roles for laptop in console.state.laptops.values()):
            return
        now_ms = console.now_ms()
        view = expert_view(console.state, now_ms)
        if view != self._made:
            self._made = view
            self._soon(self.show, view, Duration(now_ms - console.clock.now_ms()))

    def show(self, view: ExpertView, ahead_ms: Duration) -> None:
        """Show all of them another view."""
        self.view, self.ahead_ms = view, ahead_ms
        for expert in self.here.values():
            expert.show()

    def remember(self, other: Introduction) -> None:
        """Remember a laptop that only watches, and let all know that it does."""
        known = Remembered(other.laptop, other.certificate, other.recipient, other.author, watches=(self.session,))
        self._keys.remember(known)
        self._console.post(edit_laptop, other.laptop, roles=(LaptopRole.EXPERT,), removed=False)

    def came(self, expert: Expert, author: str) -> None:
        """Take a laptop in that has said what it wants to see; one of two connections goes."""
        before = self.here.get(expert.laptop)
        if before is not None and before is not expert:
            before.leave()
        self.here[expert.laptop] = expert
        known = next((known for known in self.known() if known.laptop == expert.laptop), None)
        if known is not None and author:
            with suppress(UserError):  # On a full drive the initials are known until the program ends.
                self._keys.remember(msgspec.structs.replace(known, author=author))
        self._changed()

    def take_in(self, session: SessionId, events: Sequence[Event], then: Callable[[Reason | None], None]) -> None:
        """Take in what experts conclude, on the console's thread, once the dialogue is closed."""

        def receive() -> None:
            why = None
            try:
                if self._console.state.info.closed_at_ms:
                    self._console.others.receive_conclusions(session, events)
                else:
                    why = Reason.NOT_OVER
            except (PeerError, UserError, StorageError):
                why = Reason.EVENTS
            self._soon(self._on_taken_in, session, why, then)

        self._run_soon(receive)

    def _on_taken_in(self, session: SessionId, why: Reason | None, then: Callable[[Reason | None], None]) -> None:
        if why is None:
            self.concluded = (*self.concluded, session)
            self._changed()
        then(why)

    async def serve(self, known: Remembered, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Talk with a laptop that watches until it goes."""
        expert = Expert(self, known, writer)
        frames: Frames[OfExpert] = Frames(OfExpert)
        signs = asyncio.create_task(_give_signs(expert))
        try:
            while expert.is_open and (data := await reader.read(PIECE)):
                for message in frames.feed(data):
                    expert.hear(message)
        except PeerError:
            expert.refuse(Reason.BROKEN)
        except (OSError, ssl.SSLError):
            pass  # It is away.
        except asyncio.CancelledError:
            writer.transport.abort()
            raise
        finally:
            signs.cancel()
            if self.here.get(expert.laptop) is expert:
                del self.here[expert.laptop]
                self._changed()
            await shut(writer)

    def take_out(self, laptop: LaptopId) -> None:
        """Show a laptop nothing any more."""
        if laptop in self.here:
            self.here[laptop].refuse(Reason.REMOVED)

    def stop_listening(self) -> None:
        """Follow the session no more, on the console's thread."""
        self._console.stop_listening(self._on_console_changed)

    def close(self) -> None:
        """Show nobody anything any more."""
        for expert in tuple(self.here.values()):
            expert.leave()


async def _give_signs(expert: Expert) -> None:
    """Show the same again now and then: a sign of life, and the time anew."""
    while True:
        await asyncio.sleep(SIGN_S)
        expert.show()


def seen_of(view: ExpertView, language: str, now_ms: Instant) -> Seen:
    """Return a view as it goes to a laptop, in its language."""
    text = load_catalogue(language).text
    agenda = tuple((text(item.title), item.planned_ms, item.status) for item in view.agenda)
    below = text(view.below) if view.below else ""
    return Seen(text(view.heading), below, view.lines, view.clock, agenda, view.is_over, now_ms)
