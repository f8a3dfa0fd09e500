from __future__ import annotations

import numpy as np
import pytest
from numpy.testing import assert_allclose

from facilitator_console.opinions.counting import SIGNIFICANT, Counts, count_votes, two_proportions
from facilitator_console.opinions.priority import META_PRIORITY, next_statement, priorities
from facilitator_console.opinions.representative import (
    Side,
    consensus,
    representative_statements,
    representativeness,
)
from tests.opinions.rooms import matrix_of


def counts_of(agree: list[list[int]], disagree: list[list[int]], seen: list[list[int]]) -> Counts:
    return Counts(*(np.array(one, np.float64) for one in (agree, disagree, seen)))


def chosen(counts: Counts, eligible: list[bool] | None = None) -> list[list[tuple[int, Side, bool]]]:
    able = np.ones(counts.seen.shape[1], np.bool_) if eligible is None else np.array(eligible)
    found = representative_statements(counts, representativeness(counts), able)
    return [[(one.column, one.side, one.best_agree) for one in group] for group in found]


def test_two_proportions_golden() -> None:
    z = two_proportions(*(np.array([count], np.float64) for count in (15, 24, 56, 71)))
    assert z[0] == pytest.approx(-1.514, abs=5e-4)
    everyone = two_proportions(*(np.array([count], np.float64) for count in (9, 9, 4, 4)))
    assert everyone.tolist() == [0.0]


@pytest.mark.parametrize(("extremity", "expected"), [(0.0, 5.0625), (1.0, 20.25), (3.0, 81.0)])
def test_priority_of_a_statement_without_votes(extremity: float, expected: float) -> None:
    nobody = Counts(*np.zeros((3, 1)))
    plain, meta = np.array([False]), np.array([True])
    assert priorities(nobody, np.array([extremity]), plain).tolist() == [expected]
    assert priorities(nobody, np.array([extremity]), meta).tolist() == [META_PRIORITY]


def test_votes_are_counted_by_group() -> None:
    matrix = matrix_of([[1, None], [0, -1], [-1, 1], [1, 1]])
    counts = count_votes(matrix, np.array([0, 0, 1, -1]), 2)
    assert counts.agree.tolist() == [[1, 0], [0, 1]]
    assert counts.disagree.tolist() == [[0, 1], [1, 0]]
    assert counts.seen.tolist() == [[2, 1], [1, 1]]
    assert_allclose(counts.group_aware_consensus, [(2 / 4) * (1 / 3), (1 / 3) * (2 / 3)])


def test_shares_and_tests() -> None:
    counts = counts_of([[3]], [[1]], [[6]])
    assert counts.agree_share[0, 0] == 4 / 8
    assert counts.disagree_share[0, 0] == 2 / 8
    assert counts.agree_test[0, 0] == pytest.approx(2 * 7**0.5 * (4 / 7 - 0.5))
    assert counts.disagree_test[0, 0] == pytest.approx(2 * 7**0.5 * (2 / 7 - 0.5))


def test_each_side_stands_for_its_group_agrees_before_disagrees() -> None:
    counts = counts_of([[1, 9, 5], [10, 1, 5]], [[9, 0, 5], [0, 9, 5]], [[10, 10, 10], [10, 10, 10]])
    assert chosen(counts) == [
        [(1, Side.AGREE, True), (0, Side.DISAGREE, False)],
        [(0, Side.AGREE, True), (1, Side.DISAGREE, False)],
    ]
    assert chosen(counts, [False, True, True])[0] == [(1, Side.AGREE, True)]


def test_with_nothing_sufficient_the_best_agree_stands_alone() -> None:
    counts = counts_of([[6, 5], [5, 6]], [[2, 4], [2, 3]], [[9, 9], [9, 9]])
    assert chosen(counts) == [[(0, Side.AGREE, True)], [(1, Side.AGREE, True)]]


def test_with_no_agreement_at_all_the_best_of_the_rest_stands() -> None:
    counts = counts_of([[0, 0], [4, 0]], [[1, 2], [0, 2]], [[4, 4], [4, 4]])
    found = chosen(counts)
    assert found[0] == [(0, Side.DISAGREE, False)]


def test_a_statement_that_nobody_agreed_or_disagreed_with_is_no_best_agree() -> None:
    counts = counts_of([[0, 0], [3, 0]], [[0, 0], [0, 0]], [[9, 9], [9, 9]])
    assert [one[2] for one in chosen(counts)[0]] == [False]
    # Far below the others and far below one half: two negative tests, whose product beats a weak best agree's.
    counts = counts_of([[510, 0], [509, 30]], [[490, 0], [491, 0]], [[1000, 30], [1000, 30]])
    assert (0, Side.AGREE, True) in chosen(counts)[0]


def test_the_threshold_is_that_of_polis() -> None:
    assert SIGNIFICANT == 1.2816


def test_nothing_eligible_stands_for_nobody() -> None:
    counts = counts_of([[6], [0]], [[0], [6]], [[6], [6]])
    assert chosen(counts, [False]) == [[], []]


def test_the_best_agree_is_replaced_by_rules_that_depend_on_the_one_that_is_held() -> None:
    # 0 is agreed on by all, and held first; its ratio is not above 1, so the likelier 1 replaces it; 1 is held with a
    # ratio above 1, so that 2, as likely but less of the group's own, does not.
    counts = counts_of([[8, 9, 9], [9, 2, 8]], [[0, 0, 0], [0, 7, 0]], [[9, 9, 9], [9, 9, 9]])
    assert [one for one in chosen(counts)[0] if one[2]] == [(1, Side.AGREE, True)]


def test_at_most_five_the_strongest() -> None:
    agree = [[10] * 8, [8, 7, 6, 5, 4, 3, 2, 1]]
    counts = counts_of(agree, [[0] * 8] * 2, [[10] * 8] * 2)
    assert sorted(one[0] for one in chosen(counts)[0]) == [3, 4, 5, 6, 7]


def test_consensus_by_share_times_test_each_side_at_most_five() -> None:
    seen = np.full(9, 20.0)
    agree = np.array([20, 19, 18, 17, 16, 15, 0, 0, 11.0])
    disagree = np.array([0, 0, 0, 0, 0, 0, 20, 18, 0.0])
    found = consensus(Counts(agree, disagree, seen), np.arange(9) != 1)
    assert [(one.column, one.side) for one in found] == [
        *((column, Side.AGREE) for column in (0, 2, 3, 4, 5)),
        (6, Side.DISAGREE),
        (7, Side.DISAGREE),
    ]


def test_the_next_statement_is_one_not_seen_in_proportion_to_priority() -> None:
    matrix = matrix_of([[1, None, None, None], [None, 1, 1, 1]])
    priority, open_for_votes = np.array([50.0, 1.0, 2.0, 1.0]), np.array([True, True, True, False])
    drawn = [next_statement(matrix, priority, open_for_votes, 0, chance) for chance in (0.0, 0.33, 1 / 3, 0.999)]
    assert drawn == [1, 1, 2, 2]
    assert next_statement(matrix, priority, open_for_votes, 1, 0.5) == 0
    assert next_statement(matrix, priority, open_for_votes, 99, 0.5) == 0
    assert next_statement(matrix, priority, np.zeros(4, np.bool_), 0, 0.5) is None
