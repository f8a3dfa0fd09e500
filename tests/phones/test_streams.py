"""Streams of events over raw sockets: who reads slowly gets the newest alone, who reads nothing is closed."""

from __future__ import annotations

import socket
import time
from pathlib import Path

import pytest

from facilitator_console.phones import protocol, site, streams
from facilitator_console.session.agenda import edit_item, items_in_order
from tests.phones.house import PATIENCE_S, House, Phone

SMALL_BUFFER = 4096
LONG = "what would you miss most, and who would miss it with you? " * 40
QUESTIONS = 200
"""As many long ones are more than the system keeps for a connection that is not read."""


def stream_of(phone: Phone, *, buffer: int = 0) -> socket.socket:
    """Ask for a stream of the first page."""
    stream = socket.socket()
    if buffer:
        stream.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, buffer)
    stream.settimeout(PATIENCE_S)
    stream.connect((phone.address, phone.port))
    head = f"GET /events?page=/ HTTP/1.1\r\nHost: {phone.address}:{phone.port}\r\nCookie: {phone.cookie}\r\n\r\n"
    stream.sendall(head.encode())
    return stream


def read_until(stream: socket.socket, words: bytes) -> bytes:
    """Read until these words come; all that was read."""
    heard = b""
    while words not in heard:
        part = stream.recv(1 << 16)
        assert part, heard[-500:]
        heard += part
    return heard


def ask(house: House, number: int, words: str = LONG) -> None:
    item = items_in_order(house.state)[0]
    house.do(edit_item, item.item_id, question=f"{words} Question {number}.")


def test_who_reads_slowly_gets_the_newest_alone_and_nobody_waits_for_them(house: House) -> None:
    slow, quick = stream_of(house.phone(), buffer=SMALL_BUFFER), stream_of(house.phone())
    read_until(slow, b"What would you miss")
    for number in range(1, QUESTIONS):
        ask(house, number)
        read_until(quick, b"Question %d." % number)  # Each of them: so all are sent, and nobody waits.
    heard = read_until(slow, b"Question %d." % (QUESTIONS - 1))
    assert heard.count(b"data: <h1>") < QUESTIONS / 2
    ask(house, QUESTIONS, "And then?")
    assert b"And then?" in read_until(slow, b"Question %d." % QUESTIONS)
    slow.close()
    quick.close()


def test_who_reads_nothing_is_closed(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(protocol, "PATIENCE_S", 0.5)
    monkeypatch.setattr(site, "STREAMS_EACH", 1)
    phone = house.phone()
    stream = stream_of(phone, buffer=SMALL_BUFFER)
    read_until(stream, b"What would you miss")
    end, number, again = time.monotonic() + PATIENCE_S, 0, b""
    # It has one stream at most: the next one opens once this one is closed.
    while not again.startswith(b"HTTP/1.1 200"):
        assert time.monotonic() < end
        ask(house, number := number + 1)
        with stream_of(phone) as another:
            again = another.recv(100)
    stream.close()


def test_a_silent_stream_gives_signs_of_life(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streams, "KEEP_ALIVE_S", 0.05)
    house = House(tmp_path / "dialogue.sqlite")
    house.begin()
    house.let_in()
    stream = stream_of(house.phone())
    read_until(stream, b"What would you miss")
    read_until(stream, b"\n\n:\n\n")
    stream.close()
    house.close()
