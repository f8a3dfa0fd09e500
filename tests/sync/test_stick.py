"""One locked file: partial, repeated, old and foreign ones do no harm."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import threading
from collections.abc import Callable, Iterable
from pathlib import Path
from types import SimpleNamespace

import pyrage
import pytest
from PySide6.QtCore import QCoreApplication

from facilitator_console.app import sticks
from facilitator_console.app.sticks import Sticks
from facilitator_console.console import VotesBrought, new_session, open_session, receive_session, receiving
from facilitator_console.dialogue.capture import capture
from facilitator_console.dialogue.history import History
from facilitator_console.dialogue.marathons import join_marathon, make_marathon
from facilitator_console.dialogue.state import Changes
from facilitator_console.dialogue.voting import begin_vote, end_vote
from facilitator_console.log import Event, Instant, LaptopId, SessionId, Subject, WriterId
from facilitator_console.opinions.ballots import NO_BALLOTS, Ballots, Vote, rows_of
from facilitator_console.opinions.commands import add_statement
from facilitator_console.opinions.voting import votable
from facilitator_console.runtime.laptop import Laptop
from facilitator_console.store.contents import sessions_of, with_parts
from facilitator_console.store.store import Store
from facilitator_console.sync.gathering import MOST_SIGNS, Gathering
from facilitator_console.sync.keys import Keys, Remembered
from facilitator_console.sync.stick import Carried, give, needs_passphrase, take
from facilitator_console.words import Message, PeerError, UserError
from facilitator_console.words.message import ENGLISH
from tests.helpers.loop import Loop
from tests.sync.processes import ROOT, LaptopProcess

Start = Callable[[str], LaptopProcess]
SESSION = SessionId("s")
HERE, THERE = Laptop(LaptopId("here")), Laptop(LaptopId("there"))


def events(count: int) -> list[Event]:
    body = json.dumps({"text": "криниця 💧 é"})
    return [
        Event(SESSION, WriterId("w"), seq, seq, Instant(9), "note_added", Subject(f"w.{seq}"), body)
        for seq in range(1, count + 1)
    ]


def test_a_session_goes_by_stick_there_and_back(laptop: Start, tmp_path: Path) -> None:
    here, there = laptop("olena"), laptop("taras")
    session = here.do("begin")
    shown = here.do("show")
    there.do("join", shown["address"], shown["digits"])
    there.do("leave")
    note = here.do("note", "the well")
    first, second = str(tmp_path / "first.team"), str(tmp_path / "second.team")
    here.do("give", first, "")
    assert there.do("take", first, "") > 0, "into a session that is not open"
    there.do("open", session)
    there.do("level", 1)
    there.do("note", "the bus")
    there.do("give", second, "")
    here.do("withdraw", note)
    for one in (there, here):  # Each knows of its own changes who has them; of the other's only what it has heard.
        one.do("level", 1)
    for path, why in ((second, "known already"), (first, "old: what was erased does not come back")):
        assert here.do("take", path, "") == 0, why
    assert here.do("texts") == there.do("texts") == ["the bus"]


@pytest.mark.parametrize("share", [0, 1, 40, 200, 900, -1])
def test_a_file_that_is_cut_or_something_else_is_refused(tmp_path: Path, share: int) -> None:
    path = tmp_path / "a.team"
    keys = Keys(tmp_path / "k.json", LaptopId("l"))
    keys.remember(Remembered(LaptopId("m"), b"", keys.recipient, sessions=(SESSION,)))
    give(path, [Carried(SESSION, events(3_000))], keys, "")
    assert not needs_passphrase(path)
    assert take(path, keys, "") == (Carried(SESSION, tuple(events(3_000))),)
    path.write_bytes(path.read_bytes()[:share])
    with pytest.raises(UserError, match="not all of it was copied"):
        take(path, keys, "")


def test_a_wrong_passphrase_and_other_keys_are_said(tmp_path: Path) -> None:
    path = tmp_path / "a.team"
    keys, others = (Keys(tmp_path / f"{name}.json", LaptopId(name)) for name in ("k", "o"))
    give(path, [Carried(SESSION, events(1))], None, "right")
    assert needs_passphrase(path)
    with pytest.raises(UserError, match="passphrase"):
        take(path, keys, "wrong")
    with pytest.raises(UserError, match="No other laptop"):
        give(path, [Carried(SESSION, events(1))], keys, "")
    keys.remember(Remembered(LaptopId("m"), b"", keys.recipient, sessions=(SESSION,)))
    give(path, [Carried(SESSION, events(1))], keys, "")
    with pytest.raises(UserError, match="not locked for this laptop"):
        take(path, others, "")
    assert "криниця".encode() not in path.read_bytes()


def test_a_passphrase_that_takes_this_laptop_too_long_is_not_called_a_broken_file(tmp_path: Path) -> None:
    path = tmp_path / "a.team"
    give(path, [Carried(SESSION, events(1))], None, "right")
    # The library compares the work that the file asks for with how fast the laptop is at this moment.
    path.write_bytes(re.sub(rb"(-> scrypt \S+) \d+", rb"\1 40", path.read_bytes(), count=1))
    with pytest.raises(UserError, match="too busy"):
        take(path, None, "right")


def marathon_in(store: Store) -> SessionId:
    """A marathon with statements that were voted on, and a session that belongs to it."""
    whole = new_session(store, HERE, "Дорога")
    whole.dispatch(make_marathon)
    day = new_session(store, HERE, "день 1")
    day.dispatch(join_marathon, whole.session)
    day.dispatch(capture, "криниця 💧")
    new_session(store, HERE, "інше")
    for text in ("Автобус о сьомій", "Школа лишається"):
        whole.dispatch(add_statement, text)
    statements = [*map(str, whole.state.statements)]
    voters = [1, 2, 3]
    cast = [(voter, statement, Vote.AGREE, 0) for voter in voters for statement in statements]
    store.ballots.add(whole.session, Ballots(*zip(*cast, strict=True)))
    saved(store)
    return whole.session


def saved(store: Store) -> None:
    state = store.saver.save_state
    assert store.saver.wait(state.committed + state.waiting, 10)


def contents(store: Store) -> dict[SessionId, tuple[list[Event], list[tuple[int, str, int, int]]]]:
    saved(store)
    sessions = store.log.sessions()
    return {one: ([*store.log.read(one)], rows_of(store.ballots.read(one))) for one in sorted(sessions)}


def carried(store: Store, session: SessionId) -> list[Carried]:
    parts = with_parts(sessions_of(store), session)
    return [Carried(one, [*store.log.read(one)], VotesBrought(store.ballots.settled(one))) for one in parts]


def own_keys(folder: Path, session: SessionId) -> Keys:
    """Keys with which a file can be locked and opened; a passphrase takes a second each time."""
    keys = Keys(folder / "k.json", LaptopId("l"))
    keys.remember(Remembered(LaptopId("m"), b"", keys.recipient, sessions=(session,)))
    return keys


def test_a_marathon_is_one_file_and_comes_back_without_loss_or_doubling(tmp_path: Path) -> None:
    path, back = tmp_path / "there.team", tmp_path / "back.team"
    with Store.open(tmp_path / "here.sqlite") as here, Store.open(tmp_path / "there.sqlite") as there:
        marathon = marathon_in(here)
        keys = own_keys(tmp_path, marathon)

        def taken(store: Store, path: Path) -> list[int]:
            return [receive_session(store, *one, THERE).new for one in take(path, keys, "")]

        give(path, carried(here, marathon), keys, "")
        assert all(taken(there, path))
        mine, theirs = contents(here), contents(there)
        assert len(theirs) == 2
        assert all(theirs[one] == mine[one] for one in theirs)
        day = next(one for one in theirs if one != marathon)
        open_session(there, day, THERE).dispatch(capture, "автобус")
        saved(there)
        give(back, carried(there, marathon), keys, "")
        assert sum(taken(here, back)) > 0
        assert not any(taken(here, back) + taken(here, path)), "known already"
        assert {one: contents(here)[one] for one in theirs} == contents(there)
        # While a vote is open its ballots lead to phones and papers: none leave, and none come in.
        here.ballots.voter_of(marathon, "a phone")
        assert carried(here, marathon)[0].votes.ballots == NO_BALLOTS
        with_ballots = [receive_session(here, *one, THERE).with_ballots for one in take(back, keys, "")]
        assert with_ballots == [False, True]


def test_whose_ballots_a_stick_brought_is_noted_once_and_nothing_is_written_again(tmp_path: Path) -> None:
    with Store.open(tmp_path / "here.sqlite") as here, Store.open(tmp_path / "there.sqlite") as there:
        session = new_session(here, HERE, "Дорога")
        for text in ("Автобус о сьомій", "Школа лишається"):
            session.dispatch(add_statement, text)
        session.dispatch(begin_vote)
        session.voting.cast("phone:1", {one.statement_id: Vote.AGREE for one in votable(session.state)})
        session.dispatch(end_vote)

        def bring(giver: Store, laptop: Laptop, taker: Store, to: Laptop) -> int:
            (one,) = carried(giver, session.session)
            brought = one.votes._replace(laptop=laptop.laptop_id)
            saved(giver)
            new = receive_session(taker, one.session, one.events, brought, to).new
            saved(taker)
            return new

        assert bring(here, HERE, there, THERE) > 0
        assert [event.kind for event in there.log.read(session.session)][-2:] == ["run_started", "ballots_brought"]
        assert [bring(here, HERE, there, THERE) for _ in range(2)] == [0, 0]
        assert [bring(there, THERE, here, HERE) for _ in range(3)] == [2, 0, 0], "what the other wrote of itself"
        assert [bring(here, HERE, there, THERE) for _ in range(2)] == [0, 0]
        assert contents(here) == contents(there)


def test_a_window_goes_first_while_the_sessions_of_a_marathon_are_taken(
    tmp_path: Path, qapp: QCoreApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, loop, said, folding = tmp_path / "there.team", Loop(), list[Message](), set[str]()
    add = History.add

    def noted(self: History, events: Iterable[Event]) -> Changes:
        events = [*events]
        if any(event.session != marathon for event in events):
            folding.add(threading.current_thread().name)
        return add(self, events)

    monkeypatch.setattr(receiving, "STRETCH_S", 0.0)  # Else it is done before its time to give way has come.
    monkeypatch.setattr(sticks, "ask_open", lambda _view, _catalogue, _title, _at, _kinds, then: then(path))
    with Store.open(tmp_path / "here.sqlite") as here, Store.open(tmp_path / "there.sqlite") as there:
        marathon = marathon_in(here)
        keys = own_keys(tmp_path, marathon)
        whole = carried(here, marathon)
        give(path, whole, keys, "")
        receive_session(there, *whole[0], THERE)
        console = open_session(there, marathon, THERE, run_soon=loop.run_soon)
        screen = SimpleNamespace(view=object(), catalogue=ENGLISH, show_message=said.append)
        teamwork = SimpleNamespace(keys=keys, laptop=THERE)
        monkeypatch.setattr(History, "add", noted)
        Sticks(screen, teamwork, loop.run_soon, qapp).take(there, lambda: console, "")  # type: ignore[arg-type]
        while said[-1] is sticks.WORKING:
            loop.run_next()
        assert folding == {"stick"}
        assert loop.asked, "the thread of the window went first"
        assert said[-1].msgid == "{n} change came from the stick."
        mine, theirs = contents(here), contents(there)
        assert theirs == {one: mine[one] for one in theirs}
        assert len(theirs) == len(whole) == 2


def test_a_marathon_of_which_a_session_is_missing_or_there_twice_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.team"
    keys = own_keys(tmp_path, SESSION)
    first = Carried(SESSION, events(2))

    def plain(*sessions: Carried) -> bytes:
        give(path, sessions, keys, "")
        return bytes(pyrage.decrypt(path.read_bytes(), [pyrage.x25519.Identity.from_str(keys.identity)]))

    whole = plain(first, Carried(SessionId("t"), ()))[: len(plain(first))]
    path.write_bytes(pyrage.encrypt(whole, [pyrage.x25519.Recipient.from_str(keys.recipient)]))
    with pytest.raises(UserError, match="not all of it was copied"):
        take(path, keys, "")
    give(path, [first, first], keys, "")
    with pytest.raises(UserError, match="not all of it was copied"):
        take(path, keys, "")


def test_a_file_that_grows_without_end_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path, keys = tmp_path / "a.team", own_keys(tmp_path, SESSION)
    give(path, [Carried(SESSION, events(3_000))], keys, "")
    monkeypatch.setattr(Gathering.__init__, "__defaults__", (2_999, MOST_SIGNS))
    with pytest.raises(PeerError, match="too large"):
        take(path, keys, "")


def test_give_and_take_on_the_command_line(laptop: Start, tmp_path: Path) -> None:
    here = laptop("olena")
    session = here.do("begin")
    here.do("note", "the well")
    here.do("open_vote")
    here.do("cast", "phone:1")
    here.close()
    path = tmp_path / "stick.team"

    def run(*arguments: str) -> str:
        done = subprocess.run(
            [sys.executable, "-m", "facilitator_console", *arguments],
            cwd=ROOT,
            input="five words\n",
            env={"XDG_DATA_HOME": str(tmp_path / "data"), "LANG": "C.UTF-8"},
            capture_output=True,
            text=True,
            check=False,
        )
        return done.stdout + done.stderr

    assert "Given:" in run("give", "last", "--store", str(here.folder / "dialogue.sqlite"), "--out", str(path))
    assert "exists already" in run("give", "last", "--store", str(here.folder / "dialogue.sqlite"), "--out", str(path))
    store = str(tmp_path / "other.sqlite")
    assert session in run("take", str(path), "--store", store)
    assert session in run("sessions", "--store", store)
    # The vote is open: its key goes along, so that papers that are typed in there are the same voters; no ballots do.
    with Store.open(here.folder / "dialogue.sqlite") as ours, Store.open(Path(store)) as theirs:
        assert theirs.ballots.key(SessionId(session)) == ours.ballots.key(SessionId(session)) is not None
        assert ours.ballots.read(SessionId(session)).voters
        assert not theirs.ballots.read(SessionId(session)).voters
