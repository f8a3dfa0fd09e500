"""Phones: 300 and 2,000 of them with an open stream each and 20 texts a second; answers are counted, not only timed."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from bench.figures import Figure, Section, percentile

ROOMS = (300, 2000)
SECONDS, ACTIONS_PER_S = 20, 20
EVENT_AIM_MS = ACTION_AIM_MS = 100.0
FRAME_AIM_MS = 20.0
HERE = "127.0.0.1"


def measure(folder: Path) -> Section:
    """Let one process after the other have phones in."""
    figures = [figure for phones in ROOMS for figure in _room(folder / f"phones-{phones}", phones)]
    remark = (
        "The window is a process with its server in it, the phones are another one on the same cores. Each phone has "
        f"joined and keeps a stream open; {ACTIONS_PER_S} times a second one of them loads the page on which it writes "
        "and sends a text, which is answered once it is on the disk; once a second the lead changes the question, "
        "which goes to every phone. An event's time is from the lead's command until the last of a phone's bytes is "
        "read, counted when a phone sees a question for the first time: what it is shown again beside something of its "
        "own is no event of the room. The window is used: the clock of the item runs, the panel of phones is open, "
        "somebody types a note. A frame is asked for every 20 ms and paints what has changed, as a screen does; its "
        "time is how long after that it is done, so what holds the thread up counts. Its twin is the same window "
        "before phones were let in."
    )
    return Section("Phones", tuple(figures), (remark,))


def _room(folder: Path, phones: int) -> list[Figure]:
    folder.mkdir()
    with subprocess.Popen(
        [sys.executable, "-m", "bench.phones_probe", str(folder)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as window:
        assert window.stdin is not None
        assert window.stdout is not None
        door = json.loads(window.stdout.readline())
        load = [sys.executable, "-m", "tests.phones.load", HERE, str(door["port"]), door["code"], str(phones)]
        with subprocess.Popen(
            [*load, str(SECONDS), str(ACTIONS_PER_S), "0"], stdout=subprocess.PIPE, text=True
        ) as thrown:
            assert thrown.stdout is not None
            thrown.stdout.readline()
            window.stdin.write("\n")
            window.stdin.flush()
            told: dict[str, Any] = json.loads(thrown.stdout.read())
        window.stdin.close()
        frames = json.loads(window.stdout.read())
    return _figures(phones, told, frames)


def _figures(phones: int, told: dict[str, Any], frames: dict[str, Any]) -> list[Figure]:
    alone, busy = (percentile(frames[name], 0.99) for name in ("alone_ms", "with_ms"))
    answered, sent = len(told["acknowledged"]), told["sent"]
    cores, theirs = frames["cores"], told["cores"]
    events_due = phones * (SECONDS - 1)
    return [
        Figure(
            f"{phones} phones: texts answered, of those sent",
            f"{answered} of {sent}",
            "",
            0,
            "all",
            answered == sent,
        ),
        Figure(
            f"{phones} phones: events read, of one a second for each",
            str(told["events"]),
            "",
            0,
            f"{events_due} or more",
            told["events"] >= events_due,
        ),
        Figure(
            f"{phones} phones: an event, p99",
            f"{told['event_p99_ms']:.0f} ms",
            "",
            0,
            "100 ms",
            told["event_p99_ms"] <= EVENT_AIM_MS,
        ),
        Figure(
            f"{phones} phones: a text, until answered, p99",
            f"{told['p99_ms']:.0f} ms",
            "",
            0,
            "100 ms",
            told["p99_ms"] <= ACTION_AIM_MS,
        ),
        Figure(
            f"{phones} phones: a frame of the window, p99; window and server use {cores:.2f} of a core, "
            f"the phones {theirs:.2f}",
            f"{busy:.1f} ms",
            f"{alone:.1f} ms",
            busy / alone,
            "20 ms",
            busy <= FRAME_AIM_MS,
        ),
    ]
