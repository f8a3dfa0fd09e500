"""What is told of a vote: in words that leave nobody, whichever figures are held against each other."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from functools import cache
from itertools import product

import pypdfium2
import pytest
from msgspec.structs import replace
from reportlab.lib.pagesizes import A4

from facilitator_console.dialogue.voting import begin_vote, end_vote
from facilitator_console.opinions.ballots import Ballots, Vote
from facilitator_console.opinions.commands import add_statement
from facilitator_console.opinions.conversation import Conversation
from facilitator_console.opinions.findings import Opinions, StatementOpinion, Tally
from facilitator_console.opinions.findings import opinions as find
from facilitator_console.opinions.matrix import vote_matrix
from facilitator_console.report.ballot_paper import (
    COLUMN_PT,
    COLUMNS,
    EDGE_PT,
    HEAD_PT,
    SIDE_PT,
    TEXT_PT,
    BallotLine,
    ballots_pdf,
)
from facilitator_console.report.disclosure.policy import INTERNAL, PUBLIC, ReportPolicy
from facilitator_console.report.document import Paragraph, Table
from facilitator_console.report.opinions import OpinionReport, opinion_report
from facilitator_console.report.sections.votes import votes as votes_section
from facilitator_console.report.votes import WORDS, Answer, VoteResult, answer_of, vote_result
from facilitator_console.runtime.catalogues import load_catalogue
from facilitator_console.session.disclosure import STRICT, USUAL
from tests.helpers.controller import Meeting

FEW = USUAL.smallest_group
ROOMS = 5_000


# -- an independent reading of what is shown ------------------------------------------------------------

Cell = tuple[int, int, int]


@cache
def worlds(voters: int, answer: Answer) -> frozenset[Cell]:
    """All ways in which so many can have voted so that these words are said; found by trying, not by the rules."""
    found = set()
    for agree in range(voters + 1):
        for disagree in range(voters + 1 - agree):
            tally = Tally(agree, disagree, voters - agree - disagree)
            if answer_of(tally) is answer:
                found.add((tally.agree, tally.disagree, tally.passes))
    return frozenset(found)


def leaves_few(values: set[int]) -> bool:
    """Whether somebody knows that there are some, and that they are fewer than five."""
    return bool(values) and 0 not in values and max(values) < FEW


@cache
def leaks(voters: tuple[int, ...], answers: tuple[Answer, ...], everyone: int) -> bool:
    """Whether words of each set, or of all, leave few on one side of any of them, or of all of them together."""
    sets = [worlds(count, answer) for count, answer in zip(voters, answers, strict=True)]
    if any(leaves_few({cell[kind] for cell in own}) for own in sets for kind in range(3)):
        return True
    # Sums of the sets: what can be worked out of all together; and of those in no set nothing is known.
    rest = everyone - sum(voters)
    for kind in range(3):
        sums = {sum(each) for each in product(*({cell[kind] for cell in own} for own in sets))}
        if leaves_few({one + other for one in sums for other in range(rest + 1)}):
            return True
    return False


@pytest.mark.parametrize("voters", range(FEW, 61))
def test_no_word_leaves_few_on_one_side(voters: int) -> None:
    said = {answer_of(Tally(a, d, voters - a - d)) for a in range(voters + 1) for d in range(voters + 1 - a)}
    for answer in said:
        for kind in range(3):
            assert not leaves_few({cell[kind] for cell in worlds(voters, answer)}), (voters, answer)


def test_one_who_disagrees_is_not_told_from_none() -> None:
    for voters in range(7, 61):
        assert answer_of(Tally(voters - 1, 1, 0)) is answer_of(Tally(voters, 0, 0)) is Answer.ALMOST_ALL_AGREE


@pytest.mark.parametrize("voters", range(FEW, 31))
def test_a_room_that_does_not_know_is_not_told_to_differ(voters: int) -> None:
    assert answer_of(Tally(0, 0, voters)) is Answer.ALMOST_ALL_UNSURE
    assert str(WORDS[Answer.ALMOST_ALL_UNSURE]) == "almost all don’t know"
    assert answer_of(Tally(voters // 2, voters - voters // 2, 0)) is not Answer.ALMOST_ALL_UNSURE


def rooms(number: int) -> Iterator[VoteResult]:
    """Rooms of all sizes, many with lone dissenters; where there is room, with two sets of similar answers."""
    chance = random.Random(11)
    for _ in range(number):
        voters, statements = chance.randint(5, 26), chance.randint(2, 4)
        opinions = made_up(chance, voters, statements)
        report = OpinionReport(opinions, {at: f"Statement {at}" for at in range(statements)})
        yield vote_result(report, {at: at + 1 for at in range(statements)})


def made_up(chance: random.Random, voters: int, statements: int) -> Opinions:
    """What might be shown of a room, whatever the votes: two sets of five or more where there is room for them."""
    from facilitator_console.opinions.findings import Area, Extent, SimilarAnswers

    has_sets = voters >= 15
    first = chance.randint(FEW, voters - FEW) if has_sets else 0
    sets = tuple(SimilarAnswers(size, Area(0, 0, 1, 1, 0), ()) for size in (first, voters - first)) if has_sets else ()
    found = []
    for statement in range(statements):
        parts = [tally(chance, one.people) for one in sets] or [tally(chance, voters)]
        total = Tally(*(sum(getattr(part, kind) for part in parts) for kind in Tally.__struct_fields__))
        found.append(StatementOpinion(statement, total, tuple(parts) if has_sets else ()))
    extent = Extent.EXPLORATORY if has_sets else Extent.COUNTS_ONLY
    return Opinions(extent, voters, voters, 1, (), 0, sets, None, None, tuple(found))


def tally(chance: random.Random, voters: int) -> Tally:
    """Votes of so many, with a lone dissenter as often as not."""
    if chance.random() < 0.5:
        lone = chance.choice([(1, 0), (0, 1), (1, 1)])
        return Tally(voters - sum(lone), *lone)
    agree = chance.randint(0, voters)
    disagree = chance.randint(0, voters - agree)
    return Tally(agree, disagree, voters - agree - disagree)


def test_no_words_of_a_room_held_against_each_other_leave_few() -> None:
    """The sizes of the sets are known, and that all voted on all: nobody can know more from outside."""
    for result in rooms(ROOMS):
        sizes = tuple(people for people, _ in result.sets)
        for row in (*result.shared, *result.differs, *result.others):
            assert not leaks(sizes if row.is_by_set else (result.voters,), row.answers, result.voters), row


def test_the_reading_finds_what_would_be_told_of_all_beside_the_sets() -> None:
    """The test can tell: with the words of all together beside them these two sets would leave one to four."""
    one, other = worlds(7, Answer.ALMOST_ALL_AGREE), worlds(9, Answer.DIFFER)
    of_all = worlds(16, Answer.ABOUT_HALF_DISAGREE)
    pairs = [pair for pair in product(one, other) if tuple(map(sum, zip(*pair, strict=True))) in of_all]
    assert any(leaves_few({pair[at][kind] for pair in pairs}) for at in range(2) for kind in range(3))


def test_what_stands_where_follows_from_the_words() -> None:
    """Two rooms with the same words for a statement have it in the same part: its place tells nothing more."""
    places: dict[tuple[object, ...], str] = {}
    for result in rooms(600):
        for part in ("shared", "differs", "others"):
            for row in getattr(result, part):
                said = (bool(result.sets), row.answers)
                # What is shared must also be claimed; without that nothing is told that the words don't tell.
                where = "differs" if part == "differs" else "not"
                assert places.setdefault(said, where) == where


# -- real rooms ------------------------------------------------------------------------------------------


def held(votes: dict[tuple[str, str], Vote]) -> VoteResult:
    voters, statements = zip(*votes, strict=True)
    ballots = Ballots(voters, statements, list(votes.values()), [0] * len(votes))
    conversation = Conversation(vote_matrix(ballots), {name: name for name in set(statements)})
    numbers = {name: at for at, name in enumerate(sorted(set(statements)), 1)}
    return vote_result(opinion_report(conversation, lambda _done, _of: None), numbers)


def test_a_room_of_31_with_one_dissenter_reads_as_one_without() -> None:
    names = [f"s{at}" for at in range(6)]
    unanimous = {(f"v{person:02}", name): Vote.AGREE for person in range(31) for name in names}
    with_dissenter = {**unanimous, ("v07", "s3"): Vote.DISAGREE}
    one, other = held(unanimous), held(with_dissenter)
    assert [row.answers for row in one.shared] == [row.answers for row in other.shared]
    assert {row.answers for row in one.shared} == {(Answer.ALMOST_ALL_AGREE,)}
    assert (one.counted, one.sets, one.others[0].answers) == (other.counted, other.sets, other.others[0].answers)


def test_no_figure_of_a_side_is_in_what_is_shown() -> None:
    chance = random.Random(3)
    votes = {
        (f"v{person:02}", f"s{at}"): Vote.AGREE if chance.random() < 0.7 else Vote.DISAGREE
        for person in range(18)
        for at in range(8)
    }
    result = held(votes)
    rows = (*result.shared, *result.differs, *result.others)
    assert len(rows) == 8
    assert all(isinstance(answer, Answer) for row in rows for answer in row.answers)
    texts = [load_catalogue("en").text(words) for words in (*result.counted, *result.sure)]
    assert not any("%" in text for text in texts)


def test_of_too_few_votes_nothing_is_said() -> None:
    votes = {(f"v{person}", f"s{at}"): Vote.AGREE for person in range(6) for at in range(2)}
    votes |= {("v0", "few"): Vote.AGREE, ("v1", "few"): Vote.DISAGREE}
    result = held(votes)
    assert result.too_few == 1
    (few,) = [row for row in result.others if row.text == "few"]
    assert few.answers == (Answer.UNTOLD,)


def test_the_sets_are_those_of_the_findings() -> None:
    assert find(vote_matrix(Ballots(["a"], ["s"], [1], [0]))).similar_answers == ()


# -- ballots on paper --------------------------------------------------------------------------------------

LINES = [
    BallotLine(1, "Дорогу чистять до першого автобуса"),
    BallotLine(4, "Мала школа працює, доки немає автобуса щодня, і це обіцяють разом батьки, водії та рада 👍"),
    BallotLine(9, "עברית <b>не розмітка</b> & ще é"),
]


def pages(pdf: bytes) -> list[str]:
    document = pypdfium2.PdfDocument(pdf)
    found = [page.get_textpage().get_text_range() for page in document]
    document.close()
    return found


def test_ballots_have_numbers_statements_and_boxes_and_nothing_of_who_made_them() -> None:
    pdf = ballots_pdf("Що до зими?", LINES, range(1, 5), load_catalogue("uk"))
    text = "\n".join(pages(pdf))
    for number in range(1, 5):
        assert str(number) in text
    assert text.count("Дорогу чистять до першого автобуса") == 4
    assert {"b>не розмітка</b", "עברית"} <= set(re.findall("b>не розмітка</b|[א-ת]+", text))
    assert "& ще é" in text
    assert pdf == ballots_pdf("Що до зими?", LINES, range(1, 5), load_catalogue("uk"))
    assert b"ReportLab" not in pdf
    assert b"/CreationDate" not in pdf
    assert b"/Author" not in pdf


def test_a_ballot_longer_than_a_sheet_goes_on_under_its_number() -> None:
    many = [BallotLine(at, f"Твердження {at}") for at in range(1, 61)]
    texts = pages(ballots_pdf("Що?", many, [7], load_catalogue("en")))
    assert len(texts) == 2
    assert "Ballot 7, sheet 1 of 2" in texts[0]
    assert "Ballot 7, sheet 2 of 2" in texts[1]
    assert "Твердження 60" in texts[1]


def test_symbols_emoji_and_right_to_left_words_stand_on_ballots_within_their_room() -> None:
    emoji, hebrew = "🚌" * 140, "שלום לכולם וברוכים הבאים " * 5
    many = [BallotLine(1, "тиша → гамір ✓"), BallotLine(2, emoji), BallotLine(3, hebrew)]
    pdf = ballots_pdf("Що до зими? 🚌", many, [7], load_catalogue("uk"))
    (text,) = pages(pdf)
    assert "тиша → гамір ✓" in text
    assert text.count("🚌") == 141
    assert text.count("שלום") == 5, "a reader gives the letters of a word back in the order in which they are read"
    assert "[?]" not in text
    page = pypdfium2.PdfDocument(pdf)[0]
    words = page.get_textpage()
    boxes = [words.get_charbox(at) for at in range(words.count_chars())]
    foot_pt = min(high for _left, _low, _right, high in boxes)
    rows = [box for box in boxes if foot_pt + TEXT_PT < box[3] < A4[1] - EDGE_PT - HEAD_PT]
    assert len(rows) > len(emoji)
    assert max(right for _left, _low, right, _high in rows) < A4[0] - SIDE_PT - len(COLUMNS) * COLUMN_PT


# -- the section of the report -------------------------------------------------------------------------------


def sections_of(result: VoteResult | None, policy: ReportPolicy) -> list[str]:
    """The texts of the section of a meeting whose vote is closed."""
    meeting = Meeting(3)
    for text in ("Перше", "Друге"):
        meeting.do(add_statement, text)
    meeting.do(begin_vote)
    meeting.later(60)
    meeting.do(end_vote)
    section = votes_section(meeting.state, replace(policy, votes=result))
    if section is None:
        return []
    english = load_catalogue("en")
    found = []
    for block in section.blocks:
        if isinstance(block, Table):
            cells = [cell for row in block.rows for cell in row]
            found += [cell if isinstance(cell, str) else english.text(cell) for cell in cells if cell]  # type: ignore[arg-type]
        elif isinstance(block, Paragraph):
            found.append(block.text if isinstance(block.text, str) else english.text(block.text))
    return found


def test_the_report_tells_the_result_behind_its_caution() -> None:
    votes = {(f"v{person:02}", f"s{at}"): Vote.AGREE for person in range(12) for at in range(3)}
    texts = sections_of(held(votes), INTERNAL)
    assert texts[0].startswith("Read this with care")
    # The words are those of the session: of a statement that it does not have (any more) none are told.
    assert {"a withdrawn statement", "almost all agree"} <= set(texts)
    assert "s0" not in texts
    assert not any(text.isdecimal() or "%" in text for text in texts)


def test_a_stricter_report_tells_nothing_that_was_found_for_five() -> None:
    votes = {(f"v{person:02}", f"s{at}"): Vote.AGREE for person in range(12) for at in range(3)}
    (only,) = sections_of(held(votes), replace(PUBLIC, small_groups=STRICT))
    assert only.startswith("How people voted is not told here")


def test_exports_under_two_policies_tell_together_what_the_looser_one_tells() -> None:
    """The result is found once, for five: a stricter report has none of its words, whoever voted how.

    So nothing of it can be held against the other; rooms of any votes read the same in it.
    """
    chance = random.Random(23)
    strict = replace(PUBLIC, small_groups=STRICT)
    told: set[tuple[str, ...]] = set()
    for result in rooms(300):
        told.add(tuple(sections_of(result, strict)))
        if chance.random() < 0.05:  # A second report under the same policy, also after the stricter one, is the same.
            assert sections_of(result, PUBLIC) == sections_of(result, PUBLIC)
    (only,) = told
    assert len(only) == 1


def test_a_result_that_nobody_has_computed_is_missed_only_inside() -> None:
    assert sections_of(None, INTERNAL) == ["The result of the vote is not computed yet. Look at it in Harvest first."]
    assert sections_of(None, PUBLIC) == []
