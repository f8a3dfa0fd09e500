"""How connections end, and what an expert's laptop does where somebody else answers; over real sockets."""

from __future__ import annotations

import asyncio
import errno
import gc
import socket
import ssl
import warnings
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from queue import SimpleQueue

import pytest

from facilitator_console.log import Instant, LaptopId, SessionId
from facilitator_console.sync import expert, sockets
from facilitator_console.sync.expert import Watching
from facilitator_console.sync.frames import frame
from facilitator_console.sync.keys import Keys, Remembered
from facilitator_console.sync.messages import Reason, Refused, Seen
from facilitator_console.sync.pictures import ELSEWHERE, REASONS, UNKNOWN
from facilitator_console.sync.sockets import Server, shut
from facilitator_console.sync.tls import client_context, server_context
from facilitator_console.sync.wire import Wire
from facilitator_console.words import Message
from tests.helpers.controller import Meeting
from tests.sync.answering import HERE, Answering
from tests.sync.histories import Side

SEEN = frame(Seen("What would you miss?", "", (), None, (), False, Instant(5)))
PORTAL = b"HTTP/1.1 302 Found\r\nLocation: http://hotel.example/\r\nContent-Length: 0\r\n\r\n"


@pytest.fixture
def keys(tmp_path: Path) -> Callable[[str], Keys]:
    return lambda name: Keys(tmp_path / f"{name}.json", LaptopId(name))


@pytest.mark.parametrize("other", ["a page of the network", "another laptop", "one that does not know it"])
def test_an_expert_says_that_somebody_else_answers_and_tries_again(
    keys: Callable[[str], Keys], other: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(expert, "AGAIN_S", 0.01)
    own, host = keys("petro"), keys("maria")
    answers: dict[str, tuple[bytes, Keys | None, Keys | None, Message]] = {
        "a page of the network": (PORTAL, None, None, ELSEWHERE),
        "another laptop": (SEEN, keys("stranger"), own, ELSEWHERE),
        "one that does not know it": (SEEN, host, keys("stranger"), UNKNOWN),
    }
    said, who, trusts, why = answers[other]
    told = SimpleQueue[None]()

    def until(holds: Callable[[], bool]) -> None:
        while not holds():
            told.get(timeout=10)

    context = server_context(who, [trusts.certificate]) if who and trusts else None
    with Answering(said, context) as machine:
        port = machine.port
        known = Remembered(host.laptop, host.certificate, host.recipient, address=HERE, port=port)
        watching = Watching(own, known, SessionId("s"), "en", lambda: told.put(None))
        until(lambda: watching.watched.why == why)
    until(lambda: watching.watched.why is None)
    assert not watching.watched.is_here, "nobody is there"
    with Answering(SEEN, server_context(host, [own.certificate]), port):
        until(lambda: watching.watched.is_here)
        assert watching.watched.seen is not None
        assert watching.watched.why is None
        watching.close()


def test_an_expert_who_is_refused_does_not_try_again(keys: Callable[[str], Keys]) -> None:
    own, host = keys("petro"), keys("maria")
    told = SimpleQueue[None]()
    with Answering(frame(Refused(Reason.REMOVED)), server_context(host, [own.certificate])) as machine:
        known = Remembered(host.laptop, host.certificate, host.recipient, address=HERE, port=machine.port)
        watching = Watching(own, known, SessionId("s"), "en", lambda: told.put(None))
        told.get(timeout=10)
        assert watching.watched.why == REASONS[Reason.REMOVED]
        watching.close()


@pytest.mark.parametrize("ends", ["hears out", "shuts"])
def test_who_is_cancelled_while_a_connection_ends_leaves_no_socket_open(keys: Callable[[str], Keys], ends: str) -> None:
    own, host = keys("olena"), keys("taras")

    async def cancel(port: int) -> bool:
        reader, writer = await asyncio.open_connection(HERE, port, ssl=client_context(own, host.certificate))
        used = writer.get_extra_info("socket")
        if ends == "shuts":
            task = asyncio.create_task(shut(writer))
            await asyncio.sleep(0)
        else:
            wire = Wire(reader, writer, Side("here", Meeting(3)), dialled=True)
            task = asyncio.create_task(wire.run(lambda _wire, _hello: None))
            while wire.link.is_open:  # noqa: ASYNC110 - it tells nobody
                await asyncio.sleep(0)
        assert not task.done()
        task.cancel()
        await asyncio.wait({task})
        return bool(used.fileno() == -1)

    # What it says is not understood; then it neither goes nor says anything.
    with Answering(b"\xff" * 64, server_context(host, [own.certificate]), holds=True) as machine:
        assert asyncio.run(cancel(machine.port))


@pytest.mark.parametrize("said", ["nothing", "a byte", "all"])
@pytest.mark.parametrize("turns", range(12))
def test_a_greeting_that_is_cut_in_whatever_turn_of_the_loop_leaves_no_socket_open(
    keys: Callable[[str], Keys], said: str, turns: int
) -> None:
    own, other = keys("olena"), keys("taras")

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await reader.read(1)
        finally:
            await shut(writer)

    async def cut() -> None:
        server = Server(talk, HERE, 0, server_context(own, [other.certificate]), 5.0)
        received, sent = ssl.MemoryBIO(), ssl.MemoryBIO()
        hello = client_context(other, own.certificate).wrap_bio(received, sent)
        with socket.create_connection((HERE, server.port)) as caller:
            caller.settimeout(0)
            for turn in range(turns + 1):
                with suppress(BlockingIOError):
                    received.write(caller.recv(1 << 16) if turn else b"")
                with suppress(ssl.SSLWantReadError):
                    hello.do_handshake()
                caller.send(sent.read()[: {"nothing": 0, "a byte": not turn, "all": None}[said]])
                await asyncio.sleep(0)
            server.close()
            tasks = asyncio.all_tasks() - {asyncio.current_task()}
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    with warnings.catch_warnings(record=True) as warned:
        warnings.simplefilter("always")
        asyncio.run(cut())
        gc.collect()
    assert not [str(one.message) for one in warned]


@pytest.mark.parametrize("turns", range(12))
def test_a_call_that_is_given_up_in_whatever_turn_of_the_loop_leaves_no_socket_open(
    keys: Callable[[str], Keys], turns: int
) -> None:
    own, other = keys("olena"), keys("taras")

    async def give_up(port: int) -> None:
        calling = asyncio.create_task(sockets.call(HERE, port, client_context(own, other.certificate), 5.0))
        for _ in range(turns):
            await asyncio.sleep(0)
        calling.cancel()
        with suppress(asyncio.CancelledError):
            _, writer = await calling
            await shut(writer)

    # It never answers to a good-bye.
    with (
        Answering(SEEN, server_context(other, [own.certificate]), holds=True) as machine,
        warnings.catch_warnings(record=True) as warned,
    ):
        warnings.simplefilter("always")
        asyncio.run(give_up(machine.port))
        gc.collect()
    assert not [str(one.message) for one in warned]


def test_callers_are_let_in_once_the_system_has_room_for_them(
    keys: Callable[[str], Keys], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sockets, "NO_ROOM_S", 0.01)
    own, other = keys("olena"), keys("taras")
    accept, refused = socket.socket.accept, list[OSError]()

    def full_at_first(listening: socket.socket) -> object:
        if not refused:
            refused.append(OSError(errno.EMFILE, "too many open files"))
            raise refused[0]
        return accept(listening)

    async def come_in() -> None:
        came = asyncio.Event()

        async def talk(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            came.set()
            await shut(writer)

        server = sockets.Server(talk, HERE, 0, server_context(own, [other.certificate]), 5.0)
        monkeypatch.setattr(socket.socket, "accept", full_at_first)
        _, writer = await sockets.call(HERE, server.port, client_context(other, own.certificate), 5.0)
        await came.wait()
        await shut(writer)
        server.close()

    asyncio.run(come_in())
    assert refused


def test_short_messages_wait_for_nothing_on_either_side(keys: Callable[[str], Keys]) -> None:
    own, other = keys("olena"), keys("taras")
    at_once = list[bool]()

    def note(writer: asyncio.StreamWriter) -> None:
        connection: socket.socket = writer.get_extra_info("socket")
        at_once.append(bool(connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)))

    async def come_in() -> None:
        came = asyncio.Event()

        async def talk(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            note(writer)
            came.set()
            await shut(writer)

        server = sockets.Server(talk, HERE, 0, server_context(own, [other.certificate]), 5.0)
        _, writer = await sockets.call(HERE, server.port, client_context(other, own.certificate), 5.0)
        note(writer)
        await came.wait()
        await shut(writer)
        server.close()

    asyncio.run(come_in())
    assert at_once == [True, True]
