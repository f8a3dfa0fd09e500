"""Laptops in processes, for tests of the team."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.sync.processes import LaptopProcess

Start = Callable[[str], LaptopProcess]


@pytest.fixture
def laptop(tmp_path: Path) -> Iterator[Start]:
    """Starts laptops."""
    started: list[LaptopProcess] = []

    def start(name: str) -> LaptopProcess:
        started.append(LaptopProcess(tmp_path, name))
        return started[-1]

    yield start
    for one in started:
        if one.process.poll() is None:
            one.kill()
