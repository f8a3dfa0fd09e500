"""The room display beside a console, each on its own screen: Qt's offscreen platform with two of them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SCREENS = [
    {"name": name, "x": x, "y": 0, "width": 1440, "height": 900, "logicalDpi": 96, "logicalBaseDpi": 96, "dpr": 1}
    for name, x in (("laptop", 0), ("projector", 1440))
]


def said(folder: Path, screens: list[dict[str, object]]) -> list[str]:
    """What the console says on these screens."""
    config = folder / "screens.json"
    config.write_text(json.dumps({"screens": screens}), encoding="utf-8")
    environment = os.environ | {"QT_QPA_PLATFORM": f"offscreen:configfile={config}", "XDG_DATA_HOME": str(folder)}
    done = subprocess.run(
        [sys.executable, "-m", "tests.e2e.two_screens", str(folder)],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


def test_it_stands_on_the_other_screen_and_hides_without_it(tmp_path: Path) -> None:
    assert said(tmp_path, SCREENS) == [
        "stands on projector",
        "remembered projector",
        "shown True projector True",
        "gone",
        "shown False",
        "here",
        "shown True",
        "gone",
        "shown False",
    ]
