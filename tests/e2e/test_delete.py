"""`delete` as people run it: what was in the session is in no file afterwards."""

from __future__ import annotations

import os
import pty
from pathlib import Path

import pytest

from facilitator_console.console import new_session
from facilitator_console.dialogue.capture import capture
from facilitator_console.notes.commands import add_list_entry
from facilitator_console.notes.ids import GroupList
from facilitator_console.runtime.laptop import this_laptop
from facilitator_console.store.contents import sessions_of
from facilitator_console.store.store import Store
from tests.e2e.command import ran, start
from tests.store.test_erasure import found_in

WORDS = [
    "Коло над річкою 🌊 22",
    "криниця пересохла 💧 влітку",
    "слухаємо одне одного 🤝 завжди",
    "чернетка про дорогу 🛣️",
]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A store of two sessions, the first of them with planted words."""
    path = tmp_path / "store" / "dialogue.sqlite"
    with Store.open(path) as store:
        console = new_session(store, this_laptop(), WORDS[0])
        console.dispatch(capture, f"#потреба {WORDS[1]}")
        undone = console.dispatch(capture, f"{WORDS[1]} ще")
        assert undone
        console.undo()
        console.dispatch(add_list_entry, GroupList.AGREEMENTS, WORDS[2])
        console.keep_draft(WORDS[3])
        new_session(store, this_laptop(), "Інше коло")
    return path


def session_of(path: Path, title: str) -> str:
    with Store.open(path) as store:
        return next(one.session_id for one in sessions_of(store) if one.title == title)


def test_a_deleted_session_is_in_no_file(path: Path, tmp_path: Path) -> None:
    session = session_of(path, WORDS[0])
    assert {word for _, word in found_in(path.parent, WORDS)} == set(WORDS)
    code, out, err = ran(start(tmp_path, "delete", session[:6], "--yes", "--store", path))
    assert (code, err) == (0, "")
    assert out == f"Deleted: {session}\n"
    assert found_in(path.parent, WORDS) == []
    code, out, err = ran(start(tmp_path, "sessions", "--store", path))
    assert "Інше коло" in out
    assert session not in out


def test_a_session_that_is_not_there_is_one_line(path: Path, tmp_path: Path) -> None:
    code, out, err = ran(start(tmp_path, "delete", "nobody", "--yes", "--store", path))
    assert (code, out) == (2, "")
    assert "There is no session “nobody”" in err
    assert err.count("\n") == 1
    assert {word for _, word in found_in(path.parent, WORDS)} == set(WORDS)


def test_nothing_is_deleted_unasked(path: Path, tmp_path: Path) -> None:
    """A script has nobody to ask."""
    code, _, err = ran(start(tmp_path, "delete", session_of(path, WORDS[0]), "--store", path))
    assert code == 2
    assert "add --yes" in err
    assert {word for _, word in found_in(path.parent, WORDS)} == set(WORDS)


@pytest.mark.parametrize("is_right", [True, False])
def test_a_person_types_the_beginning_of_the_id(path: Path, tmp_path: Path, *, is_right: bool) -> None:
    session = session_of(path, WORDS[0])
    theirs, ours = pty.openpty()

    def at_a_terminal() -> None:
        os.dup2(ours, 0)

    process = start(tmp_path, "delete", session, "--store", path, before=at_a_terminal)
    os.write(theirs, f"{session[:4] if is_right else 'nooo'}\n".encode())
    code, out, err = ran(process)
    os.close(theirs)
    os.close(ours)
    assert WORDS[0] in out
    assert (code, bool(found_in(path.parent, WORDS))) == ((0, False) if is_right else (2, True)), err


def test_a_store_that_is_open_elsewhere_is_refused(path: Path, tmp_path: Path) -> None:
    session = session_of(path, WORDS[0])
    with Store.open(path):
        code, out, err = ran(start(tmp_path, "delete", session, "--yes", "--store", path))
    assert (code, out) == (2, "")
    assert "Delete the session there, in the list of sessions, or close the window first." in err
    assert err.count("\n") == 1
    assert {word for _, word in found_in(path.parent, WORDS)} == set(WORDS)
