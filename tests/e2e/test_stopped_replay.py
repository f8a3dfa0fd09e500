"""A replay that is stopped in its middle leaves a sound store with all that was acknowledged."""

import signal
import sys
from collections.abc import Iterable
from pathlib import Path

import pypdfium2
import pytest

from facilitator_console.log import Event
from facilitator_console.store.store import Store
from tests.e2e.command import long_recording, ran, start

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")


def _stopped_after(acks: int, by: signal.Signals, tmp_path: Path) -> tuple[int, str, int]:
    """Exit code, complaint, and the last acknowledged number of a replay that was sent a signal."""
    recording = long_recording(tmp_path / "long.rttm")
    with start(tmp_path, "replay", recording, "--out", tmp_path / "out", "--acks") as process:
        assert process.stdout is not None
        assert process.stderr is not None
        read = [process.stdout.readline() for _ in range(acks)]
        process.send_signal(by)
        # Read on where the lines were read: what the reader holds already would be lost to `communicate`.
        out, err = process.stdout.read(), process.stderr.read()
        code = process.wait(timeout=120)
    whole = [line for line in "".join((*read, out)).split("\n")[:-1] if line]
    assert whole == [f"saved {number}" for number in range(1, len(whole) + 1)]
    return code, err, len(whole)


def commands(events: Iterable[Event]) -> set[int]:
    """The moments of commands; the beginning of a run has one of its own, and is saved with the first of them."""
    return {event.lamport for event in events if event.kind != "run_started"}


@pytest.mark.parametrize("acks", [40, 300])
def test_killed_replay_is_sound_listed_and_reported(acks: int, tmp_path: Path) -> None:
    code, _, acknowledged = _stopped_after(acks, signal.SIGKILL, tmp_path)
    assert code == -signal.SIGKILL
    store = tmp_path / "out" / "dialogue.sqlite"

    code, out, err = ran(start(tmp_path, "doctor", "--store", store))
    assert (code, out.count("\n"), err) == (0, 1, "")

    code, out, err = ran(start(tmp_path, "sessions", "--store", store))
    assert (code, err) == (0, "")
    assert out.rstrip().endswith("long (not ended)")

    summary = tmp_path / "summary.pdf"
    assert ran(start(tmp_path, "report", "last", "--store", store, "--out", summary))[0] == 0
    assert "long" in pypdfium2.PdfDocument(summary)[0].get_textpage().get_text_range()

    with Store.open(store) as opened:
        (session,) = opened.log.sessions()
        assert len(commands(opened.log.read(session))) >= acknowledged


def test_ctrl_c_says_in_one_line_what_is_kept(tmp_path: Path) -> None:
    code, err, acknowledged = _stopped_after(40, signal.SIGINT, tmp_path)
    store = tmp_path / "out" / "dialogue.sqlite"
    assert (code, err) == (130, f"facilitator-console: Stopped. What was played so far is saved in {store}.\n")
    with Store.open(store) as opened:
        (session,) = opened.log.sessions()
        # Closing saved what still waited, and told nobody twice.
        assert len(commands(opened.log.read(session))) == acknowledged


def test_nobody_reads_the_acknowledgements_any_more(tmp_path: Path) -> None:
    process = start(tmp_path, "replay", long_recording(tmp_path / "long.rttm"), "--out", tmp_path / "out", "--acks")
    assert process.stdout is not None
    assert process.stdout.readline() == "saved 1\n"
    process.stdout.close()
    assert process.stderr is not None
    assert process.stderr.read() == ""
    assert process.wait(60) == 141
    process.stderr.close()
    store = tmp_path / "out" / "dialogue.sqlite"
    assert ran(start(tmp_path, "doctor", "--store", store))[0] == 0
    assert "(not ended)" in ran(start(tmp_path, "sessions", "--store", store))[1]
