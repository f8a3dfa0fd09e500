"""Phones, as the window's thread sees them: let in and shut out, cards, mutes, how many are there. It never waits."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from time import monotonic
from typing import Any, NamedTuple

import msgspec

from facilitator_console.console import Console
from facilitator_console.dialogue.submissions import count_phones
from facilitator_console.phones.codes import written_code
from facilitator_console.phones.deeds import ConsoleDeeds
from facilitator_console.phones.registry import KIOSK, Phone, Registry
from facilitator_console.phones.server import ServerThread, bound_socket
from facilitator_console.phones.site import Site
from facilitator_console.phones.views import FreshView
from facilitator_console.store.beside_log import PhoneBook, Row, What
from facilitator_console.store.errors import StorageError
from facilitator_console.views.phone_view import PhoneView
from facilitator_console.words import UserError

HERE_S = 60.0
"""The time for which a phone that was seen counts as being here."""
STATUS_S = 1.0
LAST_WORK_S = 5.0
"""The longest that leaving waits for the server."""


class Door(msgspec.Struct, frozen=True):
    """Says where phones are let in.

    Attributes:
        address: Of this laptop, in the network whose phones may come.
        port: Likewise.
        runs: The runs of the program that let them in, this one last.
    """

    address: str
    port: int
    runs: tuple[str, ...] = ()

    @property
    def host(self) -> str:
        """Return the address as somebody types it."""
        return self.address if self.port == 80 else f"{self.address}:{self.port}"  # noqa: PLR2004 - http's own

    def url(self, code: str) -> str:
        """Return what a QR says."""
        return f"http://{self.host}/j/{written_code(code)}"


class Status(NamedTuple):
    """Says how it stands with the phones.

    Attributes:
        is_open: The server answers.
        here: How many were seen lately, or have a page open.
        joined: How many connections there have been.
        cards_left: How many one-use cards nobody has used.
        muted: How many connections are muted or were sent away.
    """

    is_open: bool = False
    here: int = 0
    joined: int = 0
    cards_left: int = 0
    muted: int = 0


class Phones:
    """Lets the phones of one session in.

    Attributes:
        door: Where they are let in; None while they are not.
        code: What the QR says.
        status: How it stands; another one each second at most.
    """

    def __init__(
        self,
        console: Console,
        book: PhoneBook,
        *,
        on_status: Callable[[], None] = lambda: None,
        on_care: Callable[[str], None] = lambda _where: None,
        on_bug: Callable[[BaseException], None],
    ) -> None:
        """Let nobody in yet.

        Args:
            console: The session. Of it only `post`, `on_changed` and what withdraws are used by phones.
            book: Where joins are kept.
            on_status: Called in the server's thread when `status` is another one.
            on_care: Called there when somebody asks for a person, with where they are.
            on_bug: Called there with what must not happen.
        """
        self._console, self._book = console, book
        self._on_status, self._on_care, self._on_bug = on_status, on_care, on_bug
        self.door: Door | None = None
        self.status = Status()
        self._registry: Registry | None = None
        self._server: ServerThread | None = None
        self._ending: ServerThread | None = None
        self._fresh: FreshView | None = None
        self._site: Site | None = None
        self._deeds: ConsoleDeeds | None = None
        self._forgets = self.cares = False
        self._tasks: set[asyncio.Future[Any]] = set()

    # -- in and out --------------------------------------------------------------------------------------

    def door_before(self) -> Door | None:
        """Return where phones were let in when the program ended without shutting them out; None otherwise.

        Raises:
            StorageError: It can't be read.
        """
        rows = self._book.rows(self._console.session)
        value = next((row.value for row in rows if row.what is What.DOOR), None)
        return msgspec.json.decode(value, type=Door) if value else None

    def let_in(self, address: str, port: int) -> None:
        """Let phones in at one address of this laptop; those that were in before still are.

        Raises:
            UserError: The address or port can't be used.
            StorageError: Nothing can be saved.
        """
        if self.door is not None:
            return
        bound = bound_socket(address, port)
        try:
            before = self.door_before()
            earlier = before.runs if before else ()
            self.door = Door(address, bound.getsockname()[1], (*earlier, self._console.writer_id))
            self._registry = Registry(self._console.session, self._book, monotonic, frozenset(earlier))
            self._registry.load(self._book.rows(self._console.session))
            door = msgspec.json.encode(self.door).decode()
            self._book.change(self._console.session, [Row(What.DOOR, "", door)])
        except BaseException:
            self.door = None
            bound.close()
            raise
        self._forgets = False
        self._server = ServerThread(bound, self._on_bug)
        self._server.start(self._serve)

    def shut(self) -> int:
        """Turn phones off: all connections end, and nothing leads from a text to a phone any more.

        Returns:
            How many connections there were.
        """
        if self._registry is None or self._server is None:
            return 0
        connections = self._registry.joined
        self._forgets = True
        self.end()
        self._console.dispatch(count_phones, connections)
        return connections

    def wait(self, timeout_s: float = LAST_WORK_S) -> bool:
        """Wait for what is being saved; tell whether it is, and the server has ended."""
        return self._ending is None or self._ending.join(timeout_s)

    def forget(self) -> None:
        """Forget those who were in before the program ended, without letting anybody in.

        Raises:
            StorageError: It can't be done now.
        """
        self._book.forget(self._console.session)

    @property
    def code(self) -> str:
        """Return the code of the QR, as it is written; empty while nobody is let in."""
        return written_code(self._registry.code) if self._registry and self.door else ""

    @property
    def url(self) -> str:
        """Return what the QR says; empty while nobody is let in."""
        return self.door.url(self._registry.code) if self._registry and self.door else ""

    def end(self) -> None:
        """End with the session or the program, without waiting; who was in still is when it goes on."""
        if self._server is None:
            return
        self.door = None
        site, server = self._site, self._server
        if site is not None:
            server.call(site.streams.close)
        server.stop()
        self._server, self._ending = None, server
        self.status = Status()

    # -- cards, mutes ------------------------------------------------------------------------------------

    def make_cards(self, number: int, then: Callable[[list[str]], None], *, kiosk: bool = False) -> None:
        """Make one-use codes; `then` is called in the server's thread once they open the door.

        Args:
            number: How many.
            then: Gets them as they are written, or none where they could not be saved.
            kiosk: The phone that uses one is for all.
        """
        registry = self._registry

        async def make() -> None:
            if registry is None:
                return
            try:
                codes = await registry.add_cards(number, KIOSK if kiosk else "")
            except StorageError:
                codes = []
            then([written_code(code) for code in codes])
            self._tell_status()

        self._run(make)

    def mute(self, sent_id: str, *, on: bool, then: Callable[[], None] = lambda: None) -> None:
        """Take nothing more from the phone that sent something, or take it again; nobody learns which phone it is.

        Taken from again, a phone that was sent away comes back too.
        """

        def change(phone: Phone) -> None:
            phone.decided.muted = on
            phone.decided.removed = phone.decided.removed and on

        self._decide(sent_id, change, then)

    def remove(self, sent_id: str, *, on: bool, then: Callable[[], None] = lambda: None) -> None:
        """Send the phone away that sent something, or let it come back with its token."""

        def change(phone: Phone) -> None:
            phone.decided.removed = on

        self._decide(sent_id, change, then)

    def allow_all(self) -> None:
        """Take back all that was decided about connections."""
        registry = self._registry
        if registry is None:
            return

        async def allow() -> None:
            for phone in registry.phones.values():
                if phone.decided.muted or phone.decided.removed:
                    phone.decided.muted = phone.decided.removed = False
                    await registry.keep(phone)
            await self._show_again()

        self._run(allow)

    def is_from_here(self, sent_id: str) -> bool:
        """Tell whether something came from a phone that is known here."""
        return self._registry is not None and self._registry.sender(sent_id) is not None

    def sent_with(self, sent_id: str) -> tuple[str, ...]:
        """Return the ids of all texts of the phone that sent something."""
        phone = self._registry.sender(sent_id) if self._registry else None
        return tuple(phone.sent) if phone else ()

    def is_muted(self, sent_id: str) -> bool:
        """Tell whether nothing is taken from the phone that sent something."""
        phone = self._registry.sender(sent_id) if self._registry else None
        return phone is not None and (phone.decided.muted or phone.decided.removed)

    def set_cares(self, *, on: bool) -> None:
        """Set whether phones offer to ask for a person."""
        self.cares = on
        if self._deeds is not None:
            self._deeds.cares = on
            self._run(self._show_again)

    def _decide(self, sent_id: str, change: Callable[[Phone], None], then: Callable[[], None]) -> None:
        registry = self._registry

        async def decide() -> None:
            phone = registry.sender(sent_id) if registry else None
            if registry is not None and phone is not None:
                change(phone)
                await registry.keep(phone)
                await self._show_again()
            then()

        self._run(decide)

    async def _show_again(self) -> None:
        if self._site is not None:
            await self._site.show_new_view()
        self._tell_status()

    def _run(self, work: Callable[[], Any]) -> None:
        if self._server is None:
            return

        def begin() -> None:
            task = asyncio.ensure_future(work())
            self._tasks.add(task)
            task.add_done_callback(self._on_task_done)

        self._server.call(begin)

    def _on_task_done(self, task: asyncio.Future[Any]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (bug := task.exception()) is not None and not isinstance(bug, UserError):
            self._on_bug(bug)

    # -- in the server's thread --------------------------------------------------------------------------

    async def _serve(self, server: ServerThread) -> None:
        registry, door = self._registry, self.door
        if registry is None or door is None:
            return

        async def show(before: PhoneView | None) -> None:
            if self._site is not None:
                await self._site.show_new_view(before)

        fresh = self._fresh = FreshView(self._console, show)
        deeds = self._deeds = ConsoleDeeds(self._console, fresh, self._on_care)
        deeds.cares = self.cares
        site = self._site = Site(registry, fresh, deeds, door.host, self._on_bug)
        self._console.on_changed(fresh.tell)
        fresh.tell({})
        following = [asyncio.create_task(work) for work in (fresh.follow(), self._watch(), site.streams.keep_alive())]
        try:
            await server.serve(site)
        finally:
            self._console.stop_listening(fresh.tell)
            for task in following:
                task.cancel()
            await asyncio.gather(*following, return_exceptions=True)
            registry.close()
            if self._forgets:
                self._book.forget(self._console.session)

    async def _watch(self) -> None:
        """Count who is here, and forget what is old, once a second."""
        while True:
            if self._registry is not None:
                self._registry.forget_refused()
            self._tell_status()
            await asyncio.sleep(STATUS_S)

    def status_now(self) -> Status:
        """Return how it stands at this moment."""
        registry = self._registry
        if registry is None or self.door is None:
            return Status()
        now = monotonic()
        phones = tuple(registry.phones.values())
        seen = (phone for phone in phones if phone.streams or now - phone.seen_at < HERE_S)
        here = sum(1 for phone in seen if not phone.decided.removed)
        muted = sum(1 for phone in phones if phone.decided.muted or phone.decided.removed)
        return Status(True, here, registry.joined, registry.cards_left, muted)  # noqa: FBT003 - named above

    def _tell_status(self) -> None:
        status = self.status_now()
        if status != self.status and self.door is not None:
            self.status = status
            self._on_status()
