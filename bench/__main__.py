"""Run every bench, or those that are named (`python -m bench window`), and write RESULTS.md."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from bench import (
    agendas,
    analysing,
    board,
    clocks,
    display,
    finding,
    marathons,
    merging,
    opinions,
    phones,
    printing,
    queue,
    remembering,
    reopening,
    saving,
    speaking_orders,
    voting,
    window,
)
from bench.figures import Section, write_results

BENCHES = (
    saving,
    reopening,
    remembering,
    clocks,
    merging,
    printing,
    agendas,
    analysing,
    opinions,
    phones,
    window,
    queue,
    speaking_orders,
    finding,
    board,
    display,
    marathons,
    voting,
)


def main(names: list[str]) -> int:
    """Measure in a folder that is thrown away; 0 also where an aim was missed: that is a figure, not a fault."""
    chosen = [bench for bench in BENCHES if not names or bench.__name__.rpartition(".")[2] in names]
    with tempfile.TemporaryDirectory() as folder:
        sections: list[Section] = []
        for bench in chosen:
            sys.stderr.write(f"{bench.__name__} …\n")
            measured = bench.measure(Path(folder))
            sections += [measured] if isinstance(measured, Section) else measured
    sys.stdout.write(write_results(sections, keeps_others=bool(names)))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
