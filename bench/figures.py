"""Holds the figures of a run: sums over samples, and the page that they are written to."""

from __future__ import annotations

import platform
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

RESULTS = Path(__file__).parent / "RESULTS.md"


class Figure(NamedTuple):
    """Represents one line of the results.

    Attributes:
        what: What was measured.
        ours: The figure, with its unit.
        twin: The bare twin's in the same run; empty where there is none.
        ratio: Ours over the twin's; 0 where there is none.
        aim: What was hoped for, in words.
        met: Whether it was reached.
    """

    what: str
    ours: str
    twin: str
    ratio: float
    aim: str
    met: bool


class Section(NamedTuple):
    """Represents one bench: its figures and where the time goes."""

    title: str
    figures: tuple[Figure, ...]
    remarks: tuple[str, ...] = ()


def percentile(samples: Sequence[float], share: float) -> float:
    """Return the sample below which a share of them lies (nearest rank)."""
    ordered = sorted(samples)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


HEAD = "\n## "
"""The beginning of each section."""


def write_results(sections: Sequence[Section], *, keeps_others: bool = False) -> str:
    """Write RESULTS.md and return its text.

    Args:
        sections: What was measured.
        keeps_others: The other sections stay as they are; the new ones take the place of those of their titles.
    """
    lines = [
        "# What it costs",
        "",
        "Written by `make bench`. Each figure stands beside a bare twin's from the same run, taken in turn with it.",
        "",
        f"{datetime.now(UTC):%Y-%m-%d}, {machine()}.",
    ]
    start, written = "\n".join(lines) + "\n", {section.title: _section(section) for section in sections}
    if keeps_others and RESULTS.exists():
        start, *old = RESULTS.read_text(encoding="utf-8").split(HEAD)
        written = {text.partition("\n")[0]: text for text in old} | written
    text = HEAD.join([start, *written.values()])
    RESULTS.write_text(text, encoding="utf-8")
    return text


def _section(section: Section) -> str:
    title, figures, remarks = section
    lines = [title]
    lines += ["", "| what | ours | bare twin | ratio | aim | met |", "|---|---|---|---|---|---|"] if figures else []
    for what, ours, twin, ratio, aim, met in figures:
        shown = f"{ratio:.1f}×" if ratio else ""
        lines.append(f"| {what} | {ours} | {twin} | {shown} | {aim} | {'yes' if met else '**no**'} |")
    lines += ["", *remarks] if remarks else []
    return "\n".join(lines) + "\n"


def machine() -> str:
    """Return what this machine is, in words."""
    info = Path("/proc/cpuinfo")
    models = (
        [line.partition(":")[2].strip() for line in info.read_text().splitlines() if line.startswith("model name")]
        if info.exists()
        else []
    )
    processor = f"{len(models)} × {models[0]}" if models else platform.processor()
    return f"{processor}, {platform.system()} {platform.machine()}, Python {platform.python_version()}"
