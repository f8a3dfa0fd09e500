"""A laptop that was let in, and means harm: it can't lock out the others, nor reach what is not its own."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import msgspec
import pytest

from facilitator_console.console import new_session
from facilitator_console.dialogue.capture import capture
from facilitator_console.dialogue.codec import encode
from facilitator_console.dialogue.history import History
from facilitator_console.dialogue.peers import refuse_peer
from facilitator_console.log import Erased, Event, Instant, LaptopId, SessionId, Subject, WriterId
from facilitator_console.runtime.laptop import Laptop
from facilitator_console.session.events import SessionEdited
from facilitator_console.session.ids import Purpose
from facilitator_console.store.store import Store
from facilitator_console.sync import gathering
from facilitator_console.sync.frames import Frames, frame
from facilitator_console.sync.gathering import Gathering
from facilitator_console.sync.keys import Keys, Remembered
from facilitator_console.sync.link import MOST_OFFERS, Link
from facilitator_console.sync.messages import (
    Backstage,
    Batch,
    ClockAsked,
    ClockTold,
    Hello,
    Members,
    Message,
    Met,
    Offered,
    Part,
    Reason,
    Refused,
    Said,
)
from facilitator_console.sync.pairing import Begun, Denied, Introduction, Proof, Shower, Typer
from facilitator_console.sync.pairing_door import find_team
from facilitator_console.sync.sockets import is_near, shut
from facilitator_console.sync.tls import client_context
from facilitator_console.words import PeerError
from tests.helpers.controller import Meeting
from tests.sync.histories import Side
from tests.sync.processes import LaptopProcess

Start = Callable[[str], LaptopProcess]


class Harmful:
    """A laptop of the team that says whatever it wants to."""

    def __init__(self, here: LaptopProcess, folder: Path) -> None:
        """Be let in by digits."""
        self.keys = Keys(folder / "mallory.json", LaptopId("mallory"))
        shown = here.do("show")
        self.found = asyncio.run(find_team(self.keys, shown["address"], shown["digits"]))
        self.port = here.do("port")

    def say(self, *messages: Said) -> list[Message]:
        """Say something after hello, until it was heard or the other has ended the connection; what that said."""
        hello = Hello(LaptopId("mallory"), "run", self.found.introduction.session, "M")
        return asyncio.run(self._say([hello, *messages, ClockAsked(7)]))

    async def _say(self, messages: list[Said]) -> list[Message]:
        context = client_context(self.keys, self.found.introduction.certificate)
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port, ssl=context)
        for message in messages:
            writer.write(frame(message))
        frames: Frames[Message] = Frames(Message)
        heard: list[Message] = []
        while not any(isinstance(one, ClockTold) and one.number == 7 for one in heard):
            data = await reader.read(1 << 16)
            if not data:
                break
            heard += frames.feed(data)
        await shut(writer)
        return heard


def met(keys: Keys, **changes: object) -> Met:
    good = Met(LaptopId("other"), keys.certificate, keys.recipient, "O", "127.0.0.1", 9)
    return msgspec.structs.replace(good, **changes)


@pytest.fixture
def pair(laptop: Start, tmp_path: Path) -> tuple[LaptopProcess, Harmful]:
    here = laptop("olena")
    here.do("begin")
    return here, Harmful(here, tmp_path)


def test_a_key_that_is_none_is_not_remembered_and_locks_nobody_out(
    pair: tuple[LaptopProcess, Harmful], laptop: Start, tmp_path: Path
) -> None:
    here, harmful = pair
    keys = harmful.keys
    for bad in ({"certificate": b""}, {"certificate": b"no key"}, {"recipient": "age1no"}):
        harmful.say(Members((met(keys, **bad),)))
    harmful.say(Members(tuple(met(keys, laptop=LaptopId(f"l{number}")) for number in range(500))))
    known = here.do("knows")
    assert "other" not in known
    assert "mallory" in known
    assert len(known) <= 64
    # The next start listens, and lets others in.
    here.kill()
    here.start()
    here.do("open", harmful.found.introduction.session)
    shown = here.do("show")
    there = laptop("taras")
    there.do("join", shown["address"], shown["digits"])
    here.do("give", str(tmp_path / "a.team"), "")


@pytest.mark.parametrize(
    "said",
    [
        {"is": "hello", "laptop": "mallory", "run": "r", "session": "s", "port": 70_000},
        {"is": "hello", "laptop": "mallory", "run": "r", "session": "s", "author": "M" * 10_000},
        {"is": "clock_is", "number": 1, "at_ms": 2**60},
        {"is": "members", "laptops": [{"laptop": "o", "certificate": b"c" * 5_000, "recipient": "r"}]},
    ],
)
def test_numbers_and_words_beyond_all_bounds_are_not_understood(said: dict[str, object]) -> None:
    with pytest.raises(PeerError):
        Frames[Message](Message).feed(frame_of(said))


def frame_of(said: dict[str, object]) -> bytes:
    content = msgspec.msgpack.encode(said)
    return len(content).to_bytes(4, "big") + b"\0" + content


@pytest.mark.parametrize(
    ("address", "near"),
    [("10.42.0.7", True), ("127.0.0.1", True), ("192.168.2.3", True), ("8.8.8.8", False), ("example.org", False)],
)
def test_only_addresses_of_a_hotspot_are_called_because_another_laptop_says_so(address: str, *, near: bool) -> None:
    assert is_near(address) is near


def test_pieces_without_end_are_refused() -> None:
    event = Event(SessionId("s"), WriterId("w"), 1, 1, Instant(1), "note_added", Subject("w.1"), "x" * 100)
    gathered = Gathering(most_events=4, most_signs=1_000)
    gathered.add([event] * 4)
    with pytest.raises(PeerError, match="too large"):
        gathered.add([event])
    gathered = Gathering(most_events=1_000, most_signs=1_000)
    gathered.add([event] * 10)
    with pytest.raises(PeerError, match="too large"):
        gathered.add([event])


def test_a_connection_on_which_pieces_never_end_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Gathering.__init__, "__defaults__", (3, gathering.MOST_SIGNS))
    side = Side("here", Meeting(3))
    said: list[Said] = []
    link = Link(side, said.append)
    link.hear(Hello(LaptopId("m"), "r", side.hello().session))
    event = Event(side.hello().session, WriterId("w"), 1, 1, Instant(1), "note_added", Subject("w.1"), "")
    link.hear(Batch(1, Part.REST, (event,) * 3, last=False))
    with pytest.raises(PeerError):
        link.hear(Batch(2, Part.REST, (event,), last=False))


def test_who_guessed_wrong_begins_anew_and_never_on_the_same_connection(tmp_path: Path) -> None:
    keys = Keys(tmp_path / "k.json", LaptopId("l"))
    own = Introduction(keys.laptop, keys.certificate, keys.recipient)
    side = Shower("123456", own, lambda: 2)
    typer = Typer("000000", own, own.certificate)
    half = side.hear(typer.begin())
    assert isinstance(half, Begun)
    proof = typer.hear(half)
    assert isinstance(proof, Proof)
    assert side.hear(proof) == Denied(2)
    for message in (Typer("123456", own, own.certificate).begin(), proof):
        with pytest.raises(PeerError):
            side.hear(message)


def test_who_has_the_digits_but_no_key_is_not_let_in(tmp_path: Path) -> None:
    keys = Keys(tmp_path / "k.json", LaptopId("l"))
    own = Introduction(keys.laptop, keys.certificate, keys.recipient)
    side = Shower("123456", own, lambda: 2)
    typer = Typer("123456", Introduction(LaptopId("m"), b"no key", keys.recipient), own.certificate)
    half = side.hear(typer.begin())
    assert isinstance(half, Begun)
    proof = typer.hear(half)
    assert isinstance(proof, Proof)
    with pytest.raises(PeerError):
        side.hear(proof)
    assert side.paired is None


def test_initials_of_others_are_short_and_turn_no_line_around(tmp_path: Path) -> None:
    keys = Keys(tmp_path / "k.json", LaptopId("l"))
    keys.remember(Remembered(LaptopId("m"), b"c", "r", "O\u202e" + "x" * 90, sessions=(SessionId("s"),)))
    (other,) = keys.laptops(SessionId("s"))
    assert other.author == "O" + "x" * 11


def test_the_window_and_the_network_change_the_keys_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Keys, "_write", lambda _keys: None)
    before_s = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    keys = Keys(tmp_path / "k.json", LaptopId("l"))

    def work(number: int) -> None:
        keys.remember(Remembered(LaptopId(f"m{number}"), b"c", "r", sessions=(SessionId("s"),)))
        keys.set_port(number)

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(work, range(400)))
    sys.setswitchinterval(before_s)
    assert len(keys.laptops(SessionId("s"))) == 400


def test_an_expert_reaches_no_other_dialogue_by_its_id(tmp_path: Path) -> None:
    laptop = Laptop(LaptopId("here"))
    with Store.open(tmp_path / "a.sqlite") as store:
        other, dialogue = new_session(store, laptop, "day 1"), new_session(store, laptop, "day 2")
        other.dispatch(capture, "the well")
        (note,) = other.state.notes
        saves = store.saver.save_state
        assert store.saver.wait(saves.committed + saves.waiting, 10)
        bodies = (
            SessionEdited(purpose=Purpose.EXPERTS, marathon_id=dialogue.session),
            Erased(Subject(note)),
        )
        attack = [
            Event(other.session, WriterId("w"), seq, 900 + seq, Instant(9), kind, Subject(""), body)
            for seq, (kind, body) in enumerate(map(encode, bodies), 1)
        ]
        before = list(store.log.read(other.session))
        with pytest.raises(PeerError, match="not experts"):
            dialogue.others.receive_conclusions(other.session, attack)
        assert list(store.log.read(other.session)) == before


def test_what_was_taken_in_with_a_number_far_ahead_still_goes_on_to_others() -> None:
    history, ahead = History(), 2**32
    first = Event(SessionId("s"), WriterId("w"), 1, 1, Instant(1), "x", Subject("a"), "{}")
    history.add([first])

    def refuse(*events: Event) -> None:
        refuse_peer(events, history, SessionId("s"), WriterId("own"), 0)

    refuse(*(msgspec.structs.replace(first, writer=WriterId(f"w{n}"), lamport=1 + ahead + n) for n in range(3)))
    with pytest.raises(PeerError, match="impossible numbers"):
        refuse(msgspec.structs.replace(first, writer=WriterId("z"), lamport=2 + ahead))
    with pytest.raises(PeerError, match="too large"):
        refuse(msgspec.structs.replace(first, seq=2, subject=Subject("a" * 2_000)))


def test_who_has_said_much_backstage_is_still_heard(pair: tuple[LaptopProcess, Harmful]) -> None:
    here, harmful = pair
    harmful.say(*(Backstage(f"line {number}\u202e\n") for number in range(250)))
    assert here.do("lines", 250)[-1] == "line 249"


def test_who_offers_without_end_is_refused_and_the_others_go_on(
    pair: tuple[LaptopProcess, Harmful], laptop: Start
) -> None:
    here, harmful = pair
    session, stranger = harmful.found.introduction.session, WriterId("w")
    event = Event(session, stranger, 1, 1, Instant(9), "x", Subject("a"), "{}")
    # Offers are answered once what is taken in is on the disk; until then they are held.
    taken_in = Batch(1, Part.LIVE, (event,), last=True)
    offers = [Offered(number, {stranger: ((1, 9),)}) for number in range(1, MOST_OFFERS + 2)]
    here.do("until_known", ["mallory"])
    here.do("fill_drive")
    broken = Refused(Reason.BROKEN)
    heard = harmful.say(taken_in, *offers[:MOST_OFFERS])
    assert broken not in heard
    assert any(isinstance(one, ClockTold) and one.number == 7 for one in heard), "it is let in, and answered"
    assert broken in harmful.say(taken_in, *offers)
    assert here.do("why") == ["It said something that is not understood here."]
    here.do("make_room")
    shown = here.do("show")
    there = laptop("taras")
    there.do("join", shown["address"], shown["digits"])
    here.do("level", 1)
