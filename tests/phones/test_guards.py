"""What keeps strangers and slow clients out, over raw sockets: host, origin, bodies, headers, limits, and time."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator

import pytest

from facilitator_console.phones import phones, protocol, server, site
from facilitator_console.phones.registry import ACTIONS_AT_ONCE, ACTIONS_PER_S
from facilitator_console.phones.site import STREAMS_EACH, WRONG_CODES_AT_ONCE
from tests.phones.house import FORM, House, Phone

PATIENCE_S = 0.4


class Clock:
    """A clock by which permissions come back; it goes on when a test says so, however slow the machine is."""

    def __init__(self) -> None:
        self.now_s = 1_000.0

    def __call__(self) -> float:
        return self.now_s


@pytest.fixture(scope="module")
def clock() -> Clock:
    return Clock()


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory, clock: Clock) -> Iterator[House]:
    """One house for all of these: nothing that is refused leaves anything behind."""
    with pytest.MonkeyPatch.context() as patch:
        for module in (phones, site):
            patch.setattr(module, "monotonic", clock)
        patch.setattr(protocol, "PATIENCE_S", PATIENCE_S)
        patch.setattr(server, "KEEP_ALIVE_S", 1)
        made = House(tmp_path_factory.mktemp("guards") / "dialogue.sqlite")
        made.begin()
        made.let_in()
        yield made
        made.close()


def talk(house: House, *parts: bytes, pause_s: float = 0.0) -> tuple[bytes, float]:
    """Send these bytes, one part after another, and read to the end; what came and how long it took."""
    door = house.phones.door
    assert door is not None
    began = time.monotonic()
    with socket.create_connection((door.address, door.port), timeout=10) as talks:
        heard = b""
        try:
            for part in parts:
                talks.sendall(part)
                time.sleep(pause_s)
            while part := talks.recv(1 << 16):
                heard += part
        except (ConnectionResetError, BrokenPipeError):
            pass
    return heard, time.monotonic() - began


def host(house: House) -> bytes:
    door = house.phones.door
    assert door is not None
    return door.host.encode()


def status(heard: bytes) -> int:
    return int(heard.split(b" ", 2)[1]) if heard else 0


# -- host and origin -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name", [b"evil.example", b"127.0.0.1", b"localhost:%d", b"127.0.0.1:%d.evil.example", b"", b"[::1]:%d"]
)
def test_another_host_is_refused(house: House, name: bytes) -> None:
    port = house.phones.door.port if house.phones.door else 0
    named = name % port if b"%d" in name else name
    heard, _ = talk(house, b"GET / HTTP/1.1\r\nHost: " + named + b"\r\nConnection: close\r\n\r\n")
    assert status(heard) == 421
    assert b"conversation" not in heard


def test_a_request_without_a_host_or_with_two_is_refused(house: House) -> None:
    assert status(talk(house, b"GET / HTTP/1.1\r\nConnection: close\r\n\r\n")[0]) == 400
    assert status(talk(house, b"GET / HTTP/1.0\r\n\r\n")[0]) == 421
    twice = b"Host: " + host(house) + b"\r\n"
    heard, _ = talk(house, b"GET / HTTP/1.1\r\n" + twice + twice + b"Connection: close\r\n\r\n")
    assert status(heard) in {400, 421}


@pytest.mark.parametrize("origin", ["http://evil.example", "null", "https://{host}", "http://{host}.evil.example", ""])
def test_a_form_from_another_page_is_refused(house: House, origin: str) -> None:
    phone = house.phone()
    sent = {**FORM, "Origin": origin.format(host=host(house).decode())}
    assert phone.ask("POST", "/write", "text=forged&wish=team", sent).status == 403
    assert not any(sent.text == "forged" for sent in house.state.submissions.values())
    mine = {**FORM, "Origin": f"http://{host(house).decode()}"}
    assert phone.ask("POST", "/hand", "do=cancel", mine).status == 303


def test_every_answer_keeps_itself_safe_and_is_kept_nowhere(house: House) -> None:
    phone = house.phone()
    answers = [phone.get(path) for path in ("/", "/write", "/nothing", "/j/x", "/favicon.ico")]
    answers.append(phone.ask("POST", "/nothing", "", FORM))
    answers.append(phone.ask("DELETE", "/"))
    for answer in answers:
        policy = answer.headers["content-security-policy"]
        assert policy.startswith("default-src 'none'; script-src 'self'")
        assert "unsafe" not in policy
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["cache-control"] == "no-store"
        assert "server" not in answer.headers
        assert "date" not in answer.headers
    assert phone.get("/s/phones.css").status == phone.get("/s/phones.js").status == 200
    for path in ("/s/page.html", "/s/..%2Ftheme.qss", "/s/%2e%2e/theme.qss"):
        assert phone.get(path).status == 404


def test_a_page_and_all_it_needs_is_under_20_kb(house: House) -> None:
    phone = house.phone()
    for path in (f"/j/{house.phones.code}", "/", "/hand", "/write", "/sent"):
        page = len(phone.get(path).text.encode())
        assert page + len(phone.get("/s/phones.css").text) + len(phone.get("/s/phones.js").text) < 20_000
        assert " src=" not in phone.get(path).text.replace('src="/s/phones.js"', "")
        assert "style=" not in phone.get(path).text


# -- bodies and headers ----------------------------------------------------------------------------------


def test_a_body_over_16_kb_is_refused_declared_or_not(house: House) -> None:
    phone = house.phone()
    assert phone.ask("POST", "/write", "text=" + "x" * 20_000, FORM).status == 413
    start = b"POST /write HTTP/1.1\r\nHost: " + host(house) + f"\r\nCookie: {phone.cookie}\r\n".encode()
    start += b"Content-Type: application/x-www-form-urlencoded\r\nTransfer-Encoding: chunked\r\n\r\n"
    heard, _ = talk(house, start, *[b"1000\r\n" + b"x" * 0x1000 + b"\r\n"] * 6, b"0\r\n\r\n")
    assert status(heard) == 413


@pytest.mark.parametrize(
    ("kind", "body", "expected"),
    [
        ("application/json", "{}", 415),
        ("multipart/form-data; boundary=x", "--x--", 415),
        ("text/plain", "text=x", 415),
        ("application/x-www-form-urlencoded", "&".join(f"a{n}=1" for n in range(50)), 400),
    ],
)
def test_what_is_no_form_is_refused(house: House, kind: str, body: str, expected: int) -> None:
    assert house.phone().ask("POST", "/write", body, {"Content-Type": kind}).status == expected


def test_broken_requests_are_refused_and_the_next_one_is_served(house: House) -> None:
    for broken in (
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
        b"GET / HTTP/9.9\r\n\r\n",
        b"GET  /  HTTP/1.1\r\n\r\n",
        b"GET /" + b"a" * 70_000 + b" HTTP/1.1\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: " + b"a" * 70_000 + b"\r\n\r\n",
        b"POST /join HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n",
        b"POST /join HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        b"GET / HTTP/1.1\r\nHo st: x\r\n\r\n",
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    ):
        heard, took_s = talk(house, broken)
        assert status(heard) in {0, 400, 421}, broken[:40]
        assert took_s < 5
    assert house.phone().get("/").status == 200


# -- slow clients ----------------------------------------------------------------------------------------


def test_who_says_nothing_or_a_letter_at_a_time_is_cut_off(house: House) -> None:
    line = b"GET / HTTP/1.1\r\nHost: " + host(house) + b"\r\n"
    for parts in ((), (b"GET",), tuple(line[place : place + 1] for place in range(12))):
        heard, took_s = talk(house, *parts, pause_s=PATIENCE_S / 4)
        assert not heard
        assert took_s < PATIENCE_S * 5


def test_a_body_that_does_not_come_is_cut_off(house: House) -> None:
    start = b"POST /join HTTP/1.1\r\nHost: " + host(house)
    start += b"\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 100\r\n\r\ncode="
    heard, took_s = talk(house, start)
    assert took_s < PATIENCE_S * 5
    assert status(heard) in {0, 400}


def test_who_was_answered_once_is_cut_off_as_anybody_else(house: House) -> None:
    whole = b"GET /s/phones.css HTTP/1.1\r\nHost: " + host(house) + b"\r\n\r\n"
    start = b"POST /join HTTP/1.1\r\nHost: " + host(house)
    start += b"\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 100\r\n\r\ncode="
    letters = tuple(start[place : place + 1] for place in range(12))
    for parts in ((whole, start), (whole + start,), (whole + start[:20],), (whole, *letters)):
        heard, _ = talk(house, *parts, pause_s=PATIENCE_S / 4)  # It ends, or `talk` fails.
        assert heard.count(b"HTTP/1.1 ") <= 1


def test_a_stream_may_stay_silent_for_as_long_as_it_likes(house: House) -> None:
    phone = house.phone()
    door = house.phones.door
    assert door is not None
    with socket.create_connection((door.address, door.port), timeout=10) as stream:
        cookie = phone.cookie.encode()
        stream.sendall(b"GET /events?page=/ HTTP/1.1\r\nHost: " + host(house) + b"\r\nCookie: " + cookie + b"\r\n\r\n")
        heard = b""
        while b"What would you miss" not in heard:
            heard += stream.recv(4096)
        stream.settimeout(PATIENCE_S * 3)
        with pytest.raises(TimeoutError):
            stream.recv(1)  # Silent, and not closed.


# -- limits ----------------------------------------------------------------------------------------------


def test_one_phone_that_does_too_much_waits_and_no_other_does(house: House, clock: Clock) -> None:
    busy, calm = house.phone(), house.phone()
    answers = [busy.post("/hand", do="cancel").status for _ in range(ACTIONS_AT_ONCE + 3)]
    assert answers == [*[303] * ACTIONS_AT_ONCE, *[200] * 3]
    clock.now_s += 1 / ACTIONS_PER_S
    assert [busy.post("/hand", do="cancel").status for _ in range(2)] == [303, 200]
    assert "too fast" in busy.post("/hand", do="cancel").words
    assert calm.post("/hand", do="cancel").status == 303


def test_one_phone_has_a_few_streams_and_no_more(house: House) -> None:
    phone = house.phone()
    door = house.phones.door
    assert door is not None
    request = b"GET /events?page=/ HTTP/1.1\r\nHost: " + host(house)
    request += f"\r\nCookie: {phone.cookie}\r\n\r\n".encode()
    streams = [socket.create_connection((door.address, door.port), timeout=10) for _ in range(STREAMS_EACH + 1)]
    found = []
    for stream in streams:
        stream.sendall(request)
        found.append(status(stream.recv(4096)))
    assert found == [*[200] * STREAMS_EACH, 429]
    for stream in streams:
        stream.close()


def test_codes_can_not_be_tried_out(house: House) -> None:
    stranger = Phone(*((house.phones.door.address, house.phones.door.port) if house.phones.door else ("", 0)))
    answers = [stranger.post("/join", code="22222222").status for _ in range(80)]
    assert answers == [*[403] * WRONG_CODES_AT_ONCE, *[429] * (80 - WRONG_CODES_AT_ONCE)]
    assert house.phone(joined=False).post("/join", code=house.phones.code).status == 303
