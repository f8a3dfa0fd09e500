from __future__ import annotations

import subprocess
import sys
from random import Random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from facilitator_console.opinions.ballots import Ballots, Id, Vote
from facilitator_console.opinions.matrix import MOST_CELLS, VoteMatrix, matrix_of_parts, vote_matrix
from facilitator_console.words import UserError
from tests.opinions.rooms import Row, ballots

ROWS = st.lists(
    st.tuples(st.integers(0, 4), st.integers(0, 4), st.sampled_from([int(vote) for vote in Vote]), st.integers(0, 2)),
    max_size=40,
)


def table(matrix: VoteMatrix) -> dict[tuple[int, int], int]:
    return {
        (matrix.voters[row].item(), matrix.statements[column].item()): int(matrix.votes[row, column])
        for row, column in np.argwhere(matrix.seen).tolist()
    }


def counted_one_by_one(rows: list[Row]) -> dict[tuple[int, int], int]:
    """What counts, found the slow way: the highest revision, then taken back, pass, disagree, agree."""
    order = [Vote.TAKEN_BACK, Vote.SKIP, Vote.DISAGREE, Vote.AGREE]
    standing: dict[tuple[int, int], tuple[int, int]] = {}
    for voter, statement, vote, revision in rows:
        assert isinstance(voter, int)
        assert isinstance(statement, int)
        claim = (revision, -order.index(Vote(vote)))
        standing[voter, statement] = max(standing.get((voter, statement), claim), claim)
    return {cell: order[-place] for cell, (_, place) in standing.items() if order[-place] is not Vote.TAKEN_BACK}


@given(ROWS, st.randoms(use_true_random=False))
def test_re_votes_and_unions_in_any_order_give_one_matrix(rows: list[Row], chance: Random) -> None:
    expected = vote_matrix(ballots(rows) if rows else Ballots(), range(5))
    union = rows + rows[: len(rows) // 2]
    chance.shuffle(union)
    again = vote_matrix(ballots(union) if union else Ballots(), range(5))
    assert again.voters.tolist() == expected.voters.tolist()
    assert again.votes.tobytes() == expected.votes.tobytes()
    assert again.seen.tobytes() == expected.seen.tobytes()
    assert table(expected) == counted_one_by_one(rows)


@given(ROWS, st.integers(0, 6), st.integers(0, 4), st.sampled_from(Vote))
def test_one_more_vote_is_as_if_it_had_been_among_the_ballots(
    rows: list[Row], voter: int, statement: int, vote: Vote
) -> None:
    before = vote_matrix(ballots(rows) if rows else Ballots(), range(5))
    after = vote_matrix(ballots([*rows, (voter, statement, int(vote), 3)]), range(5))
    updated = before.with_vote(voter, statement, vote)
    assert updated.voters.tolist() == after.voters.tolist()
    assert updated.votes.tobytes() == after.votes.tobytes()
    assert updated.seen.tobytes() == after.seen.tobytes()


@pytest.mark.parametrize(
    ("cast", "counts"),
    [
        ([Vote.AGREE, Vote.DISAGREE], Vote.DISAGREE),
        ([Vote.DISAGREE, Vote.SKIP], Vote.SKIP),
        ([Vote.SKIP, Vote.TAKEN_BACK], None),
        ([Vote.AGREE, Vote.TAKEN_BACK], None),
    ],
)
def test_of_equal_revisions_the_one_that_claims_least_counts(cast: list[Vote], counts: Vote | None) -> None:
    for order in (cast, cast[::-1]):
        matrix = vote_matrix(ballots([(1, 1, int(vote), 5) for vote in order]))
        assert table(matrix) == ({} if counts is None else {(1, 1): counts})


def test_who_takes_everything_back_is_no_voter() -> None:
    matrix = vote_matrix(ballots([(1, 1, 1, 0), (1, 1, Vote.TAKEN_BACK, 1), (2, 1, -1, 0)]))
    assert matrix.voters.tolist() == [2]


def test_on_a_merged_statement_the_ballot_on_the_kept_one_counts() -> None:
    merged: dict[Id, Id] = {2: 1, 3: 1}
    on_both = [(7, 1, 1, 0), (7, 2, -1, 9)]
    on_others = [(8, 2, 1, 0), (8, 3, -1, 4)]
    taken_back = [(9, 1, Vote.TAKEN_BACK, 0), (9, 2, 1, 3)]
    matrix = vote_matrix(ballots([*on_both, *on_others, *taken_back]), [1, 2, 3, 4], merged)
    assert matrix.statements.tolist() == [1, 4]
    assert table(matrix) == {(7, 1): 1, (8, 1): -1}


def test_ids_of_text_sort_as_text() -> None:
    matrix = vote_matrix(ballots([("b", "s.10", 1, 0), ("a", "s.9", -1, 0)]))
    assert matrix.voters.tolist() == ["a", "b"]
    assert matrix.statements.tolist() == ["s.10", "s.9"]
    assert matrix.with_vote("ab", "s.9", Vote.SKIP).voters.tolist() == ["a", "ab", "b"]


def test_a_statement_that_nobody_saw_has_a_column() -> None:
    assert vote_matrix(ballots([(1, 2, 1, 0)]), [3, 2, 1]).statements.tolist() == [1, 2, 3]


def test_no_ballots_are_an_empty_matrix() -> None:
    assert vote_matrix(Ballots(), [1, 2]).votes.shape == (0, 2)
    assert vote_matrix(Ballots()).votes.shape == (0, 0)


@pytest.mark.parametrize("vote", [7, -2, 3])
def test_what_is_no_vote_is_refused_with_its_place(vote: int) -> None:
    with pytest.raises(UserError, match=f"Ballot 2: {vote} is not a vote"):
        vote_matrix(ballots([(1, 1, 1, 0), (1, 2, vote, 0)]))


def test_an_unknown_statement_is_refused_with_its_place() -> None:
    with pytest.raises(UserError, match="Ballot 2: there is no statement 9"):
        vote_matrix(ballots([(1, 1, 1, 0), (1, 9, 1, 0)]), [1, 2])
    with pytest.raises(UserError, match="there is no statement 1"):
        vote_matrix(ballots([(1, 1, 1, 0)]), [])
    with pytest.raises(UserError, match="there is no statement 9"):
        vote_matrix(ballots([(1, 1, 1, 0)])).with_vote(1, 9, Vote.AGREE)


def test_more_than_can_be_computed_is_refused_before_it_is_tried() -> None:
    people = int(MOST_CELLS**0.5) + 1
    with pytest.raises(UserError, match=f"{people} voters on {people} statements are too many"):
        vote_matrix(ballots([(one, one, 1, 0) for one in range(people)]))


@pytest.mark.parametrize("wrong", [(1.5, 1, 1, 0), (1, 1, 0.5, 0), (1, 1, "agree", 0), (1, 1, 1, 1.5)])
def test_columns_of_another_type_are_our_mistake(wrong: Row) -> None:
    with pytest.raises(TypeError):
        vote_matrix(ballots([wrong]))


def test_numpy_is_not_loaded_before_the_mathematics_is_asked_for() -> None:
    check = "import sys, facilitator_console.opinions.ballots; sys.exit('numpy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", check], check=False).returncode == 0


@given(
    st.lists(
        st.tuples(st.integers(1, 4), st.sampled_from(["a.1", "a.2", "b.1", "gone"]), st.sampled_from([-1, 0, 1, 2])),
        unique_by=lambda row: row[:2],
        max_size=14,
    ),
    st.integers(1, 5),
)
def test_ballots_in_parts_make_the_same_matrix(rows: list[tuple[int, str, int]], size: int) -> None:
    statements = ("a.1", "a.2", "b.1")
    ordered = sorted(rows)
    parts = [ordered[at : at + size] for at in range(0, len(ordered), size)]
    known = [row for row in ordered if row[1] != "gone"]
    voters, names, votes = ([row[at] for row in known] for at in range(3))
    expected = vote_matrix(Ballots(voters, names, votes, [0] * len(known)), statements)  # type: ignore[arg-type]
    found = matrix_of_parts(parts, statements)
    assert found.voters.tolist() == expected.voters.tolist()
    assert found.statements.tolist() == expected.statements.tolist()
    assert found.votes.tolist() == expected.votes.tolist()
    assert found.seen.tolist() == expected.seen.tolist()
