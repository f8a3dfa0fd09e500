"""No small group is shown, and nothing that is shown depends on one that is hidden."""

from __future__ import annotations

from random import Random

from hypothesis import given
from hypothesis import strategies as st

from facilitator_console.report.disclosure.talk import (
    MOST_PARTS,
    PART_MS,
    GroupShare,
    Stretch,
    group_shares,
    headings,
)
from facilitator_console.session.disclosure import STRICT
from facilitator_console.session.ids import NO_GROUP, GroupId

A, B, C, D = (GroupId(name) for name in "abcd")
IDS = st.sampled_from([GroupId(name) for name in "abcdefgh"])
SIZES = st.dictionaries(IDS, st.integers(-2, 14), max_size=8)
STRETCHES = st.builds(Stretch, IDS | st.just(NO_GROUP), st.integers(-5, 3 * PART_MS))
SPOKEN = st.lists(STRETCHES, max_size=40)


def people_under(sizes: dict[GroupId, int], heading: GroupId | None) -> int:
    return sum(max(0, sizes[group_id]) for group_id, under in headings(sizes).items() if under == heading)


def test_shares_are_of_the_shown_groups_time_only() -> None:
    spoken = [Stretch(A, 60), Stretch(C, 1000), Stretch(B, 20), Stretch(A, 20), Stretch(NO_GROUP, 500)]
    assert group_shares({A: 5, B: 9, C: 4}, spoken) == (GroupShare(A, 80, ()), GroupShare(B, 20, ()))


def test_small_groups_are_merged_where_together_they_are_large_enough() -> None:
    spoken = [Stretch(A, 50), Stretch(B, 20), Stretch(C, 30)]
    assert group_shares({B: 4, A: 5, C: 1}, spoken) == (GroupShare(A, 50, ()), GroupShare(None, 50, ()))


def test_a_strict_policy_shows_no_group_below_ten() -> None:
    spoken = [Stretch(A, 50), Stretch(B, 20), Stretch(C, 30)]
    sizes = {A: 10, B: 9, C: 12}
    assert group_shares(sizes, spoken, policy=STRICT) == (GroupShare(A, 63, ()), GroupShare(C, 37, ()))
    assert [share.share for share in group_shares({A: 10, B: 9, C: 1}, spoken, policy=STRICT)] == [50, 50]


def test_one_group_alone_is_not_shown_as_a_hundred_per_cent() -> None:
    assert group_shares({A: 5, B: 4}, [Stretch(A, 10), Stretch(B, 10)]) == ()


def test_a_large_group_that_was_silent_is_shown() -> None:
    assert group_shares({A: 5, B: 5}, [Stretch(A, 10)]) == (GroupShare(A, 100, ()), GroupShare(B, 0, ()))


def test_the_course_closes_up_where_a_hidden_group_spoke() -> None:
    spoken = [Stretch(A, PART_MS), Stretch(C, 5 * PART_MS), Stretch(B, PART_MS)]
    assert [share.course for share in group_shares({A: 5, B: 5, C: 2}, spoken)] == [(100, 0), (0, 100)]


def test_a_turn_across_parts_counts_in_each() -> None:
    spoken = [Stretch(A, PART_MS * 3 // 2), Stretch(B, PART_MS // 2)]
    assert [share.course for share in group_shares({A: 5, B: 5}, spoken)] == [(100, 50), (0, 50)]


def test_what_is_left_over_of_whole_per_cent_goes_to_the_largest_remainders() -> None:
    spoken = [Stretch(A, 2500), Stretch(B, 2580), Stretch(C, 4920)]
    sizes = {A: 5, B: 5, C: 5}
    assert [share.share for share in group_shares(sizes, spoken)] == [25, 26, 49]
    assert [share.share for share in group_shares(sizes, [Stretch(one, 1) for one in (A, B, C)])] == [34, 33, 33]


def test_a_group_that_is_empty_or_counted_below_nothing_helps_no_other_to_be_shown() -> None:
    assert headings({A: 5, B: 4, C: 0}) == {A: A}
    assert headings({A: 5, B: 4, C: -3, D: 1}) == {A: A, B: None, C: None, D: None}


def test_a_stretch_of_a_millisecond_counts_and_one_of_none_does_not() -> None:
    assert [share.share for share in group_shares({A: 5, B: 5}, [Stretch(A, 1), Stretch(B, 1)])] == [50, 50]
    assert group_shares({A: 5, B: 5}, [Stretch(A, 0)]) == ()


def test_a_course_of_its_own_is_taken_and_an_empty_one_draws_none() -> None:
    """Several turns of one group within a part are added up; who was silent in a part has nothing of it."""
    sizes, spoken = {A: 5, B: 5}, [Stretch(A, 4 * PART_MS)]
    course = [Stretch(B, PART_MS // 4), Stretch(A, PART_MS // 2), Stretch(B, PART_MS // 4), Stretch(A, PART_MS)]
    assert [share.course for share in group_shares(sizes, spoken, course)] == [(50, 100), (50, 0)]
    assert [share.course for share in group_shares(sizes, spoken, [])] == [(), ()]


@given(SIZES, SPOKEN)
def test_nothing_below_five_people_is_shown(sizes: dict[GroupId, int], spoken: list[Stretch]) -> None:
    for share in group_shares(sizes, spoken):
        assert people_under(sizes, share.heading) >= 5


@given(SIZES, SPOKEN, st.randoms(use_true_random=False), st.integers(0, 9 * PART_MS))
def test_a_hidden_groups_time_changes_nothing(
    sizes: dict[GroupId, int], spoken: list[Stretch], chance: Random, ms: int
) -> None:
    hidden = sorted((sizes.keys() | {group_id for group_id, _ in spoken} | {NO_GROUP}) - headings(sizes).keys())
    told = [stretch for stretch in spoken if stretch.group_id not in hidden]
    for _ in range(3):
        told.insert(chance.randint(0, len(told)), Stretch(chance.choice(hidden), ms))
    assert group_shares(sizes, told) == group_shares(sizes, spoken)


@given(SIZES, SPOKEN, st.integers(0, 1000))
def test_how_merged_groups_share_their_time_changes_nothing(
    sizes: dict[GroupId, int], spoken: list[Stretch], place: int
) -> None:
    merged = [group_id for group_id, under in headings(sizes).items() if under is None]
    told = [
        Stretch(merged[(place + at) % len(merged)], stretch.talk_ms) if stretch.group_id in merged else stretch
        for at, stretch in enumerate(spoken)
    ]
    assert group_shares(sizes, told) == group_shares(sizes, spoken)


@given(SIZES, SPOKEN)
def test_whole_per_cent_add_up(sizes: dict[GroupId, int], spoken: list[Stretch]) -> None:
    shares = group_shares(sizes, spoken)
    assert not shares or sum(share.share for share in shares) == 100
    for part in zip(*(share.course for share in shares), strict=True):
        assert sum(part) == 100
    assert all(len(share.course) <= MOST_PARTS and len(share.course) != 1 for share in shares)
