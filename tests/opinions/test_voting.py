"""What waits, what is voted on, under which number, and what belongs to which vote."""

from __future__ import annotations

import pytest

from facilitator_console.dialogue.voting import begin_vote, end_vote, report_ballots, send_statement
from facilitator_console.opinions.commands import (
    accept_statement,
    add_statement,
    merge_statement,
    offer_rewording,
    reject_statement,
    reword_statement,
    split_statement,
    translate_statement,
)
from facilitator_console.opinions.ids import Digest, StatementId, Status
from facilitator_console.opinions.likeness import ALIKE, Texts, likeness, trigrams
from facilitator_console.opinions.voting import (
    NO_BALLOTS,
    at_closing,
    statement_numbers,
    statements_in,
    statements_waiting,
    text_in,
    votable,
    votes_closed,
)
from facilitator_console.session.ids import LanguageId
from facilitator_console.views.statements_view import RowKind, seems_two, statement_rows
from facilitator_console.words import UserError
from tests.helpers.controller import Meeting

ROAD, SCHOOL, DRIVERS = "The road is cleared", "The school stays open", "Питайте водіїв"


def texts(meeting: Meeting) -> list[str]:
    return [one.text for one in votable(meeting.state)]


def typed(meeting: Meeting, *statements: str) -> list[StatementId]:
    return [StatementId(meeting.make(add_statement, text)) for text in statements]


def sent(meeting: Meeting, text: str) -> StatementId:
    return StatementId(meeting.make(send_statement, text, LanguageId("uk")))


def test_what_the_team_types_is_voted_on_and_what_the_room_sends_waits() -> None:
    meeting = Meeting(3)
    typed(meeting, ROAD)
    waiting = sent(meeting, DRIVERS)
    assert texts(meeting) == [ROAD]
    assert [one.statement_id for one in statements_waiting(meeting.state)] == [waiting]
    meeting.do(accept_statement, waiting)
    assert texts(meeting) == [ROAD, DRIVERS]
    assert not statements_waiting(meeting.state)


def test_a_rewording_waits_for_its_authors_yes_and_the_first_stands_until_then() -> None:
    meeting = Meeting(3)
    first = sent(meeting, "Питайте")
    meeting.do(accept_statement, first)
    offered = StatementId(meeting.make(offer_rewording, first, DRIVERS))
    assert texts(meeting) == ["Питайте"]
    meeting.do(accept_statement, offered)
    assert texts(meeting) == [DRIVERS]
    assert meeting.state.statements[first].status is Status.REWORDED


def test_without_the_authors_yes_nothing_stands_where_the_first_was_never_accepted() -> None:
    meeting = Meeting(3)
    first = sent(meeting, "Питайте")
    offered = StatementId(meeting.make(offer_rewording, first, DRIVERS))
    meeting.do(reject_statement, first, "Нічого не каже.")
    assert texts(meeting) == []
    meeting.do(reject_statement, offered, "Author said no.")
    assert texts(meeting) == []


def test_the_team_rewords_its_own_words_at_once() -> None:
    meeting = Meeting(3)
    (road,) = typed(meeting, ROAD)
    with pytest.raises(UserError, match="The team wrote this statement"):
        meeting.do(offer_rewording, road, "The road is swept")
    meeting.do(reword_statement, road, "The road is swept")
    assert texts(meeting) == ["The road is swept"]


def test_the_parts_of_what_waits_are_voted_on() -> None:
    meeting = Meeting(3)
    both = sent(meeting, "Автобус о сьомій, а школа другорядна")
    meeting.do(split_statement, both, ["Автобус о сьомій", "Школа другорядна"])
    assert texts(meeting) == ["Автобус о сьомій", "Школа другорядна"]


def test_a_number_that_was_given_stays() -> None:
    meeting = Meeting(3)
    road, school = typed(meeting, ROAD, SCHOOL)
    drivers = sent(meeting, DRIVERS)
    meeting.later(60)
    meeting.do(accept_statement, drivers)
    assert statement_numbers(meeting.state) == {road: 1, school: 2, drivers: 3}
    meeting.do(reject_statement, school, "Another theme.")
    (fourth,) = typed(meeting, "A fourth")
    numbers = statement_numbers(meeting.state)
    assert [numbers[one.statement_id] for one in votable(meeting.state)] == [1, 3, 4]
    assert numbers[fourth] == 4


def test_words_are_in_the_language_asked_for_where_the_team_has_translated_them() -> None:
    meeting = Meeting(3)
    (road,) = typed(meeting, ROAD)
    meeting.do(translate_statement, road, "uk", "Дорогу чистять", "О.")
    statement = meeting.state.statements[road]
    assert (text_in(statement, "uk"), text_in(statement, "ru")) == ("Дорогу чистять", ROAD)


# -- votes ---------------------------------------------------------------------------------------------


def test_a_vote_needs_two_statements_and_only_one_is_open() -> None:
    meeting = Meeting(3)
    typed(meeting, ROAD)
    with pytest.raises(UserError, match="fewer than two statements"):
        meeting.do(begin_vote)
    typed(meeting, SCHOOL)
    meeting.do(begin_vote)
    with pytest.raises(UserError, match="A vote is open already"):
        meeting.do(begin_vote)
    meeting.do(end_vote)
    with pytest.raises(UserError, match="No vote is open"):
        meeting.do(end_vote)


def closed(meeting: Meeting, *, ballots: bool = True) -> None:
    meeting.do(begin_vote)
    meeting.later(60)
    meeting.do(end_vote)
    (vote,) = [one for one in meeting.state.votes.values() if not one.digests]
    meeting.do(report_ballots, vote.vote_id, Digest("d") if ballots else NO_BALLOTS)
    meeting.later(60)


def test_what_was_voted_on_is_in_no_later_vote() -> None:
    meeting = Meeting(3)
    road, school = typed(meeting, ROAD, SCHOOL)
    closed(meeting)
    assert texts(meeting) == []
    with pytest.raises(UserError, match="fewer than two"):
        meeting.do(begin_vote)
    typed(meeting, "A third", "A fourth")
    closed(meeting)
    first, second = votes_closed(meeting.state)
    assert statements_in(meeting.state, first.vote_id) == (road, school)
    assert len(statements_in(meeting.state, second.vote_id)) == 2


def test_a_vote_in_which_nobody_voted_counts_as_none() -> None:
    meeting = Meeting(3)
    typed(meeting, ROAD, SCHOOL)
    closed(meeting, ballots=False)
    assert texts(meeting) == [ROAD, SCHOOL]
    closed(meeting)
    assert texts(meeting) == []


@pytest.mark.parametrize("decide", [accept_statement, reject_statement, reword_statement, merge_statement])
def test_nothing_is_decided_anew_about_what_was_voted_on(decide: object) -> None:
    meeting = Meeting(3)
    road, school = typed(meeting, ROAD, SCHOOL)
    closed(meeting)
    more = {accept_statement: (), merge_statement: (school,)}.get(decide, ("Why not",))  # type: ignore[call-overload]
    with pytest.raises(UserError, match="the vote is closed"):
        meeting.do(decide, road, *more)  # type: ignore[arg-type]


def test_statements_count_as_they_stood_when_the_vote_was_closed() -> None:
    meeting = Meeting(3)
    road, school = typed(meeting, ROAD, SCHOOL)
    third = typed(meeting, "The road is cleared early")[0]
    meeting.do(merge_statement, third, road)
    meeting.do(begin_vote)
    meeting.later(60)
    meeting.do(end_vote)
    meeting.later(60)
    before = at_closing(meeting.state, votes_closed(meeting.state)[0])
    assert {one.statement_id: one.status for one in before.statements.values()} == {
        road: Status.NEW,
        school: Status.NEW,
        third: Status.MERGED,
    }


# -- pointing ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Дорогу мають чистити до п'ятої ранку", "Дорогу треба чистити до п’ятої ранку"),
        ("Автобус має ходити щогодини", "АВТОБУСИ ходять щогодини!"),
        ("Лавки на площі потрібні", "Потрібні лавки на площі"),
        ("The road is cleared before the first bus", "The road must be cleared before the first bus goes"),
    ],
)
def test_near_duplicates_are_pointed_at(one: str, other: str) -> None:
    assert likeness(trigrams(one), trigrams(other)) >= ALIKE


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("The road is cleared before the first bus", "The bus must go at seven"),
        ("Питайте водіїв", "Школа лишається відкритою"),
        ("", "Питайте водіїв"),
        ("👍🏽", "👎"),
    ],
)
def test_other_thoughts_are_not(one: str, other: str) -> None:
    assert likeness(trigrams(one), trigrams(other)) < ALIKE


def test_a_translation_makes_a_duplicate_in_another_language_known() -> None:
    meeting = Meeting(3)
    (road,) = typed(meeting, "The road is cleared before the first bus")
    meeting.do(translate_statement, road, "uk", "Дорогу чистять до першого автобуса", "О.")
    waiting = sent(meeting, "Дорогу чистять перед першим автобусом")
    known = Texts()
    known.keep(meeting.state.statements)
    assert [alike.statement_id for alike in known.like_statement(waiting, [road])] == [road]
    rows = statement_rows(meeting.state, known, {})
    assert [row.kind for row in rows] == [RowKind.HEAD, RowKind.WAITING, RowKind.HEAD, RowKind.STANDS]
    assert rows[1].points
    assert str(rows[1].hints[0]) == "like “The road is cleared before the first bus”"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Автобус має ходити о сьомій, а школа другорядна і всі це знають", True),
        ("The bus must go at seven; the school is secondary", True),
        ("Дорогу чистять, щоб автобус міг їхати", False),
        ("Батьки, водії та рада зустрічаються щомісяця", False),
    ],
)
def test_two_thoughts_are_pointed_at(text: str, expected: bool) -> None:
    assert seems_two(text) is expected
