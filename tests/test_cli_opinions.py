"""`opinions` as a stranger meets it: tables in, a table and files out, and one line for whatever is wrong."""

from __future__ import annotations

import csv
import json
import math
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pypdfium2
import pytest
from openpyxl import Workbook

from facilitator_console.cli import main
from facilitator_console.exchange.polis import read_comments
from facilitator_console.voices.opinions import Opinions
from tests.e2e.command import home_variables
from tests.voices.rooms import POLIS, Row, camps, needs_polis

Say = Callable[..., tuple[int, str, str]]


@pytest.fixture(autouse=True)
def _home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A home of its own, English, and the hooks of this process as they were."""
    for name, value in home_variables(tmp_path).items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    monkeypatch.setattr(threading, "excepthook", threading.excepthook)
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Say:
    """Runs `opinions`; its exit code, output and complaint."""

    def runs(*arguments: str | Path) -> tuple[int, str, str]:
        code = main(["opinions", *map(str, arguments)])
        out, err = capsys.readouterr()
        return code, out, err

    return runs


def votes_file(path: Path, rows: list[Row]) -> Path:
    lines = (f"{revision},x,{statement},{voter},{vote}\n" for voter, statement, vote, revision in rows)
    path.write_text("timestamp,datetime,comment-id,voter-id,vote\n" + "".join(lines), encoding="utf-8")
    return path


def comments_file(path: Path, texts: list[str], moderated: int = 1) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file)
        table.writerow(("comment-id", "moderated", "comment-body"))
        table.writerows((number, moderated, text) for number, text in enumerate(texts))
    return path


def pdf_text(path: Path) -> str:
    document = pypdfium2.PdfDocument(path)
    text = "\n".join(page.get_textpage().get_text_bounded() for page in document)
    document.close()
    return text.replace("\r\n", "\n")


def every_number(told: Any) -> list[float]:  # noqa: ANN401
    """Every number in decoded JSON."""
    if isinstance(told, dict):
        return [number for value in told.values() for number in every_number(value)]
    if isinstance(told, list):
        return [number for value in told for number in every_number(value)]
    return [told] if isinstance(told, int | float) else []


TEXTS = ["Автобус біля школи", "=SUM(A1:A9)", "<b>bold</b> & more", "😀 smile", "fifth", "sixth", "seventh", "eighth"]


@pytest.fixture
def room(tmp_path: Path) -> tuple[Path, Path]:
    """Two camps of 34 and 24, who share the first statement."""
    rows: list[Row] = [row for row in camps((34, 24), 8, seed=3) if row[1] != 0]
    rows += [(voter, 0, 1, 0) for voter in range(58)]
    return votes_file(tmp_path / "votes.csv", rows), comments_file(tmp_path / "comments.csv", TEXTS)


def test_what_is_shared_comes_before_what_divides(run: Say, room: tuple[Path, Path], tmp_path: Path) -> None:
    votes, comments = room
    code, out, err = run(votes, "--comments", comments, "--out", tmp_path / "new" / "out")
    assert (code, err) == (0, "")
    assert out.index("What is shared") < out.index(TEXTS[0]) < out.index("What divides") < out.rindex("/ ")
    assert "100 / 0" in next(line for line in out.splitlines() if TEXTS[0] in line)
    assert sorted(path.name for path in (tmp_path / "new" / "out").iterdir()) == [
        "opinions.csv",
        "opinions.json",
        "opinions.pdf",
    ]


def test_the_files_say_the_same(run: Say, room: tuple[Path, Path], tmp_path: Path) -> None:
    votes, comments = room
    run(votes, "--comments", comments)
    told = json.loads((tmp_path / "opinions.json").read_bytes())
    shown = msgspec.convert(told["opinions"], Opinions)
    assert told["texts"]["0"] == TEXTS[0]
    assert [group.people for group in shown.groups] == [34, 24]
    assert shown.shared[0].statement == 0
    rows = list(csv.DictReader((tmp_path / "opinions.csv").read_text(encoding="utf-8-sig").splitlines()))
    assert [row["statement"] for row in rows] == [str(number) for number in range(8)]
    assert rows[1]["text"] == "'=SUM(A1:A9)"
    for row, one in zip(rows, shown.statements, strict=True):
        assert one.total is not None
        assert (row["agree"], row["disagree"]) == (str(one.total.agree), str(one.total.disagree))
        assert [row[f"opinion_{place}_agree"] for place in (1, 2)] == [str(tally.agree) for tally in one.by_group]
    text = pdf_text(tmp_path / "opinions.pdf")
    assert text.index("What is shared") < text.index("Groups of opinion") < text.index("What divides")
    assert TEXTS[0] in text
    assert "Opinion 1: 34 people · Opinion 2: 24 people" in text
    assert "Internal" in text
    assert not any(place in (tmp_path / "opinions.json").read_text() for place in ("positions", "voters_", "labels"))


def test_the_same_votes_give_the_same_files(run: Say, room: tuple[Path, Path], tmp_path: Path) -> None:
    for folder in ("one", "other"):
        run(room[0], "--comments", room[1], "--out", tmp_path / folder, "--raw", "--polis")
    ones = sorted(path for path in (tmp_path / "one").rglob("*") if path.is_file())
    assert len(ones) == 7
    for path in ones:
        assert path.read_bytes() == (tmp_path / "other" / path.relative_to(tmp_path / "one")).read_bytes()


def test_raw_is_marked_and_holds_everyone(run: Say, room: tuple[Path, Path], tmp_path: Path) -> None:
    code, out, _ = run(*room[:1], "--raw")
    assert code == 0
    assert "not for publishing" in out
    text = (tmp_path / "opinions-raw.json").read_text()
    assert text.startswith('{"not_for_publishing":true,"warning":"Not for publishing')
    raw = json.loads(text)
    assert len(raw["positions"]) == len(raw["voters"]) == len(raw["groups"]) == 58
    assert len(raw["priority"]) == 8
    assert all(math.isfinite(number) for number in every_number(raw))


def test_the_export_gives_the_same_opinions(run: Say, room: tuple[Path, Path], tmp_path: Path) -> None:
    run(room[0], "--comments", room[1], "--out", tmp_path / "one", "--polis")
    exported = tmp_path / "one" / "polis"
    assert read_comments(exported / "comments.csv").texts == dict(enumerate(TEXTS))
    for name in ("votes.csv", "participants-votes.csv"):
        run(exported / name, "--comments", exported / "comments.csv", "--out", tmp_path / f"from {name}")
        assert (tmp_path / f"from {name}" / "opinions.json").read_bytes() == (
            tmp_path / "one" / "opinions.json"
        ).read_bytes()


def test_ballots_on_paper_go_the_same_way(run: Say, tmp_path: Path) -> None:
    book = Workbook()
    assert book.active is not None
    book.active.append(["бюлетень", "Автобус", "Школа", "Лікарня"])
    for ballot in range(20):
        book.active.append([ballot, "+", "-" if ballot < 10 else 1, None if ballot < 17 else 0])
    book.save(tmp_path / "ballots.xlsx")
    code, out, err = run(tmp_path / "ballots.xlsx")
    assert (code, err) == (0, "")
    assert "exploratory" in out
    assert "100 / 0" in next(line for line in out.splitlines() if "Автобус" in line)
    told = json.loads((tmp_path / "opinions.json").read_bytes())["opinions"]
    assert told["statements"][2]["total"] is None


def test_below_fifteen_there_are_counts_only(run: Say, tmp_path: Path) -> None:
    code, out, _ = run(votes_file(tmp_path / "votes.csv", camps((8, 5), 4)))
    assert code == 0
    assert "counts only, and no map" in out
    assert "What is shared" not in out
    assert "Groups of opinion" not in pdf_text(tmp_path / "opinions.pdf")


def test_an_unstable_map_is_said_to_be_one(run: Say, tmp_path: Path) -> None:
    _, out, _ = run(votes_file(tmp_path / "votes.csv", camps((60,), 20, seed=1, doubt=1.0)))
    assert "The groups are unstable" in out
    assert "The groups are unstable" in pdf_text(tmp_path / "opinions.pdf")


def test_in_ukrainian(run: Say, room: tuple[Path, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LANGUAGE", "uk")
    _, out, _ = run(room[0], "--comments", room[1])
    text = pdf_text(tmp_path / "opinions.pdf")
    for words in ("Що спільне", "Що розділяє", "Думка 1"):
        assert words in out
        assert words in text
    assert "shared" not in text


SMALL: dict[str, list[Row]] = {
    "one voter": [(1, statement, 1, 0) for statement in range(5)],
    "one vote": [(1, 1, 1, 0)],
    "all of one mind": [(voter, statement, -1, 0) for voter in range(60) for statement in range(6)],
    "all pass": [(voter, statement, 0, 0) for voter in range(60) for statement in range(6)],
    "everyone on a statement of their own": [(voter, voter, 1, 0) for voter in range(30)],
}


@pytest.mark.parametrize("name", SMALL)
def test_a_small_answer_that_is_right(run: Say, tmp_path: Path, name: str) -> None:
    # Any warning would be an error here.
    code, out, err = run(votes_file(tmp_path / "votes.csv", SMALL[name]), "--raw")
    assert (code, err) == (0, "")
    assert "nan" not in out.lower()
    for file in ("opinions.json", "opinions-raw.json"):
        text = (tmp_path / file).read_text()
        assert "NaN" not in text
        assert all(math.isfinite(number) for number in every_number(json.loads(text)))


def test_a_statement_that_nobody_saw(run: Say, tmp_path: Path) -> None:
    votes = votes_file(tmp_path / "votes.csv", camps((20, 14), 3, seed=1))
    code, _, _ = run(votes, "--comments", comments_file(tmp_path / "comments.csv", list("abcd")))
    assert code == 0
    assert json.loads((tmp_path / "opinions.json").read_bytes())["opinions"]["statements"][3]["total"] is None


def test_all_statements_rejected(run: Say, tmp_path: Path) -> None:
    votes = votes_file(tmp_path / "votes.csv", camps((20, 14), 3, seed=1))
    code, _, err = run(votes, "--comments", comments_file(tmp_path / "comments.csv", list("abc"), moderated=-1))
    assert (code, err) == (0, "")
    assert json.loads((tmp_path / "opinions.json").read_bytes())["opinions"]["statements"] == []


def test_the_words_of_a_rejected_statement_are_in_nothing_that_is_shown(run: Say, tmp_path: Path) -> None:
    votes = votes_file(tmp_path / "votes.csv", camps((20, 14), 3, seed=1))
    comments = tmp_path / "comments.csv"
    comments.write_text("comment-id,moderated,comment-body\n0,-1,an insult\n1,1,bus\n2,0,school\n", encoding="utf-8")
    code, out, _ = run(votes, "--comments", comments, "--polis")
    told = json.loads((tmp_path / "opinions.json").read_bytes())
    assert (code, told["texts"]) == (0, {"1": "bus", "2": "school"})
    assert "insult" not in out + (tmp_path / "opinions.csv").read_text() + pdf_text(tmp_path / "opinions.pdf")
    # Polis' tools leave it out themselves.
    assert "-1,False,an insult" in (tmp_path / "polis" / "comments.csv").read_text()


def test_a_statement_that_can_not_be_printed_has_its_number(run: Say, tmp_path: Path) -> None:
    votes = votes_file(tmp_path / "votes.csv", [(voter, about, 1, 0) for voter in range(20) for about in (0, 1)])
    run(votes, "--comments", comments_file(tmp_path / "comments.csv", ["安全第一", "Автобус"]))
    lines = pdf_text(tmp_path / "opinions.pdf").splitlines()
    assert {"Statement 0: [?]", "Автобус"} <= set(lines)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "is empty"),
        ("timestamp,datetime,comment-id,voter-id,vote\n", "holds no votes"),
        ("timestamp,datetime,comment-id,voter-id,vote\n1,x,0,0,7\n", "line 2: “7” is no vote"),
        ("timestamp,datetime,comment-id,voter-id,vote\n1,x,0,0,NaN\n", "line 2: “NaN” is no vote"),
        ("timestamp,datetime,comment-id,voter-id,vote\n1,x,99,0,1\n", "statement 99 is not among the comments"),
        ("timestamp,vote,comment-id,voter-id,vote\n1,1,0,0,1\n", "2 columns “vote”"),
        ("participant,0,0\n1,1,1\n", "2 columns “0”"),
        ("participant,0,00\n1,1,-1\n", "2 columns “0”"),
        ("ballot,0,0\n1,1,1\n", "2 columns “0”"),
        ("just words\n", "holds no votes"),
        ("\x00\x01\x02", "each column needs the number or the text"),
    ],
)
def test_bad_input_gives_one_line_and_leaves_nothing(run: Say, tmp_path: Path, text: str, problem: str) -> None:
    (tmp_path / "votes.csv").write_text(text, encoding="utf-8")
    comments = comments_file(tmp_path / "comments.csv", ["a"])
    arguments = ["--comments", str(comments)] if "99" in text else []
    code, out, err = run(tmp_path / "votes.csv", *arguments, "--out", tmp_path / "out")
    assert (code, out) == (2, "")
    assert err.startswith("facilitator-console: ")
    assert err.count("\n") == 1
    assert problem in err
    assert not (tmp_path / "out").exists()


def test_places_that_are_none(run: Say, room: tuple[Path, Path], tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    for arguments, problem in (
        ((tmp_path / "none.csv",), "There is no file"),
        ((tmp_path,), "is a folder"),
        ((room[0], "--comments", tmp_path / "none.csv"), "There is no file"),
        ((room[0], "--out", tmp_path / "file"), "is a file. Name a folder"),
        ((room[0], "--out", tmp_path / "file" / "below"), "is a file. Name a folder"),
    ):
        code, _, err = run(*arguments)
        assert code == 2
        assert problem in err
        assert err.count("\n") == 1


@needs_polis
@pytest.mark.parametrize("name", ["london.youth.policing", "15-per-hour-seattle"])
def test_a_conversation_that_was_held(run: Say, tmp_path: Path, name: str) -> None:
    code, out, err = run(POLIS / name / "votes.csv", "--comments", POLIS / name / "comments.csv")
    assert (code, err) == (0, "")
    assert "What is shared" in out
    shown = msgspec.convert(json.loads((tmp_path / "opinions.json").read_bytes())["opinions"], Opinions)
    assert min(group.people for group in shown.groups) >= 5
