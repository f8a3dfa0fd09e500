"""The two series over all stories: a kill at every call, and power cuts; each ends in one tally."""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from itertools import count
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from tests.crash import shim
from tests.crash.disk import Disk, contents_of, put_down
from tests.crash.findings import Cut, FaultError, look, promised_in
from tests.crash.player import Player, player
from tests.crash.stories import ACKNOWLEDGED, STORIES

CUTS_OF_ONE_TRACE = 250
STATES_TO_A_THOROUGH_LOOK = 10
"""Doctor and backup take ten times as long as all else, and nearly every kill leaves another state."""
KILLED_IN_PARTS = 4
"""A story has up to 2,000 calls: so many jobs share them."""
IN_MEMORY = Path("/dev/shm")  # noqa: S108 - a folder of our own within it


@dataclass
class Tally:
    """What a series showed.

    Attributes:
        cuts: How often a story was cut short.
        states: How many of them left something that no other cut of the same telling had left.
        acknowledged: How many events had been acknowledged, over all cuts.
        faults: By kind: lost, refused, unsound, words.
        shown: One fault of each kind in each story, with all that it takes to see it again.
    """

    cuts: int = 0
    states: int = 0
    acknowledged: int = 0
    faults: Counter[str] = field(default_factory=Counter)
    shown: dict[str, str] = field(default_factory=dict)
    _known: set[int] = field(default_factory=set)

    @property
    def thoroughly(self) -> bool:
        """Whether the next state is one of those that doctor and backup look at."""
        return self.states % STATES_TO_A_THOROUGH_LOOK == 0

    def look(self, root: Path, cut: Cut, moment: str) -> None:
        """Count one cut, and look at what it left, unless another one left the same."""
        self.cuts += 1
        self.acknowledged += promised_in(cut.told).events
        left = hash((cut.told, frozenset(contents_of(root, without=root / ACKNOWLEDGED).items())))
        if left in self._known:
            return
        self._known.add(left)
        self.states += 1
        try:
            look(root, cut)
        except FaultError as fault:
            kind = str(fault).partition(":")[0]
            self.faults[kind] += 1
            self.shown.setdefault(f"{cut.story} {kind}", f"{cut.story}, seed {cut.seed}, {moment}: {fault}")

    def add(self, other: Tally) -> None:
        """Take in what another one showed."""
        self.cuts += other.cuts
        self.states += other.states
        self.acknowledged += other.acknowledged
        self.faults += other.faults
        self.shown = other.shown | self.shown


Job = Callable[[Path, Player], Tally]
"""Part of a series, given a folder of its own and who tells the stories."""


@contextmanager
def recorder() -> Iterator[Path | None]:
    """The library that records calls; None where this system has no compiler, or can't use it."""
    with TemporaryDirectory() as name:
        yield shim.build(Path(name))


def run(jobs: list[Job], library: Path) -> Tally:
    """Do all jobs, as many at a time as there are processors."""
    tally = Tally()
    with ProcessPoolExecutor() as pool:
        for done in pool.map(partial(run_one, library), jobs):
            tally.add(done)
    return tally


def run_one(library: Path, job: Job) -> Tally:
    """Do one job."""
    with (
        TemporaryDirectory(dir=IN_MEMORY if IN_MEMORY.is_dir() else None) as name,
        player(library) as telling,
    ):
        return job(Path(name).resolve(), telling)


def kills(seed: int) -> list[Job]:
    """Kill each story at every call."""
    return [
        partial(_kill_at_each_call, story, seed, first) for first in range(1, KILLED_IN_PARTS + 1) for story in STORIES
    ]


def power_cuts(seed: int, cuts: int, *, of_one_trace: int = CUTS_OF_ONE_TRACE) -> list[Job]:
    """Cut the power so often, at moments of all stories in turn."""
    chance, jobs = Random(seed), list[Job]()
    while cuts:
        for story in STORIES:
            wanted = min(of_one_trace, cuts)
            cuts -= wanted
            jobs += [partial(_cut_power, story, chance.getrandbits(32), wanted)] if wanted else []
    return jobs


def _kill_at_each_call(story: str, seed: int, first: int, folder: Path, telling: Player) -> Tally:
    tally, root = Tally(), folder / "killed"
    with _prepared(folder, story, seed) as before:
        for number in count(first, KILLED_IN_PARTS):
            shutil.copytree(before, root)
            was_killed = telling.kill(story, seed, root, number)
            acknowledged = root / ACKNOWLEDGED
            told = acknowledged.read_bytes() if acknowledged.exists() else b""
            tally.look(root, Cut(story, seed, told, tally.thoroughly), f"killed at call {number}")
            shutil.rmtree(root)
            if not was_killed:
                return tally
    raise AssertionError


def _cut_power(story: str, seed: int, cuts: int, folder: Path, telling: Player) -> Tally:
    tally, trace = Tally(), folder / "trace"
    with _prepared(folder, story, seed) as root:
        disk = Disk(root, root / ACKNOWLEDGED)
        telling.record(story, seed, root, trace)
    records = list(shim.records(trace))
    moments = Counter(Random(seed).choices([n for n, record in enumerate(records) if record.is_change], k=cuts))
    for number, record in enumerate(records):
        disk.play(record)
        for nth in range(moments[number]):
            root.mkdir()
            put_down(disk.after_cut(Random(f"{seed} {number} {nth}")), root)
            tally.look(root, Cut(story, seed, disk.told, tally.thoroughly), f"cut {nth} after call {number}")
            shutil.rmtree(root)
    return tally


@contextmanager
def _prepared(folder: Path, story: str, seed: int) -> Iterator[Path]:
    root = folder / "prepared"
    root.mkdir()
    STORIES[story].prepare(root, seed)
    yield root
    shutil.rmtree(root)
