"""How connections end, and what an expert's laptop does where somebody else answers; over real sockets."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path
from queue import SimpleQueue

import pytest

from facilitator_console.log import Instant, LaptopId, SessionId
from facilitator_console.sync import expert
from facilitator_console.sync.expert import Watching
from facilitator_console.sync.frames import frame
from facilitator_console.sync.keys import Keys, Remembered
from facilitator_console.sync.messages import Reason, Refused, Seen
from facilitator_console.sync.pictures import ELSEWHERE, REASONS, UNKNOWN
from facilitator_console.sync.tls import client_context, server_context
from facilitator_console.sync.wire import Wire, shut
from facilitator_console.words import Message
from tests.helpers.controller import Meeting
from tests.sync.answering import HERE, Answering
from tests.sync.histories import Side

SEEN = frame(Seen("What would you miss?", "", (), None, (), False, Instant(5)))  # noqa: FBT003 - as it is defined
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
