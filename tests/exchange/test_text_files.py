"""Files that can't be read, each with its one line."""

import os
from pathlib import Path

import pytest

from facilitator_console.exchange import text_files
from facilitator_console.exchange.csv_rows import rows_of
from facilitator_console.exchange.text_files import read_text
from facilitator_console.exchange.workbooks import is_workbook, sheets_of
from facilitator_console.words import UserError


def test_a_byte_order_mark_is_no_text(tmp_path: Path) -> None:
    path = tmp_path / "x"
    path.write_bytes(b"\xef\xbb\xbf\xd1\x97")
    assert read_text(path) == "ї"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "is empty"),
        (b" \n\t", "is empty"),
        (b"one\ntwo\n\xff", "line 3: this is not UTF-8"),
        ("text".encode("utf-16"), "line 1: this is not UTF-8"),
    ],
)
def test_what_is_no_text_is_refused(content: bytes, said: str, tmp_path: Path) -> None:
    path = tmp_path / "x"
    path.write_bytes(content)
    with pytest.raises(UserError, match=said):
        read_text(path)


def test_a_missing_file_and_a_folder_are_told_apart(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="There is no file"):
        read_text(tmp_path / "none")
    with pytest.raises(UserError, match="is a folder"):
        read_text(tmp_path)


def test_nothing_is_read_to_its_end_that_has_none(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(text_files, "LARGEST_BYTES", 1024 * 1024)
    path = tmp_path / "x"
    path.write_bytes(b"x" * (1024 * 1024 + 1))
    with pytest.raises(UserError, match="larger than 1 MB"):
        read_text(path)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no pipes with names here")
@pytest.mark.parametrize("name", ["pipe", "pipe.xlsx"])
def test_a_pipe_or_a_device_is_no_file(name: str, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / name)
    for path in (tmp_path / name, Path("/dev/zero")):
        for read in (read_text, lambda file: list(rows_of(file)), sheets_of):
            with pytest.raises(UserError, match="is not an ordinary file"):
                read(path)
    with pytest.raises(UserError, match="is not an ordinary file"):
        is_workbook(Path("/dev/zero"))
