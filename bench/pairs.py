"""Compares two states of the program in one run: `python -m bench.pairs CHECKOUT saving reopening`.

CHECKOUT is a folder with the state before, set up by its own `make setup`. Each bench runs there and here in turn,
since the machine is slow at times. What both measure under one name is compared; PAIRS.md has the result.
"""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from statistics import median

from bench.figures import machine

ROOT = Path(__file__).parent.parent
PAIRS = Path(__file__).parent / "PAIRS.md"
LIMIT = 1.1
"""More than so much slower counts as slower."""
SURE = 0.95

RUN = """
import importlib, json, pathlib, sys, tempfile
from bench.figures import Section
with tempfile.TemporaryDirectory() as folder:
    measured = importlib.import_module("bench." + sys.argv[1]).measure(pathlib.Path(folder))
sections = [measured] if isinstance(measured, Section) else measured
print(json.dumps([[section.title, figure.what, figure.ours] for section in sections for figure in section.figures]))
"""
"""Needs no more of a checkout than that a bench has `measure`, as all have."""

Key = tuple[str, str, str]
"""The section, what was measured, the unit."""


def main() -> int:
    """Measure pairs and write PAIRS.md."""
    parser = argparse.ArgumentParser(prog="python -m bench.pairs")
    parser.add_argument("before", type=Path, metavar="CHECKOUT", help="a folder with the state before, set up")
    parser.add_argument("benches", nargs="+", metavar="BENCH", help="as `python -m bench` names them")
    parser.add_argument("--pairs", type=int, default=9, help="so often each runs in both (default: 9)")
    asked = parser.parse_args()
    pairs: dict[Key, list[tuple[float, float]]] = defaultdict(list)
    for number in range(asked.pairs):
        for bench in asked.benches:
            sys.stderr.write(f"{number + 1} of {asked.pairs}: {bench} …\n")
            checkouts = (asked.before, ROOT)
            # Whoever comes second finds the machine warm: they change places.
            runs = {here: _run(here, bench) for here in (checkouts if number % 2 else checkouts[::-1])}
            before, after = runs[asked.before], runs[ROOT]
            for key in filter(before.__contains__, after):
                pairs[key].append((before[key], after[key]))
        # After each pair: whoever stops it keeps what there is.
        PAIRS.write_text(_page(asked.before, pairs), encoding="utf-8")
    return 0


def _run(checkout: Path, bench: str) -> dict[Key, float]:
    """Return the figures of one bench in a checkout, by its own Python."""
    python = checkout / ".venv/bin/python"
    ran = subprocess.run([python, "-c", RUN, bench], cwd=checkout, check=True, stdout=subprocess.PIPE)
    return dict(_figures(json.loads(ran.stdout)))


def _figures(rows: list[list[str]]) -> Iterator[tuple[Key, float]]:
    for title, what, ours in rows:
        found = re.fullmatch(r"([\d,.]+)\s*(.*)", ours)
        if found and float(found[1].replace(",", "")):
            yield (title, what, found[2]), float(found[1].replace(",", ""))


def interval(ratios: Sequence[float]) -> tuple[float, float]:
    """Return between which of the ratios their true median lies, with at least 95 % (order statistics).

    Of fewer than six ratios the least and the largest, which are less sure.
    """
    ordered, count = sorted(ratios), len(ratios)
    outside, ways, cut = 0.0, 1, 0
    while cut < count // 2:
        outside += 2 * ways / 2**count
        if outside > 1 - SURE:
            break
        ways = ways * (count - cut) // (cut + 1)
        cut += 1
    first = max(cut - 1, 0)
    return ordered[first], ordered[count - 1 - first]


def _page(before: Path, pairs: dict[Key, list[tuple[float, float]]]) -> str:
    head = f"""# Before and after

Written by `python -m bench.pairs`: {_commit(before)} before, {_commit(ROOT)} after, in turn in one run; {machine()}.
A ratio is after over before, the median of the pairs; the interval holds the true median with 95 %, of
five pairs with 94 %. What may take more than {LIMIT} times as long is marked.

| what | before | after | ratio | interval | |
|---|---|---|---|---|---|
"""
    return head + "".join(_line(key, measured) for key, measured in pairs.items())


def _line(key: Key, measured: list[tuple[float, float]]) -> str:
    title, what, unit = key
    ratios = [after / before for before, after in measured]
    low, high = interval(ratios)
    old, new = (median(side) for side in zip(*measured, strict=True))
    mark = "" if high < LIMIT else "slower" if low > LIMIT else "not sure"
    cells = (f"{title}: {what}", f"{old:,.4g} {unit}", f"{new:,.4g} {unit}", f"{median(ratios):.2f}")
    return f"| {' | '.join(cells)} | {low:.2f} to {high:.2f} | {mark} |\n"


def _commit(checkout: Path) -> str:
    asked = ["git", "log", "-1", "--format=%h (%as)"]
    return subprocess.run(asked, cwd=checkout, check=True, stdout=subprocess.PIPE, text=True).stdout.strip()


if __name__ == "__main__":
    sys.exit(main())
