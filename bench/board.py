"""The board of the harvest with 5,000 notes: every frame while it scrolls, and keys until the paint."""

from __future__ import annotations

from pathlib import Path

from bench.figures import Figure, Section, percentile
from bench.window import probe

FRAME_AIM_MS = 33.0
PROBES = "bench.board_probes"
WHAT = {
    "loose": "a frame of scrolling, notes in no theme, the longest",
    "card": "a frame of scrolling, an open card of 1,000 notes, the longest",
    "themed": "T and Enter: a note into a theme, until painted, p95",
    "tagged": "2: a tag, until painted, p95",
}
LONGEST = frozenset({"loose", "card"})


def measure(folder: Path) -> Section:
    """Run the probes in fresh processes."""
    here = folder / "board"
    here.mkdir()
    bare, ours = probe("bare", here, PROBES), probe("board", here, PROBES)
    figures = []
    for name, what in WHAT.items():
        share = 1.0 if name in LONGEST else 0.95
        taken, twin = percentile(ours[name], share), percentile(bare["scroll"], share)
        met = taken <= FRAME_AIM_MS
        figures.append(Figure(what, f"{taken:.1f} ms", f"{twin:.1f} ms", taken / twin, "33 ms", met))
    remark = (
        "Off screen, the whole window at 1440 × 900, 5,000 notes, 4,000 of them in no theme, 1,000 in one of twenty "
        "themes. A frame is one step of the scroll bar until all events are handled; the bare twin is a table of one "
        "column with 5,000 lines of text in a window, scrolled by as many steps. "
        f"Processor time alone, medians: a frame of notes {percentile(ours['loose_cpu'], 0.5):.1f} ms, of the card "
        f"{percentile(ours['card_cpu'], 0.5):.1f} ms, of the bare table {percentile(bare['scroll_cpu'], 0.5):.1f} ms; "
        f"into a theme {percentile(ours['themed_cpu'], 0.5):.0f} ms, "
        f"a tag {percentile(ours['tagged_cpu'], 0.5):.0f} ms; "
        f"shown for the first time {ours['opened_cpu'][0]:.0f} ms."
    )
    return Section("The board of the harvest", tuple(figures), (remark,))
