"""Many phones at once, as a process of their own: `python -m tests.phones.load`.

Each joins, keeps a stream of events open and, when its turn comes, sends a text of its own; where no answer comes it
sends the same form again, as a browser does whose Wi-Fi was gone. Bounded in number and time, and only to the address
that it is given. It says when all are in and hear, and at the end what was acknowledged, as JSON.

Arguments: address, port, code, phones, seconds, actions a second, share that loses its connections half-way.
"""

from __future__ import annotations

import asyncio
import gc
import json
import random
import re
import resource
import socket
import struct
import sys
import time
from contextlib import suppress
from dataclasses import dataclass, field

MOST_PHONES, MOST_SECONDS = 4000, 120
RESEND_S = 0.4
GIVE_UP_S = 25.0
JOINING_AT_ONCE = 40
SAID_AT = re.compile(rb"said at (\d+)")
"""In the question, where the lead's machine writes when it was changed: its clock is ours."""
RETRY = re.compile(rb"retry: (\d+)")
SO_TIMESTAMPNS = 35
"""Linux' own, which Python does not name: what is read comes with the time at which it arrived."""
TIMESPEC = struct.Struct("@ll")
CONTROL = socket.CMSG_SPACE(TIMESPEC.size)


@dataclass
class Tally:
    """What came of it all."""

    acknowledged: list[str] = field(default_factory=list)
    sent: int = 0
    statuses: dict[int, int] = field(default_factory=dict)
    tried_again: int = 0
    events: int = 0
    hearing: int = 0
    expected: int = 0
    all_hear: asyncio.Event = field(default_factory=asyncio.Event)
    reconnected: int = 0
    cores: float = 0.0
    took_ms: list[float] = field(default_factory=list)
    lag_ms: list[float] = field(default_factory=list)
    event_ms: list[float] = field(default_factory=list)
    answered_at_ns: list[int] = field(default_factory=list)
    back_at_ns: list[int] = field(default_factory=list)
    """When each stream that had broken showed something again."""

    def hear(self) -> None:
        """Count a stream that shows something."""
        self.hearing += 1
        if self.hearing == self.expected:
            self.all_hear.set()


class _Connection:
    """A connection that is read as cheaply as it can be: the phones' own work must not be what is measured.

    Each phone of a room has a processor of its own, these share one. So the time of what comes is that at which it was
    at the phone's socket, as Linux writes it down, and not that at which this process came to read it.
    """

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._socket = socket.socket()
        self._socket.settimeout(0)
        self._socket.setsockopt(socket.SOL_SOCKET, SO_TIMESTAMPNS, 1)
        self.ended: asyncio.Future[None] = self._loop.create_future()

    async def ask(self, address: str, port: int, request: bytes) -> None:
        """Send a request; what comes is heard from then on. Raises `OSError` where nobody is there."""
        try:
            await self._loop.sock_connect(self._socket, (address, port))
            await self._loop.sock_sendall(self._socket, request)
        except OSError:
            self._socket.close()
            raise
        self._loop.add_reader(self._socket, self._read)

    def _read(self) -> None:
        try:
            data, told, _, _ = self._socket.recvmsg(1 << 16, CONTROL)
        except BlockingIOError:
            return
        except OSError:
            data, told = b"", []
        if data:
            seconds, nanoseconds = TIMESPEC.unpack(told[0][2]) if told else divmod(time.time_ns(), 10**9)
            self.hear(data, seconds * 10**9 + nanoseconds)
        else:
            self.end()

    def hear(self, data: bytes, at_ns: int) -> None:
        """Take what came, and when."""
        raise NotImplementedError

    def end(self) -> None:
        """End the connection, without a word."""
        if not self.ended.done():
            self._loop.remove_reader(self._socket)
            self._socket.close()
            self.ended.set_result(None)


class _Answer(_Connection):
    """The answer to a request, until it is whole."""

    def __init__(self) -> None:
        super().__init__()
        self.head, self.body, self.at_ns = "", b"", 0
        self._heard = b""

    def hear(self, data: bytes, at_ns: int) -> None:
        self._heard += data
        head, end, self.body = self._heard.partition(b"\r\n\r\n")
        length = re.search(rb"content-length: (\d+)", head, re.IGNORECASE)
        if end and len(self.body) >= (int(length[1]) if length else 0):
            self.head, self.at_ns = head.decode(), at_ns
            self.end()

    @property
    def status(self) -> int:
        return int(self.head.split(" ", 2)[1])


class _Stream(_Connection):
    """A stream of events."""

    def __init__(self, tally: Tally, *, is_back: bool) -> None:
        super().__init__()
        self._tally, self._is_back = tally, is_back
        self._rest, self._said, self._hears = b"", 0, False
        self.retry_s = 0.0

    def hear(self, data: bytes, at_ns: int) -> None:
        *events, self._rest = (self._rest + data).split(b"\n\n")
        for event in events:
            if found := RETRY.search(event):
                self.retry_s = int(found[1]) / 1000
            elif b"data:" in event:
                self._hear_event(event, at_ns)

    def _hear_event(self, event: bytes, at_ns: int) -> None:
        self._tally.events += 1
        found = SAID_AT.search(event)
        said = int(found[1]) if found else 0
        # What a phone is shown again, with something of its own that is new, was no event of the room; nor is what it
        # finds when it comes.
        if self._hears and said > self._said:
            self._tally.event_ms.append((at_ns - said) / 1e6)
        if not self._hears:
            self._hears = True
            self._tally.hear()
            if self._is_back:
                self._tally.back_at_ns.append(at_ns)
        self._said = max(said, self._said)

    def end(self) -> None:
        if not self.ended.done():
            self._tally.hearing -= self._hears
        super().end()


class Phone:
    """One phone."""

    def __init__(self, number: int, address: str, port: int, tally: Tally) -> None:
        self.number, self._address, self._port, self._tally = number, address, port, tally
        self._cookie = ""
        self._stream: _Stream | None = None
        self.ends = False

    async def ask(self, method: str, path: str, body: str = "") -> _Answer:
        """Ask once. Raises `OSError` where there is no answer."""
        answer = _Answer()
        await answer.ask(self._address, self._port, self._request(method, path, body))
        await answer.ended
        if not answer.head:
            raise ConnectionError
        return answer

    def _request(self, method: str, path: str, body: str = "") -> bytes:
        lines = [f"{method} {path} HTTP/1.1", f"Host: {self._address}:{self._port}", "Accept-Language: en"]
        if self._cookie:
            lines.append(f"Cookie: {self._cookie}")
        if method == "POST":
            lines += ["Content-Type: application/x-www-form-urlencoded", f"Content-Length: {len(body)}"]
        return ("\r\n".join(lines) + "\r\n\r\n" + body).encode()

    async def join(self, code: str) -> None:
        answer = await self.ask("POST", "/join", f"code={code}")
        while answer.status == 429:
            await asyncio.sleep(random.uniform(0.5, 3))
            answer = await self.ask("POST", "/join", f"code={code}")
        found = re.search(r"(token-[0-9a-f]+=[0-9a-f]+)", answer.head)
        assert answer.status == 303, answer.head
        assert found, answer.head
        self._cookie = found[1]

    async def listen(self) -> None:
        """Keep a stream of events open; where it breaks, come back when the server has said, as a browser does."""
        retry_s, is_back = RESEND_S, False
        while not self.ends:
            stream = _Stream(self._tally, is_back=is_back)
            with suppress(OSError):
                await stream.ask(self._address, self._port, self._request("GET", "/events?page=/"))
                self._stream = stream
                await stream.ended
                retry_s, is_back = stream.retry_s or retry_s, True
            self._stream = None
            if not self.ends:
                self._tally.reconnected += 1
                await asyncio.sleep(retry_s)

    def drop(self) -> None:
        """Lose the connection, without a word."""
        if self._stream is not None:
            self._stream.end()

    async def send(self, text: str) -> None:
        """Send a text until it is answered."""
        self._tally.sent += 1
        end, form = time.monotonic() + GIVE_UP_S, ""
        while time.monotonic() < end:
            try:
                if not form:
                    page = await self.ask("GET", "/write")
                    form = (re.search(rb'name="form" value="([0-9a-f]+)"', page.body) or [b"", b""])[1].decode()
                began_ns = time.time_ns()
                answer = await self.ask("POST", "/write", f"form={form}&text={text}&wish=team")
            except OSError:
                self._tally.tried_again += 1
                await asyncio.sleep(RESEND_S)
                continue
            is_refused = "again=1" in answer.head  # Led to the words why, and not to what came of it.
            status = 409 if is_refused else answer.status
            self._tally.statuses[status] = self._tally.statuses.get(status, 0) + 1
            if status == 303:
                self._tally.acknowledged.append(text)
                self._tally.took_ms.append((answer.at_ns - began_ns) / 1e6)
                self._tally.answered_at_ns.append(answer.at_ns)
                return
            await asyncio.sleep(RESEND_S)


async def run(address: str, port: int, code: str, number: int, seconds: float, rate: float, dropped: float) -> Tally:
    tally = Tally(expected=min(number, MOST_PHONES))
    phones = [Phone(place, address, port, tally) for place in range(tally.expected)]
    gate = asyncio.Semaphore(JOINING_AT_ONCE)

    async def join(phone: Phone) -> None:
        async with gate:
            await phone.join(code)

    await asyncio.gather(*map(join, phones))
    listening = [asyncio.create_task(phone.listen()) for phone in phones]
    await tally.all_hear.wait()
    print(json.dumps({"joined": len(phones)}), flush=True)
    tally.events, tally.event_ms, used_s = 0, [], time.process_time()
    sending: list[asyncio.Task[None]] = []
    chance, began = random.Random(16), time.monotonic()
    seconds, has_dropped = min(seconds, MOST_SECONDS), False
    while (gone := time.monotonic() - began) < seconds:
        phone = chance.choice(phones)
        sending.append(asyncio.create_task(phone.send(f"text-{phone.number}-{len(sending)}")))
        if gone > seconds / 2 and not has_dropped:
            has_dropped = True
            for one in phones[: round(len(phones) * dropped)]:
                one.drop()
        due = began + len(sending) / rate
        await asyncio.sleep(max(0.0, due - time.monotonic()))
        tally.lag_ms.append(max(0.0, (time.monotonic() - due) * 1000))
    await asyncio.gather(*sending)
    tally.cores = (time.process_time() - used_s) / (time.monotonic() - began)
    for phone in phones:
        phone.ends = True
        phone.drop()
    await asyncio.gather(*listening, return_exceptions=True)
    return tally


def percentile(values: list[float], share: float) -> float:
    """The value that this share of all does not exceed; 0 for none."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))] if ordered else 0.0


def main(arguments: list[str]) -> None:
    address, port, code, number, seconds, rate, dropped = arguments
    gc.disable()  # Its pauses would be measured as the server's.
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, 3 * MOST_PHONES), hard))
    tally = asyncio.run(run(address, int(port), code, int(number), float(seconds), float(rate), float(dropped)))
    told = {
        "acknowledged": tally.acknowledged,
        "sent": tally.sent,
        "statuses": tally.statuses,
        "tried_again": tally.tried_again,
        "events": tally.events,
        "reconnected": tally.reconnected,
        "p50_ms": percentile(tally.took_ms, 0.5),
        "p99_ms": percentile(tally.took_ms, 0.99),
        "own_lag_p99_ms": percentile(tally.lag_ms, 0.99),
        "cores": tally.cores,
        "answered_at_ns": tally.answered_at_ns,
        "back_at_ns": tally.back_at_ns,
        "event_p50_ms": percentile(tally.event_ms, 0.5),
        "event_p99_ms": percentile(tally.event_ms, 0.99),
    }
    print(json.dumps(told), flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
