"""A queue of 200: from a key to the paint, beside a bare list of as many rows that is reset and painted."""

from __future__ import annotations

from pathlib import Path

from bench.figures import Figure, Section, percentile
from bench.window import probe

PAINT_AIM_MS = 16.0
WHAT = {
    "done": "Ctrl+1 (done, next) until painted, 200 waiting, p95",
    "placed": "Alt+↑ on a card in the middle until painted, 200 waiting, p95",
    "joined": "a seat more, by Enter, until painted, 200 waiting, p95",
}


def measure(folder: Path) -> Section:
    """Run both probes in fresh processes."""
    here = folder / "queue"
    here.mkdir()
    bare_ms = percentile(probe("bare", here, "bench.queue_probes")["reset"], 0.95)
    taken = probe("window", here, "bench.queue_probes")
    figures = []
    for name, what in WHAT.items():
        p95 = percentile(taken[name], 0.95)
        met = p95 <= PAINT_AIM_MS
        figures.append(Figure(what, f"{p95:.1f} ms", f"{bare_ms:.1f} ms", p95 / bare_ms, f"{PAINT_AIM_MS:.0f} ms", met))
    remark = (
        "Off screen, the whole window at 1440 × 900, those who spoke less first. A key until all events are handled: "
        "the command is decided, folded, handed to the saver (which is waited for up to 4 ms), the picture made anew, "
        "the page painted. The bare twin is a list of 200 rows in a window that resets its model at a key and paints."
    )
    return Section("A queue of 200", tuple(figures), (remark,))
