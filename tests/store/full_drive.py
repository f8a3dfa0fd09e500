"""Writes to a store until the system refuses, lifts the limit, and goes on; prints what is saved at both moments.

With `short` behind the file the notes are short: the write-ahead log is what fills the drive, and cutting it makes room
for all of them. Run in a process of its own, since the limit holds for everything that a process writes.
"""

import json
import resource
import sys
from pathlib import Path
from threading import Event as Signal

sys.path.insert(0, str(Path(__file__).parents[2]))

from facilitator_console.store.saver import SaveState
from facilitator_console.store.store import Store
from tests.helpers.scribe import Scribe

NOTES = 60
LONG_S = 60


def told(state: SaveState) -> str:
    why = None if state.why is None else str(state.why)
    return json.dumps({"committed": state.committed, "waiting": state.waiting, "why": why})


def main() -> None:
    store, scribe, refused = Store.open(Path(sys.argv[1])), Scribe("w1"), Signal()
    _, most = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (400_000, most))
    store.saver.on_change(lambda state: refused.set() if state.why else None)
    words = 1 if "short" in sys.argv else 300
    for number in range(NOTES):
        store.saver.submit(scribe.note(f"{number} " + "слово " * words))
    assert store.saver.wait(NOTES, LONG_S) if words == 1 else refused.wait(LONG_S)
    print(told(store.saver.save_state))
    resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))
    store.saver.retry()
    assert store.saver.wait(NOTES, LONG_S)
    print(told(store.saver.save_state))
    store.close()


if __name__ == "__main__":
    main()
