"""A laptop of a team in a process of its own: `python -m tests.sync.peer FOLDER LAPTOP`.

It holds a real store, a console and a team, and does what it is told by lines of JSON: [what, …]. Each is answered by
one line. It knows the other laptops by the network alone.
"""

from __future__ import annotations

import asyncio
import gc
import io
import json
import os
import resource
import signal
import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import AbstractContextManager
from functools import partial
from hashlib import blake2b
from itertools import count
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import Any

import msgspec
from sqlcipher3.dbapi2 import Connection

from facilitator_console.console import Console, new_session, receive_session, receiving
from facilitator_console.dialogue.capture import capture
from facilitator_console.dialogue.history import History
from facilitator_console.dialogue.state import Changes
from facilitator_console.dialogue.voting import begin_vote, end_vote
from facilitator_console.log import Instant, LaptopId, SessionId, Subject, giving_way
from facilitator_console.notes.commands import edit_note
from facilitator_console.opinions.ballots import Vote
from facilitator_console.opinions.commands import add_statement
from facilitator_console.opinions.voting import votable
from facilitator_console.runtime.laptop import Laptop
from facilitator_console.session.agenda import add_item, start_item
from facilitator_console.session.clock import BootClock, read_clocks
from facilitator_console.session.leading import edit_laptop, take_lead
from facilitator_console.session.people import add_participant
from facilitator_console.store import saver
from facilitator_console.store.store import Store
from facilitator_console.sync.farewell import tell_deleted
from facilitator_console.sync.keys import Keys
from facilitator_console.sync.pairing_door import find_team
from facilitator_console.sync.stick import Carried, give, take
from facilitator_console.sync.team import Team
from tests.helpers.memory import forget_most_mb, memory_mb, most_mb
from tests.helpers.saving import answers

PATIENCE_S = 60.0
TURNS = 25
"""Of 600 events the first 10 turns check them, 10 more find those that are new, and then they are folded."""


class Peer:
    """Holds one laptop."""

    def __init__(self, folder: Path, laptop: str, address: str) -> None:
        self.address = address
        self.folder = folder
        self.keys = Keys(folder / "team.json", LaptopId(laptop))
        self.keys.set_author(laptop[:1].upper())
        self.laptop = Laptop(LaptopId(laptop), "boot", laptop[:1].upper())
        self.store = Store.open(folder / "dialogue.sqlite")
        self.queue: SimpleQueue[Callable[[], object]] = SimpleQueue()
        self.console: Console | None = None
        self.team: Team | None = None
        self.clock = BootClock(read_clocks().wall_ms, read_clocks().boot_ms)
        self.seen: dict[str, float] = {}
        _, self.most_written = resource.getrlimit(resource.RLIMIT_FSIZE)

    def _on_changed(self, changes: Changes) -> None:
        now_s = time.monotonic()
        for note in changes.get("notes", ()):
            self.seen.setdefault(note, now_s)

    def _open(self, console: Console) -> None:
        self.console = console
        self.seen = {}
        console.on_changed(self._on_changed)
        self.team = Team(console, self.keys, self.queue.put, lambda: self.queue.put(lambda: None))

    def until(self, holds: Callable[[], object]) -> None:
        """Work until something holds."""
        end = time.monotonic() + PATIENCE_S
        while not holds():
            assert time.monotonic() < end, f"it never came to that: {self.team and self.team.picture}"
            try:
                self.queue.get(timeout=0.05)()
            except Empty:
                continue

    # -- what it is told -----------------------------------------------------------------------------------

    def wrong_by(self, ms: int) -> None:
        """Set this laptop's clock."""
        reading = read_clocks()
        self.clock = BootClock(Instant(reading.wall_ms + ms), reading.boot_ms)

    def begin(self) -> str:
        """Begin a session."""
        console = new_session(self.store, self.laptop, "Dialogue", clock=self.clock, run_soon=self.queue.put)
        for _ in range(3):
            console.dispatch(add_participant)
        console.dispatch(add_item, "Opening")
        console.dispatch(start_item, next(iter(console.state.items)))
        self._open(console)
        return console.session

    def open(self, session: str) -> None:
        """Go on with a session, or with one of which nothing is here yet."""
        history = History(self.store.log.read(SessionId(session)))
        console = Console(SessionId(session), history, self.store, self.laptop, self.clock, self.queue.put)
        console.go_on()
        self._open(console)

    def open_alone(self, session: str) -> None:
        """Go on with a session, out of range."""
        history = History(self.store.log.read(SessionId(session)))
        self.console = Console(SessionId(session), history, self.store, self.laptop, self.clock, self.queue.put)
        self.console.go_on()
        self.seen = {}
        self.console.on_changed(self._on_changed)

    def join_up(self) -> None:
        """Be in range again."""
        assert self.console is not None
        self.team = Team(self.console, self.keys, self.queue.put, lambda: self.queue.put(lambda: None))

    def show(self) -> dict[str, str]:
        """Show digits."""
        assert self.team is not None
        team = self.team
        team.show_digits(self.address, self.free_port())
        self.until(lambda: team.picture.shown is not None and team.picture.shown.digits)
        assert team.picture.shown is not None
        return {"digits": team.picture.shown.digits, "address": team.picture.shown.address}

    def port(self) -> int:
        """Return where laptops of the team find this one."""
        return self.keys.port

    def give(self, path: str, passphrase: str) -> None:
        """Write the session into a locked file."""
        assert self.console is not None
        events = list(self.console.history.events())
        give(Path(path), [Carried(self.console.session, events)], None if passphrase else self.keys, passphrase)

    def take(self, path: str, passphrase: str) -> int:
        """Take a locked file; how many events were new."""
        (taken,) = take(Path(path), self.keys, passphrase)
        if self.console is None or self.console.session != taken.session:
            return receive_session(self.store, *taken, self.laptop).new
        known = len(self.console.history)
        future = self.console.receive(taken.events)
        self.until(future.done)
        future.result()
        return len(self.console.history) - known

    def free_port(self) -> int:
        import socket

        with socket.socket() as free:
            free.bind((self.address, 0))
            return int(free.getsockname()[1])

    def join(self, address: str, digits: str) -> str:
        """Type digits, and open the session."""
        found = asyncio.run(find_team(self.keys, address, digits))
        other = found.introduction
        self.keys.remember(msgspec.structs.replace(found.remembered, sessions=(other.session,)))
        self.open(other.session)
        self.level(1)
        return other.session

    def level(self, others: int) -> None:
        """Wait until all is the same here and on so many other laptops, or more."""
        team = self._heard()
        self.until(lambda: team.picture.level > others)

    def _heard(self) -> Team:
        """Wait until the network's thread has done what was brought to it; until then its picture is of before."""
        assert self.team is not None
        heard: Future[None] = Future()
        self.team._soon(heard.set_result, None)  # noqa: SLF001 - what was brought there before is done before
        self.until(heard.done)
        return self.team

    def knows(self) -> list[str]:
        """Return the laptops that are remembered for this session."""
        assert self.console is not None
        return [one.laptop for one in self.keys.laptops(self.console.session)]

    def until_known(self, laptops: list[str]) -> None:
        """Wait until these are the laptops that are remembered for this session, and trusted."""
        self.until(lambda: sorted(self.knows()) == laptops)
        self._heard()

    def alone(self) -> None:
        """Wait until nobody is here."""
        assert self.team is not None
        team = self.team
        self.until(lambda: not any(member.is_here for member in team.picture.members))

    def has(self, events: int) -> None:
        """Wait for so many events."""
        self.until(lambda: self.console is not None and len(self.console.history) >= events)

    def note(self, text: str) -> str:
        """Write a note."""
        assert self.console is not None
        self.console.dispatch(capture, text)
        return next(reversed(self.console.state.notes))

    def note_saved(self, text: str) -> str:
        """Write a note, and wait until it is on the disk."""
        note = self.note(text)
        saves = self.store.saver.save_state
        assert self.store.saver.wait(saves.committed + saves.waiting, PATIENCE_S)
        return note

    def withdraw_here(self, note: str) -> bool:
        """Erase a note where it is here, and wait until that is on the disk; whether it was here."""
        assert self.console is not None
        if note not in self.console.state.notes:
            return False
        self.console.withdraw(Subject(note))
        saves = self.store.saver.save_state
        assert self.store.saver.wait(saves.committed + saves.waiting, PATIENCE_S)
        return True

    def fill_drive(self) -> None:
        """Let the drive be full: the system refuses every write of this process, also what it says, if into a file."""
        sys.stderr = io.StringIO()
        resource.setrlimit(resource.RLIMIT_FSIZE, (0, self.most_written))

    def make_room(self) -> None:
        """Let there be room on the drive again, and save what waits."""
        resource.setrlimit(resource.RLIMIT_FSIZE, (self.most_written, self.most_written))
        sys.stderr = sys.__stderr__
        self.store.saver.retry()

    def unsaved(self) -> str:
        """Wait until something can't be saved; why."""
        self.until(lambda: self.store.saver.save_state.why is not None and self.store.saver.save_state.waiting)
        return str(self.store.saver.save_state.why)

    def in_merge(self, place: str, what: str) -> None:
        """Fill the drive or be killed in the middle of the next merge of many events: of its folding or its commit."""
        kill = partial(os.kill, os.getpid(), signal.SIGKILL)
        act: Callable[[], object] = kill if what == "kill" else self.fill_drive
        if place == "folding":
            vars(receiving)["giving_way"] = partial(_acting, act)
        else:
            # The events are written then, and the rows are not.
            vars(saver)["_apply"] = partial(_applying, vars(saver)["_apply"], act)

    def on_disks(self) -> int:
        """Return on how many laptops all is that is here."""
        assert self.team is not None
        return self.team.picture.level

    def note_ids(self) -> list[str]:
        """Return the ids of the notes that are here."""
        assert self.console is not None
        return list(self.console.state.notes)

    def saw(self, note: str) -> float:
        """Return when a note came to be here, by the machine's own clock."""
        self.until(lambda: note in self.seen)
        return self.seen[note]

    def memory_mb(self) -> float:
        """Return the memory that this process takes now; the most is counted anew from now on."""
        forget_most_mb()
        return memory_mb()

    def most_mb(self) -> float:
        """Return the most memory that this process has taken since it was asked for it."""
        return most_mb()

    def events(self) -> int:
        """Return how many events are here."""
        assert self.console is not None
        return len(self.console.history)

    def notes(self, many: int, text: str) -> None:
        """Write many notes."""
        assert self.console is not None
        for number in range(many):
            self.console.dispatch(capture, f"{text} {number}")

    def edit(self, note: str, text: str) -> None:
        """Edit a note."""
        assert self.console is not None
        self.console.dispatch(edit_note, note, text)  # type: ignore[arg-type]

    def withdraw(self, note: str) -> None:
        """Erase a note for good."""
        assert self.console is not None
        self.console.withdraw(Subject(note))

    def lead(self) -> None:
        """Take the lead."""
        assert self.console is not None
        self.console.dispatch(take_lead)

    def texts(self) -> list[str]:
        """Return the notes' texts."""
        assert self.console is not None
        return sorted(note.text for note in self.console.state.notes.values())

    def offset(self) -> int | None:
        """Return how far the founder's clock is from this one, as measured."""
        assert self.console is not None
        run = self.console.state.runs.get(self.console.writer_id)
        return run.offset_ms if run else None

    def now(self) -> int:
        """Return now on the session's line."""
        assert self.console is not None
        return self.console.now_ms()

    def say(self, text: str) -> None:
        """Write a line backstage."""
        assert self.team is not None
        self.team.say(text)

    def lines(self, many: int) -> list[str]:
        """Wait for lines from backstage."""
        assert self.team is not None
        team = self.team
        self.until(lambda: len(team.picture.lines) >= many)
        return [line.text for line in team.picture.lines]

    def out(self, laptop: str) -> None:
        """Take a laptop out."""
        assert self.console is not None
        self.console.dispatch(edit_laptop, LaptopId(laptop), removed=True)

    def why(self) -> list[str]:
        """Wait until there is a reason for which a laptop is not here."""
        assert self.team is not None
        team = self.team
        self.until(lambda: any(member.why for member in team.picture.members))
        return [member.why.msgid for member in team.picture.members if member.why]

    def digest(self) -> list[object]:
        """Return the number of events on the disk, and digests of them, of the state and of the tables for people."""
        assert self.console is not None
        saves = self.store.saver.save_state
        assert self.store.saver.wait(saves.committed + saves.waiting, PATIENCE_S)
        events = list(self.store.log.read(self.console.session))
        folded = History(events).state
        state = {name: dict(table) for name, table in self.console.state.tables().items()}
        assert state == {name: dict(table) for name, table in folded.tables().items()}
        rows = [answers(self.store, f"SELECT * FROM {table} ORDER BY 1, 2") for table in ("notes", "agenda_items")]
        return [
            len(events),
            _digest(msgspec.msgpack.encode(events)),
            _digest(repr(sorted(state.items())).encode()),
            _digest(repr(rows).encode()),
        ]

    def open_vote(self) -> None:
        """Open a vote on two statements."""
        assert self.console is not None
        for text in ("A bus every hour", "Benches on the square"):
            self.console.dispatch(add_statement, text)
        self.console.dispatch(begin_vote)

    def cast(self, token: str) -> None:
        """Agree with all, as a phone of this laptop."""
        assert self.console is not None
        self.until(lambda: self.console is not None and votable(self.console.state))
        self.console.voting.cast(token, {one.statement_id: Vote.AGREE for one in votable(self.console.state)})

    def close_vote(self) -> None:
        """Close the vote."""
        assert self.console is not None
        self.console.dispatch(end_vote)

    def ballots(self, many: int) -> int:
        """Wait until so many ballots of the closed vote are here; how many there are."""
        console = self.console
        assert console is not None

        def found() -> int:
            closed = [vote.vote_id for vote in console.state.votes.values() if vote.closed_at_ms]
            return len(console.voting.ballots(closed[0]).votes) if closed else 0

        self.until(lambda: found() >= many)
        return found()

    def delete(self) -> None:
        """Delete the session here, and tell the others."""
        assert self.console is not None
        session = self.console.session
        self.leave()
        assert self.store.delete_session(session)
        tell_deleted(self.keys, session).join(PATIENCE_S)

    def leave(self) -> None:
        """Close the session."""
        if self.team is not None:
            self.team.close()
        if self.console is not None:
            self.console.leave()
        self.team = self.console = None


def _acting(act: Callable[[], object], give_way: Callable[[], None]) -> AbstractContextManager[None]:
    """Give way as always, and act once after so many turns."""
    turns = count(1)

    def turn() -> None:
        if next(turns) == TURNS:
            act()
        give_way()

    return giving_way(turn)


def _applying(
    apply: Callable[[Connection, saver.Batch], Exception | None],
    act: Callable[[], object],
    connection: Connection,
    batch: saver.Batch,
) -> Exception | None:
    """Write a batch's rows as always; act before, where it holds many events."""
    if len(batch.events) > receiving.MANY:
        act()
    return apply(connection, batch)


def _digest(content: bytes) -> str:
    return blake2b(content, digest_size=8).hexdigest()


def main() -> None:
    """Do what is told until there is no more."""
    gc.disable()  # As in the program, where the window's thread looks for garbage.
    peer = Peer(Path(sys.argv[1]), *sys.argv[2:4])

    def answer(line: str) -> None:
        what, *args = json.loads(line)
        try:
            done: Any = {"ok": getattr(peer, what)(*args)}
        except Exception as error:  # noqa: BLE001 - it belongs to the test
            done = {"error": f"{type(error).__name__}: {error}"}
        print(json.dumps(done), flush=True)

    over = threading.Event()

    def listen() -> None:
        for line in sys.stdin:
            peer.queue.put(partial(answer, line))
        over.set()
        peer.queue.put(lambda: None)

    threading.Thread(target=listen, daemon=True).start()
    while not over.is_set():
        peer.queue.get()()
    peer.leave()
    peer.store.close()


if __name__ == "__main__":
    main()
