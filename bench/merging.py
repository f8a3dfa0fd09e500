"""Times laptops that meet again: real stores in processes of their own, over TLS on loopback."""

from __future__ import annotations

from pathlib import Path
from time import monotonic

from bench.figures import Figure, Section, percentile
from tests.sync.processes import LaptopProcess

EACH = 5_000
LIVE = 200
MERGE_AIM_S = 1.0
LIVE_AIM_MS = 200.0


def measure(folder: Path) -> Section:
    """Let two laptops work apart, meet, and then write to each other."""
    place = folder / "merging"
    place.mkdir()
    here, there = LaptopProcess(place, "here"), LaptopProcess(place, "there")
    try:
        session = here.do("begin")
        shown = here.do("show")
        there.do("join", shown["address"], shown["digits"])
        there.do("leave")
        there.do("open_alone", session)
        for one in (here, there):
            one.ask("notes", EACH, "a note of some length, such as people write in a hurry")
        for one in (here, there):
            one.answer()
        began_mb = [one.do("memory_mb") for one in (here, there)]
        took_s = _meet(here, there)
        merged_mb = [one.do("memory_mb") for one in (here, there)]
        live_ms = _live(here, there)
        assert here.do("digest") == there.do("digest")
    finally:
        for one in (here, there):
            one.kill()
    return _section(took_s, live_ms, max(now - then for now, then in zip(merged_mb, began_mb, strict=True)))


def _meet(here: LaptopProcess, there: LaptopProcess) -> float:
    """Let the two meet; how long until all is on the disk of both."""
    began = monotonic()
    there.do("join_up")
    for one in (here, there):
        one.ask("level", 1)
    for one in (here, there):
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
        f"{LIVE} notes. The merge takes up to {more_mb:.0f} MB more memory on a laptop."
    )
    return Section("Laptops that meet again", figures, (remark,))
