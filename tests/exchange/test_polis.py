"""Polis' exports, read and written: what is right gives one matrix, what is wrong gives one line."""

from __future__ import annotations

import csv
import unicodedata
from pathlib import Path

import pytest
from openpyxl import Workbook

from facilitator_console.exchange.csv_rows import LONGEST_LINE
from facilitator_console.exchange.polis import MOST_BALLOTS, ImportedBallots, is_export, read_comments, read_export
from facilitator_console.exchange.polis_export import COMMENTS_FILE, PARTICIPANTS_FILE, VOTES_FILE, polis_files
from facilitator_console.opinions.ballots import Id
from facilitator_console.opinions.conversation import Conversation
from facilitator_console.opinions.matrix import VoteMatrix, vote_matrix
from facilitator_console.words import UserError
from tests.opinions.rooms import CONVERSATIONS, POLIS, ballots, camps, exported, needs_polis

VOTES = "timestamp,datetime,comment-id,voter-id,vote\n"
GRID = "participant,group-id,n-comments,n-votes,n-agree,n-disagree,0,1\n"
COMMENTS = "timestamp,datetime,comment-id,author-id,agrees,disagrees,moderated,comment-body\n"


def written(folder: Path, text: str | bytes, name: str = "votes.csv") -> Path:
    path = folder / name
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


def matrix_of(cast: ImportedBallots) -> VoteMatrix:
    return vote_matrix(cast.ballots, cast.statements)


def table(matrix: VoteMatrix) -> tuple[list[int], list[int], bytes, bytes]:
    return matrix.voters.tolist(), matrix.statements.tolist(), matrix.votes.tobytes(), matrix.seen.tobytes()


@needs_polis
@pytest.mark.parametrize("name", CONVERSATIONS)
def test_both_tables_of_a_conversation_give_one_matrix(name: str) -> None:
    comments = read_comments(POLIS / name / "comments.csv")
    one = vote_matrix(read_export(POLIS / name / "votes.csv", comments.texts).ballots)
    other = vote_matrix(read_export(POLIS / name / "participants-votes.csv", comments.texts).ballots)
    assert table(one) == table(other) == table(exported(name))
    assert set(one.statements.tolist()) <= comments.texts.keys()
    assert comments.rejected < comments.texts.keys()


def test_the_last_of_several_votes_counts(tmp_path: Path) -> None:
    rows = "3,late,0,7,1\n1,early,0,7,-1\n2,middle,0,7,0\n"
    matrix = matrix_of(read_export(written(tmp_path, VOTES + rows)))
    assert (matrix.voters.tolist(), matrix.votes.tolist()) == ([7], [[1]])


def test_column_order_blanks_case_and_line_ends_do_not_matter(tmp_path: Path) -> None:
    text = "\ufeff Vote ,voter-id,TIMESTAMP,comment-id\r\n 1 , 4,9,2\r\n\r\n-1.0,5,9,2\r\n"
    matrix = matrix_of(read_export(written(tmp_path, text)))
    assert (matrix.voters.tolist(), matrix.votes.ravel().tolist()) == ([4, 5], [1, -1])


def test_semicolons_and_tabs_do_as_well(tmp_path: Path) -> None:
    for delimiter in (";", "\t"):
        text = (VOTES + "1,x,2,3,1\n").replace(",", delimiter)
        assert matrix_of(read_export(written(tmp_path, text))).voters.tolist() == [3]


def test_a_line_of_excel_says_what_parts_the_cells(tmp_path: Path) -> None:
    for said in ("sep=;", '"sep=;"', "SEP=;"):
        text = f"{said}\n" + (VOTES + "1,x,2,3,1\n9,x,2,3,7\n").replace(",", ";")
        with pytest.raises(UserError, match="line 4: “7” is not a vote"):
            read_export(written(tmp_path, text))
        assert matrix_of(read_export(written(tmp_path, text.replace("7", "-1")))).votes.tolist() == [[-1]]


@pytest.mark.parametrize(
    ("when", "about", "who", "vote"),
    [
        ("1,50036E+12", "2", "3", "-1"),
        ("1.50036e+12", "2,0", "3,0", "-1,0"),
        ("1500360000000.0", "2.0", "3.0", "-1.0"),
        ("1500360000000", "2", "3", "\N{MINUS SIGN}1"),
        ("1500360000000", "2", "3", "\N{EN DASH}1"),
    ],
)
def test_numbers_that_went_through_a_spreadsheet_or_pandas(
    tmp_path: Path, when: str, about: str, who: str, vote: str
) -> None:
    text = f"index;timestamp;comment_id;voter_id;vote\n0;{when};{about};{who};{vote}\n1;{when};{about};4;{vote}\n"
    matrix = matrix_of(read_export(written(tmp_path, text)))
    assert (matrix.voters.tolist(), matrix.statements.tolist(), matrix.votes.tolist()) == ([3, 4], [2], [[-1], [-1]])


def test_a_matrix_that_went_through_pandas(tmp_path: Path) -> None:
    text = "Unnamed: 0,,participant,group-id,n-votes,0,1,2\n0,0,5.0,NaN,2,1.0,nan,-1.0\n1,1,6.0,1.0,1,,1\n"
    matrix = matrix_of(read_export(written(tmp_path, text)))
    assert (matrix.voters.tolist(), matrix.statements.tolist()) == ([5, 6], [0, 1, 2])
    assert matrix.votes.tolist() == [[1, 0, -1], [0, 1, 0]]
    assert matrix.seen.tolist() == [[True, False, True], [False, True, False]]


def test_a_table_that_was_saved_as_a_workbook(tmp_path: Path) -> None:
    book = Workbook()
    assert book.active is not None
    for row in (VOTES.strip().split(","), [1500360000000, "x", 2, 3, -1], [1500360000001, "x", 2, 3.0, 1]):
        book.active.append(row)
    book.save(tmp_path / "votes.xlsx")
    assert matrix_of(read_export(tmp_path / "votes.xlsx")).votes.tolist() == [[1]]


def test_participants_without_a_vote_and_statements_nobody_saw(tmp_path: Path) -> None:
    cast = read_export(written(tmp_path, GRID + "0,,0,0,0,0,,\n5,1,0,1,1,0,1,\n"))
    matrix = matrix_of(cast)
    assert (matrix.voters.tolist(), matrix.statements.tolist(), matrix.seen.tolist()) == ([5], [0, 1], [[True, False]])


def test_statements_have_letters_of_one_sign_and_turn_nothing_around(tmp_path: Path) -> None:
    told = unicodedata.normalize("NFD", "Спокій\u202e і їжа")
    comments = read_comments(written(tmp_path, f"{COMMENTS}0,x,7,1,0,0,1,{told}\n"))
    assert comments.texts == {7: "Спокій і їжа"}


def test_comments_tell_texts_moderation_and_meta(tmp_path: Path) -> None:
    text = 'comment-id,comment-body,moderated,is-meta\n4,"Two\nlines, one text",1,true\n2,Ні,-1,\n3,new,,false\n'
    comments = read_comments(written(tmp_path, text))
    assert comments.texts == {4: "Two lines, one text", 2: "Ні", 3: "new"}
    assert (set(comments.rejected), set(comments.meta)) == ({2}, {4})


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "is empty"),
        ("\n\n,,\n", "is empty"),
        (VOTES + "1,x,0,0,7\n", "line 2: “7” is not a vote"),
        (VOTES + "1,x,0,0,1\n1,x,0,1,agree\n", "line 3: “agree” is not a vote"),
        (VOTES + "1,x,0,0,\n", "line 2: “” is not a vote"),
        (VOTES + "1,x,99,0,1\n", "line 2: statement 99 is not among the comments"),
        (VOTES + "1,x,0,me,1\n", "line 2: “me” should be a whole number"),
        (VOTES + "1,x,0,-4,1\n", "line 2: “-4” should be a whole number"),
        (VOTES + "1ee9,x,0,1,1\n", "“1ee9” should be a whole number"),
        (VOTES + "1,5E+12,x,0,1,1\n", "line 2: there are 6 cells instead of 5"),
        (VOTES + '"1,5E+12",x,0,1,1\n"1,5E+12",x,0,1,-1\n', "has rounded the times"),
        ("comment-id,voter-id,vote\n0,1,1\n", "is not a table of votes: it has no column timestamp"),
        (VOTES + f"{10**30},x,0,1,1\n", "should be a whole number"),
        (VOTES + "1,x,0,1\n", "line 2: there are 4 cells instead of 5"),
        (VOTES.replace("datetime", "vote") + "1,1,0,1,1\n", "2 columns “vote”"),
        (GRID.replace("0,1\n", "1,1\n") + "0,,0,0,0,0,1,1\n", "2 columns “1”"),
        (GRID + "0,,0,0,0,0,1,2\n", "line 2: “2” is not a vote"),
        (GRID + "0,,0,0,0,0,1,1\n0,,0,0,0,0,1,1\n", "line 3: participant 0 occurs twice"),
        (GRID.replace(",1\n", ",one\n"), "line 1: “one” should be a whole number"),
        (GRID.replace(",1\n", ",2\n"), "line 1: statement 2 is not among the comments"),
        ("a,b\n1,2\n", "is not a table of votes"),
        (VOTES + '1,"x,0,1,1\n', "line 2: this is not CSV"),
        (VOTES.encode() + b"1,\xff\xfe,0,1,1\n", "is not UTF-8"),
        (bytes(range(256)) * 40, "is not UTF-8"),
        (VOTES + "1," + "x" * LONGEST_LINE + ",0,1,1\n", "line 2: the line is longer"),
        (VOTES + "1," + "x" * 200_000 + ",0,1,1\n", "line 2: this is not CSV"),
    ],
)
def test_what_is_wrong_is_said_in_one_line(tmp_path: Path, text: str | bytes, problem: str) -> None:
    path = written(tmp_path, text)
    with pytest.raises(UserError) as refused:
        read_export(path, {0, 1})
    assert problem in str(refused.value)
    assert str(path) in str(refused.value)
    assert len(str(refused.value)) < 300


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("comment-id,moderated\n1,1\n", "no column comment-body"),
        (COMMENTS + "0,x,1,0,0,0,1,a\n0,x,1,0,0,0,1,b\n", "line 3: statement 1 occurs twice"),
        (COMMENTS + "0,x,1,0,0,0,7,a\n", "line 2: moderated is 7"),
        (COMMENTS.replace("author-id", "moderated"), "2 columns “moderated”"),
    ],
)
def test_wrong_comments(tmp_path: Path, text: str, problem: str) -> None:
    with pytest.raises(UserError, match=problem):
        read_comments(written(tmp_path, text))


def test_places_without_a_file(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="There is no file"):
        read_export(tmp_path / "none.csv")
    with pytest.raises(UserError, match="is a folder"):
        read_export(tmp_path)
    with pytest.raises(UserError, match="can’t be read"):
        read_export(Path("a\0b"))


def test_more_than_can_be_held_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert MOST_BALLOTS < 10_000_000
    monkeypatch.setattr("facilitator_console.exchange.polis.MOST_BALLOTS", 3)
    with pytest.raises(UserError, match="more than 3 votes"):
        read_export(written(tmp_path, VOTES + "1,x,0,1,1\n" * 4))
    with pytest.raises(UserError, match="more than 3 votes"):
        read_export(written(tmp_path, GRID + "0,,0,0,0,0,1,1\n1,,0,0,0,0,1,1\n"))
    assert len(read_export(written(tmp_path, VOTES + "1,x,0,1,1\n" * 3)).ballots.votes) == 3


def test_which_tables_are_exports() -> None:
    assert is_export(VOTES.strip().split(","))
    assert is_export(GRID.strip().split(","))
    # Where a column is missing the reader that the table is meant for says so.
    assert is_export(["comment_id", "voter_id", "vote"])
    assert not is_export(["ballot", "1", "2"])
    assert not is_export(["participant", "1", "2"])


# -- written -----------------------------------------------------------------------------------------------


def test_what_is_written_reads_back_as_the_same_matrix(tmp_path: Path) -> None:
    matrix = vote_matrix(ballots(camps((9, 7), 6, seen=0.6)), range(7))
    texts: dict[Id, str] = {statement: f"text, {statement} «ї»" for statement in range(7)}
    files = polis_files(Conversation(matrix, texts, rejected={2}, meta={4}))
    for name, text in files.items():
        written(tmp_path, text, name)
    comments = read_comments(tmp_path / COMMENTS_FILE)
    assert tuple(comments) == (texts, {2}, {4})
    for name in (VOTES_FILE, PARTICIPANTS_FILE):
        found = vote_matrix(read_export(tmp_path / name).ballots, range(7))
        # Voters are numbered anew, in their order.
        assert found.voters.tolist() == list(range(1, 17))
        assert table(found)[1:] == table(matrix)[1:]


def test_the_headers_are_those_of_polis() -> None:
    files = polis_files(
        Conversation(vote_matrix(ballots([(7_000_001, "w.9", 1, 5), (3, "w.10", -1, 0)])), {"w.9": "=1+1"})
    )
    rows = {name: list(csv.reader(text.splitlines())) for name, text in files.items()}
    assert files[VOTES_FILE].startswith(VOTES)
    assert set(COMMENTS.strip().split(",")) <= set(rows[COMMENTS_FILE][0])
    assert files[PARTICIPANTS_FILE].startswith(GRID)
    assert rows[VOTES_FILE][1:] == [
        ["0", "Thu Jan 01 00:00:00 UTC 1970", "0", "1", "-1"],
        ["0", "Thu Jan 01 00:00:00 UTC 1970", "1", "2", "1"],
    ]
    assert "7000001" not in "".join(files.values())
