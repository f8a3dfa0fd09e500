"""300 phones with 20 actions a second, a third of them dropped, and the console killed in the middle."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any

from facilitator_console.console import open_session
from facilitator_console.log import LaptopId, SessionId
from facilitator_console.runtime.laptop import Laptop
from facilitator_console.store.store import Store
from tests.phones.house import HERE, PATIENCE_S

PHONES, ACTIONS_PER_S = 300, 20
SECONDS = 8


def started(path: Path, port: int = 0) -> tuple[subprocess.Popen[str], dict[str, Any]]:
    command = [sys.executable, "-m", "tests.phones.console_process", str(path), str(port), HERE]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    told: dict[str, Any] = json.loads(process.stdout.readline())
    return process, told


def ended(process: subprocess.Popen[str]) -> int:
    """Let a process end by itself, and let go of it; its exit code."""
    if process.stdin is not None:
        process.stdin.close()
    code = process.wait(PATIENCE_S)
    if process.stdout is not None:
        process.stdout.close()
    return code


def test_whatever_is_acknowledged_is_on_the_disk_once_though_phones_drop_and_the_console_is_killed(
    tmp_path: Path,
) -> None:
    store = tmp_path / "dialogue.sqlite"
    console, told = started(store)
    command = [sys.executable, "-m", "tests.phones.load", HERE, str(told["port"]), told["code"]]
    load = subprocess.Popen(
        [*command, str(PHONES), str(SECONDS), str(ACTIONS_PER_S), "0.3"], stdout=subprocess.PIPE, text=True
    )
    assert load.stdout is not None
    assert json.loads(load.stdout.readline()) == {"joined": PHONES}
    time.sleep(SECONDS / 3)  # The load itself is what passes: there is nothing to wait for.
    console.kill()
    ended(console)
    console, again = started(store, told["port"])
    outcome = json.loads(load.stdout.read())
    assert ended(load) == ended(console) == 0
    assert again["session"] == told["session"]
    # The same tokens: nobody joined a second time, and everything was acknowledged in the end.
    assert outcome["sent"] > SECONDS * ACTIONS_PER_S * 0.8
    assert len(outcome["acknowledged"]) == outcome["sent"]
    assert set(outcome["statuses"]) == {"303"}
    assert outcome["reconnected"] >= PHONES  # All of them by the kill, some by their own drop.
    assert outcome["tried_again"] > 0  # However soon the console was back.
    with Store.open(store) as opened:
        state = open_session(opened, SessionId(told["session"]), Laptop(LaptopId("there"))).state
        kept = Counter(sent.text for sent in state.submissions.values())
    assert kept == Counter(outcome["acknowledged"])
    assert set(kept.values()) == {1}
