"""An X server for the tests that need a real window, and the programs on it."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.e2e.desktop import Desktop


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
