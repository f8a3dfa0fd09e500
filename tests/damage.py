"""`python -m tests.damage`: stores are damaged at random; nothing may crash, and nothing damaged may be called sound.

Each round takes a store full of Cyrillic (several sessions, notes, tags, statements, ballots, a draft, a withdrawn
note), turns a bit, or loses, swaps, tears or noises pages, or cuts the file off, and lets every command and the
console loose on it. A store that doctor calls sound, or whose sessions open, must hold exactly the events and ballots
that it held; what a recovery gives must have been there. Only what a power cut could have done as well goes unseen: the
end of the write-ahead log, which no program can know of.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import os
import shutil
import sys
import tempfile
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random
from typing import NamedTuple

from facilitator_console.cli.running import run_command
from facilitator_console.console import Console, new_session, open_session
from facilitator_console.dialogue.capture import capture
from facilitator_console.log import Event, Instant, LaptopId, Subject
from facilitator_console.opinions.ballots import Ballots
from facilitator_console.opinions.commands import add_statement
from facilitator_console.runtime.laptop import Laptop
from facilitator_console.session.agenda import add_item, next_item
from facilitator_console.session.clock import SetClock
from facilitator_console.session.floor import done, start_turn
from facilitator_console.session.people import add_participants, at_seat
from facilitator_console.store.contents import sessions_of
from facilitator_console.store.errors import StorageError
from facilitator_console.store.integrity import PAGE_BYTES
from facilitator_console.store.store import Store
from facilitator_console.words import UserError
from tests.helpers.saving import wait_until_saved

ROUNDS = 2_000
SECTOR_BYTES = 512
US = Laptop(LaptopId("ours"))
THANKS = "Дякую, що їхали здалеку; під'їзд біля школи — «наш» ґанок. "
OF_A_STORE = ("", "-wal")


class Truth(NamedTuple):
    """What a store holds.

    Attributes:
        events: All events.
        ballots: All ballots, with their session.
    """

    events: frozenset[Event]
    ballots: frozenset[tuple[object, ...]]


class Sample(NamedTuple):
    """A sound store to harm.

    Attributes:
        name: What it is an example of.
        files: By the ends of their names.
        earlier: The main file of a time before, for pages that were never written again.
        truths: What it holds, and before that, commit by commit: what can be left of it when the log's end is lost.
    """

    name: str
    files: dict[str, bytes]
    earlier: bytes
    truths: tuple[Truth, ...]


class Tally(NamedTuple):
    """What a series showed."""

    rounds: int
    called_sound: int
    events: int
    recovered: int
    by_harm: Counter[str]
    faults: tuple[str, ...]


# -- stores ------------------------------------------------------------------------------------------------------


def make_samples(folder: Path) -> tuple[Sample, ...]:
    """A store that was closed, and one that was left by a crash with much of it in the write-ahead log."""
    path = folder / "dialogue.sqlite"
    with Store.open(path) as store:
        for number, title in enumerate(("Осіннє коло", "Ґанок і їжак", "Після зими"), 1):
            _hold(new_session(store, US, title, language="uk", clock=SetClock(Instant(number * 10**9))), store)
        store.saver.save_draft(store.log.sessions()[0], THANKS)
    earlier = path.read_bytes()
    with Store.open(path) as store:
        session = store.log.sessions()[1]
        console = open_session(store, session, US, SetClock(Instant(9 * 10**9)))
        _write(console, 12)
        console.withdraw(Subject(next(iter(console.state.notes))))
    closed = Sample("closed", {"": path.read_bytes()}, earlier, (truth_of(path),))
    return closed, _crashed(path, earlier)


def _hold(console: Console, store: Store) -> None:
    console.dispatch(add_participants, 8)
    console.dispatch(add_item, "Що нам важливо", question="Чого б нам бракувало, якби не стало школи й автобуса?")
    console.dispatch(next_item)
    for seat in (3, 5, 7):
        console.dispatch(start_turn, at_seat(console.state, seat).participant_id)
        console.dispatch(done)
    _write(console, 25)
    for number in range(4):
        console.dispatch(add_statement, f"Автобус має чекати, навіть якщо йде дощ ({number})", language="uk")
    statements = [str(one) for one in console.state.statements]
    rows = [
        (voter * 104_729, statement, (voter + at) % 3 - 1, 1)
        for voter in range(1, 30)
        for at, statement in enumerate(statements)
    ]
    store.ballots.add(console.session, Ballots(*zip(*rows, strict=True)))


def _write(console: Console, notes: int) -> None:
    for number in range(notes):
        console.dispatch(
            capture, f"{'#проблема ' * (number % 3 == 0)}{number}: {THANKS * (1 + number % 5 * (number % 2) * 4)}"
        )


def _crashed(path: Path, earlier: bytes) -> Sample:
    """The store as it lies there after eight more commands, none of which has been moved into the file."""
    truths = [truth_of(path)]
    with Store.open(path) as store:
        console = open_session(store, store.log.sessions()[2], US, SetClock(Instant(10**10)))
        for number in range(8):
            console.dispatch(capture, f"#надія {number} {THANKS}")
        wait_until_saved(store, 60)
        added = [event for event in console.history.events() if event.writer == console.writer_id]
        files = {suffix: path.with_name(f"{path.name}{suffix}").read_bytes() for suffix in OF_A_STORE}
    for lamport in sorted({event.lamport for event in added}):
        more = {event for event in added if event.lamport <= lamport}
        truths.append(Truth(truths[0].events | more, truths[0].ballots))
    return Sample("crashed", files, earlier, tuple(reversed(truths)))


def truth_of(path: Path) -> Truth:
    """What a store holds, read as the program reads it."""
    with Store.open(path) as store:
        return _held(store)


def _held(store: Store) -> Truth:
    sessions = store.log.sessions()
    events = frozenset(event for session in sessions for event in store.log.read(session))
    cast = {session: store.ballots.read(session) for session in sessions}
    rows = (
        (session, *row)
        for session, one in cast.items()
        for row in zip(one.voters, one.statements, one.votes, one.revisions, strict=True)
    )
    return Truth(events, frozenset(rows))


# -- harm --------------------------------------------------------------------------------------------------------

Harm = Callable[[bytearray, bytes, Random], None]


def _page(number: int) -> slice:
    return slice(number * PAGE_BYTES, (number + 1) * PAGE_BYTES)


def _any_page(content: bytearray, chance: Random) -> slice:
    return _page(chance.randrange(max(1, len(content) // PAGE_BYTES)))


def flip_a_bit(content: bytearray, _earlier: bytes, chance: Random) -> None:
    content[chance.randrange(len(content))] ^= 1 << chance.randrange(8)


def flip_a_bit_at_the_beginning(content: bytearray, _earlier: bytes, chance: Random) -> None:
    """Of the header and the schema."""
    content[chance.randrange(min(len(content), 3 * PAGE_BYTES))] ^= 1 << chance.randrange(8)


def flip_a_bit_of_a_letter(content: bytearray, _earlier: bytes, chance: Random) -> None:
    """Of one Cyrillic letter of a text."""
    start = chance.randrange(len(content))
    for place in (*range(start, len(content)), *range(start)):
        if content[place] in (0xD0, 0xD1):
            content[place + chance.randrange(2)] ^= 1 << chance.randrange(8)
            return


def flip_bits_here_and_there(content: bytearray, earlier: bytes, chance: Random) -> None:
    for _ in range(chance.randrange(2, 30)):
        flip_a_bit(content, earlier, chance)


def zero_a_page(content: bytearray, _earlier: bytes, chance: Random) -> None:
    where = _any_page(content, chance)
    content[where] = bytes(len(content[where]))


def zero_a_sector(content: bytearray, _earlier: bytes, chance: Random) -> None:
    start = chance.randrange(len(content) // SECTOR_BYTES) * SECTOR_BYTES
    content[start : start + SECTOR_BYTES] = bytes(SECTOR_BYTES)


def noise_on_a_page(content: bytearray, _earlier: bytes, chance: Random) -> None:
    where = _any_page(content, chance)
    content[where] = chance.randbytes(len(content[where]))


def swap_pages(content: bytearray, _earlier: bytes, chance: Random) -> None:
    one, other = _any_page(content, chance), _any_page(content, chance)
    content[one], content[other] = content[other], content[one]


def lose_a_write(content: bytearray, earlier: bytes, chance: Random) -> None:
    """A page is as it was before."""
    number = chance.randrange(len(earlier) // PAGE_BYTES)
    if (number + 1) * PAGE_BYTES <= len(content):
        content[_page(number)] = earlier[_page(number)]


def tear_a_page(content: bytearray, earlier: bytes, chance: Random) -> None:
    """A part of a page is as it was before, or of another page."""
    where = _any_page(content, chance)
    other = _any_page(content, chance)
    old = bytes(content[other]) if chance.random() < 0.5 else earlier[where]
    start = chance.randrange(1, PAGE_BYTES // SECTOR_BYTES) * SECTOR_BYTES
    end = PAGE_BYTES if chance.random() < 0.5 else start + SECTOR_BYTES
    content[where.start + start : where.start + end] = old[start:end].ljust(end - start, b"\0")


def cut_off(content: bytearray, _earlier: bytes, chance: Random) -> None:
    del content[chance.randrange(len(content)) :]


HARMS: tuple[Harm, ...] = (
    flip_a_bit,
    flip_a_bit_at_the_beginning,
    flip_a_bit_of_a_letter,
    flip_bits_here_and_there,
    zero_a_page,
    zero_a_sector,
    noise_on_a_page,
    swap_pages,
    lose_a_write,
    tear_a_page,
    cut_off,
)


LARGE = set(HARMS) - {flip_a_bit, flip_a_bit_at_the_beginning, flip_a_bit_of_a_letter}
"""In the write-ahead log they may reach from the last commit to any before it."""


# -- a round -----------------------------------------------------------------------------------------------------


class Round:
    """One damaged store, and what is wrong with what the program makes of it."""

    def __init__(self, sample: Sample, folder: Path, chance: Random) -> None:
        """Damage a store in this empty folder."""
        self.faults: list[str] = []
        self.called_sound = False
        self.recovered = 0
        self._sample = sample
        self._folder = folder
        self._path = folder / "dialogue.sqlite"
        harm = chance.choice(HARMS)
        suffix = chance.choice(list(sample.files))
        for name, content in sample.files.items():
            harmed = bytearray(content)
            if name == suffix:
                harm(harmed, sample.earlier, chance)
            self._path.with_name(f"dialogue.sqlite{name}").write_bytes(harmed)
        self.harm = f"{harm.__name__} in {sample.name}{suffix}"
        # What comes last in the log, a power cut may have taken as well: no program can tell. A cut takes more.
        lost_at_most = (len(sample.truths) if harm in LARGE else 1) if suffix else 0
        self._possible = sample.truths[: lost_at_most + 1]

    def run(self) -> None:
        """Try everything."""
        for attempt in (self._doctor, self._recover, self._commands, self._backup, self._open):
            try:
                attempt()
            except (UserError, StorageError):
                pass
            except Exception as error:  # noqa: BLE001 - that is what is looked for
                self.faults.append(f"{attempt.__name__}: {type(error).__name__}: {error}"[:300])

    def _doctor(self) -> None:
        self.called_sound = self._command("doctor", "--store", self._path) == 0
        if self.called_sound:
            self._expect_all(self._copy("doctor"), "doctor calls it sound")

    def _recover(self) -> None:
        new = self._folder / "new.sqlite"
        self._command("doctor", "--store", self._path, "--recover", new)
        if new.exists():
            held = truth_of(new)
            whole = self._sample.truths[0]
            self.recovered = len(held.events)
            if not held.events <= whole.events or not held.ballots <= whole.ballots:
                self.faults.append("a recovery gives what never was")

    def _commands(self) -> None:
        path = self._copy("commands")
        self._command("sessions", "--store", path)
        self._command("report", "last", "--out", path.with_name("summary.pdf"), "--store", path)
        self._command("doctor", "--rebuild", "--store", path)

    def _backup(self) -> None:
        copy = self._folder / "copy.sqlite"
        code = self._command("backup", copy, "--store", self._path)
        if code == 0:
            self._expect_all(copy, "a backup says nothing")
        elif not copy.exists():
            self.faults.append("a damaged store was not copied")

    def _open(self) -> None:
        """Work on it in the console, as the window does."""
        bugs: list[BaseException] = []
        with Store.open(self._copy("open"), on_bug=bugs.append) as store:
            held = _held(store)
            if held not in self._possible:
                self.faults.append(f"it opens, and {self._difference(held)}")
            for listed in sessions_of(store):
                console = open_session(store, listed.session_id, US, SetClock(Instant(10**10)))
                console.draft()
                console.find_notes("школи")
                console.dispatch(capture, f"#потреба {THANKS}")
                saves = console.saves
                store.saver.wait(saves.committed + saves.waiting, 0.05)
        self.faults += [f"a bug while saving: {bug!r}" for bug in bugs if not isinstance(bug, StorageError)]

    def _expect_all(self, path: Path, said: str) -> None:
        held = truth_of(path)
        if held not in self._possible:
            self.faults.append(f"{said}, and {self._difference(held)}")

    def _difference(self, held: Truth) -> str:
        whole = self._sample.truths[0]
        return (
            f"{len(whole.events - held.events)} events are missing, {len(held.events - whole.events)} are new, "
            f"{len(whole.ballots ^ held.ballots)} ballots differ"
        )

    def _command(self, *arguments: str | Path) -> int:
        out, err = io.StringIO(), io.StringIO()
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            code = run_command([str(argument) for argument in arguments])
        said = err.getvalue()
        if code not in (0, 2) or "Traceback" in said or "fault" in said or (code and said.count("\n") < 1):
            self.faults.append(f"{arguments[0]}: code {code}: {said[:300]}")
        return code

    def _copy(self, name: str) -> Path:
        """Its own copy of the damaged store: whoever works on it writes to it."""
        place = self._folder / name
        place.mkdir()
        for suffix in OF_A_STORE:
            source = self._path.with_name(f"dialogue.sqlite{suffix}")
            if source.exists():
                shutil.copy(source, place / source.name)
        return place / "dialogue.sqlite"


# -- the series --------------------------------------------------------------------------------------------------


def series(rounds: int, *, seed: int = 0) -> Tally:
    """Damage so many stores."""
    chance, faults, by_harm = Random(seed), list[str](), Counter[str]()
    called_sound = events = recovered = 0
    with tempfile.TemporaryDirectory() as name, _own_hooks(Path(name)):
        folder = Path(name)
        samples = make_samples(folder)
        for number in range(1, rounds + 1):
            place = folder / str(number)
            place.mkdir()
            sample = chance.choice(samples)
            one = Round(sample, place, chance)
            one.run()
            for fault in one.faults:
                faults.append(f"round {number}, {one.harm}: {fault}")
                print(faults[-1], flush=True)  # A series takes long.
            by_harm[one.harm] += 1
            called_sound += one.called_sound
            if not one.harm.startswith("cut_off"):
                # What a file that was cut off lost lies in no byte any more.
                events += len(sample.truths[0].events)
                recovered += one.recovered
            shutil.rmtree(place)
    return Tally(rounds, called_sound, events, recovered, by_harm, tuple(faults))


@contextlib.contextmanager
def _own_hooks(home: Path) -> Iterator[None]:
    """Commands set the hooks for what nobody catches, and look for the data folder in the environment."""
    hooks, kept = (sys.excepthook, threading.excepthook), dict(os.environ)
    os.environ |= dict.fromkeys(("HOME", "USERPROFILE", "LOCALAPPDATA", "XDG_DATA_HOME"), str(home)) | {
        "LANGUAGE": "en"
    }
    try:
        yield
    finally:
        sys.excepthook, threading.excepthook = hooks
        os.environ.clear()
        os.environ |= kept


def main() -> int:
    """Run the series; 1 where there was a fault."""
    parser = argparse.ArgumentParser(prog="python -m tests.damage")
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--seed", type=int, default=int.from_bytes(os.urandom(3), "big"))
    asked = parser.parse_args()
    tally = series(asked.rounds, seed=asked.seed)
    print(
        f"seed {asked.seed}: {tally.rounds} damaged stores, {tally.called_sound} called sound, "
        f"{tally.recovered} of {tally.events} events recovered, {len(tally.faults)} faults"
    )
    return 1 if tally.faults else 0


if __name__ == "__main__":
    sys.exit(main())
