"""The command line as a stranger meets it: what it does, what it prints, and what it says of bad input."""

import argparse
import json
import os
import re
import shutil
import sys
import threading
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pypdfium2
import pytest

import facilitator_console
from facilitator_console.cli import main
from facilitator_console.cli.arguments import build_parser
from facilitator_console.cli.terminal import Terminal, one_line
from facilitator_console.console import new_session, open_session
from facilitator_console.log import THE_SESSION, Instant, LaptopId, NewEvent
from facilitator_console.notes.commands import add_list_entry
from facilitator_console.notes.ids import GroupList
from facilitator_console.runtime.laptop import Laptop, data_folder, default_store
from facilitator_console.session.clock import SetClock
from facilitator_console.session.events import SessionEdited
from facilitator_console.store.connection import connect
from facilitator_console.store.store import Store
from facilitator_console.words.message import ENGLISH
from tests.e2e.command import home_variables, ran, start, start_python

ROOT = Path(__file__).resolve().parent.parent
RTTM = "SPEAKER village 1 0 {} <NA> <NA> A <NA> <NA>\n"


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home of its own, and the hooks of this process as they were."""
    place = tmp_path / "home"
    place.mkdir()
    for name, value in home_variables(place).items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    monkeypatch.setattr(threading, "excepthook", threading.excepthook)
    monkeypatch.chdir(tmp_path)
    return place


@pytest.fixture
def store(tmp_path: Path) -> Path:
    """A store with three sessions; the last one's title is as no command of this release would keep it."""
    path = tmp_path / "store.sqlite"
    with Store.open(path) as opened:
        *_, last = [
            new_session(opened, Laptop(LaptopId("x")), title, clock=SetClock(Instant(hour * 3_600_000)))
            for hour, title in enumerate(("Автобус", "Школа", "Третя"), 1)
        ]
        last.dispatch(lambda _state, _now_ms: [NewEvent(SessionEdited("Третя\x1b[2J зустріч"), THE_SESSION)])
    return path


@pytest.fixture
def recording(tmp_path: Path) -> Path:
    path = tmp_path / "village.rttm"
    path.write_text(RTTM.format(2), encoding="utf-8")
    return path


Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(capfd: pytest.CaptureFixture[str]) -> Run:
    """Runs a command; its exit code, what it printed, and what it complained about."""

    def run(*arguments: str | Path) -> tuple[int, str, str]:
        code = main([str(argument) for argument in arguments])
        return code, *capfd.readouterr()

    return run


def _refused(answer: tuple[int, str, str]) -> str:
    """The one line that a refusal says."""
    code, out, err = answer
    assert (code, out, err.count("\n")) == (2, "", 1), err
    assert err.startswith("facilitator-console: ")
    return err


# -- what the commands do --------------------------------------------------------------------------------


def test_without_a_command_the_sample_is_played_each_time_into_a_new_folder(run: Run) -> None:
    answers = [run(), run("demo")]
    for place, (code, out, err) in enumerate(answers, 1):
        folder = data_folder() / f"demo-{place}"
        assert (code, err) == (0, "")
        assert out == f"Store: {folder / 'dialogue.sqlite'}\nSummary: {folder / 'summary.pdf'}\n"
        assert not (folder / "dialogue.sqlite-wal").exists()
        assert (
            "The bus and the school" in pypdfium2.PdfDocument(folder / "summary.pdf")[0].get_textpage().get_text_range()
        )


def test_demo_speaks_the_language_of_the_environment(run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("LANGUAGE", "uk")
    assert run("demo", "--out", tmp_path / "out")[0] == 0
    pages = [page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(tmp_path / "out" / "summary.pdf")]
    assert "Автобус і школа" in pages[0]
    # Ballots are no part of the log: their result is computed for the summary.
    assert any("майже всі згодні" in page for page in pages)


def test_the_report_is_in_the_language_in_which_the_dialogue_was_held(
    run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("LANGUAGE", "uk")
    assert run("demo", "--out", tmp_path / "out")[0] == 0
    monkeypatch.setenv("LANGUAGE", "en")
    store, pdf = tmp_path / "out" / "dialogue.sqlite", tmp_path / "report.pdf"
    assert run("report", "last", "--store", store, "--out", pdf) == (0, f"Summary: {pdf}\n", "")
    assert "Підсумок зустрічі" in pypdfium2.PdfDocument(pdf)[0].get_textpage().get_text_range()


def test_replay_leaves_store_and_summary(run: Run, recording: Path, tmp_path: Path) -> None:
    transcript = tmp_path / "t.json"
    topics = [{"topic": "Bus", "relevant_text_span": [["0", "0"]]}]
    transcript.write_text(json.dumps({"meeting_transcripts": [{"content": "Hello there"}], "topic_list": topics}))
    code, out, err = run("replay", recording, "--transcript", transcript, "--out", tmp_path / "a" / "b", "--acks")
    assert (code, err) == (0, "")
    lines = out.splitlines()
    acks = lines[:-4]
    assert acks == [f"saved {number}" for number in range(1, len(acks) + 1)]
    store, summary = (Path(line.split(": ")[1]) for line in lines[-4:-2])
    assert lines[-2:] == ["1 person took part, in 0.0 min.", "A: 1 turn, 0.0 min"]
    # The session, with the beginning of the run; an item, a seat; then item, turn, note, end, close; who spoke is kept.
    assert len(acks) == 9
    assert {path.name for path in store.parent.iterdir()} - {"dialogue.sqlite.lock"} == {store.name, summary.name}
    text = pypdfium2.PdfDocument(summary)[0].get_textpage().get_text_range()
    assert "Hello there" in text
    assert "Bus" in text


def test_sessions_are_listed_and_reported_by_id_prefix_and_last(run: Run, store: Path, tmp_path: Path) -> None:
    code, out, err = run("sessions", "--store", store)
    assert (code, err) == (0, "")
    lines = out.splitlines()
    assert [line.split("  ", 2)[2] for line in lines] == [
        "Автобус (not ended)",
        "Школа (not ended)",
        "Третя\\x1b[2J зустріч (not ended)",
    ]
    first, last = lines[0].split()[0], lines[-1].split()[0]
    for meant, title in ((first, "Автобус"), (first[:12], "Автобус"), ("last", "Третя"), (last, "Третя")):
        summary = tmp_path / "summary.pdf"
        assert run("report", meant, "--store", store, "--out", summary) == (0, f"Summary: {summary}\n", "")
        assert title in pypdfium2.PdfDocument(summary)[0].get_textpage().get_text_range()


def test_the_usual_store_is_meant_where_none_is_named(run: Run) -> None:
    assert str(default_store()) in _refused(run("sessions"))
    with Store.open(default_store()):
        pass
    assert run("sessions") == (0, "There are no sessions in this store yet.\n", "")


def test_a_prefix_that_fits_several_sessions_is_refused(run: Run, store: Path, tmp_path: Path) -> None:
    for number in range(20):  # Of so many random ids two begin alike.
        with Store.open(store) as opened:
            new_session(opened, Laptop(LaptopId("x")), f"s{number}")
    first_letters = [line[0] for line in run("sessions", "--store", store)[1].splitlines()]
    twice = next(letter for letter in first_letters if first_letters.count(letter) > 1)
    said = _refused(run("report", twice, "--store", store, "--out", tmp_path / "x.pdf"))
    assert f"{first_letters.count(twice)} sessions begin with “{twice}”" in said
    assert not (tmp_path / "x.pdf").exists()


def test_backup_copies_into_a_folder_or_a_new_file_and_overwrites_nothing(
    run: Run, store: Path, tmp_path: Path
) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    for target in (stick, stick, stick / "mine.sqlite"):
        code, out, err = run("backup", target, "--store", store)
        assert (code, err) == (0, "")
        copy = Path(out.removeprefix("Copy: ").strip())
        assert copy.is_relative_to(stick)
        assert run("sessions", "--store", copy)[1] == run("sessions", "--store", store)[1]
    assert "already exists" in _refused(run("backup", stick / "mine.sqlite", "--store", store))


def test_doctor_finds_says_rebuilds_and_recovers(run: Run, store: Path, tmp_path: Path) -> None:
    code, out, err = run("doctor", "--store", store)
    assert (code, out.count("\n"), err) == (0, 1, "")

    damaged = tmp_path / "damaged.sqlite"
    shutil.copy(store, damaged)
    with Store.open(damaged) as opened, opened.log.connection() as connection:
        connection.execute("DELETE FROM sessions")
    code, out, err = run("doctor", "--store", damaged)
    assert (code, out) == (2, "")
    assert err.startswith("facilitator-console: ")
    assert run("doctor", "--store", damaged, "--rebuild")[0] == 0
    assert run("sessions", "--store", damaged)[1] == run("sessions", "--store", store)[1]

    content = bytearray(damaged.read_bytes())
    content[:4096] = b"x" * 4096
    damaged.write_bytes(content)
    _refused(run("sessions", "--store", damaged))
    new = tmp_path / "new.sqlite"
    code, out, err = run("doctor", "--store", damaged, "--recover", new)
    assert (code, err) == (0, "")
    assert str(new) in out
    assert run("sessions", "--store", new)[1] == run("sessions", "--store", store)[1]
    assert damaged.read_bytes() == content


def test_every_command_and_option_is_documented() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    section = readme.partition("\n## Commands\n")[2].partition("\n## ")[0]
    table = re.findall(r"^\| `([a-z-]+)[ `](.*)", section, re.MULTILINE)
    documented = dict(table)
    parser = build_parser(Terminal(ENGLISH, "en"))
    (commands,) = [action for action in parser._actions if isinstance(action, argparse._SubParsersAction)]
    assert set(commands.choices) == set(documented)
    for name, command in commands.choices.items():
        for action in command._actions:
            for option in action.option_strings:
                assert option in ("-h", "--help", "--store") or option in documented[name], (name, option)
    assert "`--store FILE`" in readme


@pytest.fixture
def holed(store: Path) -> Path:
    """The same store without two events of its last session."""
    with Store.open(store) as opened:
        last = opened.log.sessions()[-1]
        console = open_session(opened, last, Laptop(LaptopId("x")))
        for text in ("one", "two", "three"):
            console.dispatch(add_list_entry, GroupList.OUTCOMES, text)
    gone = "DELETE FROM events WHERE session = ? AND kind = 'list_entry_added' AND body NOT LIKE '%three%'"
    with closing(connect(store)) as connection:
        connection.execute(gone, (last,))
    return store


def test_holes_are_warned_of(run: Run, holed: Path, tmp_path: Path) -> None:
    code, out, err = run("sessions", "--store", holed)
    assert (code, out.count("\n")) == (0, 3)
    assert err == (
        "facilitator-console: 2 events of the record are missing; a backup may contain them. "
        "Run facilitator-console doctor.\n"
    )
    with Store.open(holed) as opened:
        first, *_, last = opened.log.sessions()
    assert run("report", last, "--store", holed, "--out", tmp_path / "x.pdf")[2] == err
    assert "is missing" in pypdfium2.PdfDocument(tmp_path / "x.pdf")[0].get_textpage().get_text_range()
    assert run("report", first, "--store", holed, "--out", tmp_path / "y.pdf")[2] == ""
    code, out, err = run("doctor", "--store", holed, "--recover", tmp_path / "new.sqlite")
    assert (code, out.count("\n")) == (2, 1)
    assert "can’t be known" in out
    assert err == "facilitator-console: 2 events are missing from 1 session; a backup may have them.\n"


def test_a_backup_clears_what_earlier_ones_left_that_were_cut_short(run: Run, store: Path, tmp_path: Path) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    old, fresh, other = (
        stick / name for name in ("a.sqlite.0123abcd.unfinished", "b.0123abcd.unfinished", "c.unfinished")
    )
    for path in (old, fresh, other):
        path.write_text("words", encoding="utf-8")
    for path in (old, other):
        os.utime(path, (1, 1))
    told = f"Copy: {stick / 'backup-1.sqlite'}\n{old} was left over from an unfinished copy; it was deleted.\n"
    assert run("backup", stick, "--store", store) == (0, told, "")
    assert set(stick.iterdir()) == {stick / "backup-1.sqlite", fresh, other}


def test_a_link_to_a_store_that_is_open_is_no_way_around_its_lock(run: Run, store: Path, tmp_path: Path) -> None:
    (tmp_path / "link.sqlite").symlink_to(store)
    assert run("sessions", "--store", tmp_path / "link.sqlite")[0] == 0
    with Store.open(store):
        assert "is open in another window" in _refused(run("sessions", "--store", tmp_path / "link.sqlite"))


def test_doctor_names_what_copies_left(run: Run, store: Path) -> None:
    for name in ("store.sqlite.unfinished", "store.sqlite.before-v1"):
        store.with_name(name).write_bytes(b"noise" * 1000)
    code, out, err = run("doctor", "--store", store)
    assert (code, err) == (0, "")
    assert out.splitlines()[1:] == [
        f"{store}.unfinished was left over from an unfinished copy; it can be deleted.",
        f"{store}.before-v1 can’t be read any more; it can be deleted.",
    ]


@pytest.mark.skipif(os.name != "posix", reason="elsewhere the folder's rights decide")
def test_what_is_made_is_its_owners(run: Run) -> None:
    before = os.umask(0o022)
    try:
        run("demo")
    finally:
        os.umask(before)
    assert data_folder().stat().st_mode & 0o777 == 0o700
    assert (data_folder() / "laptop-id").stat().st_mode & 0o777 == 0o600


def test_a_replay_without_a_transcript_says_who_took_part_and_how_long(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "two.rttm"
    lines = [
        RTTM.format(90),
        "SPEAKER village 1 90 30 <NA> <NA> Друга <NA> <NA>\n",
        RTTM.replace("village", "other").format(9),
    ]
    path.write_text("".join(lines), encoding="utf-8")
    assert "contains 2 recordings: village and other. Choose one with --recording." in _refused(
        run("replay", path, "--out", tmp_path / "out")
    )
    code, out, err = run("replay", path, "--recording", "village", "--out", tmp_path / "out")
    assert (code, err) == (0, "")
    assert out.splitlines()[2:] == ["2 people took part, in 2.0 min.", "A: 1 turn, 1.5 min", "Друга: 1 turn, 0.5 min"]
    text = pypdfium2.PdfDocument(tmp_path / "out" / "summary.pdf")[0].get_textpage().get_text_range()
    assert re.search(r"village – 2\b", text)


# -- bad input -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (None, "There is no file"),
        (b"", "is empty"),
        (b"SPEAKER a 1 x 1 <NA> <NA> A <NA> <NA>\n", "line 1: the start is not a number"),
        (b"\nSPEAKER a 1 0 -1 <NA> <NA> A <NA> <NA>\n", "line 2: the duration is negative"),
        (b"SPEAKER a 1 nan 1 <NA> <NA> A <NA> <NA>\n", "line 1: the start is not a number"),
        (b"SPEAKER a 1 0 inf <NA> <NA> A <NA> <NA>\n", "line 1: the duration is not a number"),
        (b"x" * 10_000_000, "line 1"),
        (b"SPEAKER a 1 0 1 <NA> <NA> " + b"x" * 10_000_000, "line 1: a name is longer"),
        (bytes(range(256)) * 100, "line 2: this is not UTF-8"),
        ("SPEAKER ї".encode("cp1251"), "line 1: this is not UTF-8"),
    ],
    ids=["missing", "empty", "letters", "negative", "nan", "inf", "10 MB", "10 MB name", "noise", "encoding"],
)
def test_a_recording_that_is_none(content: bytes | None, said: str, run: Run, tmp_path: Path) -> None:
    path = tmp_path / "bad.rttm"
    if content is not None:
        path.write_bytes(content)
    line = _refused(run("replay", path, "--out", tmp_path / "out"))
    assert said in line
    assert str(path) in line
    assert len(line) < 300
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("content", [b"hello", b"[1]", b"\xff", b"", b'{"meeting_transcripts": 1}', b"[" * 10_000_000])
def test_a_transcript_that_is_none(content: bytes, run: Run, recording: Path, tmp_path: Path) -> None:
    path = tmp_path / "bad.json"
    path.write_bytes(content)
    assert str(path) in _refused(run("replay", recording, "--transcript", path, "--out", tmp_path / "out"))
    assert not (tmp_path / "out").exists()


def test_a_folder_is_no_recording_and_a_file_no_folder(run: Run, recording: Path, tmp_path: Path) -> None:
    assert "is a folder" in _refused(run("replay", tmp_path, "--out", tmp_path / "out"))
    assert "is a file" in _refused(run("replay", recording, "--out", recording))
    _refused(run("replay", recording, "--out", recording / "below"))


@pytest.mark.parametrize("name", ["dialogue.sqlite", "summary.pdf"])
def test_what_lies_in_the_folder_already_is_not_touched(name: str, run: Run, recording: Path, tmp_path: Path) -> None:
    (tmp_path / name).write_text("mine")
    for arguments in (("replay", recording), ("demo",)):
        assert f"{name} already exists" in _refused(run(*arguments, "--out", tmp_path))
    assert (tmp_path / name).read_text() == "mine"
    assert {path.suffix for path in tmp_path.iterdir()} <= {"", ".rttm", Path(name).suffix}


STORE_COMMANDS = [
    ("sessions",),
    ("report", "last", "--out", "x.pdf"),
    ("backup", "x.sqlite"),
    ("doctor",),
    ("doctor", "--rebuild"),
    ("doctor", "--recover", "x.sqlite"),
]


@pytest.mark.parametrize("command", STORE_COMMANDS, ids=" ".join)
@pytest.mark.parametrize("content", [None, b"", b"noise" * 10_000, b"SQLite format 3\0" + b"x" * 10_000])
def test_a_store_that_is_none(content: bytes | None, command: tuple[str, ...], run: Run, tmp_path: Path) -> None:
    path = tmp_path / "store.sqlite"
    if content is not None:
        path.write_bytes(content)
    before = set(tmp_path.iterdir())
    assert "store.sqlite" in _refused(run(*command, "--store", path))
    assert content is None or path.read_bytes() == content
    assert {path for path in tmp_path.iterdir() if path.suffix != ".lock"} == before
    _refused(run(*command, "--store", tmp_path))


def test_a_session_that_is_not_there(run: Run, store: Path, tmp_path: Path) -> None:
    for meant in ("zzz", "", "%"):
        assert "There is no session" in _refused(run("report", meant, "--store", store, "--out", tmp_path / "x.pdf"))
    assert "is a folder" in _refused(run("report", "last", "--store", store, "--out", tmp_path))
    assert "no folder" in _refused(run("report", "last", "--store", store, "--out", tmp_path / "none" / "x.pdf"))


def test_a_report_never_takes_the_place_of_a_store(run: Run, store: Path) -> None:
    before = store.read_bytes()
    assert "already exists" in _refused(run("report", "last", "--store", store, "--out", store))
    assert store.read_bytes() == before


@pytest.mark.parametrize("suffix", ["-wal", "-shm", "-journal", ".lock"])
def test_a_report_never_takes_the_place_of_a_file_beside_a_store(suffix: str, run: Run, store: Path) -> None:
    beside = store.with_name(f"{store.name}{suffix}")
    beside.unlink(missing_ok=True)
    assert "belongs to the store" in _refused(run("report", "last", "--store", store, "--out", beside))
    assert not beside.exists() or suffix == ".lock"


def test_an_empty_store_has_no_last_session(run: Run, tmp_path: Path) -> None:
    Store.open(tmp_path / "empty.sqlite").close()
    said = _refused(run("report", "last", "--store", tmp_path / "empty.sqlite", "--out", tmp_path / "x.pdf"))
    assert "There are no sessions in" in said


def test_a_store_that_was_never_made(run: Run) -> None:
    said = _refused(run("sessions"))
    assert "There is no store yet: the window creates it" in said


def test_an_empty_file_is_no_store_and_reading_makes_none_of_it(run: Run, tmp_path: Path) -> None:
    (tmp_path / "empty.sqlite").touch()
    said = _refused(run("sessions", "--store", tmp_path / "empty.sqlite"))
    assert "There is no store" in said
    assert [left.name for left in tmp_path.glob("empty*")] == ["empty.sqlite"]
    assert not (tmp_path / "empty.sqlite").stat().st_size


def test_an_empty_name_is_no_name(run: Run, recording: Path) -> None:
    assert "is empty. Type its name." in _refused(run("replay", recording, "--out", ""))


def test_a_name_that_is_not_utf_8(run: Run, recording: Path) -> None:
    assert "is not UTF-8" in _refused(run("replay", recording, "--out", "out\udcff"))
    assert "is not UTF-8" in _refused(run("sessions", "--store", "out\udcff/x.sqlite"))


@pytest.mark.parametrize(
    "arguments",
    [
        ("backup", "{long}"),
        ("backup", "{long}/copy.sqlite"),
        ("report", "last", "--out", "{long}.pdf"),
        ("doctor", "--recover", "{long}"),
    ],
)
def test_a_name_that_is_too_long(arguments: tuple[str, ...], run: Run, store: Path) -> None:
    named = [argument.format(long="x" * 300) for argument in arguments]
    assert "is too long" in _refused(run(*named, "--store", store))
    assert "is too long" in _refused(run("sessions", "--store", "x/" * 3000 + "x.sqlite"))
    nearly = "x" * 250  # Itself possible, and without room for the ending that a file has while it is being made.
    assert _refused(run("backup", nearly, "--store", store)).startswith(f"facilitator-console: {nearly}: ")


def test_a_rebuild_and_a_recovery_exclude_each_other(run: Run, store: Path, tmp_path: Path) -> None:
    assert "not allowed with" in _refused(
        run("doctor", "--store", store, "--rebuild", "--recover", tmp_path / "new.sqlite")
    )
    assert not (tmp_path / "new.sqlite").exists()


@pytest.mark.parametrize("arguments", [("bogus",), ("replay",), ("report", "x"), ("sessions", "--bogus"), ("--bogus",)])
def test_wrong_arguments_are_one_line_too(arguments: tuple[str, ...], run: Run) -> None:
    assert "--help" in _refused(run(*arguments))


def test_a_store_that_is_open_elsewhere(run: Run, store: Path) -> None:
    with Store.open(store):
        assert "open in another window" in _refused(run("sessions", "--store", store))
        assert run("doctor", "--store", store)[0] == 0


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no full device here")
def test_output_that_can_not_be_written(home: Path, store: Path) -> None:
    script = (
        "import os, sys; os.dup2(os.open('/dev/full', os.O_WRONLY), 1)\n"
        "from facilitator_console.cli import main; sys.exit(main(sys.argv[1:]))"
    )
    for arguments in (("sessions", "--store", store), ("--help",)):
        code, _, err = ran(start_python(home, "-c", script, *arguments))
        assert (code, err) == (2, "facilitator-console: The output can’t be written: No space left on device.\n")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no full device here")
@pytest.mark.parametrize("is_bug", [False, True])
def test_errors_that_can_not_be_written(home: Path, *, is_bug: bool) -> None:
    """What went wrong is told by the exit code alone; that nobody can be told is no fault of the program."""
    script = (
        "import os, sys; os.dup2(os.open('/dev/full', os.O_WRONLY), 2)\n"
        "from facilitator_console.cli import main, sessions\n"
        f"if {is_bug}: sessions.run = None\n"
        "sys.exit(main(sys.argv[1:]))"
    )
    code, out, _ = ran(start_python(home, "-c", script, "sessions"))
    assert (code, out) == (1 if is_bug else 2, "")
    assert bool(list(home.rglob("crash-report-*"))) == is_bug


@pytest.mark.parametrize("kilobytes", [30, 120, 300])
def test_a_drive_that_is_full(kilobytes: int, home: Path, tmp_path: Path) -> None:
    resource = pytest.importorskip("resource")
    most = kilobytes * 1024
    recording = tmp_path / "long.rttm"
    lines = (f"SPEAKER village 1 {n} 1 <NA> <NA> A{n % 3} <NA> <NA>\n" for n in range(1000))
    recording.write_text("".join(lines), encoding="utf-8")
    full = start(
        home,
        *("replay", recording, "--out", tmp_path / "out", "--acks"),
        before=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (most, most)),
    )
    code, out, err = ran(full)
    assert (code, err.count("\n")) == (2, 1)
    assert "dialogue.sqlite" in err
    acknowledged = len(out.splitlines())
    assert out == "".join(f"saved {number}\n" for number in range(1, acknowledged + 1))
    assert not (tmp_path / "out" / "summary.pdf").exists()
    left = tmp_path / "out" / "dialogue.sqlite"
    if left.exists():
        with Store.open(left) as opened:
            events = [event for session in opened.log.sessions() for event in opened.log.read(session)]
        # The beginning of a run comes with its first command.
        assert len({event.lamport for event in events if event.kind != "run_started"}) == acknowledged
        assert not acknowledged or "is safe" in err


# -- how it behaves as a program -------------------------------------------------------------------------


def test_whoever_stops_it_while_it_is_loaded_is_answered(home: Path) -> None:
    script = (
        "import sys\n"
        "class Stop:\n"
        "    def find_spec(self, name, *_):\n"
        "        if name == 'facilitator_console.cli.arguments': raise KeyboardInterrupt\n"
        "sys.meta_path.insert(0, Stop())\n"
        "from facilitator_console.cli import main; sys.exit(main(['demo']))"
    )
    assert ran(start_python(home, "-c", script)) == (130, "", "facilitator-console: Stopped.\n")


def test_whoever_stops_a_play_before_its_store_is_there_is_promised_nothing(home: Path, tmp_path: Path) -> None:
    script = (
        "import sys\n"
        "from facilitator_console.cli import main, playing\n"
        "def stopped(*_, **__): raise KeyboardInterrupt\n"
        "playing.Store.open = stopped\n"
        "sys.exit(main(['demo', '--out', sys.argv[1]]))"
    )
    answer = ran(start_python(home, "-c", script, tmp_path / "out"))
    assert answer == (130, "", "facilitator-console: Stopped.\n")


def test_nobody_reads_the_list(home: Path, store: Path) -> None:
    process = start(home, "sessions", "--store", store)
    assert process.stdout is not None
    process.stdout.close()
    assert process.stderr is not None
    assert process.stderr.read() == ""
    assert process.wait(60) == 141
    process.stderr.close()


@pytest.mark.parametrize("arguments", [("--version",), ("sessions",), ("doctor",)])
def test_what_draws_and_reckons_is_not_loaded_without_need(arguments: tuple[str, ...], home: Path, store: Path) -> None:
    script = (
        "import sys\nfrom facilitator_console.cli import main\nmain(sys.argv[1:])\n"
        "print(*sorted({name.partition('.')[0] for name in sys.modules}))"
    )
    named = () if arguments == ("--version",) else ("--store", store)
    code, out, _ = ran(start_python(home, "-c", script, *arguments, *named))
    assert code == 0
    loaded = set(out.splitlines()[-1].split())
    assert not {"reportlab", "PIL", "PySide6"} & loaded
    if arguments == ("--version",):
        assert out.startswith(f"facilitator-console {facilitator_console.__version__}\n")
        # The store itself brings numpy along: sqlite-utils takes it where it is installed.
        assert not {"numpy", "sqlcipher3", "sqlite_utils"} & loaded


def test_a_name_with_a_line_break_stays_in_its_line(run: Run) -> None:
    assert "no\\nfile" in _refused(run("replay", "no\nfile", "--out", "x"))
    assert one_line("a\tb\u2028ї\x9b") == "a\\tb\\u2028ї\\x9b"
