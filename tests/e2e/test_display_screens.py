"""The room display and its console, each on its own screen: Qt's offscreen platform with two of them."""

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


def said(folder: Path, what: str, screens: list[dict[str, object]]) -> list[str]:
    """What the console says of this on these screens."""
    config = folder / "screens.json"
    config.write_text(json.dumps({"screens": screens}), encoding="utf-8")
    environment = os.environ | {"QT_QPA_PLATFORM": f"offscreen:configfile={config}", "XDG_DATA_HOME": str(folder)}
    done = subprocess.run(
        [sys.executable, "-m", "tests.e2e.two_screens", str(folder), what],
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
    assert said(tmp_path, "display", SCREENS) == [
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


WAYS = ["Bring it to the other screen", "Put the room display on the other screen"]


def test_nothing_of_the_console_is_seen_on_the_rooms_screen(tmp_path: Path) -> None:
    assert said(tmp_path, "console", SCREENS) == [
        "opened laptop all [wa]",
        f"over the edge laptop {WAYS} [wa]",
        f"item True laptop {WAYS} [wa]",
        "back laptop all [water]",
        f"wholly projector {WAYS} [water]",
        "display on laptop projector all [water]",
        "back again projector all [water]",
        "dialog True",
        "dialog False",
        "closed laptop all [water]",
        "['Bring this window to the other screen', 'Open it on the other screen', 'Cancel']",
        "display on laptop projector all [water]",
    ]


def test_where_the_rooms_screen_is_the_only_one_left_the_console_waits_for_a_word(tmp_path: Path) -> None:
    assert said(tmp_path, "alone", SCREENS[1:]) == [
        "alone projector ['Close the room display, and show this window here'] []",
        "open False projector all []",
    ]
