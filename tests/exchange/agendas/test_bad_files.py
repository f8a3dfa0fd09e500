"""Bad files: one clear line, nothing half taken in, little memory, no traceback."""

from __future__ import annotations

import io
import os
import secrets
import subprocess
import sys
import zipfile
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from facilitator_console.exchange.agendas.reading import LIMITS, read_agenda
from facilitator_console.exchange.agendas.writing import FileFormat, agenda_file
from facilitator_console.session.drafts import ItemDraft
from facilitator_console.words import UserError
from tests.exchange.agendas.spreadsheets import HEAD, TAIL, write_ods

MOST_MB = 300


def refusal(path: Path) -> str:
    with pytest.raises(UserError) as refused:
        read_agenda(path)
    message = str(refused.value)
    assert "\n" not in message
    return message


def saved(folder: Path, name: str, content: bytes) -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


def good(kind: FileFormat) -> bytes:
    return agenda_file(kind, "x", [ItemDraft(f"Обговорення {number}") for number in range(30)])


@pytest.mark.parametrize("name", ["a.csv", "a.xlsx", "a.ods", "a.md", "a.json"])
def test_what_is_not_there_or_empty_or_a_folder(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    assert refusal(path) == f"There is no file {path}. Check the name."
    path.touch()
    assert str(path) in refusal(path)
    path.unlink()
    path.mkdir()
    assert refusal(path) == f"{path} is a folder. Name a file."


@pytest.mark.parametrize("share", [0.05, 0.3, 0.6, 0.9, 0.99])
def test_a_cut_off_workbook(tmp_path: Path, share: float) -> None:
    content = good(FileFormat.XLSX)
    assert "is not a workbook, or it is damaged" in refusal(
        saved(tmp_path, "a.xlsx", content[: int(len(content) * share)])
    )


def test_text_cut_off_in_the_middle_of_a_letter(tmp_path: Path) -> None:
    content = "min,item\n10,Обговорення питань\n".encode()
    assert "line 2: this is not UTF-8 text" in refusal(saved(tmp_path, "a.csv", content[:-2]))


def test_quotation_marks_that_never_end(tmp_path: Path) -> None:
    assert "this is not CSV" in refusal(saved(tmp_path, "a.csv", b'min,item\n10,"Welcome\n5,Pairs\n'))


@pytest.mark.parametrize("name", ["a.csv", "a.md", "a.txt", "photo.jpg", "old.xls"])
def test_what_is_no_text(tmp_path: Path, name: str) -> None:
    noise = bytes(range(256)) * 40
    message = refusal(saved(tmp_path, name, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + noise))
    assert "not a text that can be read" in message or "not UTF-8" in message


@pytest.mark.parametrize("name", ["a.csv", "a.md"])
def test_bytes_of_which_chance_makes_letters(tmp_path: Path, name: str) -> None:
    content = b"".join(bytes((17 * at % 256, 0xDC + at % 4, 0x41, at % 7)) for at in range(1000))
    assert "is not a text that can be read" in refusal(saved(tmp_path, name, content))


def test_a_list_beside_a_table_is_named(tmp_path: Path) -> None:
    text = "- talk first\n- 10m Welcome\n\n| min | title |\n| --- | --- |\n| 5 | Pairs |\n"
    preview = read_agenda(saved(tmp_path, "a.md", text.encode()))
    assert [draft.title for draft in preview.drafts] == ["Pairs"]
    assert [(row.line, row.text) for row in preview.refused] == [(2, "- 10m Welcome")]


def test_an_archive_that_is_no_workbook(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("readme.txt", "hello")
    assert "is not a workbook" in refusal(path)
    assert "is not a spreadsheet" in refusal(path.rename(tmp_path / "a.ods"))


def test_json_that_is_something_else(tmp_path: Path) -> None:
    assert "is not whole JSON" in refusal(saved(tmp_path, "a.json", b'{"entries": {'))
    assert "no rundown of Ontime" in refusal(saved(tmp_path, "b.json", b'{"a": [1, 2]}'))
    assert "no rundown of Ontime" in refusal(saved(tmp_path, "c.json", b"[1, 2]"))
    assert "not whole JSON" in refusal(saved(tmp_path, "d.json", b"[" * 100_000))


def test_entities_in_xml_are_refused(tmp_path: Path) -> None:
    entity = HEAD.replace("?>", '?><!DOCTYPE x [<!ENTITY a "aaaa">]>', 1)
    assert "is not a spreadsheet" in refusal(write_ods(tmp_path / "a.ods", [["item"], ["x"]], head=entity))


def test_broken_xml_in_an_ods(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.ods", "w") as archive:
        archive.writestr("content.xml", HEAD + TAIL[:40])
    assert "is not a spreadsheet" in refusal(tmp_path / "a.ods")


def test_more_rows_than_an_agenda_has(tmp_path: Path) -> None:
    lines = b"min,item\n" + b"1,x\n" * (LIMITS.most_rows + 1)
    assert "more than 5000 rows" in refusal(saved(tmp_path, "a.csv", lines))
    many = [[secrets.token_hex(8)] for _ in range(LIMITS.most_rows + 1)]
    assert "more than 5000 rows" in refusal(write_ods(tmp_path / "a.ods", many))


def test_a_row_beyond_the_end_of_any_sheet(tmp_path: Path) -> None:
    content = good(FileFormat.XLSX)
    written = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(written, "w") as target:
        for member in source.infolist():
            data = source.read(member)
            if member.filename.startswith("xl/worksheets/"):
                data = data.replace(b'<row r="2">', b'<row r="99999999999">').replace(b'r="2"', b'r="99999999999"')
            target.writestr(member.filename, data)
    path = saved(tmp_path, "a.xlsx", written.getvalue())
    try:
        read_agenda(path)
    except UserError as error:
        assert "not a workbook" in str(error)  # noqa: PT017 - or it was read without the numbers


_MEASURE = """
import re, sys
from pathlib import Path
from facilitator_console.exchange.agendas.reading import read_agenda
from facilitator_console.words import UserError
try:
    read_agenda(Path(sys.argv[1]))
except UserError as error:
    print(error)
# Of this program alone: getrusage also knows the peak of whoever started it.
print(int(re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())[1]) // 1024)
"""


def _measured(path: Path) -> tuple[str, int]:
    """The line that a file is refused with, and how many MB the process took at most."""
    ran = subprocess.run(
        [sys.executable, "-c", _MEASURE, str(path)], capture_output=True, text=True, check=True, timeout=120
    )
    line, most = ran.stdout.splitlines()
    return line, int(most)


def _bomb(path: Path, member: str) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive, archive.open(member, "w") as sheet:
        for _ in range(200):
            sheet.write(b" " * 1_000_000)
    return path


@pytest.mark.skipif(sys.platform != "linux", reason="needs /proc")
@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("bomb.xlsx", "unpacks to far more"),
        ("bomb.ods", "unpacks to far more"),
        ("large.csv", "is larger than 8 MB"),
        ("large.md", "is larger than 8 MB"),
        ("large.json", "is larger than 8 MB"),
        ("large.xlsx", "not a workbook"),
        ("strings.xlsx", "more than 5000 rows"),
    ],
)
def test_large_files_take_little_memory(tmp_path: Path, name: str, why: str) -> None:
    path = tmp_path / name
    if name == "bomb.xlsx":
        _bomb(path, "xl/worksheets/sheet1.xml")
    elif name == "bomb.ods":
        _bomb(path, "content.xml")
    elif name == "strings.xlsx":
        made = openpyxl.Workbook(write_only=True)
        sheet = made.create_sheet()
        for number in range(20_000):
            sheet.append([f"Питання {number}", f"Що {number}?", number])
        made.save(path)
    else:
        with path.open("wb") as file:
            piece = b"10,Welcome\n" if name != "large.xlsx" else os.urandom(11)
            file.write(piece * (50 * 1024 * 1024 // len(piece)))
    line, most_mb = _measured(path)
    assert why in line
    assert most_mb < MOST_MB


@pytest.mark.parametrize("name", ["a.csv", "a.xlsx", "a.ods", "a.md", "a.json", "a"])
@given(content=st.binary(max_size=200) | st.text(max_size=200).map(str.encode))
def test_any_bytes_are_an_agenda_or_refused_in_one_line(
    tmp_path_factory: pytest.TempPathFactory, name: str, content: bytes
) -> None:
    path = saved(tmp_path_factory.getbasetemp(), name, content)
    try:
        read_agenda(path)
    except UserError as error:
        assert "\n" not in str(error)  # noqa: PT017 - or it is one


@given(st.data())
def test_a_damaged_workbook_is_refused_or_read(tmp_path_factory: pytest.TempPathFactory, data: st.DataObject) -> None:
    content = bytearray(good(FileFormat.XLSX))
    for _ in range(data.draw(st.integers(1, 4))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    path = saved(tmp_path_factory.getbasetemp(), "damaged.xlsx", bytes(content))
    try:
        read_agenda(path)
    except UserError as error:
        assert "\n" not in str(error)  # noqa: PT017 - or it is one
