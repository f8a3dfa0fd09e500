"""Throws broken and odd requests at phones' server, as a process of its own: `python -m tests.phones.fuzz`.

Broken HTTP, huge headers, bodies that never come, wrong tokens, odd Unicode; many at once, bounded in number, and only
to the address that it is given. Says at the end, as JSON, what was answered; nothing may stay unanswered and open.

Arguments: address, port, cookie of a phone that is in, number of requests, seed.
"""

from __future__ import annotations

import asyncio
import json
import random
import sys
import time
from asyncio.subprocess import PIPE, Process
from collections import Counter
from urllib.parse import quote

AT_ONCE = 60
GIVE_UP_S = 60.0
"""After so long a silence nobody waits any longer, whatever the machine did."""
SIGNS = "aї€😀\u202e\u0000\ufffd\ud83dא\u0301\r\n\t%&=+;<>\"'\\/ "
PATHS = (
    "/",
    "/hand",
    "/write",
    "/pass",
    "/sent",
    "/table",
    "/care",
    "/vote",
    "/join",
    "/j/X",
    "/events?page=/",
    "/s/phones.css",
)
METHODS = ("GET", "POST", "HEAD", "PUT", "DELETE", "OPTIONS", "TRACE", "CONNECT", "PATCH", "get", "")


class Fuzzer:
    """Makes requests, each other than the last."""

    def __init__(self, host: str, cookie: str, seed: int) -> None:
        self._host, self._cookie, self._chance = host, cookie, random.Random(seed)

    def requests(self) -> tuple[bytes, bool]:
        """Some bytes for one connection, and whether we end it, or leave it to the server to give up."""
        kind = self._chance.random()
        if kind < 0.55:
            return b"".join(self._whole() for _ in range(self._chance.randint(1, 12))), True
        if kind < 0.85:
            return self._mutated(self._whole()), False
        if kind < 0.9:
            return self._chance.randbytes(self._chance.randint(1, 3000)), False
        if kind < 0.95:
            huge = b"X-Huge: " + b"a" * self._chance.choice((900, 9_000, 90_000)) + b"\r\n"
            return self._whole().replace(b"\r\n", b"\r\n" + huge, 1), False
        if kind < 0.975:
            return self._whole() + self._whole()[: self._chance.randint(1, 400)], False
        return self._whole()[: self._chance.randint(1, 60)], False

    def _whole(self) -> bytes:
        """A request that is one, but asks for something odd, or by somebody unknown."""
        chance = self._chance
        method = "POST" if chance.random() < 0.5 else chance.choice(METHODS) or "GET"
        path = chance.choice(PATHS[:-2]) if chance.random() < 0.8 else "/" + quote(self._odd(30), errors="replace")
        lines = [f"{method} {path} HTTP/1.1", f"Host: {self._host if chance.random() < 0.95 else 'evil.example'}"]
        other = f"{self._cookie.partition('=')[0]}={chance.randbytes(chance.choice((0, 8, 16, 400))).hex()}"
        cookie = self._cookie if chance.random() < 0.4 else other
        lines.append(f"Cookie: {cookie}; language={chance.choice(('uk', 'xx', '../..'))}")
        if chance.random() < 0.1:
            lines.append("Origin: null")
        body = b""
        if method == "POST":
            body = "&".join(f"{self._name()}={quote(self._odd(200), errors='replace')}" for _ in range(4)).encode()
            lines.append("Content-Type: application/x-www-form-urlencoded")
            lines.append(f"Content-Length: {len(body)}")
        return ("\r\n".join(lines) + "\r\n\r\n").encode() + body

    def _name(self) -> str:
        return self._chance.choice(
            ("text", "wish", "seat", "code", "form", "table", "withdraw", "do", "where", "\u202e")
        )

    def _odd(self, most: int) -> str:
        if self._chance.random() < 0.3:
            return str(self._chance.randint(-(10**9), 10**9))
        return "".join(self._chance.choices(SIGNS, k=self._chance.randint(0, most)))

    def _mutated(self, request: bytes) -> bytes:
        data = bytearray(request)
        for _ in range(self._chance.randint(1, 8)):
            place = self._chance.randrange(max(1, len(data)))
            match self._chance.randrange(4):
                case 0:
                    data[place : place + 1] = self._chance.randbytes(1)
                case 1:
                    del data[place : place + self._chance.randint(1, 20)]
                case 2:
                    data[place:place] = self._chance.choice(
                        (b"\r\n", b"\0", b": ", b"Content-Length: 7\r\n", b"\r\n\r\n")
                    )
                case _:
                    data[place:place] = data[place : place + 50] * self._chance.randint(1, 4)
        return bytes(data)


class Twin:
    """A bare process that answers each line once a byte is on the disk: while it is silent the machine stands still.

    It runs beside the server, with the same priority, and does the least that an answer takes. Of its silences only the
    longest one excuses a silence of the server, and no more than they have in common: many short ones excuse nothing.
    """

    PROGRAM = (
        "import os, sys, tempfile\n"
        "with tempfile.TemporaryFile() as file:\n"
        "    for line in sys.stdin.buffer:\n"
        "        file.write(b'.')\n"
        "        file.flush()\n"
        "        os.fsync(file.fileno())\n"
        "        sys.stdout.buffer.write(line)\n"
        "        sys.stdout.buffer.flush()\n"
    )
    PAUSE_S = 0.1

    def __init__(self) -> None:
        self._silences: list[tuple[float, float]] = []
        self._asked_at: float | None = None

    async def run(self) -> None:
        """Ask it again and again, until cancelled."""
        process = await asyncio.create_subprocess_exec(sys.executable, "-c", self.PROGRAM, stdin=PIPE, stdout=PIPE)
        try:
            while True:
                await self._ask(process)
                await asyncio.sleep(self.PAUSE_S)
        finally:
            process.kill()
            await process.wait()

    async def _ask(self, process: Process) -> None:
        assert process.stdin is not None
        assert process.stdout is not None
        self._asked_at = time.monotonic()
        process.stdin.write(b"\n")
        await process.stdout.readline()
        if (now := time.monotonic()) - self._asked_at > self.PAUSE_S:
            self._silences.append((self._asked_at, now))
        self._asked_at = None

    def longest_s(self, since: float, until: float) -> float:
        """The longest silence between two instants."""
        now = [] if self._asked_at is None else [(self._asked_at, until)]
        common = (min(ended, until) - max(began, since) for began, ended in (*self._silences, *now))
        return max(0.0, max(common, default=0.0))


class Throwing:
    """Throws so many requests, and counts what comes back."""

    def __init__(self, address: str, port: int, cookie: str, number: int, seed: int) -> None:
        self._address, self._port = address, port
        self._fuzzer = Fuzzer(f"{address}:{port}", cookie, seed)
        self._number = self._left = number
        self.statuses: Counter[str] = Counter()
        self._twin = Twin()
        self.hung, self.slowest_s, self.stood_s = 0, 0.0, 0.0
        self.slowest = ""

    @property
    def sent(self) -> int:
        return self._number - self._left

    async def run(self) -> None:
        began, twin = time.monotonic(), asyncio.create_task(self._twin.run())
        await asyncio.gather(*(self._work() for _ in range(AT_ONCE)))
        self.stood_s = self._twin.longest_s(began, time.monotonic())
        twin.cancel()
        await asyncio.gather(twin, return_exceptions=True)

    async def _work(self) -> None:
        while self._left > 0:
            data, ends = self._fuzzer.requests()
            self._left -= max(1, data.count(b" HTTP/1.1\r\n"))
            try:
                heard = await self._one(data, ends=ends)
            except TimeoutError:
                self.hung += 1
            except ConnectionRefusedError:
                self.statuses["refused"] += 1
            except OSError:
                self.statuses["reset"] += 1
            else:
                self.statuses.update(line[:3].decode("ascii", "replace") for line in heard.split(b"HTTP/1.1 ")[1:])

    async def _one(self, data: bytes, *, ends: bool) -> bytes:
        """Send some bytes, and read until the server closes; a stream of events stays open by right.

        What counts is silence: until an answer, until the next part of it, or until the server cuts us off; less what
        the machine stood still meanwhile.
        """
        began = time.monotonic()
        reader, writer = await asyncio.open_connection(self._address, self._port)
        heard, part = b"", b""
        try:
            writer.write(data)
            if ends:
                writer.write_eof()
            while b"text/event-stream" not in heard:
                try:
                    part = await asyncio.wait_for(reader.read(1 << 16), GIVE_UP_S)
                finally:
                    now = time.monotonic()
                    silent_s = now - began - self._twin.longest_s(began, now)
                    if silent_s > self.slowest_s:
                        self.slowest_s, self.slowest = silent_s, f"{data[:300]!r}, heard {heard[-100:]!r}"
                    began = now
                if not part:
                    break
                heard = (heard + part)[-200_000:]
        finally:
            writer.close()
        return heard


def main(arguments: list[str]) -> None:
    address, port, cookie, number, seed = arguments
    throwing = Throwing(address, int(port), cookie, int(number), int(seed))
    asyncio.run(throwing.run())
    told = {"sent": throwing.sent, "statuses": throwing.statuses, "hung": throwing.hung, "slowest": throwing.slowest}
    print(json.dumps({**told, "slowest_s": throwing.slowest_s, "stood_s": throwing.stood_s}), flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
