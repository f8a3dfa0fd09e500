"""This installation's id: made once, kept through whatever happens to its file."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from facilitator_console.runtime.laptop import data_folder, this_laptop
from tests.e2e.command import home_variables


@pytest.fixture(autouse=True)
def _home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in home_variables(tmp_path).items():
        monkeypatch.setenv(name, value)


def test_an_id_is_made_once_and_is_its_owners() -> None:
    made = this_laptop().laptop_id
    assert this_laptop().laptop_id == made
    assert [found.name for found in data_folder().iterdir()] == ["laptop-id"]
    assert os.name != "posix" or (data_folder() / "laptop-id").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("content", [b"", b"\0" * 17, b"0123", b"0123456789abcdeg\n", b"\xff\xfe", b"ab" * 5000])
def test_what_is_no_id_is_not_taken_for_one(content: bytes) -> None:
    """As a power cut leaves it, or a drive that fails."""
    this_laptop()
    (data_folder() / "laptop-id").write_bytes(content)
    made = this_laptop().laptop_id
    assert len(made) == 16
    assert this_laptop().laptop_id == made


def test_an_id_is_on_the_disk_before_it_has_its_name(monkeypatch: pytest.MonkeyPatch) -> None:
    done: list[str] = []
    fsync, replace = os.fsync, Path.replace

    def flushed(file: int) -> None:
        done.append("folder" if Path(f"/proc/self/fd/{file}").resolve().is_dir() else "file")
        fsync(file)

    def named(path: Path, target: Path) -> Path:
        done.append("name")
        return replace(path, target)

    monkeypatch.setattr(os, "fsync", flushed)
    monkeypatch.setattr(Path, "replace", named)
    this_laptop()
    named_at = done.index("name")
    assert done[named_at - 1] == "file"
    assert os.name != "posix" or done[named_at + 1 :] == ["folder"]
