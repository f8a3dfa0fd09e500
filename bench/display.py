"""Measures the room display on an X screen: how soon it shows a change, and how soon it is back when it is killed."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

from bench.figures import Figure, Section, percentile

BACK_AIM_MS, CHANGE_AIM_MS = 1000, 100
SCREENS = ["-screen", "0", "1440x900x24", "-screen", "1", "1280x720x24"]
KILLS = {"stands_by": "beside one that stands by", "alone": "with none that stands by"}


def measure(folder: Path) -> Section:
    """Run the probe on an X server of its own; without Xvfb nothing is measured."""
    title = "The room display"
    if not shutil.which("Xvfb"):
        return Section(title, (), ("Not measured: there is no Xvfb.",))
    here = folder / "display"
    here.mkdir()
    taken = _on_two_screens(here)
    figures = [
        Figure(
            "the console covers or shows it, until it is seen, p95",
            f"{percentile(taken['change'], 0.95):.0f} ms",
            "",
            0,
            f"{CHANGE_AIM_MS} ms",
            percentile(taken["change"], 0.95) <= CHANGE_AIM_MS,
        )
    ]
    for name, what in KILLS.items():
        worst = max(taken[name])
        within = worst <= BACK_AIM_MS
        figures.append(
            Figure(f"SIGKILL until it is seen again, {what}, the longest", f"{worst:.0f} ms", "", 0, "1 s", within)
        )
    remark = (
        f"On Xvfb, the console on one screen and the display on the other, {len(taken['change'])} changes and "
        f"{len(taken['stands_by'])} kills of each kind; it is seen once its ground is on the screen. Medians: "
        f"{percentile(taken['change'], 0.5):.0f} ms, {percentile(taken['stands_by'], 0.5):.0f} ms and "
        f"{percentile(taken['alone'], 0.5):.0f} ms. Another process stands by two seconds after the last one took over."
    )
    return Section(title, tuple(figures), (remark,))


def _on_two_screens(folder: Path) -> dict[str, list[float]]:
    read, write = os.pipe()
    command = ["Xvfb", "-displayfd", str(write), *SCREENS, "-noreset", "-nolisten", "tcp"]
    with subprocess.Popen(command, pass_fds=[write], stderr=subprocess.DEVNULL) as server:
        os.close(write)
        with os.fdopen(read) as told:
            number = told.readline().strip()
        environment = os.environ | {
            "DISPLAY": f":{number}",
            "QT_QPA_PLATFORM": "xcb",
            "XDG_DATA_HOME": str(folder / "data"),
        }
        probe = [sys.executable, "-m", "bench.display_probe", str(folder)]
        try:
            done = subprocess.run(probe, env=environment, capture_output=True, text=True, check=True)
        finally:
            server.terminate()
    taken: dict[str, list[float]] = json.loads(done.stdout.splitlines()[-1])
    return taken
