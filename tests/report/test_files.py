"""Files are there whole or not at all."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from facilitator_console.report.files import write_whole
from facilitator_console.words import UserError

SHORT_OF_SPACE = """
import resource, signal, sys
from pathlib import Path
from facilitator_console.report.files import write_whole
from facilitator_console.words import UserError
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))
try:
    write_whole(Path(sys.argv[1]), b"new" * 1000)
except UserError as error:
    print(error)
"""

WITHOUT_PERMISSION = """
import os, sys
from pathlib import Path
from facilitator_console.report.files import write_whole
from facilitator_console.words import UserError
if os.geteuid() == 0:
    os.setuid(65534)  # root may write everywhere
try:
    write_whole(Path(sys.argv[1]), b"new")
except UserError as error:
    print(error)
"""


def said(script: str, path: Path) -> str:
    return subprocess.run([sys.executable, "-c", script, path], capture_output=True, text=True, check=True).stdout


def test_a_file_is_replaced(tmp_path: Path) -> None:
    path = tmp_path / "summary.pdf"
    write_whole(path, b"old")
    write_whole(path, b"new")
    assert path.read_bytes() == b"new"
    assert list(tmp_path.iterdir()) == [path]


def test_a_pdf_replaces_a_pdf_and_nothing_else(tmp_path: Path) -> None:
    summary, store = tmp_path / "summary.pdf", tmp_path / "dialogue.sqlite"
    for old in (None, b"%PDF-1.4 old", b"%PDF-1.4 new"):
        if old:
            summary.write_bytes(old)
        write_whole(summary, b"%PDF-1.4 new")
        assert summary.read_bytes() == b"%PDF-1.4 new"
    for other in (b"SQLite format 3\0", b""):
        store.write_bytes(other)
        with pytest.raises(UserError, match="already exists"):
            write_whole(store, b"%PDF-1.4 new")
        assert store.read_bytes() == other


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"is a folder\. Name a file"):
        write_whole(tmp_path, b"")


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"There is no folder .*nowhere\. Make it first"):
        write_whole(tmp_path / "nowhere" / "summary.pdf", b"")


def test_a_file_is_no_folder(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(UserError, match="There is no folder"):
        write_whole(tmp_path / "file" / "summary.pdf", b"")


def test_a_name_that_is_too_long_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="can’t be written"):
        write_whole(tmp_path / ("x" * 300), b"")
    assert not list(tmp_path.iterdir())


def test_a_device_is_left_alone() -> None:
    with pytest.raises(UserError, match="not an ordinary file"):
        write_whole(Path(os.devnull), b"")


def test_without_space_the_old_file_stays(tmp_path: Path) -> None:
    path = tmp_path / "summary.pdf"
    write_whole(path, b"old")
    assert said(SHORT_OF_SPACE, path).startswith(f"There is no space left to write {path}.")
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


def test_without_permission_nothing_is_written(tmp_path: Path) -> None:
    folder = tmp_path / "kept"
    folder.mkdir(mode=0o500)
    path = folder / "summary.pdf"
    assert said(WITHOUT_PERMISSION, path).startswith(f"You may not write {path}.")
    assert not list(folder.iterdir())
