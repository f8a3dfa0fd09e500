"""Opinions on a large room take long: a terminal is told how far they are, and Ctrl+C ends them and leaves nothing."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.e2e.command import home_variables
from tests.opinions.rooms import camps

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="pseudo-terminals and signals of POSIX")


def all_read(terminal: int) -> bytes:
    """What is left on a terminal whose other end was closed."""
    text = b""
    while True:
        try:
            piece = os.read(terminal, 1024)
        except OSError:  # So Linux says that it is the end.
            return text
        if not piece:
            return text
        text += piece


def test_ctrl_c_while_the_stability_is_measured(tmp_path: Path) -> None:
    votes = tmp_path / "votes.csv"
    lines = (f"0,x,{statement},{voter},{vote}\n" for voter, statement, vote, _ in camps((250, 150), 200))
    votes.write_text("timestamp,datetime,comment-id,voter-id,vote\n" + "".join(lines), encoding="utf-8")
    ours, theirs = os.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "facilitator_console", "opinions", str(votes), "--out", str(tmp_path / "out")],
        env=os.environ | home_variables(tmp_path),
        stdout=subprocess.PIPE,
        stderr=theirs,
    )
    os.close(theirs)
    told = b""
    while b"%" not in told:
        told += os.read(ours, 1024)
    process.send_signal(signal.SIGINT)
    out, _ = process.communicate(timeout=60)
    told += all_read(ours)
    os.close(ours)
    assert (process.returncode, out) == (130, b"")
    assert told.startswith(b"\r0%")
    assert told.endswith(b"\r\x1b[Kfacilitator-console: Stopped.\r\n")
    assert not (tmp_path / "out").exists()
