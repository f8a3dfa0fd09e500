"""Two to five laptops in processes of their own, with real stores and sockets: apart, killed, together again.

Where that can be done each is in a network namespace of its own, and goes out of range and comes back.

`python -m tests.sync.apart --runs 30`: in the end all logs on the disks, states and tables are the same, nothing that
was acknowledged is lost, and no erased word is in any file.
"""

from __future__ import annotations

import argparse
import os
import random
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from tests.sync.namespaces import Place, can_make, network
from tests.sync.processes import LaptopProcess, assert_same

NAMES = ("olena", "taras", "uliana", "ivan", "maria")
STEPS = 40
WORDS = "таємно"


class Room:
    """Some laptops in one session.

    Attributes:
        written: Notes that were acknowledged, by id.
        erased: Notes whose erasure was acknowledged.
    """

    def __init__(self, folder: Path, chance: random.Random, places: Sequence[Place]) -> None:
        self.chance = chance
        self.laptops = [LaptopProcess(folder, name, place) for name, place in zip(NAMES, places, strict=False)]
        for one in self.laptops[1:]:
            one.do("wrong_by", chance.randint(-(10**11), 10**11))
        first = self.laptops[0]
        self.session = first.do("begin")
        for one in self.laptops[1:]:
            shown = first.do("show")
            one.do("join", shown["address"], shown["digits"])
        self.open = dict.fromkeys(self.laptops, True)
        self.written: set[str] = set()
        self.erased: set[str] = set()

    def step(self) -> None:
        """Let something happen at one of them."""
        one, chance = self.chance.choice(self.laptops), self.chance
        if not self.open[one]:
            one.do("open", self.session)
            self.open[one] = True
            return
        what = chance.randrange(10)
        if what < 4:
            self.written.add(one.do("note_saved", f"{one.name} {chance.random()} {WORDS}"))
        elif what == 4:
            one.do("lead")
        elif what == 5 and self.written:
            note = chance.choice(sorted(self.written))
            if one.do("withdraw_here", note):
                self.erased.add(note)
        elif what == 6:
            one.do("leave")
            self.open[one] = False
        elif what == 7:
            one.kill()
            one.start()
            self.open[one] = False
        elif what == 8:
            one.do("notes", chance.randrange(30), "many")
        else:
            one.place.set_range(on=bool(chance.randrange(2)))

    def end(self) -> int:
        """Bring all together, and compare; how many events there are."""
        for one in self.laptops:
            one.place.set_range(on=True)
            if not self.open[one]:
                one.do("open", self.session)
        assert_same(self.laptops)
        here = set(self.laptops[0].do("note_ids"))
        assert self.written - self.erased <= here, "lost"
        assert not self.erased & here, "an erased note came back"
        return int(self.laptops[0].do("events"))

    def close(self) -> None:
        """End all."""
        for one in self.laptops:
            if one.process.poll() is None:
                one.kill()


def run(seed: int, steps: int = STEPS) -> int:
    """Run one history; how many events it has."""
    chance = random.Random(seed)
    with tempfile.TemporaryDirectory() as folder, network(chance.randint(2, len(NAMES))) as places:
        room = Room(Path(folder), chance, places)
        try:
            for _ in range(steps):
                room.step()
            return room.end()
        finally:
            room.close()


def main() -> int:
    """Run histories at random."""
    parser = argparse.ArgumentParser(prog="python -m tests.sync.apart")
    parser.add_argument("--runs", type=int, default=30)
    parser.add_argument("--seed", type=int, default=int.from_bytes(os.urandom(3), "big"))
    asked = parser.parse_args()
    began, events = time.monotonic(), 0
    for seed in range(asked.seed, asked.seed + asked.runs):
        try:
            events += run(seed)
        except BaseException:
            print(f"run {seed} went wrong", flush=True)
            raise
    took_s = time.monotonic() - began
    where = "in namespaces" if can_make() else "on loopback"
    print(
        f"laptops in processes, {where}: {asked.runs} runs from {asked.seed}, {events} events, 0 lost, {took_s:.0f} s",
        flush=True,
    )
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
