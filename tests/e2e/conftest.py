"""The program in its window, and an X server for the tests that need a real one."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from facilitator_console.ui.look.theme import Theme
from tests.e2e.desktop import Desktop
from tests.ui.running import Running, running


@pytest.fixture
def program(qtbot: QtBot, qapp: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Running]:
    """The program on a store of its own, as people see it."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    Theme(qapp)
    with running(tmp_path) as started:
        qtbot.waitActive(started.window)
        yield started


@pytest.fixture(scope="module")
def display() -> Iterator[str]:
    """An X server of its own."""
    read, write = os.pipe()
    command = ["Xvfb", "-displayfd", str(write), "-screen", "0", "1440x900x24", "-noreset", "-nolisten", "tcp"]
    with subprocess.Popen(command, pass_fds=[write], stderr=subprocess.DEVNULL) as server:
        os.close(write)
        with os.fdopen(read) as told:
            number = told.readline().strip()
        yield f":{number}"
        server.terminate()


@pytest.fixture
def desktop(display: str, tmp_path: Path) -> Iterator[Callable[..., Desktop]]:
    """A program with a layout."""
    opened: list[Desktop] = []

    def on(layout: str, *more: str) -> Desktop:
        opened.append(Desktop(display, tmp_path, layout, *more))
        return opened[-1]

    yield on
    for one in opened:
        one.process.kill()
        one.process.wait()
