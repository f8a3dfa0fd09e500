from __future__ import annotations

import dataclasses
from random import Random

import msgspec
import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from facilitator_console.opinions.ballots import Ballots
from facilitator_console.opinions.clusters import Initialisation
from facilitator_console.opinions.findings import Extent, Missing, Opinions, opinions
from facilitator_console.opinions.groups import SteadyCount
from facilitator_console.opinions.matrix import VoteMatrix, vote_matrix
from facilitator_console.opinions.opinion_map import Earlier, OpinionMap, opinion_map
from tests.opinions.rooms import Row, ballots, camps, matrix_of, noise


def figures(value: object) -> list[np.ndarray[tuple[int, ...], np.dtype[np.float64]]]:
    """Every array of numbers in a result, however deep."""
    if isinstance(value, np.ndarray):
        return [value] if value.dtype.kind == "f" else []
    if isinstance(value, float):
        return [np.array([value])]
    if dataclasses.is_dataclass(value):
        return figures(tuple(getattr(value, field.name) for field in dataclasses.fields(value)))
    return [array for one in value for array in figures(one)] if isinstance(value, tuple) else []


def sound(raw: OpinionMap) -> OpinionMap:
    """The same map, once it is sure that nothing in it is not a number."""
    assert all(np.isfinite(array).all() for array in figures(raw))
    return raw


def both(matrix: VoteMatrix, **options: frozenset[int]) -> tuple[OpinionMap, Opinions]:
    raw = sound(opinion_map(matrix, **options))  # type: ignore[arg-type]
    shown = opinions(matrix, **options, check=False)  # type: ignore[arg-type]
    return raw, shown


def companions(raw: OpinionMap) -> frozenset[frozenset[int]]:
    return frozenset(
        frozenset(raw.matrix.voters[raw.labels == group].tolist()) for group in range(len(raw.groups.centres))
    )


@given(st.integers(0, 10_000), st.randoms(use_true_random=False))
@pytest.mark.slow
@settings(max_examples=25)
def test_the_order_given_changes_no_bit(seed: int, chance: Random) -> None:
    rows = camps((14, 11, 9), 12, seed=seed, seen=0.8)
    shuffled = list(rows)
    chance.shuffle(shuffled)
    one, other = (opinion_map(vote_matrix(ballots(order))) for order in (rows, shuffled))
    assert [array.tobytes() for array in figures(one)] == [array.tobytes() for array in figures(other)]
    assert one.labels.tobytes() == other.labels.tobytes()
    assert one.representative == other.representative


@given(st.integers(0, 10_000), st.permutations(range(45)), st.permutations(range(14)))
@pytest.mark.slow
def test_permuting_people_and_statements_permutes_the_map(seed: int, people: list[int], statements: list[int]) -> None:
    rows = camps((20, 14, 11), 14, seed=seed, seen=0.9)
    renamed: list[Row] = [(people[int(voter)], statements[int(about)], vote, 0) for voter, about, vote, _ in rows]
    one, other = (opinion_map(vote_matrix(ballots(order))) for order in (rows, renamed))
    centred = one.matrix.votes - one.matrix.seen * one.projection.means
    variance = np.linalg.eigvalsh(centred.T @ centred)[::-1]
    # Equally large directions may be taken either way.
    assume((variance[:2] - variance[1:3]).min() > 1e-6 * variance[0])
    assert frozenset(frozenset(people[voter] for voter in group) for group in companions(one)) == companions(other)
    place = np.argsort(statements)
    assert_allclose(other.counts.group_aware_consensus, one.counts.group_aware_consensus[place], rtol=1e-12)
    assert_allclose(other.extremity, one.extremity[place], atol=1e-9)
    assert_allclose(other.priority, one.priority[place], rtol=1e-8)
    moved = one.projection.positions[np.argsort(people)]
    assert_allclose(np.abs(other.projection.positions), np.abs(moved), atol=1e-8)


def test_camps_are_found() -> None:
    rows = camps((20, 14, 11), 14, seed=1, doubt=0.02)
    assert companions(opinion_map(vote_matrix(ballots(rows)))) == {
        frozenset(range(20)),
        frozenset(range(20, 34)),
        frozenset(range(34, 45)),
    }


def test_a_running_conversation_changes_its_number_of_groups_slowly_and_keeps_its_people() -> None:
    three = vote_matrix(ballots(camps((20, 14, 11), 14, seed=1, doubt=0.1)))
    earlier = Earlier((44, 99, 3), SteadyCount(groups=2, winner=2, wins=9))
    used = []
    for _ in range(4):
        raw = opinion_map(three, earlier=earlier)
        used.append(len(raw.groups.centres))
        earlier = raw.handed_on
    assert used == [2, 2, 2, 3]
    assert earlier.in_map[:2] == (44, 3)
    assert sorted(map(int, earlier.in_map)) == list(range(45))


def test_who_was_in_the_map_stays_in() -> None:
    quiet: list[Row] = [(100, 0, 1, 0)]
    matrix = vote_matrix(ballots([*camps((20, 14), 10), *quiet]))
    assert 100 not in opinion_map(matrix).handed_on.in_map
    assert opinion_map(matrix, earlier=Earlier((100,))).handed_on.in_map[0] == 100


def test_rejected_and_meta_statements_stand_for_nobody() -> None:
    matrix = vote_matrix(ballots(camps((20, 14), 10, seed=3)))
    raw, shown = both(matrix, rejected=frozenset({0, 1, 2}), meta=frozenset({3, 4}))
    left = {5, 6, 7, 8, 9}
    assert {one.column for group in raw.representative for one in group} <= left
    assert {one.column for one in raw.consensus} <= left
    assert {one.statement for one in shown.statements} == left | {3, 4}
    assert raw.priority[[3, 4]].tolist() == [49.0, 49.0]
    assert raw.extremity[:5].tolist() == [0.0] * 5


def test_what_was_rejected_before_anyone_saw_it_counts_for_nothing() -> None:
    rows = camps((20, 14), 10, seed=3)
    plain = opinion_map(vote_matrix(ballots(rows), range(10)))
    more = opinion_map(vote_matrix(ballots(rows), range(12)), rejected={10, 11})
    assert_allclose(more.projection.positions, plain.projection.positions, rtol=1e-12)


def test_nobody() -> None:
    for matrix in (vote_matrix(Ballots()), vote_matrix(Ballots(), [1, 2])):
        raw, shown = both(matrix)
        assert raw.representative == ((),)
        assert shown.extent is Extent.COUNTS_ONLY
        assert shown.voters == 0
        assert [one.total for one in shown.statements] == [None] * len(matrix.statements)


def test_one_voter() -> None:
    raw, shown = both(matrix_of([[1, -1, 0]]))
    assert raw.projection.positions.tolist() == [[0.0, 0.0]]
    assert shown.voters == 1
    assert {one.total for one in shown.statements} == {None}


@pytest.mark.parametrize("vote", [1, 0, -1])
def test_all_of_one_mind(vote: int) -> None:
    raw, shown = both(matrix_of([[vote, vote, vote, vote, vote, vote] for _ in range(60)]))
    assert raw.partitions == ()
    assert raw.representative == ((),)
    assert shown.similar_answers == ()
    assert shown.missing is Missing.NOTHING_APART
    assert len(shown.shared) == (0 if vote == 0 else 5)
    assert shown.extent is Extent.FULL


def test_one_statement() -> None:
    raw, shown = both(matrix_of([[1] for _ in range(20)] + [[-1] for _ in range(20)]))
    assert [one.people for one in shown.similar_answers] == [20, 20]
    assert raw.projection.components[1].tolist() == [0.0]


def test_a_statement_that_nobody_saw() -> None:
    raw, shown = both(vote_matrix(ballots(camps((20, 14), 8, seed=2)), range(9)))
    assert raw.extremity[8] == 0.0
    assert raw.priority[8] == pytest.approx(5.0625)
    assert shown.statements[8].total is None
    assert shown.statements[8].by_similar_answers == ()


@given(
    st.lists(
        st.tuples(st.integers(0, 25), st.integers(0, 6), st.sampled_from([-1, 0, 1, 2]), st.just(0)), max_size=150
    ),
    st.frozensets(st.integers(0, 6), max_size=3),
    st.frozensets(st.integers(0, 6), max_size=3),
    st.sampled_from(Initialisation),
)
def test_whatever_the_votes_every_figure_is_a_number(
    rows: list[Row], rejected: frozenset[int], meta: frozenset[int], initialisation: Initialisation
) -> None:
    matrix = vote_matrix(ballots(rows) if rows else Ballots(), range(7))
    raw = sound(opinion_map(matrix, rejected=rejected, meta=meta, initialisation=initialisation))
    shown = opinions(matrix, rejected=rejected, meta=meta)
    assert msgspec.json.decode(msgspec.json.encode(shown), type=Opinions) == shown
    assert raw.labels.max(initial=-1) < len(raw.groups.centres)


def test_noise_has_a_map_too() -> None:
    for seed in range(5):
        both(vote_matrix(ballots(noise(60, 10, seed=seed))))


def test_the_counts_are_those_of_the_groups_and_of_all_voters() -> None:
    passers_by: list[Row] = [(500 + one, 0, 1, 0) for one in range(4)]
    raw = opinion_map(vote_matrix(ballots([*camps((12, 9, 8), 9, seed=6, seen=0.9), *passers_by])))
    votes, seen = raw.matrix.votes, raw.matrix.seen
    assert set(raw.labels.tolist()) == {-1, *range(len(raw.groups.centres))}
    for group in range(len(raw.groups.centres)):
        inside = raw.labels == group
        assert raw.counts.agree[group].tolist() == (votes[inside] == 1).sum(axis=0).tolist()
        assert raw.counts.disagree[group].tolist() == (votes[inside] == -1).sum(axis=0).tolist()
        assert raw.counts.seen[group].tolist() == seen[inside].sum(axis=0).tolist()
    assert raw.all_counts.agree.tolist() == (votes == 1).sum(axis=0).tolist()
    assert raw.all_counts.seen.tolist() == seen.sum(axis=0).tolist()
