"""Measures the memory of the whole program after 5,000 notes, in a process of its own."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from bench.figures import Figure, Section

NOTES = 5_000
AIM_MB = 120.0

PROGRAM = """
import sys
from pathlib import Path
if len(sys.argv) > 1:
    from bench.dialogues import TEXT
    from facilitator_console.console import new_session
    from facilitator_console.dialogue.capture import capture
    from facilitator_console.runtime.laptop import Laptop
    from facilitator_console.log import LaptopId
    from facilitator_console.store.store import Store
    with Store.open(Path(sys.argv[1])) as store:
        console = new_session(store, Laptop(LaptopId("bench")), "Bench")
        for number in range(int(sys.argv[2])):
            console.dispatch(capture, f"#need {number} {TEXT}")
status = Path("/proc/self/status")
if status.exists():
    # Not getrusage: on Linux a child begins with its parent's peak.
    print(next(int(line.split()[1]) / 1024 for line in status.read_text().splitlines() if line.startswith("VmHWM")))
else:
    import resource
    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024 / 1024)
"""


def measure(folder: Path) -> Section:
    """Return the peak resident memory with the notes, without any, and of Python alone."""
    full = _peak_mb(str(folder / "memory.sqlite"), str(NOTES))
    empty = _peak_mb(str(folder / "empty.sqlite"), "0")
    bare = _peak_mb()
    aim = f"{AIM_MB:.0f} MB"
    figure = Figure(f"after {NOTES:,} notes", f"{full:.0f} MB", f"{bare:.0f} MB", full / bare, aim, full <= AIM_MB)
    remark = f"The twin is Python alone. With a session of no notes the program takes {empty:.0f} MB."
    return Section("Memory, at its peak", (figure,), (remark,))


def _peak_mb(*arguments: str) -> float:
    run = subprocess.run(
        [sys.executable, "-c", PROGRAM, *arguments],
        capture_output=True,
        text=True,
        check=True,
        cwd=Path(__file__).parent.parent,
    )
    return float(run.stdout)
