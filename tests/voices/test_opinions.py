from __future__ import annotations

from itertools import chain, combinations, product

import msgspec
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from facilitator_console.voices.clusters import Initialisation
from facilitator_console.voices.groups import Partition
from facilitator_console.voices.matrix import vote_matrix
from facilitator_console.voices.opinion_map import Earlier, opinion_map
from facilitator_console.voices.opinions import Extent, Opinions, Tally, dividing, opinions
from facilitator_console.voices.presentable import shown_groups
from facilitator_console.voices.representative import Side
from facilitator_console.voices.stability import adjusted_rand_index
from tests.voices.rooms import Row, ballots, camps, noise


def opinions_of(rows: list[Row], resamples: int = 2) -> Opinions:
    return opinions(opinion_map(vote_matrix(ballots(rows))), resamples)


def voters(tally: Tally) -> int:
    return tally.agree + tally.disagree + tally.passes


def some_of(counts: list[int]) -> set[int]:
    """The sums of every set of them, the empty one too."""
    return {sum(one) for one in chain.from_iterable(combinations(counts, size) for size in range(len(counts) + 1))}


def possible(total: int, people: list[int]) -> list[set[int]]:
    """How many of each group can have voted where the total is known, and that it was fewer than 5 of one of them."""
    others = product(*(range(size + 1) for size in people[:-1]))
    casts = [(*cast, total - sum(cast)) for cast in others if 0 <= total - sum(cast) <= people[-1]]
    return [set(of_group) for of_group in zip(*(cast for cast in casts if min(cast) < 5), strict=True)]


@st.composite
def rooms(draw: st.DrawFn) -> list[Row]:
    sizes = tuple(draw(st.lists(st.integers(1, 16), min_size=2, max_size=5)))
    return camps(
        sizes,
        draw(st.integers(3, 12)),
        seed=draw(st.integers(0, 9999)),
        doubt=draw(st.sampled_from([0.0, 0.1, 0.3])),
        seen=draw(st.sampled_from([0.3, 0.6, 0.9, 1.0])),
    )


@given(rooms(), st.sampled_from(Initialisation))
@settings(max_examples=150)
def test_no_total_minus_any_set_of_shown_groups_leaves_one_to_four_voters(
    rows: list[Row], initialisation: Initialisation
) -> None:
    if not rows:
        return
    raw = opinion_map(vote_matrix(ballots(rows)), initialisation=initialisation)
    shown = opinions(raw, 1)
    few = {1, 2, 3, 4}
    for statement in shown.statements:
        groups = [voters(tally) for tally in statement.by_group]
        if statement.total is None:
            assert not groups
            assert statement.group_aware_consensus is None
            continue
        total = voters(statement.total)
        if shown.groups and not groups:
            people = [group.people for group in shown.groups]
            assert not [place for place, cast in enumerate(possible(total, people)) if len(cast) == 1 and cast & few]
        assert not few & {total - some for some in some_of(groups)}
        assert not few & set(groups)
        assert len(groups) in {0, len(shown.groups)}
        assert (statement.group_aware_consensus is None) == (not groups)
    sizes = [group.people for group in shown.groups]
    assert len(sizes) != 1
    assert not few & {shown.voters - some for some in some_of(sizes)} or not sizes
    assert min(sizes, default=5) >= 5


def test_a_total_that_tells_how_many_of_a_small_group_voted_is_left_out() -> None:
    lean = [1, 1, 1, 1, -1, -1, -1, -1]
    rows: list[Row] = [
        (voter, statement, vote if voter < 20 else -vote, 0)
        for voter in range(26)
        for statement, vote in enumerate(lean)
    ]
    rows += [(voter, 8, 1, 0) for voter in range(24)] + [(voter, 9, 1, 0) for voter in range(23)]
    shown = opinions_of(rows, 0)
    assert [group.people for group in shown.groups] == [20, 6]
    # Of 24 voters 4 are of the group of 6, or it would be shown; 23 may be 20 and 3, or 19 and 4.
    assert [one.total for one in shown.statements[8:]] == [None, Tally(23, 0, 0)]
    # And what too few of one group have voted on is not called shared.
    assert not {one.statement for one in shown.shared} & {8, 9}


@given(rooms())
@settings(max_examples=60)
def test_where_groups_are_shown_everything_is_counted_over_them(rows: list[Row]) -> None:
    if not rows:
        return
    shown = opinions_of(rows, 1)
    told = {one.statement: one for one in shown.statements}
    if shown.groups:
        assert shown.voters == sum(group.people for group in shown.groups)
    for one in shown.statements:
        if one.by_group:
            assert one.total == Tally(
                *(sum(getattr(group, kind) for group in one.by_group) for kind in Tally.__struct_fields__)
            )
            product = np.prod([(group.agree + 1) / (voters(group) + 2) for group in one.by_group])
            assert one.group_aware_consensus == pytest.approx(product)
    for shared in shown.shared:
        total = told[shared.statement].total
        assert total is not None
        assert shared.voters == voters(total)
        assert shared.votes == getattr(total, shared.side.value)
    for index, group in enumerate(shown.groups):
        for chosen in group.representative:
            tally = told[chosen.statement].by_group[index]
            assert chosen.voters == voters(tally)
            assert chosen.votes == getattr(tally, chosen.side.value)


def test_below_fifteen_voters_there_are_counts_only() -> None:
    few, enough = opinions_of(camps((8, 6), 9)), opinions_of(camps((8, 7), 9))
    assert (few.extent, enough.extent) == (Extent.COUNTS_ONLY, Extent.EXPLORATORY)
    assert (few.shared, few.groups, few.stability, few.stable) == ((), (), None, None)
    assert few.voters == 14
    assert {voters(one.total) for one in few.statements if one.total} == {14}
    assert len(enough.groups) == 2


def test_below_fifty_people_the_map_is_exploratory() -> None:
    assert opinions_of(camps((30, 19), 9)).extent is Extent.EXPLORATORY
    assert opinions_of(camps((30, 20), 9)).extent is Extent.FULL
    with_passers_by: list[Row] = [(100 + one, 0, 1, 0) for one in range(30)]
    assert opinions_of([*camps((30, 19), 9), *with_passers_by]).extent is Extent.EXPLORATORY


def test_where_no_groups_are_shown_all_voters_count() -> None:
    rows: list[Row] = [(voter, statement, 1, 0) for voter in range(30) for statement in range(8)]
    passer_by: list[Row] = [(99, 0, 1, 0)]
    shown = opinions_of([*rows, *passer_by])
    assert shown.groups == ()
    assert shown.voters == 31
    assert shown.statements[0].total == Tally(31, 0, 0)


def test_passers_by_are_in_no_figure_beside_groups() -> None:
    passers_by: list[Row] = [(100 + one, 0, 1, 0) for one in range(3)]
    shown = opinions_of([*camps((20, 14), 9, seed=1), *passers_by])
    assert shown.voters == 34
    assert shown.statements[0].total is not None
    assert voters(shown.statements[0].total) == 34


def points(*sizes: int, at: tuple[int, ...] = (0, 10, 20)) -> tuple[NDArray[np.float64], Partition]:
    """Groups on a line."""
    labels = np.repeat(np.arange(len(sizes)), sizes)
    centres = np.array([[float(x), 0.0] for x in at[: len(sizes)]])
    return centres[labels], Partition(labels, centres, 0.5)


@given(rooms())
@settings(max_examples=60)
def test_what_a_group_leans_against_is_not_called_shared(rows: list[Row]) -> None:
    if not rows:
        return
    shown = opinions_of(rows, 0)
    told = {one.statement: one for one in shown.statements}
    for one in shown.shared:
        assert all(2 * getattr(tally, one.side.value) > voters(tally) for tally in told[one.statement].by_group)
    apart = dividing(shown)
    assert not {one.statement for one in apart} & {one.statement for one in shown.shared}
    spread = [max(shares) - min(shares) for one in apart if (shares := [t.agree / voters(t) for t in one.by_group])]
    assert spread == sorted(spread, reverse=True)
    assert len(spread) == len(apart)


def test_what_only_the_larger_group_agrees_with_divides() -> None:
    # On statement 0 all agree; on 1 the 40 agree and the 12 disagree: more than half, and yet not shared.
    rows: list[Row] = [(voter, 0, 1, 0) for voter in range(52)]
    rows += [(voter, about, 1 if voter < 40 else -1, 0) for voter in range(52) for about in range(1, 8)]
    raw = opinion_map(vote_matrix(ballots(rows)))
    assert {one.column for one in raw.consensus if one.side is Side.AGREE} > {0, 1}
    shown = opinions(raw, 0)
    assert [one.statement for one in shown.shared] == [0]
    assert 1 in {one.statement for one in dividing(shown)}


@pytest.mark.parametrize(
    ("sizes", "expected"),
    [
        ((7, 5, 6), [7, 6, 5]),
        ((7, 4, 6), [11, 6]),  # 4 lies as near to 7 as to 6: the first of equally near ones
        ((4, 3, 9), [9, 7]),
        ((2, 2, 2), None),
        ((9, 4), None),
        ((9, 1), None),
        ((9, 8, 1), None),
    ],
)
def test_small_groups_go_into_the_nearest_the_smallest_first(
    sizes: tuple[int, ...], expected: list[int] | None
) -> None:
    positions, partition = points(*sizes)
    shown = shown_groups([partition], positions)
    assert (shown.sizes.tolist() if shown else None) == (sorted(expected, reverse=True) if expected else None)


def test_the_smallest_group_goes_first() -> None:
    positions, partition = points(4, 3, 9, at=(0, 10, 16))
    # 3 goes to 9, and then 4 too; had 4 gone first, to 3, two groups would be left.
    assert shown_groups([partition], positions) is None


def test_a_number_of_groups_with_a_group_of_one_is_passed_over() -> None:
    positions, lonely = points(9, 8, 1)
    other = Partition((np.arange(18) >= 9).astype(np.intp), np.array([[0.0, 0.0], [11.0, 0.0]]), 0.1)
    shown = shown_groups([lonely, other], positions)
    assert shown is not None
    assert shown.sizes.tolist() == [9, 9]


def test_one_odd_person_is_not_shown_as_a_group() -> None:
    odd: list[Row] = [(99, statement, 1 if statement % 2 else -1, 0) for statement in range(7)]
    raw = opinion_map(vote_matrix(ballots([*camps((20, 14), 10, doubt=0.1), *odd])))
    assert [sorted(one.sizes.tolist()) for one in raw.partitions] == [[1, 14, 20], [15, 20]]
    assert [group.people for group in opinions(raw, 0).groups] == [20, 15]


def test_clear_camps_are_stable_and_noise_is_said_to_be_unstable() -> None:
    clear = opinions_of(camps((25, 18, 12), 20, doubt=0.05), 100)
    assert clear.stability is not None
    assert clear.stability > 0.9
    assert clear.stable is True
    unclear = opinions_of(noise(60, 20, seed=1), 100)
    assert unclear.stability is not None
    assert unclear.stability < 0.5
    assert unclear.stable is False
    assert opinions_of(noise(60, 20, seed=1), 100) == unclear


def test_stability_leaves_out_people_and_statements() -> None:
    def of(against: int, on: int) -> float:
        """Of 40 people so many disagree on the first so many of 10 statements; on the others all agree."""
        rows: list[Row] = [
            (voter, statement, -1 if voter < against and statement < on else 1, 0)
            for voter in range(40)
            for statement in range(10)
        ]
        shown = opinions_of(rows, 100)
        assert [group.people for group in shown.groups] == [40 - against, against]
        assert shown.stability is not None
        return shown.stability

    assert of(15, 10) == 1.0
    # All hangs on one statement, which one draw in five leaves out.
    assert of(15, 1) == pytest.approx(0.8, abs=0.1)
    # A group of five is still one with four of them; about a quarter of the draws leave out more.
    assert of(5, 10) == pytest.approx(0.74, abs=0.1)


@pytest.mark.parametrize(("seed", "stable"), [(11, True), (19, False)])
def test_below_one_half_a_map_is_unstable(seed: int, *, stable: bool) -> None:
    shown = opinions_of(camps((30, 20), 12, seed=seed, doubt=0.75), 100)
    assert shown.stability is not None
    assert 0.4 < shown.stability < 0.6
    assert shown.stable is (shown.stability >= 0.5) is stable


def test_the_long_work_says_how_far_it_is_and_can_be_stopped() -> None:
    raw = opinion_map(vote_matrix(ballots(camps((20, 14), 9, seed=1))))
    heard: list[tuple[int, int]] = []
    opinions(raw, 3, on_resample=lambda done, of: heard.append((done, of)))
    assert heard == [(1, 3), (2, 3), (3, 3)]

    def stop(done: int, _of: int) -> None:
        heard.append((done, 0))
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        opinions(raw, 3, on_resample=stop)
    assert heard[3:] == [(1, 0)]


def test_adjusted_rand_index() -> None:
    one = np.array([0, 0, 0, 1, 1, 1])
    assert adjusted_rand_index(one, 1 - one) == 1.0
    assert adjusted_rand_index(one, np.zeros(6, np.intp)) == 0.0
    assert adjusted_rand_index(np.zeros(6, np.intp), np.zeros(6, np.intp)) == 1.0
    # Hubert and Arabie's index by hand: 2 + 1 of 15 pairs, 6 and 3 together, 1.2 expected.
    assert adjusted_rand_index(one, np.array([0, 0, 1, 1, 2, 2])) == pytest.approx((2 - 1.2) / (4.5 - 1.2))


def test_no_person_is_in_what_is_shown() -> None:
    rows: list[Row] = [(7_000_000 + int(voter), about, vote, 0) for voter, about, vote, _ in camps((20, 14), 9, seed=1)]
    raw = opinion_map(vote_matrix(ballots(rows)), earlier=Earlier((7_000_000,)))
    written = msgspec.json.encode(opinions(raw, 2)).decode()
    assert "70000" not in written
    places = {f"{place:.6f}" for place in raw.projection.positions.ravel()}
    assert not [place for place in places if place in written]


def test_an_area_is_where_its_group_is() -> None:
    raw = opinion_map(vote_matrix(ballots(camps((25, 18), 12, seed=2))))
    shown = opinions(raw, 1)
    for group in shown.groups:
        members = raw.projection.positions[
            next(raw.labels == one for one in range(2) if (raw.labels == one).sum() == group.people)
        ]
        assert (group.area.x, group.area.y) == pytest.approx(members.mean(axis=0))
        along = np.array([np.cos(group.area.angle_rad), np.sin(group.area.angle_rad)])
        assert (members @ along).std() == pytest.approx(group.area.long_axis)
        assert (members @ (along[1], -along[0])).std() == pytest.approx(group.area.short_axis)
        assert group.area.long_axis >= group.area.short_axis
