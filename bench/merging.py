"""Times laptops that meet again: real stores in processes of their own, over TLS on loopback."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from time import monotonic
from typing import Any, NamedTuple

from bench.figures import Figure, Section, percentile
from tests.sync.namespaces import Place
from tests.sync.processes import LaptopProcess

EACH = 5_000
LIVE = 200
FRAMES_AT_REST = 200
FOLDED_AIM_S = 0.3
MERGE_AIM_S = 1.0
LIVE_AIM_MS = 200.0
FRAME_AIM_MS = 20.0
WRITTEN = "a note of some length, such as people write in a hurry"


class Met(NamedTuple):
    """Represents how long laptops took that met: until all was folded on all, and until it was on the disk of all."""

    folded_s: float
    saved_s: float


def measure(folder: Path) -> Section:
    """Let two laptops work apart, meet, and then write to each other; then four; then two and a window that paints."""
    place = folder / "merging"
    place.mkdir()
    laptops = _apart(place, ("here", "there"))
    try:
        began_mb = [one.do("memory_mb") for one in laptops]
        two = _meet(laptops)
        most_mb = [one.do("most_mb") for one in laptops]
        live_ms = _live(*laptops)
        assert laptops[0].do("digest") == laptops[1].do("digest")
    finally:
        for one in laptops:
            one.kill()
    four = _four(place)
    windows = [figure for page in ("lead", "notes") for figure in _window(place, page)]
    p95 = percentile(live_ms, 0.95)
    live = "a note on the other screen, p95"
    figures = (
        *_figures(2, two, _twin_s(place, 2)),
        Figure(live, f"{p95:.1f} ms", "", 0.0, f"{LIVE_AIM_MS:.0f} ms", p95 <= LIVE_AIM_MS),
        *_figures(4, four, _twin_s(place, 4)),
        *windows,
    )
    more_mb = max(most - began for most, began in zip(most_mb, began_mb, strict=True))
    remark = (
        "Dialling, TLS 1.3, clocks and digests are in it. The twin of a merge is as many processes at once that read "
        "the same number of notes from frames and put them into two tables and a full-text index, with nothing "
        f"checked, put in order or folded. Live: median {percentile(live_ms, 0.5):.1f} ms of {LIVE} notes. "
        f"The merge of two takes up to {more_mb:.0f} MB more memory on a laptop than it had at its beginning. "
        "In the window somebody speaks and a letter is typed every 100 ms; every 20 ms what has changed is painted, "
        "as a screen asks for it, and the time from when that was due is the frame’s. The twin is the same window "
        "before the others come."
    )
    return Section("Laptops that meet again", figures, (remark,))


def _figures(laptops: int, met: Met, twin_s: float) -> tuple[Figure, Figure]:
    what, twin = f"{laptops} × {EACH} notes apart, together", f"{twin_s:.2f} s"
    folded = (f"{what}: folded on all", f"{met.folded_s:.2f} s", "", 0.0)
    saved = (f"{what}: on the disk of all", f"{met.saved_s:.2f} s", twin, met.saved_s / twin_s)
    aim_s = FOLDED_AIM_S if laptops == 2 else MERGE_AIM_S
    return (
        Figure(*folded, f"{aim_s:g} s", met.folded_s <= aim_s),
        Figure(*saved, f"{MERGE_AIM_S:.0f} s", met.saved_s <= MERGE_AIM_S),
    )


def _apart(folder: Path, names: Sequence[str]) -> list[LaptopProcess]:
    """Start laptops that were one team, and then each alone for so many notes."""
    first, *others = laptops = [LaptopProcess(folder, name) for name in names]
    session = first.do("begin")
    for one in others:
        shown = first.do("show")
        one.do("join", shown["address"], shown["digits"])
    for one in laptops:
        one.do("leave")
        one.do("open_alone", session)
    for one in laptops:
        one.ask("notes", EACH, WRITTEN)
    for one in laptops:
        one.answer()
    return laptops


def _four(folder: Path) -> Met:
    """Let four laptops meet that were apart for a working day: whoever comes meets all the others."""
    place = folder / "four"
    place.mkdir()
    laptops = _apart(place, ("first", "second", "third", "fourth"))
    try:
        met = _meet(laptops)
        assert len({tuple(one.do("digest")) for one in laptops}) == 1
    finally:
        for one in laptops:
            one.kill()
    return met


def _twin_s(folder: Path, laptops: int) -> float:
    """Let as many bare programs as there are laptops take in what each of these does; how long until all are done."""
    places = [folder / f"twin {laptops} {number}" for number in range(laptops)]
    many = str(EACH * (laptops - 1))
    with ExitStack() as stack:
        twins = []
        for place in places:
            place.mkdir()
            command = [sys.executable, "-m", "bench.merging_twin", str(place), many]
            pipe = subprocess.PIPE
            twins.append(stack.enter_context(subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True)))
        for twin in twins:
            _line(twin)
        began = monotonic()
        for twin in twins:
            _tell(twin, "begin")
        for twin in twins:
            _line(twin)
        return monotonic() - began


def _window(folder: Path, page: str) -> tuple[Figure, Figure]:
    """Let two laptops that were apart meet a window; how long its frames and its answers to letters take meanwhile."""
    place = folder / page
    place.mkdir()
    environment = os.environ | {"XDG_DATA_HOME": str(place)}
    command = [sys.executable, "-m", "bench.merging_probe", str(place), page]
    names = ("here", "there")
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment, text=True) as window:
        # They are other machines, which take nothing from this one: here they get what the window leaves.
        laptops = [LaptopProcess(place, name, Place(("nice",))) for name in names]
        try:
            for one in laptops:
                shown = _ask(window, "digits")
                session = one.do("join", shown["address"], shown["digits"])
                one.do("leave")
                one.do("open_alone", session)
            for one in laptops:
                one.ask("notes", EACH, WRITTEN)
            for one in laptops:
                one.answer()
            at_rest = _ask(window, f"rest {FRAMES_AT_REST}")
            _tell(window, "begin")
            for one in laptops:
                one.ask("join_up")
            merging = _ask(window, f"until {len(names) * EACH}")
            for one in laptops:
                one.answer()
        finally:
            for one in laptops:
                one.kill()
            window.communicate(timeout=60)
    meanwhile = f"while 2 × {EACH} notes arrive, {page} page"
    return (
        _lateness(f"a frame {meanwhile} (+{merging['more_mb']:.0f} MB)", merging["frames_ms"], at_rest["frames_ms"]),
        _lateness(f"a letter typed {meanwhile}, until painted", merging["letters_ms"], at_rest["letters_ms"]),
    )


def _lateness(what: str, merging_ms: Sequence[float], at_rest_ms: Sequence[float]) -> Figure:
    p99, before = percentile(merging_ms, 0.99), percentile(at_rest_ms, 0.99)
    found = f"{what}; p99 of {len(merging_ms)}, longest {max(merging_ms):.1f} ms"
    return Figure(
        found, f"{p99:.1f} ms", f"{before:.1f} ms", p99 / before, f"{FRAME_AIM_MS:.0f} ms", p99 <= FRAME_AIM_MS
    )


def _tell(program: subprocess.Popen[str], line: str) -> None:
    assert program.stdin is not None
    program.stdin.write(f"{line}\n")
    program.stdin.flush()


def _line(program: subprocess.Popen[str]) -> str:
    assert program.stdout is not None
    return program.stdout.readline()


def _ask(window: subprocess.Popen[str], line: str) -> dict[str, Any]:
    _tell(window, line)
    told: dict[str, Any] = json.loads(_line(window))
    return told


def _meet(laptops: Sequence[LaptopProcess]) -> Met:
    """Let all meet; how long until all is folded on all, and until it is on the disk of all."""
    began = monotonic()
    for one in laptops:
        one.do("join_up")
    for one in laptops:
        one.ask("has", EACH * len(laptops))
    for one in laptops:
        one.answer()
    folded_s = monotonic() - began
    for one in laptops:
        one.ask("level", len(laptops) - 1)
    for one in laptops:
        one.answer()
    return Met(folded_s, monotonic() - began)


def _live(here: LaptopProcess, there: LaptopProcess) -> list[float]:
    took = []
    for number in range(LIVE):
        writes, reads = (here, there) if number % 2 else (there, here)
        note = writes.do("note", f"live {number}")
        took.append((reads.do("saw", note) - writes.do("saw", note)) * 1000)
    return took
