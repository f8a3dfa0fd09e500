"""Agendas on the command line: import-agenda and export-agenda."""

from __future__ import annotations

from pathlib import Path

import pytest

from facilitator_console.cli import main
from facilitator_console.dialogue.history import History
from facilitator_console.dialogue.state import State
from facilitator_console.session.agenda import items_in_order
from facilitator_console.session.drafts import drafts_of
from facilitator_console.store.contents import open_to_read
from tests.e2e.command import home_variables

PLAN = "Хв;Назва;Нотатка\n10;Вітання;чай\nбагато;Пари;\n1:30;Діалог;\n"


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in home_variables(tmp_path / "home").items():
        monkeypatch.setenv(name, value)
    monkeypatch.chdir(tmp_path)
    Path("план.csv").write_text(PLAN, encoding="cp1251")


def run(capfd: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    code = main(arguments)
    return code, *capfd.readouterr()


def session(store: str = "s.sqlite") -> State:
    with open_to_read(Path(store)) as opened:
        (listed,) = opened.sessions()
        return History(opened.events(listed.session_id)).state


def refused(answer: tuple[int, str, str]) -> str:
    code, out, err = answer
    assert (code, out, err.count("\n")) == (2, "", 1), err
    return err


def test_a_file_becomes_a_session(capfd: pytest.CaptureFixture[str]) -> None:
    code, out, err = run(capfd, "import-agenda", "план.csv", "--store", "s.sqlite")
    state = session()
    assert code == 0
    assert out.splitlines()[1] == "2 items are on its agenda."
    assert err == (
        "facilitator-console: row 3 was not taken: Хв: “багато” is not a length of time. "
        "Write minutes, such as 25, or 1h30. (багато · Пари)\n"
    )
    assert state.info.title == "план"
    assert [(item.title, item.planned_ms // 60_000) for item in items_in_order(state)] == [
        ("Вітання", 10),
        ("Діалог", 90),
    ]


def test_the_title_can_be_given(capfd: pytest.CaptureFixture[str]) -> None:
    run(capfd, "import-agenda", "план.csv", "--title", "Зустріч", "--store", "s.sqlite")
    assert session().info.title == "Зустріч"


def test_when_it_begins_there_is_kept(capfd: pytest.CaptureFixture[str]) -> None:
    Path("a.md").write_text("# Day\n- 14:00 Welcome\n- 14:10 Pairs\n", encoding="utf-8")
    run(capfd, "import-agenda", "a.md", "--store", "s.sqlite")
    state = session()
    assert (state.info.title, state.info.begins.time) == ("Day", "14:00")
    assert [item.fixed_at for item in items_in_order(state)] == ["", ""]


@pytest.mark.parametrize("kind", ["csv", "xlsx", "md"])
def test_what_is_exported_is_imported_again(capfd: pytest.CaptureFixture[str], kind: str) -> None:
    run(capfd, "import-agenda", "план.csv", "--store", "s.sqlite")
    code, out, err = run(capfd, "export-agenda", "last", "--format", kind, "--out", f"a.{kind}", "--store", "s.sqlite")
    assert (code, out, err) == (0, f"Agenda: a.{kind}\nIt also holds what is only for the team.\n", "")
    run(capfd, "import-agenda", f"a.{kind}", "--store", "t.sqlite")
    assert drafts_of(session("t.sqlite")) == drafts_of(session())


def test_a_calendar_needs_to_know_when_it_begins(capfd: pytest.CaptureFixture[str]) -> None:
    run(capfd, "import-agenda", "план.csv", "--store", "s.sqlite")
    export = ("export-agenda", "last", "--format", "ics", "--out", "a.ics", "--store", "s.sqlite")
    assert "A calendar needs the day" in refused(run(capfd, *export))
    assert "is not a day with a time" in refused(run(capfd, *export, "--begins", "tomorrow"))
    assert not Path("a.ics").exists()
    assert run(capfd, *export, "--begins", "2026-11-28T14:00+02:00")[0] == 0
    lines = Path("a.ics").read_bytes().decode().split("\r\n")
    assert [line for line in lines if line.startswith(("DTSTART", "DTEND", "SUMMARY"))] == [
        *("DTSTART:20261128T120000Z", "DTEND:20261128T121000Z", "SUMMARY:Вітання"),
        *("DTSTART:20261128T121000Z", "DTEND:20261128T134000Z", "SUMMARY:Діалог"),
    ]
    assert "чай" not in "".join(lines)


def test_a_file_is_written_over_only_by_force(capfd: pytest.CaptureFixture[str]) -> None:
    run(capfd, "import-agenda", "план.csv", "--store", "s.sqlite")
    export = ("export-agenda", "last", "--format", "md", "--out", "план.csv", "--store", "s.sqlite")
    assert "already exists. Add --force" in refused(run(capfd, *export))
    assert Path("план.csv").read_text(encoding="cp1251") == PLAN
    assert run(capfd, *export, "--force")[0] == 0
    assert Path("план.csv").read_text(encoding="utf-8").startswith("# план")


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "is empty"),
        (b"\x00\x01\x02" * 50, "not a text"),
        (b"colour;size\nred;large\n", "has no agenda items"),
        ("Хв;Назва\nбагато;Пари\n".encode(), "Row 2: Хв: “багато” is not a length"),
        (b"PK\x03\x04broken", "not a workbook"),
    ],
)
def test_bad_input_is_one_line_and_no_session(capfd: pytest.CaptureFixture[str], content: bytes, why: str) -> None:
    Path("bad.csv").write_bytes(content)
    assert why in refused(run(capfd, "import-agenda", "bad.csv", "--store", "s.sqlite"))
    assert not Path("s.sqlite").exists()


def test_a_sheet_that_is_not_there_is_named(capfd: pytest.CaptureFixture[str]) -> None:
    run(capfd, "import-agenda", "план.csv", "--store", "s.sqlite")
    run(capfd, "export-agenda", "last", "--format", "xlsx", "--out", "a.xlsx", "--store", "s.sqlite")
    answer = run(capfd, "import-agenda", "a.xlsx", "--sheet", "Sunday", "--store", "t.sqlite")
    assert "a.xlsx has no sheet “Sunday”, only: Agenda." in refused(answer)


def test_the_store_is_not_written_over(capfd: pytest.CaptureFixture[str]) -> None:
    run(capfd, "import-agenda", "план.csv", "--store", "s.sqlite")
    answer = run(
        capfd, "export-agenda", "last", "--format", "md", "--out", "s.sqlite", "--force", "--store", "s.sqlite"
    )
    assert "s.sqlite is a store; name another file" in refused(answer)
    assert session().info.title == "план"
