"""A console with phones in it as a process of its own, so that it can be killed.

Started as `python -m tests.phones.console_process`.
Arguments: the store's file, the port (0: any), the address. It goes on with the store's session where there is one. It
says where it is on one line of JSON, and ends with its input.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from facilitator_console.store.store import Store
from tests.phones.house import House


def main(path: Path, port: int, address: str) -> None:
    session = None
    if path.exists():
        with Store.open(path) as store:
            session = store.log.sessions()[0]
    house = House(path, session, address)
    if session is None:
        house.begin(seats=12)
    house.let_in(port)
    door = house.phones.door
    assert door is not None
    told = {"port": door.port, "code": house.phones.code, "session": house.console.session}
    print(json.dumps(told), flush=True)
    sys.stdin.read()
    house.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3])
