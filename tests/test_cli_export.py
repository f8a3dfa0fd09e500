"""The report on the command line: export."""

from __future__ import annotations

from pathlib import Path

import pytest

from facilitator_console.cli import main
from facilitator_console.console import new_session, open_session
from facilitator_console.dialogue.entities import Export
from facilitator_console.dialogue.history import History
from facilitator_console.dialogue.ids import Audience, MentionDecision
from facilitator_console.dialogue.reporting import decide_mention
from facilitator_console.log import Instant, LaptopId, SessionId
from facilitator_console.notes.commands import add_list_entry
from facilitator_console.notes.ids import GroupList
from facilitator_console.report.disclosure.policy import PUBLIC
from facilitator_console.report.disclosure.publishable import open_mentions
from facilitator_console.report.export import FORMATS
from facilitator_console.runtime.laptop import Laptop
from facilitator_console.session.agenda import add_item, close_session, next_item
from facilitator_console.session.clock import SetClock
from facilitator_console.session.floor import done, start_turn
from facilitator_console.session.people import at_seat
from facilitator_console.session.seating import add_seats
from facilitator_console.store.contents import sessions_of
from facilitator_console.store.store import Store
from tests.e2e.command import home_variables

STORE = Path("s.sqlite")


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A home of its own, and a store in Ukrainian."""
    for name, value in home_variables(tmp_path / "home").items():
        monkeypatch.setenv(name, value)
    monkeypatch.chdir(tmp_path)
    with Store.open(STORE) as store:
        clock = SetClock(Instant(3_600_000))
        console = new_session(store, Laptop(LaptopId("x")), "Автобус", language="uk", clock=clock)
        console.dispatch(add_list_entry, GroupList.OUTCOMES, "Староста пише в чат")


def run(capfd: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    code = main(["export", "last", "--store", str(STORE), *arguments])
    return code, *capfd.readouterr()


def refused(answer: tuple[int, str, str]) -> str:
    code, out, err = answer
    assert (code, out, err.count("\n")) == (2, "", 1), err
    return err


@pytest.mark.parametrize("file_format", FORMATS)
def test_each_format_is_written(capfd: pytest.CaptureFixture[str], file_format: str) -> None:
    out = Path(f"report.{file_format}")
    answer = run(capfd, "--format", file_format, "--internal", "--out", str(out))
    assert answer == (0, f"Report: {out}\n", "")
    assert out.stat().st_size > 100


def test_an_internal_one_is_recorded_and_names_the_notes_in_it(capfd: pytest.CaptureFixture[str]) -> None:
    run(capfd, "--format", "md", "--internal", "--out", "a.md")
    assert main(["report", "last", "--store", str(STORE), "--out", "b.pdf"]) == 0
    with Store.open(STORE) as store:
        state = History(store.log.read(session_of(store))).state
    assert [(each.audience, each.format) for each in state.exports.values()] == [
        (Audience.INTERNAL, "md"),
        (Audience.INTERNAL, "pdf"),
    ]
    assert all({*each.quotes} == {*state.notes} and not each.policy for each in state.exports.values())


def test_it_speaks_the_sessions_language_or_the_chosen_one(capfd: pytest.CaptureFixture[str]) -> None:
    for more, words in (
        ((), "Підсумок зустрічі"),
        (("--lang", "ru"), "Итог встречи"),
        (("--lang", "en"), "Summary of the"),
    ):
        run(capfd, "--format", "md", "--internal", "--out", "a.md", "--force", *more)
        text = Path("a.md").read_text(encoding="utf-8")
        assert words in text
        assert "Староста пише в чат" in text


def test_a_file_is_written_over_only_by_force(capfd: pytest.CaptureFixture[str]) -> None:
    out = Path("there.txt")
    out.write_text("mine", encoding="utf-8")
    for file_format in FORMATS:
        export = ("--format", file_format, "--internal", "--out", str(out))
        assert "already exists. Add --force" in refused(run(capfd, *export))
        assert out.read_text(encoding="utf-8") == "mine"
    assert run(capfd, "--format", "pdf", "--internal", "--out", str(out), "--force")[0] == 0
    assert out.read_bytes().startswith(b"%PDF")
    assert sorted(path.name for path in Path().iterdir() if path.is_file() and "s.sqlite" not in path.name) == [
        out.name
    ]


@pytest.mark.parametrize("file_format", FORMATS)
def test_a_store_is_never_written_over(capfd: pytest.CaptureFixture[str], file_format: str) -> None:
    before = STORE.read_bytes()
    with Store.open(Path("other.sqlite")):
        pass
    for out in (str(STORE), "other.sqlite"):
        refused(run(capfd, "--format", file_format, "--internal", "--out", out, "--force"))
    assert STORE.read_bytes() == before


def test_nothing_leaves_before_it_is_chosen_whether_who_spoke_when_is_forgotten(
    capfd: pytest.CaptureFixture[str],
) -> None:
    with Store.open(STORE) as store:
        console = open_session(store, session_of(store), Laptop(LaptopId("x")), clock=SetClock(Instant(7_200_000)))
        console.dispatch(add_seats, "2")
        console.dispatch(add_item, "Розмова")
        console.dispatch(next_item)
        console.dispatch(start_turn, at_seat(console.state, 1).participant_id)
        console.dispatch(done)
        console.dispatch(close_session)
    command = ["--store", str(STORE), "--out", "a.bin"]
    leaving = (
        ["export", "last", "--format", "md", "--internal", *command],
        ["export", "last", "--format", "md", "--public", *command],
        ["report", "last", *command],
        ["give", "last", *command, "--for-team"],
        ["export-tags", "last", "--store", str(STORE), "--out", "tags.qdc"],
        ["export-agenda", "last", "--format", "md", *command],
        ["opinions", "--session", "last", *command],
    )
    for arguments in leaving:
        code = main(arguments)
        assert "it is not decided whether who spoke when is forgotten" in refused((code, *capfd.readouterr()))
        assert not any(Path(name).exists() for name in ("a.bin", "tags.qdc"))
    with Store.open(STORE) as store:
        open_session(store, session_of(store), Laptop(LaptopId("x"))).forget_speaking()
    assert main(leaving[0]) == 0


def test_for_whom_it_is_has_to_be_said(capfd: pytest.CaptureFixture[str]) -> None:
    assert "--internal" in refused(run(capfd, "--format", "md", "--out", "a.md"))
    assert "--public" in refused(run(capfd, "--format", "md", "--internal", "--public", "--out", "a.md"))
    assert not Path("a.md").exists()


def session_of(store: Store) -> SessionId:
    (listed,) = sessions_of(store)
    return listed.session_id


def exports() -> list[Export]:
    with Store.open(STORE) as store:
        return [*History(store.log.read(session_of(store))).state.exports.values()]


@pytest.mark.parametrize("file_format", FORMATS)
def test_a_public_one_is_recorded_without_figures(capfd: pytest.CaptureFixture[str], file_format: str) -> None:
    decide_everything()
    out = Path(f"open.{file_format}")
    more = ("--smallest-group", "10", "--date", "year", "--lang", "en")
    answer = run(capfd, "--format", file_format, "--public", "--out", str(out), *more)
    assert answer == (0, f"Report: {out}\n", "")
    assert out.stat().st_size > 100
    (export,) = exports()
    assert (export.audience, export.format, export.language) == (Audience.PUBLIC, file_format, "en")
    assert export.policy.items() >= {"smallest_group": 10, "date": "year", "place": "oblast"}.items()
    assert "open." not in repr(export)


def decide_everything() -> None:
    """Keep whatever words the program points at."""
    with Store.open(STORE) as store:
        console = open_session(store, session_of(store), Laptop(LaptopId("x")))
        for found in open_mentions(console.state, PUBLIC):
            console.dispatch(
                decide_mention,
                found.text.subject,
                found.text.version,
                found.mention.start,
                found.mention.end,
                MentionDecision.KEEP,
            )


def test_a_public_one_waits_for_decisions_and_is_not_recorded_before(capfd: pytest.CaptureFixture[str]) -> None:
    # "Староста" may show somebody.
    assert "not decided yet" in refused(run(capfd, "--format", "md", "--public", "--out", "a.md"))
    assert exports() == []
    assert not Path("a.md").exists()


def test_a_public_one_is_not_recorded_where_it_can_not_be_written(capfd: pytest.CaptureFixture[str]) -> None:
    decide_everything()
    assert "There is no folder" in refused(run(capfd, "--format", "md", "--public", "--out", "nowhere/a.md"))
    assert exports() == []


def test_a_folder_that_is_not_there_is_named(capfd: pytest.CaptureFixture[str]) -> None:
    answer = run(capfd, "--format", "docx", "--internal", "--out", "nowhere/a.docx")
    assert "There is no folder nowhere" in refused(answer)
