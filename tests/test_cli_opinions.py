"""`opinions` as a stranger meets it: tables in, a table and files out, and one line for whatever is wrong."""

from __future__ import annotations

import csv
import json
import math
import os
import re
import subprocess
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
from facilitator_console.console import new_session, open_session
from facilitator_console.console.voting import PAPER
from facilitator_console.dialogue.voting import begin_vote, end_vote
from facilitator_console.exchange.polis import read_comments
from facilitator_console.opinions.ballots import Vote
from facilitator_console.opinions.commands import add_statement
from facilitator_console.opinions.findings import Opinions
from facilitator_console.opinions.voting import votable
from facilitator_console.runtime.laptop import this_laptop
from facilitator_console.session.clock import SetClock
from facilitator_console.store.store import Store
from tests.e2e.command import home_variables
from tests.helpers.controller import START_MS
from tests.opinions.rooms import POLIS, Row, camps, needs_polis
from tests.report.test_sample_report import decide

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


def every_number(told: Any) -> list[float]:
    """Every number in decoded JSON."""
    if isinstance(told, dict):
        return [number for value in told.values() for number in every_number(value)]
    if isinstance(told, list):
        return [number for value in told for number in every_number(value)]
    return [told] if isinstance(told, int | float) else []


def lines_after(out: str, text: str) -> list[str]:
    """What is printed below a statement."""
    lines = out.splitlines()
    return lines[lines.index(f"  {text}") + 1 :]


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
    assert out.index("What is shared: agreement") < out.index(TEXTS[0]) < out.index("What divides") < out.rindex("/ ")
    assert "100% / 0% of 58  almost all agree" in lines_after(out, TEXTS[0])[0]
    assert sorted(path.name for path in (tmp_path / "new" / "out").iterdir()) == [
        "opinions-internal.csv",
        "opinions-internal.json",
        "opinions.pdf",
    ]


def test_the_files_say_the_same(run: Say, room: tuple[Path, Path], tmp_path: Path) -> None:
    votes, comments = room
    run(votes, "--comments", comments)
    told = json.loads((tmp_path / "opinions-internal.json").read_bytes())
    shown = msgspec.convert(told["opinions"], Opinions)
    assert told["texts"]["0"] == TEXTS[0]
    assert [alike.people for alike in shown.similar_answers] == [34, 24]
    assert shown.shared[0].statement == 0
    lines = (tmp_path / "opinions-internal.csv").read_text(encoding="utf-8-sig").splitlines()
    head = next(place for place, line in enumerate(lines) if line.startswith("statement,"))
    rows = list(csv.DictReader(lines[head:]))
    assert [row["statement"] for row in rows] == [str(number) for number in range(8)]
    assert rows[1]["text"] == "'=SUM(A1:A9)"
    for row, one in zip(rows, shown.statements, strict=True):
        assert one.total is not None
        assert (row["agree"], row["disagree"]) == (str(one.total.agree), str(one.total.disagree))
        by_set = [str(tally.agree) for tally in one.by_similar_answers]
        assert [row[f"similar_{place}_agree"] for place in (1, 2)] == by_set
    text = pdf_text(tmp_path / "opinions.pdf")
    assert text.index("What is shared") < text.index("Similar answers 1: 34 people") < text.index("What divides")
    assert TEXTS[0] in text
    assert "Similar answers 2: 24 people" in text
    assert "Internal" in text
    assert not any(
        place in (tmp_path / "opinions-internal.json").read_text() for place in ("positions", "voters_", "labels")
    )
    # "Group" and letters are the groups of the room.
    for said in (text, (tmp_path / "opinions-internal.csv").read_text(), json.dumps(told["opinions"])):
        assert "group" not in said.replace("smallest_group", "").lower()


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
    assert "how single people voted: they are not for publishing" in out
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
        assert (tmp_path / f"from {name}" / "opinions-internal.json").read_bytes() == (
            tmp_path / "one" / "opinions-internal.json"
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
    assert "100% / 0% of 20" in lines_after(out, "Автобус")[0]
    assert "Read as agreement: “+” and “1”; as disagreement: “-”; as skipped: “0”." in out
    assert "moderated" not in out
    told = json.loads((tmp_path / "opinions-internal.json").read_bytes())["opinions"]
    assert told["statements"][2]["total"] is None


def test_every_file_says_how_many_are_in_the_map_and_why_the_others_are_not(
    run: Say, room: tuple[Path, Path], tmp_path: Path
) -> None:
    rows = [*camps((34, 24), 8, seed=3), (900, 1, 1, 0), (901, 1, -1, 0), (901, 2, -1, 0)]
    _, out, _ = run(votes_file(room[0], rows), "--comments", room[1])
    told = json.loads((tmp_path / "opinions-internal.json").read_bytes())
    shown = told["opinions"]
    assert (shown["voters"], shown["in_map"], shown["votes_for_entry"]) == (60, 58, 4)
    for text in (
        out,
        pdf_text(tmp_path / "opinions.pdf").replace("\n", " "),
        " ".join(told["remarks"]),
        (tmp_path / "opinions-internal.csv").read_text(encoding="utf-8-sig"),
    ):
        assert "60 people voted; all are in the totals." in text
        assert "58 of them are in the map. 2 people are not: votes on fewer than 4 statements tell too little." in text


def test_how_much_was_drawn_is_said(run: Say, room: tuple[Path, Path], tmp_path: Path) -> None:
    _, out, _ = run(room[0], "--comments", room[1])
    told = json.loads((tmp_path / "opinions-internal.json").read_bytes())
    steady = told["opinions"]["steadiness"]
    for text in (out, pdf_text(tmp_path / "opinions.pdf").replace("\n", " "), " ".join(told["remarks"])):
        assert f"In {steady['resamples']} draws, each of four fifths of the people and statements" in text
        assert f"Of {steady['rooms']} made-up rooms with the same totals" in text
        assert "Drawing ends once the result is clear." in text


def test_files_with_small_counts_say_that_they_are_internal(run: Say, room: tuple[Path, Path], tmp_path: Path) -> None:
    run(room[0], "--comments", room[1])
    for name in ("opinions-internal.csv", "opinions-internal.json"):
        assert "Internal: this file contains counts of 1 to 4 people" in (tmp_path / name).read_text().splitlines()[0]


def test_without_the_comments_of_polis_it_is_said_that_moderation_is_unknown(
    run: Say, room: tuple[Path, Path], tmp_path: Path
) -> None:
    for arguments, is_said in ((room[:1], True), ((room[0], "--comments", room[1]), False)):
        _, out, _ = run(*arguments)
        text = pdf_text(tmp_path / "opinions.pdf").replace("\n", " ")
        assert [("not known which statements were moderated" in one) for one in (out, text)] == [is_said] * 2


def test_below_twenty_people_a_share_is_a_count(run: Say, room: tuple[Path, Path], tmp_path: Path) -> None:
    _, out, _ = run(votes_file(room[0], camps((19, 12), 8, seed=3, doubt=0.05)), "--comments", room[1])
    for text in (out, pdf_text(tmp_path / "opinions.pdf")):
        assert re.search(r"\d% of 31|\d+% / \d+% of 31", text)
        assert not re.search(r"% of (1\d|\d)\b", text)
        assert re.search(r"\b\d+ of 12\b", text)


def test_where_nothing_is_shared_by_each_it_is_said_how_much_is_shared_over_all(run: Say, tmp_path: Path) -> None:
    rows: list[Row] = [(v, about, 1 if v < 40 else -1, 0) for v in range(58) for about in range(8)]
    _, out, _ = run(votes_file(tmp_path / "votes.csv", rows))
    nothing = (
        "No statement is clearly shared by more than half of each set of similar answers. "
        "Of all people, more than half are on one side on 8 statements."
    )
    assert f"What is shared: {nothing}" in out
    assert nothing in pdf_text(tmp_path / "opinions.pdf").replace("\n", " ")


def test_shared_agreement_and_shared_disagreement_stand_apart(run: Say, tmp_path: Path) -> None:
    rows: list[Row] = [(v, about, 1 if about < 2 else -1, 0) for v in range(30) for about in range(4)]
    votes = votes_file(tmp_path / "votes.csv", rows)
    _, out, _ = run(votes, "--comments", comments_file(tmp_path / "comments.csv", list("abcd")))
    for text in (out, pdf_text(tmp_path / "opinions.pdf")):
        agreement, disagreement = text.index("shared: agreement"), text.index("shared: disagreement")
        assert agreement < text.index("almost all agree") < disagreement < text.index("almost all disagree")


def test_what_each_set_stands_for_is_said(run: Say, room: tuple[Path, Path], tmp_path: Path) -> None:
    _, out, _ = run(room[0], "--comments", room[1])
    for text in (out, pdf_text(tmp_path / "opinions.pdf")):
        said = text[text.index("Similar answers 1: 34 people") :]
        assert re.match(r"Similar answers 1: 34 people\s+(Agree|Disagree): .+ \(\d+% of 34\)", said)


def test_the_heads_of_the_bars_stand_on_every_page(run: Say, tmp_path: Path) -> None:
    rows: list[Row] = [(v, about, 1, 0) for v in range(14) for about in range(80)]
    run(votes_file(tmp_path / "votes.csv", rows))
    document = pypdfium2.PdfDocument(tmp_path / "opinions.pdf")
    pages = [page.get_textpage().get_text_bounded() for page in document]
    document.close()
    assert len(pages) > 2
    for page in pages:
        assert "Statement" not in page or re.search(r"skipped\s+agree\s+disagree", page)


def test_below_fifteen_there_are_counts_only(run: Say, tmp_path: Path) -> None:
    code, out, _ = run(votes_file(tmp_path / "votes.csv", camps((8, 5), 4)))
    assert code == 0
    assert "only counts and no map" in out
    assert "What is shared" not in out
    assert "Similar answers" not in pdf_text(tmp_path / "opinions.pdf")


def test_what_is_unstable_is_not_claimed(run: Say, tmp_path: Path) -> None:
    _, out, _ = run(votes_file(tmp_path / "votes.csv", camps((60,), 20, seed=1, doubt=1.0)))
    for text in (out, pdf_text(tmp_path / "opinions.pdf").replace("\n", " ")):
        assert "No similar answers are shown: with other people" in text
        assert "What divides" not in text


def test_in_ukrainian(run: Say, room: tuple[Path, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LANGUAGE", "uk")
    _, out, _ = run(room[0], "--comments", room[1])
    text = pdf_text(tmp_path / "opinions.pdf")
    for words in ("Що спільне", "Що розділяє", "Схожі відповіді 1"):
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
    for file in ("opinions-internal.json", "opinions-raw.json"):
        text = (tmp_path / file).read_text()
        assert "NaN" not in text
        assert all(math.isfinite(number) for number in every_number(json.loads(text)))


def test_a_statement_that_nobody_saw(run: Say, tmp_path: Path) -> None:
    votes = votes_file(tmp_path / "votes.csv", camps((20, 14), 3, seed=1))
    code, _, _ = run(votes, "--comments", comments_file(tmp_path / "comments.csv", list("abcd")))
    assert code == 0
    assert json.loads((tmp_path / "opinions-internal.json").read_bytes())["opinions"]["statements"][3]["total"] is None


def test_all_statements_rejected(run: Say, tmp_path: Path) -> None:
    votes = votes_file(tmp_path / "votes.csv", camps((20, 14), 3, seed=1))
    code, _, err = run(votes, "--comments", comments_file(tmp_path / "comments.csv", list("abc"), moderated=-1))
    assert (code, err) == (0, "")
    assert json.loads((tmp_path / "opinions-internal.json").read_bytes())["opinions"]["statements"] == []


def test_the_words_of_a_rejected_statement_are_in_nothing_that_is_shown(run: Say, tmp_path: Path) -> None:
    votes = votes_file(tmp_path / "votes.csv", camps((20, 14), 3, seed=1))
    comments = tmp_path / "comments.csv"
    comments.write_text("comment-id,moderated,comment-body\n0,-1,an insult\n1,1,bus\n2,0,school\n", encoding="utf-8")
    code, out, _ = run(votes, "--comments", comments, "--polis")
    told = json.loads((tmp_path / "opinions-internal.json").read_bytes())
    assert (code, told["texts"]) == (0, {"1": "bus", "2": "school"})
    assert "not known which statements were moderated" not in out
    assert "insult" not in out + (tmp_path / "opinions-internal.csv").read_text() + pdf_text(tmp_path / "opinions.pdf")
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
        ("timestamp,datetime,comment-id,voter-id,vote\n", "contains no votes"),
        ("timestamp,datetime,comment-id,voter-id,vote\n1,x,0,0,7\n", "line 2: “7” is not a vote"),
        ("timestamp,datetime,comment-id,voter-id,vote\n1,x,0,0,NaN\n", "line 2: “NaN” is not a vote"),
        ("timestamp,datetime,comment-id,voter-id,vote\n1,x,99,0,1\n", "statement 99 is not among the comments"),
        ("timestamp,vote,comment-id,voter-id,vote\n1,1,0,0,1\n", "2 columns “vote”"),
        ("participant,0,0\n1,1,1\n", "2 columns “0”"),
        ("participant,0,00\n1,1,-1\n", "2 columns “0”"),
        ("ballot,0,0\n1,1,1\n", "2 columns “0”"),
        ("just words\n", "contains no votes"),
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


@pytest.mark.skipif(sys.platform != "linux", reason="threads are counted in /proc")
def test_numpy_computes_on_one_thread(tmp_path: Path) -> None:
    # A process of its own: here numpy is loaded already.
    program = (
        "import os, sys\n"
        "from facilitator_console.cli import main\n"
        "main(['--version'])\n"
        "assert 'numpy' not in sys.modules\n"
        "import numpy as np\n"
        "np.ones((700, 700)) @ np.ones((700, 700))\n"
        "print(len(os.listdir('/proc/self/task')))"
    )
    environment = {name: value for name, value in os.environ.items() if not name.endswith("_NUM_THREADS")}
    told = subprocess.run(
        [sys.executable, "-c", program],
        env=environment | home_variables(tmp_path),
        capture_output=True,
        text=True,
        check=True,
    )
    assert told.stdout.split()[-1] == "1"


@needs_polis
@pytest.mark.parametrize("name", ["london.youth.policing", "15-per-hour-seattle"])
def test_a_conversation_that_was_held(run: Say, tmp_path: Path, name: str) -> None:
    code, out, err = run(POLIS / name / "votes.csv", "--comments", POLIS / name / "comments.csv")
    assert (code, err) == (0, "")
    assert "What is shared" in out
    shown = msgspec.convert(json.loads((tmp_path / "opinions-internal.json").read_bytes())["opinions"], Opinions)
    assert min((alike.people for alike in shown.similar_answers), default=5) >= 5


# -- the vote of a session -------------------------------------------------------------------------------


@pytest.fixture
def voted(tmp_path: Path) -> Path:
    """A store with a session of which a vote is closed: twelve of one mind, but for one dissenter."""
    path = tmp_path / "dialogue.sqlite"
    with Store.open(path) as store:
        console = new_session(store, this_laptop(), "Автобус", clock=SetClock(START_MS))
        for text in ("Дорогу чистять", "Школа працює", "Питайте водіїв"):
            console.dispatch(add_statement, text)
        console.dispatch(begin_vote)
        known = [one.statement_id for one in votable(console.state)]
        for person in range(12):
            console.voting.cast(f"{PAPER}{person}", dict.fromkeys(known, Vote.AGREE))
        console.voting.cast(f"{PAPER}3", {known[0]: Vote.DISAGREE})
        assert isinstance(console.clock, SetClock)
        console.clock.advance(60_000)
        console.dispatch(end_vote)
    return path


def test_the_result_of_a_session_is_told_in_words_as_in_the_window(run: Say, voted: Path) -> None:
    code, out, err = run("--session", "last", "--store", voted)
    assert (code, err) == (0, "")
    assert "12 people voted" in out
    assert out.count("almost all agree") == 3, "the one who disagreed is told by nothing"
    assert "Дорогу чистять" in out
    assert "%" not in out
    assert not list(voted.parent.glob("opinions*")), "figures are in no file"


@pytest.mark.parametrize("whose", ["--internal", "--public"])
def test_a_report_from_the_command_line_tells_the_result_with_its_caution(
    voted: Path, tmp_path: Path, whose: str
) -> None:
    with Store.open(voted) as store:
        decide(open_session(store, store.log.sessions()[0], this_laptop()))
    out = tmp_path / "report.md"
    assert main(["export", "last", whose, "--format", "md", "--store", str(voted), "--out", str(out)]) == 0
    words = out.read_text(encoding="utf-8")
    assert words.count("almost all agree") == 3
    assert "Read this with care" in words


def test_the_short_form_of_a_report_tells_it_too(voted: Path, tmp_path: Path) -> None:
    assert main(["report", "last", "--store", str(voted), "--out", str(tmp_path / "report.pdf")]) == 0
    assert pdf_text(tmp_path / "report.pdf").count("almost all agree") == 3


def test_the_votes_of_a_session_go_to_the_tools_of_polis(run: Say, voted: Path, tmp_path: Path) -> None:
    code, out, _ = run("--session", "last", "--store", voted, "--polis", "--out", tmp_path / "out")
    assert code == 0
    assert "not for publishing" in out
    assert run(tmp_path / "out/polis/participants-votes.csv", "--out", tmp_path / "again")[0] == 0


def test_neither_a_file_nor_a_session_or_one_without_a_closed_vote_gives_one_line(run: Say, tmp_path: Path) -> None:
    assert "Name a file with votes" in run()[2]
    path = tmp_path / "empty.sqlite"
    with Store.open(path) as store:
        new_session(store, this_laptop(), "Автобус")
    code, _, err = run("--session", "last", "--store", path)
    assert code == 2
    assert "No vote of this session is closed" in err
