"""Codebooks and notes on the command line: import-tags, export-tags, import-notes."""

from __future__ import annotations

from pathlib import Path

import pytest

from facilitator_console.cli import main
from facilitator_console.exchange.codebooks import read_codebook
from tests.e2e.command import home_variables


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in home_variables(tmp_path / "home").items():
        monkeypatch.setenv(name, value)
    monkeypatch.chdir(tmp_path)
    Path("план.csv").write_text("Хв;Назва\n10;Вітання\n", encoding="utf-8")
    Path("мітки.csv").write_text("tag,description\nвода.криниця,Де пити\nпотреба,\n", encoding="utf-8")


def run(capfd: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    code = main(arguments)
    return code, *capfd.readouterr()


def test_tags_come_in_once_and_go_out(capfd: pytest.CaptureFixture[str]) -> None:
    store = ("--store", "s.sqlite")
    assert run(capfd, "import-agenda", "план.csv", *store)[0] == 0
    assert run(capfd, "import-tags", "last", "мітки.csv", *store) == (
        0,
        "2 tags were added.\n1 tag was there already.\n",
        "",
    )
    assert run(capfd, "import-tags", "last", "мітки.csv", *store)[1].startswith("0 tags were added.")
    for name in ("out.qdc", "out.csv"):
        assert run(capfd, "export-tags", "last", "--out", name, *store) == (0, f"Tags: {name}\n", "")
        lines = read_codebook(Path(name))
        (well,) = (line for line in lines if line.name == "криниця")
        assert (well.description, lines[well.above].name) == ("Де пити", "вода")
    code, out, err = run(capfd, "export-tags", "last", "--out", "out.csv", *store)
    assert (code, out) == (2, "")
    assert "already exists" in err


def test_a_file_that_is_no_codebook_changes_nothing(capfd: pytest.CaptureFixture[str]) -> None:
    run(capfd, "import-agenda", "план.csv", "--store", "s.sqlite")
    code, out, err = run(capfd, "import-tags", "last", "план.csv", "--store", "s.sqlite")
    assert (code, out) == (2, "")
    assert "no column “tag”" in err


def test_notes_come_in_after_a_look_at_them(capfd: pytest.CaptureFixture[str]) -> None:
    store = ("--store", "s.sqlite")
    run(capfd, "import-agenda", "план.csv", *store)
    Path("нотатки.md").write_text("- вода 💧\n- світло\n", encoding="utf-8")
    preview = run(capfd, "import-notes", "last", "нотатки.md", "--preview", *store)
    assert preview == (0, "2 notes would be added:\n  вода 💧\n  світло\n", "")
    added = run(capfd, "import-notes", "last", "нотатки.md", "--item", "1", "--language", "uk", *store)
    assert added == (0, "2 notes were added.\n", "")
    code, out, err = run(capfd, "import-notes", "last", "нотатки.md", "--item", "7", *store)
    assert (code, out) == (2, "")
    assert "There is no item 7" in err
