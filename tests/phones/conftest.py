"""A meeting that phones have been let into."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.phones.house import House


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    """It lasts for one test."""
    made = House(tmp_path / "dialogue.sqlite")
    made.begin()
    made.let_in()
    yield made
    made.close()
