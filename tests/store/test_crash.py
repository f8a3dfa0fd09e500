"""A few kills of `make crash`, and its proof: it finds a writer that acknowledges too early."""

import sys

import pytest

from tests.crash import series

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL")


def test_a_killed_writer_loses_nothing_acknowledged() -> None:
    tally = series(10, seed=1)
    assert tally.faults == ()
    assert tally.acknowledged > 0


def test_a_writer_that_acknowledges_before_the_commit_is_caught() -> None:
    tally = series(10, seed=1, ack_before_commit=True)
    assert tally.faults
    assert all("events were acknowledged" in fault for fault in tally.faults)
