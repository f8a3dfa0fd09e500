"""Phones: 300 and 2,000 of them with an open stream each and 20 texts a second; answers are counted, not only timed."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from bench.figures import Figure, Section, percentile

ROOMS = (300, 2000)
SECONDS, ACTIONS_PER_S = 20, 20
EVENT_AIM_MS = ACTION_AIM_MS = 100.0
FRAME_AIM_MS = 20.0
BACK_AIM_S = 3.0
KILLED, KILLED_AFTER_S, RESTART_S = 300, 4.0, 20
"""The phones of the room whose console is killed, and the seconds until then and altogether."""
HERE = "127.0.0.1"


def measure(folder: Path) -> Section:
    """Let one process after the other have phones in."""
    figures = [figure for phones in ROOMS for figure in _room(folder / f"phones-{phones}", phones)]
    figures += _killed(folder / "phones-killed")
    remark = (
        "The window is a process with its server in it, the phones are another one on the same cores. Each phone has "
        f"joined and keeps a stream open; {ACTIONS_PER_S} times a second one of them loads the page on which it writes"
        " and sends a text, which is answered once it is on the disk; once a second the lead changes the question, "
        "which goes to every phone. An event's time is from the lead's command until the last of its bytes is at a "
        "phone's socket, as Linux writes that down, and a text's until its answer is there: each phone of a room has "
        "a processor of its own, and the two thousand that share one here would else be measured in the place of the "
        "server. An event is counted when a phone sees a question for the first time: what it is shown again beside "
        "something of its own is no event of the room. The window is used: the clock of the item runs, the panel of "
        "phones is open, somebody types a note. A frame is asked for every 20 ms and paints what has changed, as a "
        "screen does; its time is how long after that it is done, so what holds the thread up counts. Its twin is the"
        " same window before phones were let in. At the end the program is killed (kill -9) while texts are sent, and"
        " started again with the same store and port; the seconds are those from the start of the new process, "
        "without the time that a person takes to start it, to open the session and to let phones in again."
    )
    return Section("Phones", tuple(figures), (remark,))


@contextmanager
def _window(folder: Path, port: int = 0) -> Iterator[tuple[subprocess.Popen[str], dict[str, Any]]]:
    """The window as a process, and where it lets phones in; its input is closed by whoever uses it."""
    command = [sys.executable, "-m", "bench.phones_probe", str(folder), *([str(port)] if port else [])]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as window:
        assert window.stdout is not None
        yield window, json.loads(window.stdout.readline())


@contextmanager
def _load(door: dict[str, Any], phones: int, seconds: int) -> Iterator[subprocess.Popen[str]]:
    """The phones as a process; all of them have joined."""
    load = [sys.executable, "-m", "tests.phones.load", HERE, str(door["port"]), door["code"], str(phones)]
    with subprocess.Popen([*load, str(seconds), str(ACTIONS_PER_S), "0"], stdout=subprocess.PIPE, text=True) as thrown:
        assert thrown.stdout is not None
        thrown.stdout.readline()
        yield thrown


def _begin(window: subprocess.Popen[str]) -> None:
    assert window.stdin is not None
    window.stdin.write("\n")
    window.stdin.flush()


def _end(process: subprocess.Popen[str]) -> dict[str, Any]:
    """Let a process end, and return what it tells."""
    if process.stdin is not None:
        process.stdin.close()
    assert process.stdout is not None
    told: dict[str, Any] = json.loads(process.stdout.read())
    return told


def _room(folder: Path, phones: int) -> list[Figure]:
    folder.mkdir()
    with _window(folder) as (window, door):
        with _load(door, phones, SECONDS) as thrown:
            _begin(window)
            told = _end(thrown)
        frames = _end(window)
    return _figures(phones, told, frames)


def _killed(folder: Path) -> list[Figure]:
    """Kill the console while texts are sent, and start it again."""
    folder.mkdir()
    with _window(folder) as (window, door), _load(door, KILLED, RESTART_S) as thrown:
        time.sleep(KILLED_AFTER_S)
        window.kill()
        window.wait()
        began_ns = time.time_ns()
        with _window(folder, door["port"]) as (again, _):
            _begin(again)
            told = _end(thrown)
            _end(again)
    answered, sent = len(told["acknowledged"]), told["sent"]
    back_s = [(at_ns - began_ns) / 1e9 for at_ns in told["back_at_ns"]]
    first_s = min(back_s + [(at_ns - began_ns) / 1e9 for at_ns in told["answered_at_ns"] if at_ns > began_ns])
    all_s = max(back_s) if len(back_s) >= KILLED else float("inf")
    killed = f"{KILLED} phones, the program killed and started again"
    return [
        Figure(f"{killed}: texts answered, of those sent", f"{answered} of {sent}", "", 0, "all", answered == sent),
        Figure(f"{killed}: the first is answered", f"{first_s:.1f} s", "", 0, "3 s", first_s <= BACK_AIM_S),
        Figure(f"{killed}: all hear again", f"{all_s:.1f} s", "", 0, "3 s", all_s <= BACK_AIM_S),
    ]


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
