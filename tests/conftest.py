"""What holds for every test."""

from __future__ import annotations

import gc
import os
import signal
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

# First of all, as where the program starts: it sets how openpyxl reads, which test files import before it.
import facilitator_console  # noqa: F401 - see above

# Without it Qt's screen that nobody sees has 800 × 800 px, on which no window of ours opens whole.
SCREEN = Path(__file__).resolve().parent / "helpers" / "screen.json"
os.environ.setdefault("QT_QPA_PLATFORM", f"offscreen:configfile={SCREEN}")
os.environ.setdefault("QT_API", "pyside6")
# A shell starts what runs in the background deaf to Ctrl+C, and the programs that tests start would inherit it.
signal.signal(signal.SIGINT, signal.default_int_handler)

# The same examples in every run, and nothing that depends on how fast the machine is. `--hypothesis-profile fast` is
# for who waits for the answer, and for what runs the tests once for each mutant; `make crash` tries many by chance.
for profile, examples in (("ci", 40), ("fast", 10), ("many", 1_000)):
    settings.register_profile(
        profile,
        derandomize=profile != "many",
        database=None,
        deadline=None,
        max_examples=examples,
        suppress_health_check=[HealthCheck.too_slow],
    )
settings.load_profile("ci")

QT_FIXTURES = {"qtbot", "qapp", "qtmodeltester"}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Whatever Qt warns of fails the test in which it does."""
    for item in items:
        item.add_marker(pytest.mark.qt_log_level_fail("WARNING"))
        # What the platform without a screen says of itself.
        item.add_marker(pytest.mark.qt_log_ignore("^This plugin does not support", extend=True))


def pytest_collection_finish() -> None:
    """What is loaded now stays: after each test of Qt all other objects are looked through, and few are fast."""
    gc.collect()
    gc.freeze()


@pytest.fixture(autouse=True)
def _qt_is_left_clean(request: pytest.FixtureRequest) -> Iterator[None]:
    """A test leaves no timer running and no window behind, or it fails."""
    yield
    if not QT_FIXTURES & set(request.fixturenames) or "PySide6.QtWidgets" not in sys.modules:
        return
    # Only here: most tests need no Qt.
    from PySide6.QtCore import QCoreApplication, QEvent, QTimer
    from PySide6.QtWidgets import QApplication
    from shiboken6 import isValid

    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    timers = [found for found in gc.get_objects() if isinstance(found, QTimer) and isValid(found) and found.isActive()]
    assert not [f"{timer.parent()!r} {timer.interval()} ms" for timer in timers], "timers were left running"
    windows = [window for window in QApplication.topLevelWidgets() if window.isVisible()]
    assert not [repr(window) for window in windows], "windows were left open"
