from __future__ import annotations

import numpy as np
import pytest
from numpy.testing import assert_allclose

from facilitator_console.opinions.clusters import (
    STILL,
    Initialisation,
    base_clusters,
    distinct,
    first_points,
    k_means,
    silhouettes,
)
from facilitator_console.opinions.groups import Partition, SteadyCount, best_first, partitions
from facilitator_console.opinions.matrix import vote_matrix
from facilitator_console.opinions.projection import by_entry, in_the_map, leading_directions, project
from tests.opinions.rooms import Row, ballots, camps, matrix_of

NOTHING = np.zeros(2, np.bool_)


def test_silhouette_golden() -> None:
    apart = np.array([[0, 1, 3, 4], [1, 0, 3, 4], [3, 3, 0, 2], [4, 4, 2, 0]], np.float64)
    found = silhouettes(apart, np.array([0, 0, 1, 1]))
    assert found[0] == pytest.approx(0.714286, abs=1e-6)
    assert found.mean() == pytest.approx(0.565476, abs=1e-6)


def test_silhouette_of_one_point_and_of_equal_points_is_zero() -> None:
    assert silhouettes(np.array([[0.0, 3.0], [3.0, 0.0]]), np.array([0, 1])).tolist() == [0.0, 0.0]
    assert silhouettes(np.zeros((4, 4)), np.array([0, 0, 1, 1])).tolist() == [0.0] * 4


def test_directions_are_those_of_the_whole_decomposition() -> None:
    chance = np.random.default_rng(3)
    for shape in ((600, 400), (40, 30)):
        rows = chance.choice([-1.0, 0.0, 1.0], shape) + chance.normal(0.0, 1.0, (shape[0], 1)) * np.linspace(
            0, 1, shape[1]
        )
        rows -= rows.mean(axis=0)
        values, vectors = leading_directions(rows)
        expected = np.linalg.eigvalsh(rows.T @ rows)[:-3:-1]
        assert_allclose(values, expected, rtol=1e-12)
        assert np.abs(rows.T @ (rows @ vectors) - vectors * values).max() < 1e-12 * values[0]


def test_a_direction_that_occurs_twice_is_found_twice() -> None:
    one, other = np.tile([1.0, 1, -1, -1], 100), np.tile([1.0, -1, 1, -1], 100)
    blocks = np.hstack((np.outer(one, np.ones(150)), np.outer(other, np.ones(150))))
    values, vectors = leading_directions(blocks)
    assert_allclose(values, [60_000.0, 60_000.0])
    assert_allclose(vectors.T @ vectors, np.eye(2), atol=1e-12)
    rest = np.random.default_rng(5).normal(size=(400, 300))
    left, size, right = np.linalg.svd(rest, full_matrices=False)
    size = np.append([20.0, 20.0, 10.0], size[3:] / size[3])
    values, vectors = leading_directions((left * size) @ right)
    assert_allclose(values, size[:2] ** 2, rtol=1e-12)
    assert_allclose(vectors.T @ vectors, np.eye(2), atol=1e-12)


def test_more_statements_than_people_give_the_same_places_as_the_long_way() -> None:
    matrix = vote_matrix(ballots(camps((6, 6), 40, seed=2)))
    centred = matrix.votes - matrix.votes.mean(axis=0)
    expected = np.linalg.svd(centred)[2][:2]
    expected *= np.sign(expected[[0, 1], np.argmax(np.abs(expected), axis=1)])[:, None]
    found = project(matrix, np.zeros(40, np.bool_))
    assert_allclose(found.components, expected, atol=1e-12)
    assert_allclose(found.positions, centred @ expected.T, atol=1e-12)


def test_equal_votes_stand_in_equal_places_whatever_else_there_is() -> None:
    rows = camps((70, 60), 90, seed=4)
    twice: list[Row] = [
        (voter + 130, statement, vote, 0) for voter, statement, vote, _ in rows if isinstance(voter, int)
    ]
    positions = project(vote_matrix(ballots(rows + twice)), np.zeros(90, np.bool_)).positions
    assert positions[:130].tobytes() == positions[130:].tobytes()


def test_zeroed_statements_move_nobody_but_count_as_seen() -> None:
    matrix = matrix_of([[1, 1], [-1, 1], [1, -1], [-1, None]])
    plain = project(matrix, NOTHING)
    zeroed = project(matrix, np.array([False, True]))
    assert zeroed.components.tolist() == [[1.0, 0.0], [0.0, 0.0]]
    assert zeroed.means.tolist() == [0.0, 0.0]
    # Two of two statements count as seen for everyone: √(2 / 2).
    assert zeroed.positions.tolist() == [[1.0, 0.0], [-1.0, 0.0], [1.0, 0.0], [-1.0, 0.0]]
    assert plain.stretch == zeroed.stretch == np.sqrt(2)


def test_the_fewer_votes_the_farther_they_reach() -> None:
    matrix = matrix_of([[1, 1], [1, 1], [-1, -1], [-1, -1], [1, None]])
    found = project(matrix, NOTHING)
    direction, means = found.components[0], found.means
    assert found.positions[4, 0] == pytest.approx(np.sqrt(2 / 1) * (1 - means[0]) * direction[0])


def test_who_is_in_the_map() -> None:
    votes: list[list[int | None]] = [[1] * 7 + [None] * 3 for _ in range(20)]
    votes += [[1] * 6 + [None] * 4 for _ in range(3)]
    votes[22][9] = -1
    matrix = matrix_of(votes)
    assert np.flatnonzero(~in_the_map(matrix)).tolist() == [20, 21]
    assert np.flatnonzero(~in_the_map(matrix, (21, 99))).tolist() == [20]


def test_a_small_map_is_topped_up_by_most_votes_then_by_id() -> None:
    votes: list[list[int | None]] = [[1] * 7 + [None] for _ in range(12)]
    votes += [[1] + [None] * 7 for _ in range(3)] + [[1, 1] + [None] * 6 for _ in range(2)]
    votes[16][7] = 1
    assert np.flatnonzero(in_the_map(matrix_of(votes))).tolist() == [*range(13), 15, 16]


def test_who_sees_all_of_a_few_statements_is_in() -> None:
    votes: list[list[int | None]] = [[1, 1] for _ in range(20)]
    votes.append([1, None])
    assert np.flatnonzero(~in_the_map(matrix_of(votes))).tolist() == [20]


def test_order_of_entry() -> None:
    assert by_entry([1, 2, 3, 4], [3, 9, 1]).tolist() == [2, 0, 1, 3]


def test_distinct_points_in_the_order_of_their_first_owner() -> None:
    points, sizes, labels = distinct(np.array([[2.0, 0], [1, 0], [2, 0], [0, 5], [1, 0], [2, 0]]))
    assert points.tolist() == [[2, 0], [1, 0], [0, 5]]
    assert sizes.tolist() == [3, 2, 1]
    assert labels.tolist() == [0, 1, 0, 2, 1, 0]


def test_first_points() -> None:
    points = np.array([[0.0, 0], [1, 0], [10, 0], [0, 8]])
    even = np.ones(4)
    assert first_points(points, even, 3, Initialisation.POLIS).tolist() == [0, 1, 2]
    assert first_points(points, even, 3, Initialisation.SPREAD).tolist() == [2, 3, 1]
    doubled = np.vstack((points[::-1], points))
    assert first_points(doubled, np.ones(8), 3, Initialisation.RED_DWARF).tolist() == [3, 0, 2]
    assert first_points(points, even, 9, Initialisation.SPREAD).size == 4


def test_equally_far_points_are_taken_by_coordinates() -> None:
    square = np.array([[1.0, 1], [-1, 1], [1, -1], [-1, -1]])
    assert first_points(square, np.ones(4), 2, Initialisation.SPREAD).tolist() == [3, 0]


def test_k_means_weighs_its_points_and_drops_an_empty_centre() -> None:
    points = np.array([[1.0, 0], [4, 0], [10, 0]])
    labels, centres = k_means(points, np.array([2.0, 1, 1]), np.array([[0.0, 0], [11, 0], [99, 0]]), 20, 0.01)
    assert labels.tolist() == [0, 0, 1]
    assert centres.tolist() == [[2, 0], [10, 0]]


def test_k_means_goes_on_until_centres_move_less_than_a_hundredth() -> None:
    points, weights = np.array([[0.0, 0], [1.02, 0], [2, 0]]), np.array([1.0, 0.01, 1])
    # In the first round a centre moves by 0.05; only then does the point between them change sides.
    starts = np.array([[0.0, 0], [2.05, 0]])
    assert k_means(points, weights, starts, 20, STILL)[0].tolist() == [0, 1, 1]
    assert k_means(points, weights, starts, 1, STILL)[0].tolist() == [0, 0, 1]
    assert STILL == 0.01


def test_many_people_are_gathered_into_a_hundred() -> None:
    positions = np.random.default_rng(1).normal(size=(700, 2))
    for initialisation in (Initialisation.SPREAD, Initialisation.POLIS):
        base = base_clusters(positions, initialisation)
        assert len(base.centres) == 100
        assert base.sizes.sum() == 700
        assert np.bincount(base.labels).tolist() == base.sizes.tolist()
    assert len(base_clusters(positions, Initialisation.RED_DWARF).centres) == 700
    assert len(base_clusters(np.repeat(positions[:3], 60, axis=0), Initialisation.SPREAD).centres) == 3


def test_no_more_groups_than_points_allow() -> None:
    few = base_clusters(np.array([[0.0, 0], [9, 9], [9, 9]]), Initialisation.SPREAD)
    assert [len(one.centres) for one in partitions(few, Initialisation.SPREAD)] == [2]
    alike = base_clusters(np.zeros((30, 2)), Initialisation.SPREAD)
    assert partitions(alike, Initialisation.SPREAD) == ()
    spread = base_clusters(np.random.default_rng(2).normal(size=(35, 2)), Initialisation.SPREAD)
    assert sorted(len(one.centres) for one in partitions(spread, Initialisation.SPREAD)) == [2, 3, 4]


def test_of_equally_good_partitions_the_one_with_more_groups_comes_first() -> None:
    two, three, good = (Partition(np.arange(k), np.zeros((k, 2)), fit) for k, fit in ((2, 0.3), (3, 0.3), (4, 0.5)))
    assert best_first((two, three, good), fewer_groups=False) == (good, three, two)
    assert best_first((three, two, good), fewer_groups=True) == (good, two, three)


def test_a_new_number_of_groups_must_win_four_times_in_a_row() -> None:
    count = SteadyCount()
    used = []
    for winner in (2, 3, 3, 2, 3, 3, 3, 3, 2):
        count = count.after(winner)
        used.append(count.groups)
    assert used == [2, 2, 2, 2, 2, 2, 2, 3, 3]
