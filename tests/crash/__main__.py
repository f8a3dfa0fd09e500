"""`make crash`: kills and power cuts without number; nothing that was acknowledged may be lost, no store refused."""

from __future__ import annotations

import argparse
import os
import sys
import time

from tests.crash import random_kills
from tests.crash.series import Tally, kills, power_cuts, recorder, run

KILLS = 300
POWER_CUTS = 20_000


def main() -> int:
    """Run the three series, a line for each; 1 where there was a fault."""
    parser = argparse.ArgumentParser(prog="python -m tests.crash")
    parser.add_argument("--kills", type=int, default=KILLS, help="kills of a writer at random moments")
    parser.add_argument("--power-cuts", type=int, default=POWER_CUTS)
    parser.add_argument("--seed", type=int, default=int.from_bytes(os.urandom(3), "big"))
    asked = parser.parse_args()
    print(f"seed {asked.seed}", flush=True)
    start = time.monotonic()
    random = random_kills.series(asked.kills, seed=asked.seed)
    faults = [*random.faults]
    _say("kills at random moments", random.kills, random.acknowledged, len(faults), start)
    with recorder() as library:
        if library is None:
            print("no kills at each call and no power cuts: there is no C compiler, or this is not Linux")
            return 1 if faults else 0
        for name, jobs in (
            ("kills, one at each call", kills(asked.seed)),
            ("power cuts", power_cuts(asked.seed, asked.power_cuts)),
        ):
            start = time.monotonic()
            tally = run(jobs, library)
            _say(f"{name} ({tally.states} states)", tally.cuts, tally.acknowledged, tally.faults.total(), start)
            faults += _told(tally)
    for fault in faults:
        print(fault)
    return 1 if faults else 0


def _say(name: str, cuts: int, acknowledged: int, faults: int, start: float) -> None:
    seconds = time.monotonic() - start
    print(f"{name}: {cuts}, {acknowledged} events acknowledged, {faults} faults, {seconds:.0f} s", flush=True)


def _told(tally: Tally) -> list[str]:
    """One fault of each kind, and how many there are of each kind."""
    return [*tally.shown.values(), *(f"{kind}: {number}" for kind, number in tally.faults.items())]


if __name__ == "__main__":
    sys.exit(main())
