"""One locked file: partial, repeated, old and foreign ones do no harm."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from facilitator_console.log import Event, Instant, LaptopId, SessionId, Subject, WriterId
from facilitator_console.sync.keys import Keys, Remembered
from facilitator_console.sync.stick import give, needs_passphrase, take
from facilitator_console.words import UserError
from tests.sync.processes import ROOT, LaptopProcess

Start = Callable[[str], LaptopProcess]
SESSION = SessionId("s")


def events(count: int) -> list[Event]:
    body = json.dumps({"text": "криниця 💧 é"})
    return [
        Event(SESSION, WriterId("w"), seq, seq, Instant(9), "note_added", Subject(f"w.{seq}"), body)
        for seq in range(1, count + 1)
    ]


def test_a_session_goes_by_stick_there_and_back(laptop: Start, tmp_path: Path) -> None:
    here, there = laptop("olena"), laptop("taras")
    session = here.do("begin")
    shown = here.do("show")
    there.do("join", shown["address"], shown["digits"])
    there.do("leave")
    note = here.do("note", "the well")
    first, second = str(tmp_path / "first.team"), str(tmp_path / "second.team")
    here.do("give", first, "")
    assert there.do("take", first, "") > 0, "into a session that is not open"
    there.do("open", session)
    there.do("level", 1)
    there.do("note", "the bus")
    there.do("give", second, "")
    here.do("withdraw", note)
    there.do("level", 1)
    for path, why in ((second, "known already"), (first, "old: what was erased does not come back")):
        assert here.do("take", path, "") == 0, why
    assert here.do("texts") == there.do("texts") == ["the bus"]


@pytest.mark.parametrize("share", [0, 1, 40, 200, 900, -1])
def test_a_file_that_is_cut_or_something_else_is_refused(tmp_path: Path, share: int) -> None:
    path = tmp_path / "a.team"
    keys = Keys(tmp_path / "k.json", LaptopId("l"))
    keys.remember(Remembered(LaptopId("m"), b"", keys.recipient, sessions=(SESSION,)))
    give(path, SESSION, events(3_000), keys, "")
    assert not needs_passphrase(path)
    assert take(path, keys, "").events == tuple(events(3_000))
    path.write_bytes(path.read_bytes()[:share])
    with pytest.raises(UserError, match="not all of it was copied"):
        take(path, keys, "")


def test_a_wrong_passphrase_and_other_keys_are_said(tmp_path: Path) -> None:
    path = tmp_path / "a.team"
    keys, others = (Keys(tmp_path / f"{name}.json", LaptopId(name)) for name in ("k", "o"))
    give(path, SESSION, events(1), None, "right")
    assert needs_passphrase(path)
    with pytest.raises(UserError, match="passphrase"):
        take(path, keys, "wrong")
    with pytest.raises(UserError, match="No other laptop"):
        give(path, SESSION, events(1), keys, "")
    keys.remember(Remembered(LaptopId("m"), b"", keys.recipient, sessions=(SESSION,)))
    give(path, SESSION, events(1), keys, "")
    with pytest.raises(UserError, match="not locked for this laptop"):
        take(path, others, "")
    assert "криниця".encode() not in path.read_bytes()


def test_give_and_take_on_the_command_line(laptop: Start, tmp_path: Path) -> None:
    here = laptop("olena")
    session = here.do("begin")
    here.do("note", "the well")
    here.close()
    path = tmp_path / "stick.team"

    def run(*arguments: str) -> str:
        done = subprocess.run(
            [sys.executable, "-m", "facilitator_console", *arguments],
            cwd=ROOT,
            input="five words\n",
            env={"XDG_DATA_HOME": str(tmp_path / "data"), "LANG": "C.UTF-8"},
            capture_output=True,
            text=True,
            check=False,
        )
        return done.stdout + done.stderr

    assert "Given:" in run("give", "last", "--store", str(here.folder / "dialogue.sqlite"), "--out", str(path))
    assert "exists already" in run("give", "last", "--store", str(here.folder / "dialogue.sqlite"), "--out", str(path))
    store = str(tmp_path / "other.sqlite")
    assert session in run("take", str(path), "--store", store)
    assert session in run("sessions", "--store", store)
