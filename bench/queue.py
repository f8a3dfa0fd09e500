"""A queue of 200: from a key to the paint, beside a bare list of as many rows that is reset and painted."""

from __future__ import annotations

from pathlib import Path
from statistics import median

from bench.figures import Figure, Section, percentile
from bench.window import probe

PAINT_AIM_MS = 16.0
PROBES = "bench.queue_probes"
ROOMS = {"few_seats": "24 seats, several entries each", "many_seats": "240 seats"}
WHAT = {"done": "Ctrl+1 (done, next)", "placed": "Alt+↑ on a card in the middle", "joined": "a seat more, by Enter"}


def measure(folder: Path) -> Section:
    """Run the probes in fresh processes."""
    here = folder / "queue"
    here.mkdir()
    bare = probe("bare", here, PROBES)
    bare_ms = percentile(bare["reset"], 0.95)
    figures, used = [], [f"the bare list {median(bare['reset_cpu']):.1f} ms"]
    for room, seats in ROOMS.items():
        taken = probe(room, here, PROBES)
        for name, what in WHAT.items():
            p95 = percentile(taken[name], 0.95)
            line = f"{what}, until painted, {seats}, p95"
            met = p95 <= PAINT_AIM_MS
            figures.append(Figure(line, f"{p95:.1f} ms", f"{bare_ms:.1f} ms", p95 / bare_ms, "16 ms", met))
        medians = ", ".join(f"{what} {median(taken[f'{name}_cpu']):.0f} ms" for name, what in WHAT.items())
        used.append(f"{seats}: {medians}")
    remark = (
        "Off screen, the whole window at 1440 × 900, those who spoke less first. A key until all events are handled: "
        "the command is decided, folded, handed to the saver (which is waited for up to 4 ms), the picture made anew, "
        "the page painted. The bare twin is a list of 200 rows in a window that resets its model at a key and paints. "
        f"Processor time alone, medians: {'; '.join(used)}."
    )
    return Section("A queue of 200", tuple(figures), (remark,))
