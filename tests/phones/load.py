"""Many phones at once, as a process of their own: `python -m tests.phones.load`.

Each joins, keeps a stream of events open and, when its turn comes, sends a text of its own; where no answer comes it
sends the same form again, as a browser does whose Wi-Fi was gone. Bounded in number and time, and only to the address
that it is given. It says when all are in and hear, and at the end what was acknowledged, as JSON.

Arguments: address, port, code, phones, seconds, actions a second, share that loses its connections half-way.
"""

from __future__ import annotations

import asyncio
import json
import random
import re
import resource
import sys
import time
from dataclasses import dataclass, field

MOST_PHONES, MOST_SECONDS = 4000, 120
RESEND_S = 0.4
GIVE_UP_S = 25.0
JOINING_AT_ONCE = 40
SAID_AT = re.compile(rb"said at (\d+)")
"""In the question, where the lead's machine writes when it was changed: its clock is ours."""


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

    def hear(self) -> None:
        """Count a stream that shows something."""
        self.hearing += 1
        if self.hearing == self.expected:
            self.all_hear.set()


class _Stream(asyncio.Protocol):
    """A stream of events that is read as cheaply as it can be: the phones' own work must not be what is measured."""

    def __init__(self, tally: Tally) -> None:
        self._tally, self._rest, self._said, self._hears = tally, b"", 0, False
        self.ended: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def data_received(self, data: bytes) -> None:
        *events, self._rest = (self._rest + data).split(b"\n\n")
        for event in events:
            if b"data:" not in event:
                continue
            self._tally.events += 1
            found = SAID_AT.search(event)
            said = int(found[1]) if found else 0
            # What a phone is shown again, with something of its own that is new, was no event of the room; nor is what
            # it finds when it comes.
            if self._hears and said > self._said:
                self._tally.event_ms.append((time.monotonic_ns() - said) / 1e6)
            if not self._hears:
                self._hears = True
                self._tally.hear()
            self._said = max(said, self._said)

    def connection_lost(self, _lost: Exception | None) -> None:
        self._tally.hearing -= self._hears
        if not self.ended.done():
            self.ended.set_result(None)


class Phone:
    """One phone."""

    def __init__(self, number: int, address: str, port: int, tally: Tally) -> None:
        self.number, self._address, self._port, self._tally = number, address, port, tally
        self._cookie = ""
        self._stream: asyncio.WriteTransport | None = None
        self.ends = False

    async def ask(self, method: str, path: str, body: str = "") -> tuple[int, str, str]:
        """Ask once; the status, the headers and the body. Raises `OSError` where there is no answer."""
        reader, writer = await asyncio.open_connection(self._address, self._port)
        try:
            writer.write(self._request(method, path, body))
            head = (await reader.readuntil(b"\r\n\r\n")).decode()
            status = int(head.split(" ", 2)[1])
            length = re.search(r"content-length: (\d+)", head, re.IGNORECASE)
            text = (await reader.readexactly(int(length[1]))).decode() if length else ""
        except (asyncio.IncompleteReadError, IndexError, ValueError) as error:
            raise ConnectionError from error
        finally:
            writer.close()
        return status, head, text

    def _request(self, method: str, path: str, body: str = "") -> bytes:
        lines = [f"{method} {path} HTTP/1.1", f"Host: {self._address}:{self._port}", "Accept-Language: en"]
        if self._cookie:
            lines.append(f"Cookie: {self._cookie}")
        if method == "POST":
            lines += ["Content-Type: application/x-www-form-urlencoded", f"Content-Length: {len(body)}"]
        return ("\r\n".join(lines) + "\r\n\r\n" + body).encode()

    async def join(self, code: str) -> None:
        status, head, _ = await self.ask("POST", "/join", f"code={code}")
        while status == 429:
            await asyncio.sleep(random.uniform(0.5, 3))
            status, head, _ = await self.ask("POST", "/join", f"code={code}")
        found = re.search(r"(token-[0-9a-f]+=[0-9a-f]+)", head)
        assert status == 303, head
        assert found, head
        self._cookie = found[1]

    async def listen(self) -> None:
        """Keep a stream of events open; where it breaks, come back."""
        loop = asyncio.get_running_loop()
        while not self.ends:
            try:
                self._stream, stream = await loop.create_connection(
                    lambda: _Stream(self._tally), self._address, self._port
                )
                self._stream.write(self._request("GET", "/events?page=/"))
                await stream.ended
            except OSError:
                pass
            self._stream = None
            if not self.ends:
                self._tally.reconnected += 1
                await asyncio.sleep(random.uniform(0.2, 1.5))

    def drop(self) -> None:
        """Lose the connection, without a word."""
        if self._stream is not None:
            self._stream.abort()

    async def send(self, text: str) -> None:
        """Send a text until it is answered."""
        self._tally.sent += 1
        end, form = time.monotonic() + GIVE_UP_S, ""
        while time.monotonic() < end:
            began = time.monotonic()
            try:
                if not form:
                    _, _, page = await self.ask("GET", "/write")
                    form = (re.search(r'name="form" value="([0-9a-f]+)"', page) or ["", ""])[1]
                    began = time.monotonic()
                status, _, _ = await self.ask("POST", "/write", f"form={form}&text={text}&wish=team")
            except OSError:
                self._tally.tried_again += 1
                await asyncio.sleep(RESEND_S)
                continue
            self._tally.statuses[status] = self._tally.statuses.get(status, 0) + 1
            if status == 303:
                self._tally.acknowledged.append(text)
                self._tally.took_ms.append((time.monotonic() - began) * 1000)
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
        "event_p50_ms": percentile(tally.event_ms, 0.5),
        "event_p99_ms": percentile(tally.event_ms, 0.99),
    }
    print(json.dumps(told), flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
