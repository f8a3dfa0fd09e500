from __future__ import annotations

from itertools import chain, combinations, product
from random import Random

import msgspec
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from bench.opinion_rooms import claimed
from bench.opinion_rooms import rooms as rooms_of_bench
from facilitator_console.exchange.polis import read_comments
from facilitator_console.opinions.findings import Extent, Missing, Opinions, Tally, dividing, opinions
from facilitator_console.opinions.groups import Partition
from facilitator_console.opinions.matrix import VoteMatrix, vote_matrix
from facilitator_console.opinions.opinion_map import opinion_map
from facilitator_console.opinions.presentable import shown_sets
from facilitator_console.opinions.representative import Side
from facilitator_console.opinions.stability import adjusted_rand_index
from facilitator_console.session.disclosure import STRICT, USUAL
from tests.opinions.rooms import POLIS, Row, ballots, camps, exported, needs_polis, noise


def opinions_of(rows: list[Row], *, check: bool = False) -> Opinions:
    """What is shown of these votes; unless it is said otherwise, without asking whether chance would do as well."""
    return opinions(vote_matrix(ballots(rows)), check=check)


def some_of(counts: list[int]) -> set[int]:
    """The sums of every set of them, the empty one too."""
    return {sum(one) for one in chain.from_iterable(combinations(counts, size) for size in range(len(counts) + 1))}


def possible(total: int, people: list[int], apart: int) -> list[set[int]]:
    """How many of each set can have voted, and of those outside the map, where figures by set are missing.

    They are missing where fewer than 5 of a set voted, or 1 to 4 of those outside.
    """
    whole = [*people, apart]
    others = product(*(range(size + 1) for size in whole[1:]))
    casts = [(total - sum(cast), *cast) for cast in others if 0 <= total - sum(cast) <= whole[0]]
    held_back = [cast for cast in casts if min(cast[:-1]) < 5 or 1 <= cast[-1] <= 4]
    return [set(of_set) for of_set in zip(*held_back, strict=True)]


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


def with_passers_by(rows: list[Row], votes: list[int]) -> list[Row]:
    """The room, and as many more people who voted on so many of its first statements."""
    return [*rows, *((500 + one, about, 1, 0) for one, many in enumerate(votes) for about in range(many))]


@given(rooms(), st.lists(st.integers(1, 3), max_size=9))
@pytest.mark.slow
@settings(max_examples=150)
def test_no_total_minus_any_sets_of_similar_answers_leaves_one_to_four_voters(
    rows: list[Row], passers_by: list[int]
) -> None:
    rows = with_passers_by(rows, passers_by)
    if not rows:
        return
    shown = opinions_of(rows)
    few = {1, 2, 3, 4}
    people = [alike.people for alike in shown.similar_answers]
    apart = shown.voters - shown.in_map
    for statement in shown.statements:
        by_set = [tally.voters for tally in statement.by_similar_answers]
        if statement.total is None:
            assert not by_set
            assert statement.agreement_across_sets is None
            continue
        total = statement.total.voters
        if people and not by_set:
            # That there are fewer than five outside the map is said anyway, and that all of them may have voted.
            told = possible(total, people, apart)[: None if apart >= 5 else -1]
            assert not [cast for cast in told if len(cast) == 1 and cast & few]
        assert not few & {total - some for some in some_of(by_set)}
        assert not few & set(by_set)
        assert len(by_set) in {0, len(people)}
        assert (statement.agreement_across_sets is None) == (not by_set)
    assert len(people) != 1
    assert sum(people) in {0, shown.in_map}
    assert min(people, default=5) >= 5


def test_a_total_that_tells_how_many_of_a_small_set_voted_is_left_out() -> None:
    lean = [1, 1, 1, 1, -1, -1, -1, -1]
    rows: list[Row] = [
        (voter, statement, vote if voter < 20 else -vote, 0)
        for voter in range(26)
        for statement, vote in enumerate(lean)
    ]
    rows += [(voter, 8, 1, 0) for voter in range(24)] + [(voter, 9, 1, 0) for voter in range(23)]
    shown = opinions_of(rows)
    assert [alike.people for alike in shown.similar_answers] == [20, 6]
    # Of 24 voters 4 are of the set of 6, or it would be shown; 23 may be 20 and 3, or 19 and 4.
    assert [one.total for one in shown.statements[8:]] == [None, Tally(23, 0, 0)]
    # And what too few of one set have voted on is not called shared.
    assert not {one.statement for one in shown.shared} & {8, 9}


@given(rooms(), st.lists(st.integers(1, 3), max_size=9))
@pytest.mark.slow
def test_totals_count_everybody_who_voted(rows: list[Row], passers_by: list[int]) -> None:
    rows = with_passers_by(rows, passers_by)
    if not rows:
        return
    shown = opinions_of(rows)
    told = {one.statement: one for one in shown.statements}
    assert shown.voters == len({voter for voter, *_ in rows})
    for one in shown.statements:
        cast = [vote for _, about, vote, _ in rows if about == one.statement]
        assert one.total in {None, Tally(cast.count(1), cast.count(-1), cast.count(0))}
        if one.by_similar_answers:
            product = np.prod([(alike.agree + 1) / (alike.voters + 2) for alike in one.by_similar_answers])
            assert one.agreement_across_sets == pytest.approx(product)
    for shared in shown.shared:
        total = told[shared.statement].total
        assert total is not None
        assert shared.voters == total.voters
        assert shared.votes == getattr(total, shared.side.value)
    for place, alike in enumerate(shown.similar_answers):
        for chosen in alike.representative:
            tally = told[chosen.statement].by_similar_answers[place]
            assert chosen.voters == tally.voters
            assert chosen.votes == getattr(tally, chosen.side.value)


def test_below_fifteen_voters_there_are_counts_only() -> None:
    few, enough = opinions_of(camps((8, 6), 9)), opinions_of(camps((8, 7), 9))
    assert (few.extent, enough.extent) == (Extent.COUNTS_ONLY, Extent.EXPLORATORY)
    assert (few.shared, few.similar_answers, few.missing) == ((), (), Missing.TOO_FEW_VOTERS)
    assert few.voters == 14
    assert {one.total.voters for one in few.statements if one.total} == {14}
    assert (len(enough.similar_answers), enough.missing) == (2, None)


def test_below_fifteen_people_there_is_no_map() -> None:
    shown = opinions_of(with_passers_by(camps((8, 6), 9), [2, 2, 2]))
    assert (shown.voters, shown.in_map, shown.votes_for_entry) == (17, 14, 5)
    assert (shown.extent, shown.missing) == (Extent.EXPLORATORY, Missing.TOO_FEW_IN_MAP)
    assert {one.total.voters for one in shown.statements if one.total} == {14, 17}


def test_below_fifty_people_the_map_is_exploratory() -> None:
    assert opinions_of(camps((30, 19), 9)).extent is Extent.EXPLORATORY
    assert opinions_of(camps((30, 20), 9)).extent is Extent.FULL
    assert opinions_of(with_passers_by(camps((30, 19), 9), [1] * 30)).extent is Extent.EXPLORATORY


@pytest.mark.parametrize(("statements", "enough"), [(1, 1), (5, 3), (8, 4), (12, 6), (13, 7), (30, 7)])
def test_in_the_map_is_who_voted_on_seven_or_on_half_of_the_statements(statements: int, enough: int) -> None:
    rows = camps((20, 14), statements)
    rows += [(100, about, 1, 0) for about in range(enough)] + [(101, about, 1, 0) for about in range(enough - 1)]
    shown = opinions_of(rows)
    assert (shown.votes_for_entry, shown.in_map, shown.voters) == (enough, 35, 35 + (enough > 1))


def test_ballots_with_a_fifth_of_the_cells_empty_are_in_the_map_whatever_their_order() -> None:
    rows = camps((16, 14), 8, seed=4, doubt=0.1, seen=0.8)
    shown, backwards = opinions_of(rows), opinions_of([(29 - int(v), s, vote, 0) for v, s, vote, _ in rows])
    assert (shown.voters, shown.in_map) == (30, 30)
    assert len(shown.similar_answers) == 2
    assert backwards == shown


@given(rooms(), st.randoms(use_true_random=False))
@pytest.mark.slow
@settings(max_examples=25)
def test_no_order_of_people_or_statements_changes_anything(rows: list[Row], chance: Random) -> None:
    if not rows:
        return
    people, statements = sorted({row[0] for row in rows}), sorted({row[1] for row in rows})
    turned, moved = (dict(zip(ids, chance.sample(ids, len(ids)), strict=True)) for ids in (people, statements))
    shown = opinions_of(rows)
    assert opinions_of([(turned[voter], about, vote, 0) for voter, about, vote, _ in rows]) == shown
    again = opinions_of([(voter, moved[about], vote, 0) for voter, about, vote, _ in rows])
    by_text = {one.statement: one for one in again.statements}
    for one in shown.statements:
        assert msgspec.structs.replace(by_text[moved[one.statement]], statement=one.statement) == one
    assert [alike.area for alike in again.similar_answers] == [alike.area for alike in shown.similar_answers]
    # Of statements with the same votes either may be the last that is named.
    assert [(one.side, one.votes) for one in shown.shared] == [(one.side, one.votes) for one in again.shared]


def test_the_check_does_not_depend_on_an_order_either() -> None:
    rows = camps((13, 9), 12, seed=5, doubt=0.6)
    shown = opinions_of(rows, check=True)
    assert shown.steadiness is not None
    backwards = opinions_of([(99 - int(v), 50 - int(s), vote, 0) for v, s, vote, _ in rows], check=True)
    assert backwards.steadiness == shown.steadiness


def test_figures_by_set_are_left_out_where_few_outside_the_map_voted() -> None:
    camp = camps((20, 14), 12, seed=1, doubt=0.1)
    few, enough = opinions_of(with_passers_by(camp, [2, 1])), opinions_of(with_passers_by(camp, [2, 2, 2, 2, 2]))
    assert [bool(one.by_similar_answers) for one in few.statements] == [False, False] + [True] * 10
    assert [one.total.voters for one in few.statements if one.total] == [36, 35] + [34] * 10
    assert all(one.by_similar_answers for one in enough.statements)
    assert [one.total.voters for one in enough.statements if one.total] == [39, 39] + [34] * 10


def points(*sizes: int, at: tuple[int, ...] = (0, 10, 20)) -> tuple[NDArray[np.float64], Partition]:
    """Groups on a line."""
    labels = np.repeat(np.arange(len(sizes)), sizes)
    centres = np.array([[float(x), 0.0] for x in at[: len(sizes)]])
    return centres[labels], Partition(labels, centres, 0.5)


@given(rooms())
@pytest.mark.slow
def test_what_a_set_leans_against_is_not_called_shared(rows: list[Row]) -> None:
    if not rows:
        return
    shown = opinions_of(rows)
    told = {one.statement: one for one in shown.statements}
    for one in shown.shared:
        tallies = told[one.statement].by_similar_answers
        assert all(2 * getattr(tally, one.side.value) > tally.voters for tally in tallies)
    apart = dividing(shown)
    assert not {one.statement for one in apart} & {one.statement for one in shown.shared}
    by_set = [[tally.agree / tally.voters for tally in one.by_similar_answers] for one in apart]
    spread = [max(shares) - min(shares) for shares in by_set if shares]
    assert spread == sorted(spread, reverse=True)
    assert len(spread) == len(apart)


def test_what_only_the_larger_group_agrees_with_divides() -> None:
    # On statement 0 all agree; on 1 the 40 agree and the 12 disagree: more than half, and yet not shared.
    rows: list[Row] = [(voter, 0, 1, 0) for voter in range(52)]
    rows += [(voter, about, 1 if voter < 40 else -1, 0) for voter in range(52) for about in range(1, 8)]
    raw = opinion_map(vote_matrix(ballots(rows)))
    assert {one.column for one in raw.consensus if one.side is Side.AGREE} > {0, 1}
    shown = opinions(raw.matrix, check=False)
    assert [one.statement for one in shown.shared] == [0]
    assert 1 in {one.statement for one in dividing(shown)}
    # More than half of all are for each of the eight.
    assert shown.shared_over_all == 8


@pytest.mark.parametrize(
    ("sizes", "expected"),
    [
        ((7, 5, 6), [7, 6, 5]),
        ((7, 4, 6), [11, 6]),  # 4 lies as near to 7 as to 6: the first of equally near ones
        ((4, 3, 9), [9, 7]),
        ((2, 2, 2), None),
        ((9, 4), None),
        ((9, 1), None),
        ((9, 8, 1), [9, 9]),
    ],
)
def test_small_groups_go_into_the_nearest_the_smallest_first(
    sizes: tuple[int, ...], expected: list[int] | None
) -> None:
    positions, partition = points(*sizes)
    shown = shown_sets([partition], positions, 5)
    assert (shown.sizes.tolist() if shown else None) == (sorted(expected, reverse=True) if expected else None)


def test_the_smallest_set_goes_first() -> None:
    positions, partition = points(4, 3, 9, at=(0, 10, 16))
    # 3 goes to 9, and then 4 too; had 4 gone first, to 3, two groups would be left.
    assert shown_sets([partition], positions, 5) is None


def test_with_ten_as_the_smallest_more_are_merged() -> None:
    positions, partition = points(12, 9, 11)
    assert [len(found.sizes) for least in (5, 10) if (found := shown_sets([partition], positions, least))] == [3, 2]


def test_a_strict_policy_shows_no_set_and_no_total_below_ten() -> None:
    rows = [*camps((16, 14, 7), 12), *((voter, 99, 1, 0) for voter in range(9))]
    usual, strict = (opinions(vote_matrix(ballots(rows)), check=False, policy=policy) for policy in (USUAL, STRICT))
    assert [len(shown.similar_answers) for shown in (usual, strict)] == [3, 2]
    assert min(alike.people for alike in strict.similar_answers) >= 10
    few = [next(one for one in shown.statements if one.statement == 99) for shown in (usual, strict)]
    assert [one.total is None for one in few] == [False, True]


def test_where_one_group_is_left_the_next_number_is_tried() -> None:
    positions, lonely = points(9, 8, 1)
    one_apart = Partition((np.arange(18) == 17).astype(np.intp), np.array([[5.0, 0.0], [20.0, 0.0]]), 0.9)
    shown = shown_sets([one_apart, lonely], positions, 5)
    assert shown is not None
    assert shown.sizes.tolist() == [9, 9]


def test_one_odd_person_does_not_erase_the_map() -> None:
    odd: list[Row] = [(99, statement, 1 if statement % 2 else -1, 0) for statement in range(7)]
    raw = opinion_map(vote_matrix(ballots([*camps((20, 14), 10, doubt=0.1), *odd])))
    assert [sorted(one.sizes.tolist()) for one in raw.partitions] == [[1, 14, 20], [15, 20]]
    assert [alike.people for alike in opinions(raw.matrix, check=False).similar_answers] == [21, 14]


@needs_polis
def test_one_ballot_against_everything_does_not_erase_a_conversation_that_was_held() -> None:
    held = exported("london.youth.policing")
    rejected = read_comments(POLIS / "london.youth.policing" / "comments.csv").rejected
    everything = np.full((1, held.statements.size), -1, np.int8)
    with_one_more = VoteMatrix(
        np.append(held.voters, held.voters.max() + 1),
        held.statements,
        np.vstack((held.votes, everything)),
        np.vstack((held.seen, everything != 0)),
    )
    for matrix in (held, with_one_more):
        assert len(opinions(matrix, rejected=rejected, check=False).similar_answers) >= 2


# -- what may be claimed ---------------------------------------------------------------------------------------


def test_clear_camps_are_claimed_and_noise_is_not() -> None:
    clear = opinions_of(camps((25, 18, 12), 20, doubt=0.05), check=True)
    assert [alike.people for alike in clear.similar_answers] == [25, 18, 12]
    assert clear.steadiness is not None
    assert clear.steadiness.stability > 0.9
    assert (clear.steadiness.as_stable, clear.steadiness.stable, clear.steadiness.holds) == (0, True, True)
    unclear = opinions_of(noise(60, 20, seed=1), check=True)
    assert (unclear.similar_answers, unclear.missing) == ((), Missing.UNSTABLE)
    assert unclear.steadiness is not None
    assert unclear.steadiness.stability < 0.5
    assert opinions_of(noise(60, 20, seed=1), check=True) == unclear


@pytest.mark.slow
def test_what_chance_does_as_well_is_not_claimed() -> None:
    # Noise that comes out alike in more than half of the draws, as other noise with the same totals does.
    shown = opinions_of(noise(20, 6, seed=30), check=True)
    assert (shown.similar_answers, shown.missing) == ((), Missing.AS_CHANCE)
    assert shown.steadiness is not None
    assert shown.steadiness.stable
    assert shown.steadiness.as_stable == 5 <= shown.steadiness.rooms < 100
    # Then all is counted and shared as if nothing had been looked for.
    assert not any(one.by_similar_answers for one in shown.statements)


def test_drawing_ends_once_the_answer_is_clear() -> None:
    clear, close = (opinions_of(camps((20, 14), 12, seed=1, doubt=doubt), check=True) for doubt in (0.05, 0.7))
    assert clear.steadiness is not None
    assert close.steadiness is not None
    assert clear.steadiness.resamples < close.steadiness.resamples <= 100
    assert clear.steadiness.rooms <= 100


def test_stability_leaves_out_people_and_statements() -> None:
    def of(against: int, on: int) -> float:
        """Of 40 people so many disagree on the first so many of 10 statements; on the others all agree."""
        rows: list[Row] = [
            (voter, statement, -1 if voter < against and statement < on else 1, 0)
            for voter in range(40)
            for statement in range(10)
        ]
        unmeasured = opinions_of(rows)
        assert [alike.people for alike in unmeasured.similar_answers] == [40 - against, against]
        shown = opinions_of(rows, check=True)
        assert shown.steadiness is not None
        return shown.steadiness.stability

    assert of(15, 10) == 1.0
    # All hangs on one statement, which one draw in five leaves out.
    assert of(15, 1) == pytest.approx(0.8, abs=0.15)
    # A set of five is still one with three of them; one draw in twenty leaves out more.
    assert of(5, 10) == pytest.approx(0.95, abs=0.06)


@pytest.mark.slow
@pytest.mark.parametrize("planted", [True, False])
def test_planted_camps_are_found_and_noise_is_seldom_claimed(*, planted: bool) -> None:
    """Twelve of the 240 rooms of each kind that the bench goes through."""
    found = claimed(rooms_of_bench(planted=planted, every=20))
    assert found.rooms == 12
    if planted:
        assert len(found.alike) >= 10
        assert np.mean(found.alike) > 0.85
    else:
        # Without the check nearly every one of them would be taken for camps.
        assert found.without_check >= 10
        assert len(found.alike) <= 1


def test_the_long_work_says_how_far_it_is_and_can_be_stopped() -> None:
    matrix = vote_matrix(ballots(camps((20, 14), 9, seed=1)))
    heard: list[tuple[int, int]] = []
    opinions(matrix, on_draw=lambda done, of: heard.append((done, of)))
    assert heard == sorted(heard)
    assert (heard[0], heard[-1]) == ((1, 200), (200, 200))

    def stop(_done: int, _of: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        opinions(matrix, on_draw=stop)


def test_adjusted_rand_index() -> None:
    one = np.array([0, 0, 0, 1, 1, 1])
    assert adjusted_rand_index(one, 1 - one) == 1.0
    assert adjusted_rand_index(one, np.zeros(6, np.intp)) == 0.0
    assert adjusted_rand_index(np.zeros(6, np.intp), np.zeros(6, np.intp)) == 1.0
    # Hubert and Arabie's index by hand: 2 + 1 of 15 pairs, 6 and 3 together, 1.2 expected.
    assert adjusted_rand_index(one, np.array([0, 0, 1, 1, 2, 2])) == pytest.approx((2 - 1.2) / (4.5 - 1.2))


def test_no_person_is_in_what_is_shown() -> None:
    rows: list[Row] = [(7_000_000 + int(voter), about, vote, 0) for voter, about, vote, _ in camps((20, 14), 9, seed=1)]
    matrix = vote_matrix(ballots(rows))
    written = msgspec.json.encode(opinions(matrix, check=False)).decode()
    assert "70000" not in written
    places = {f"{place:.6f}" for place in opinion_map(matrix).projection.positions.ravel()}
    assert not [place for place in places if place in written]


def test_an_area_is_where_its_people_are() -> None:
    raw = opinion_map(vote_matrix(ballots(camps((25, 18), 12, seed=2))))
    shown = opinions(raw.matrix, check=False)
    for alike in shown.similar_answers:
        members = raw.projection.positions[
            next(raw.labels == one for one in range(2) if (raw.labels == one).sum() == alike.people)
        ]
        assert (alike.area.x, alike.area.y) == pytest.approx(members.mean(axis=0))
        along = np.array([np.cos(alike.area.angle_rad), np.sin(alike.area.angle_rad)])
        assert (members @ along).std() == pytest.approx(alike.area.long_axis)
        assert (members @ (along[1], -along[0])).std() == pytest.approx(alike.area.short_axis)
        assert alike.area.long_axis >= alike.area.short_axis
