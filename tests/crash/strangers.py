"""A million broken and odd requests at the phones' server: `python -m tests.crash.strangers [requests]`.

The server's patience is half a second here: with its ten a night would not be enough. Nothing may be silent
for longer than ten seconds, less the time for which the machine itself stood still (`tests.phones.fuzz.Twin`).
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from facilitator_console.phones import protocol, server
from facilitator_console.session.agenda import edit_session
from tests.phones.house import House
from tests.phones.test_fuzz import throw

REQUESTS, AT_ONCE = 1_000_000, 50_000
PATIENCE_S, KEEP_ALIVE_S = 0.5, 1


def main(requests: int) -> None:
    protocol.PATIENCE_S, server.KEEP_ALIVE_S = PATIENCE_S, KEEP_ALIVE_S
    with tempfile.TemporaryDirectory() as folder:
        house = House(Path(folder) / "dialogue.sqlite")
        house.begin()
        house.let_in()
        for number in range(0, requests, AT_ONCE):
            slowest_s, stood_s = throw(house, min(AT_ONCE, requests - number), number)
            house.do(edit_session, title=f"Still here after {number + AT_ONCE}")
            done = min(requests, number + AT_ONCE)
            print(
                f"{done:,} requests: nothing failed, nothing hung; the longest silence was {slowest_s:.1f} s, and the "
                f"machine stood still for {stood_s:.1f} s at most.",
                flush=True,
            )
        house.close()


if __name__ == "__main__":
    main(int(sys.argv[1]) if sys.argv[1:] else REQUESTS)
