"""The team of an open session: listens, dials, pairs and carries events, in a thread of its own.

The window asks for things by its methods, from its own thread, and reads `picture`. Losing the network never blocks a
key: nothing here is waited for.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import CancelledError, Future
from functools import partial
from typing import Any

import msgspec

from facilitator_console.console import Console, RunSoon
from facilitator_console.dialogue.state import Changes
from facilitator_console.log import Event, Instant, LaptopId, SessionId
from facilitator_console.session.ids import MAIN, TableId
from facilitator_console.session.leading import edit_laptop, watch_no_more
from facilitator_console.sync.clocks import Offset, compare_clock
from facilitator_console.sync.keys import Keys, Remembered, is_usable
from facilitator_console.sync.link import Phase
from facilitator_console.sync.log_copy import LogCopy
from facilitator_console.sync.messages import Backstage, Hello, Members, Met, Reason, Said
from facilitator_console.sync.network import NetworkThread, report
from facilitator_console.sync.pairing import Introduction
from facilitator_console.sync.pairing_door import PairingDoor
from facilitator_console.sync.pictures import REASONS, Gallery, Picture, Shown
from facilitator_console.sync.reach import Reach
from facilitator_console.sync.sockets import is_near
from facilitator_console.sync.votes import TeamVotes
from facilitator_console.sync.watching import ShowsExperts
from facilitator_console.sync.wire import Wire
from facilitator_console.words import Message, PeerError, UserError

ALIVE_S = 2.0
MOST_LAPTOPS = 64


class Team:
    """Connects an open session with the other laptops of its team.

    Attributes:
        picture: The team as it is now.
        keys: This laptop's, and those that it remembers.
        shows: Those that only watch.
    """

    def __init__(
        self,
        console: Console,
        keys: Keys,
        run_soon: RunSoon,
        tell: Callable[[], None],
        is_deleted: Callable[[SessionId], bool] = lambda _session: False,
    ) -> None:
        """Begin without other laptops, on the thread that owns the console.

        Args:
            console: The session.
            keys: This laptop's.
            run_soon: Brings work to the console's thread.
            tell: Is called, in the network's thread, when the picture is another.
            is_deleted: Whether a session was deleted here.
        """
        self.keys = keys
        self.picture = Picture()
        self._console, self._run_soon, self._tell = console, run_soon, tell
        self._run = secrets.token_hex(8)
        self.is_deleted = is_deleted
        self.log = LogCopy()
        self.votes = TeamVotes(console, keys.laptop, self._tell_of_vote)
        self._wires: dict[LaptopId, Wire] = {}
        self._gallery = Gallery(self._wall_ms)
        self._door: PairingDoor | None = None
        self._reach = Reach(self, keys, self._tell_members)
        self._out = {laptop for laptop, known in console.state.laptops.items() if known.removed}
        self._met: dict[LaptopId, Members] = {}
        self._network = NetworkThread("team")
        self._soon = self._network.soon
        self.shows = ShowsExperts(console, keys, run_soon, self._soon, self.changed)
        self._soon(self._begin, tuple(console.history.events()))
        console.on_events(self._on_events)
        console.on_changed(self._on_changed)
        self._network.start()

    # -- from the window's thread ------------------------------------------------------------------------

    def show_digits(self, address: str, port: int = 0, *, watches: bool = False) -> None:
        """Show digits for another laptop, and let it in at this address of ours.

        Args:
            address: One of this machine's.
            port: Where; by default the usual one, or another that is free.
            watches: It is an expert's: it only watches.
        """
        self._soon(self._begin_pairing, address, port, watches)

    def hide_digits(self) -> None:
        """Let nobody in by digits any more."""
        self._soon(self._end_pairing)

    def say(self, text: str) -> None:
        """Send a line to all of the team that are here."""
        self._soon(self._say, text)

    def tell_writing(self, *, on: bool) -> None:
        """Tell the others that somebody writes here, or not any more."""
        self._soon(self._tell_writing, on)

    def offer_lead(self, laptop: LaptopId, table_id: TableId = MAIN) -> None:
        """Hand the lead of a table over to a laptop, by default of all, if somebody there takes it."""
        self._soon(self._offer_lead, laptop, table_id)

    def close(self) -> None:
        """End all connections and the thread."""
        self._console.stop_hearing_events(self._on_events)
        self._console.stop_listening(self._on_changed)
        self.shows.stop_listening()
        self._network.end(self._end)

    def _on_events(self, events: Sequence[Event], _changes: Changes) -> None:
        """Hear what the session keeps, on the console's thread."""
        self._soon(self._keep, tuple(events))

    def _on_changed(self, changes: Changes) -> None:
        """Follow what somebody of the team decided about a laptop, on the console's thread."""
        for laptop in changes.get("laptops", ()):
            known = self._console.state.laptops.get(LaptopId(laptop))
            if known is not None:
                self._soon(self._take_out if known.removed else self._let_in, known.laptop_id)

    # -- the thread --------------------------------------------------------------------------------------

    def _end(self) -> None:
        self._end_pairing()
        self.shows.close()
        for wire in tuple(self._wires.values()):
            wire.cut()
        self._reach.close()

    def _begin(self, events: Sequence[Event]) -> None:
        self.log.add(events)
        for other in self.team():
            self._reach.dial(other)
        self.changed()

    def team(self) -> tuple[Remembered, ...]:
        """Return the laptops of the team."""
        return self.keys.laptops(self._console.session)

    def _wall_ms(self) -> Instant:
        clock = self._console.clock
        return clock.wall_ms(clock.now_ms())

    # -- listening and pairing ----------------------------------------------------------------------------

    def _begin_pairing(self, address: str, port: int, watches: bool) -> None:  # noqa: FBT001 - handed over by the loop
        self._end_pairing()
        introduction = partial(self._introduction, watches=watches)
        paired = self._on_expert_paired if watches else self._on_paired
        self._door = door = PairingDoor(self.keys, introduction, self._has_taken_id, paired, self._on_door)
        try:
            self._reach.listen(address)
            door.open(address, port)
        except OSError as error:
            door.fail(error)

    def _end_pairing(self) -> None:
        if self._door is not None:
            self._door.close()
        self._door = self._gallery.shown = None
        self.changed()

    def _on_door(self, shown: Shown) -> None:
        self._gallery.shown = shown
        self.changed()

    def _introduction(self, *, watches: bool) -> Introduction:
        keys, session, port = self.keys, self._console.session, self._reach.port
        return Introduction(keys.laptop, keys.certificate, keys.recipient, keys.author, session, port, watches=watches)

    def _has_taken_id(self, other: Introduction) -> bool:
        """Tell whether a laptop has the id of another one: ours, or one known by another key or talking with us now."""
        if other.laptop == self.keys.laptop:
            return True
        known = (*self.team(), *self.shows.known())
        is_other = any(laptop.laptop == other.laptop and laptop.certificate != other.certificate for laptop in known)
        return is_other or self.is_here(other.laptop)

    def _on_paired(self, other: Introduction) -> None:
        if other.laptop in self._out:
            self._out.discard(other.laptop)
            self._console.post(edit_laptop, other.laptop, removed=False)
        self._console.post(watch_no_more, other.laptop)
        self._remember(Remembered(other.laptop, other.certificate, other.recipient, other.author))

    def _on_expert_paired(self, other: Introduction) -> None:
        if other.laptop in self._wires:
            self._wires[other.laptop].link.refuse(Reason.REMOVED)
        self.shows.remember(other)
        self._reach.trust(other.certificate)
        self.changed()

    def _remember(self, other: Remembered) -> None:
        self._gallery.forget_why(other.laptop)
        known = msgspec.structs.replace(other, sessions=(self._console.session,))
        self._write_down(partial(self.keys.remember, known))
        self._reach.trust(other.certificate)
        self._tell_members()
        self.changed()

    def _write_down(self, change: Callable[[], None]) -> None:
        """Keep what is known of a laptop; a drive that takes nothing now is said, and stops nothing else."""
        try:
            change()
        except UserError as error:
            report(error)

    def hear_farewell(self, wire: Wire) -> None:
        """Keep why a laptop has gone for good that has not even said hello: it has deleted the session."""
        other = next((member for member in self.team() if member.certificate == wire.certificate), None)
        if other is not None and wire.link.peer is None and wire.link.why is not None:
            self.say_why(other.laptop, REASONS[wire.link.why])

    def say_why(self, laptop: LaptopId, why: Message) -> None:
        """Keep why the two can't talk, to be shown."""
        self._gallery.say_why(laptop, why)
        self.changed()

    def _is_preferred(self, wire: Wire, hello: Hello) -> bool:
        """Tell which of two connections stays where both laptops called: that of the lesser id, as both see it."""
        return wire.dialled is (self.keys.laptop < hello.laptop)

    def is_here(self, laptop: LaptopId) -> bool:
        """Tell whether the two talk."""
        return laptop in self._wires

    async def admit(self, wire: Wire, hello: Hello) -> None:
        """Let a laptop that has said who it is take its place, or refuse it."""
        known = next((member for member in self.team() if member.certificate == wire.certificate), None)
        if known is None or known.laptop != hello.laptop:
            wire.link.refuse(Reason.REMOVED if known is None else Reason.TWIN)
            return
        while (before := self._wires.get(hello.laptop)) is not None:
            is_other_run = before.link.peer is not None and before.link.peer.run != hello.run
            if (is_other_run or self._is_preferred(before, hello)) and await before.is_alive(ALIVE_S):
                if is_other_run:
                    self._gallery.say_why(hello.laptop, REASONS[Reason.TWIN])
                    wire.link.refuse(Reason.TWIN)
                wire.cut()
                return
            before.cut()
        self._wires[hello.laptop] = wire
        address, port = (known.address, known.port) if wire.dialled else (wire.address, hello.port or known.port)
        known = msgspec.structs.replace(known, author=hello.author or known.author, address=address, port=port)
        self._write_down(partial(self.keys.remember, known))
        if wire.dialled:
            self._reach.listen_towards(wire.address)

    # -- what a connection needs (`link.LinkHost`) -------------------------------------------------------------

    def hello(self) -> Hello:
        """Return who we are."""
        return Hello(self.keys.laptop, self._run, self._console.session, self.keys.author, port=self._reach.port)

    def now_ms(self) -> Instant:
        """Return now on this laptop's own time line."""
        return self._console.clock.now_ms()

    def take_in(self, events: Sequence[Event], then: Callable[[Reason | None], None]) -> None:
        """Take events in on the console's thread."""
        if not events:
            then(None)
            return

        def receive() -> None:
            self._console.receive(events).add_done_callback(partial(self._on_taken_in, then))

        self._run_soon(receive)

    def is_taking(self) -> bool:
        """Tell whether events of any laptop are being taken in."""
        return any(wire.link.is_taking for wire in self._wires.values())

    def _on_taken_in(self, then: Callable[[Reason | None], None], done: Future[Any]) -> None:
        """Hear what became of events, in whatever thread."""
        try:
            error = done.exception()
        except CancelledError:
            return
        if error is not None and not isinstance(error, PeerError | CancelledError):
            report(error)
        self._soon(then, None if error is None else Reason.EVENTS)

    def compare(self, laptop: LaptopId, offset: Offset, then: Callable[[], None]) -> None:
        """Record a measurement on the console's thread."""
        own, writer = self._console.laptop, self._console.writer_id
        done = self._console.post(compare_clock, writer, own, laptop, offset)
        done.add_done_callback(lambda _done: self._soon(then))

    def members(self) -> Members:
        """Return the laptops of the team that are known here, and this one."""
        keys = self.keys
        own = Met(keys.laptop, keys.certificate, keys.recipient, keys.author, port=self._reach.port)
        others = (
            Met(member.laptop, member.certificate, member.recipient, member.author, member.address, member.port)
            for member in self.team()
        )
        return Members((own, *others))

    def meet(self, laptop: LaptopId, members: Members) -> None:
        """Remember laptops that another one of the team has been paired with, and call them."""
        self._met[laptop] = members
        for met in members.laptops:
            if (
                met.laptop != self.keys.laptop
                and met.laptop not in self._out
                and is_usable(met.certificate, met.recipient)
            ):
                is_it = met.laptop == laptop and laptop in self._wires
                named = met.address if is_near(met.address) else ""
                self._meet(msgspec.structs.replace(met, address=self._wires[laptop].address if is_it else named))

    def _meet(self, met: Met) -> None:
        known = next((member for member in self.team() if member.laptop == met.laptop), None)
        if known is not None and (known.certificate != met.certificate or (known.address and known.port)):
            return  # What was seen at pairing counts.
        if known is None and len(self.team()) >= MOST_LAPTOPS:
            return
        other = Remembered(met.laptop, met.certificate, met.recipient, met.author, (), met.address, met.port)
        if known is None or (other.address, other.port) != (known.address, known.port):
            self._remember(other)
        self._reach.dial(other)

    def _tell_of_vote(self, messages: Iterable[Said]) -> None:
        to_send = tuple(messages)
        for wire in tuple(self._wires.values()):
            wire.link.tell_of_vote(to_send)

    def _tell_members(self) -> None:
        for wire in tuple(self._wires.values()):
            wire.link.tell_members()

    def heard(self, laptop: LaptopId, line: Backstage) -> None:
        """Hear a line of another laptop."""
        self._add_line(laptop, line.text)

    def lead_offered(self, laptop: LaptopId, table_id: TableId) -> None:
        """Hear that a laptop hands the lead of a table over."""
        self._gallery.add_offer(laptop, table_id)
        self.changed()

    def merged(self, laptop: LaptopId, events: Sequence[Event]) -> None:
        """Hear what a laptop brought when the two met."""
        if events:
            self._gallery.see_merged(laptop, events)

    def changed(self) -> None:
        """Make a new picture."""
        for laptop, wire in list(self._wires.items()):
            if not wire.link.is_open:
                del self._wires[laptop]
                self._gallery.see_gone(laptop, wire.link)
            elif wire.link.phase is Phase.LIVE:
                self._gallery.forget_why(laptop)
        for wire in tuple(self._wires.values()):
            wire.link.answer_offers()
        links = {laptop: wire.link for laptop, wire in self._wires.items()}
        self.picture = self._gallery.picture(self.team(), links, self.shows)
        self._tell()

    # -- doing ---------------------------------------------------------------------------------------------

    def _keep(self, events: Sequence[Event]) -> None:
        self.log.add(events)
        kept = self.log.kept(events)
        for wire in tuple(self._wires.values()):
            wire.link.tell(kept)
        self.votes.follow(events)
        self.changed()

    def _say(self, text: str) -> None:
        for wire in tuple(self._wires.values()):
            wire.link.say(text)
        self._add_line(LaptopId(""), text)

    def _add_line(self, laptop: LaptopId, text: str) -> None:
        self._gallery.add_line(laptop, text)
        self.changed()

    def _tell_writing(self, on: bool) -> None:  # noqa: FBT001 - handed over by the loop
        for wire in tuple(self._wires.values()):
            wire.link.tell_writing(on=on)

    def _offer_lead(self, laptop: LaptopId, table_id: TableId) -> None:
        if laptop in self._wires:
            self._wires[laptop].link.offer_lead(table_id)

    def _let_in(self, laptop: LaptopId) -> None:
        """Believe the others of the team again in what they say of a laptop: new digits were typed on one of them."""
        if laptop in self._out:
            self._out.discard(laptop)
            for who, members in tuple(self._met.items()):
                self.meet(who, members)

    def _take_out(self, laptop: LaptopId) -> None:
        """Talk with a laptop no more; what it has it keeps."""
        self._out.add(laptop)
        if laptop in self._wires:
            self._wires[laptop].link.refuse(Reason.REMOVED)
        self.shows.take_out(laptop)
        self._write_down(partial(self.keys.forget, laptop, self._console.session))
        self._reach.forget(laptop)
        self.changed()
