"""Times laptops that meet again: real stores in processes of their own, over TLS on loopback."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from time import monotonic
from typing import Any

from bench.figures import Figure, Section, percentile
from tests.sync.namespaces import Place
from tests.sync.processes import LaptopProcess

EACH = 5_000
LIVE = 200
FRAMES_AT_REST = 100
MERGE_AIM_S = 1.0
LIVE_AIM_MS = 200.0
FRAME_AIM_MS = 20.0
WRITTEN = "a note of some length, such as people write in a hurry"


def measure(folder: Path) -> Section:
    """Let two laptops work apart, meet, and then write to each other; then four; then two and a window that paints."""
    place = folder / "merging"
    place.mkdir()
    laptops = _apart(place, ("here", "there"))
    try:
        began_mb = [one.do("memory_mb") for one in laptops]
        took_s = _meet(laptops)
        merged_mb = [one.do("memory_mb") for one in laptops]
        live_ms = _live(*laptops)
        assert laptops[0].do("digest") == laptops[1].do("digest")
    finally:
        for one in laptops:
            one.kill()
    more_mb = max(now - then for now, then in zip(merged_mb, began_mb, strict=True))
    section = _section(took_s, live_ms, more_mb)
    frames = [_window(place, page) for page in ("lead", "notes")]
    return section._replace(figures=(*section.figures, _four(place), *frames))


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


def _four(folder: Path) -> Figure:
    """Let four laptops meet that were apart for a working day: whoever comes meets all the others."""
    place = folder / "four"
    place.mkdir()
    laptops = _apart(place, ("first", "second", "third", "fourth"))
    try:
        took_s = _meet(laptops)
        assert len({tuple(one.do("digest")) for one in laptops}) == 1
    finally:
        for one in laptops:
            one.kill()
    what = f"4 × {EACH} notes apart, together: on the disk of all"
    return Figure(what, f"{took_s:.2f} s", "", 0.0, f"{MERGE_AIM_S:.0f} s", took_s <= MERGE_AIM_S)


def _window(folder: Path, page: str) -> Figure:
    """Let two laptops that were apart meet a window that paints; how long its frames take meanwhile."""
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
            _tell(window, "frames")
            for one in laptops:
                one.ask("join_up")
            told = _ask(window, f"until {2 * EACH}")
            for one in laptops:
                one.answer()
        finally:
            for one in laptops:
                one.kill()
            window.communicate(timeout=60)
    p99, longest = percentile(told["frames_ms"], 0.99), max(told["frames_ms"])
    before = percentile(at_rest["frames_ms"], 0.99)
    found = f"longest {longest:.0f} ms, {told['memory_mb']:.0f} MB"
    what = f"a frame while 2 × {EACH} notes arrive, {page} page, p99 ({found})"
    ours, twin = f"{p99:.1f} ms", f"{before:.1f} ms"
    return Figure(what, ours, twin, p99 / before, f"{FRAME_AIM_MS:.0f} ms", p99 <= FRAME_AIM_MS)


def _tell(window: subprocess.Popen[str], line: str) -> None:
    assert window.stdin is not None
    window.stdin.write(f"{line}\n")
    window.stdin.flush()


def _ask(window: subprocess.Popen[str], line: str) -> dict[str, Any]:
    _tell(window, line)
    assert window.stdout is not None
    told: dict[str, Any] = json.loads(window.stdout.readline())
    return told


def _meet(laptops: Sequence[LaptopProcess]) -> float:
    """Let all meet; how long until all is on the disk of all."""
    began = monotonic()
    for one in laptops:
        one.do("join_up")
    for one in laptops:
        one.ask("level", len(laptops) - 1)
    for one in laptops:
        one.answer()
    return monotonic() - began


def _live(here: LaptopProcess, there: LaptopProcess) -> list[float]:
    took = []
    for number in range(LIVE):
        writes, reads = (here, there) if number % 2 else (there, here)
        note = writes.do("note", f"live {number}")
        took.append((reads.do("saw", note) - writes.do("saw", note)) * 1000)
    return took


def _section(took_s: float, live_ms: list[float], more_mb: float) -> Section:
    p95 = percentile(live_ms, 0.95)
    merged = f"2 × {EACH} notes apart, together: on the disk of both"
    figures = (
        Figure(merged, f"{took_s:.2f} s", "", 0.0, f"{MERGE_AIM_S:.0f} s", took_s <= MERGE_AIM_S),
        Figure(
            "a note on the other screen, p95", f"{p95:.1f} ms", "", 0.0, f"{LIVE_AIM_MS:.0f} ms", p95 <= LIVE_AIM_MS
        ),
    )
    remark = (
        f"Pairing, TLS 1.3, clocks and digests are in it. Live: median {percentile(live_ms, 0.5):.1f} ms of "
        f"{LIVE} notes. The merge takes up to {more_mb:.0f} MB more memory on a laptop. A frame is the whole "
        "page, painted every 20 ms; its twin is a frame of the same window before the others come."
    )
    return Section("Laptops that meet again", figures, (remark,))
