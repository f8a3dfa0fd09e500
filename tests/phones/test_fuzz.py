"""10,000 broken and odd requests: the server answers or gives up, nothing fails, the window goes on."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from facilitator_console.phones import protocol, server
from facilitator_console.session.agenda import edit_session
from tests.phones.house import House

REQUESTS, SEED = 10_000, 16
HANGS_S = 10.0
"""So long nobody may wait, also where the machine is busy; that for which it stood still is not the server's."""


def hangs_s() -> float:
    """The seconds of silence that count as a hang: more on a machine that starves this process."""
    told = [path.read_text().split() for path in Path("/proc/self/task").glob("*/schedstat")]
    had, waited = (sum(int(thread[column]) for thread in told) for column in (0, 1))
    return HANGS_S if waited <= had else HANGS_S * waited / had


def throw(house: House, requests: int, seed: int) -> tuple[float, float]:
    """Throw so many at a house: all must be answered or given up, and nothing may fail.

    Returns:
        The seconds of the longest silence, and those of the longest for which the machine stood still.
    """
    phone = house.phone()
    command = [sys.executable, "-m", "tests.phones.fuzz", phone.address, str(phone.port), phone.cookie]
    thrown = subprocess.run([*command, str(requests), str(seed)], stdout=subprocess.PIPE, text=True, check=True)
    outcome = json.loads(thrown.stdout)
    assert outcome["sent"] >= requests
    assert outcome["hung"] == 0, outcome
    assert outcome["slowest_s"] < hangs_s(), outcome
    assert "500" not in outcome["statuses"], outcome
    assert "refused" not in outcome["statuses"], outcome
    assert sum(outcome["statuses"].values()) > requests / 4, outcome
    assert house.bugs == []
    return outcome["slowest_s"], outcome["stood_s"]


def test_whatever_strangers_send_nothing_fails_and_nothing_hangs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(protocol, "PATIENCE_S", 0.5)
    monkeypatch.setattr(server, "KEEP_ALIVE_S", 1)
    house = House(tmp_path / "dialogue.sqlite")
    house.begin()
    house.let_in()
    throw(house, REQUESTS, SEED)
    # The window is alive, and so is the server.
    house.do(edit_session, title="Still here")
    assert "What would you miss?" in house.phone().until("/", "What would you miss?")
    house.close()
