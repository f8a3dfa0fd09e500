"""Statements and votes from phones, over real sockets, on a real store: send, agree to a wording, vote, change."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from msgspec.structs import replace

from facilitator_console.console.voting import PAPER
from facilitator_console.dialogue.ids import Outcome
from facilitator_console.dialogue.voting import accept_sent, begin_vote, end_vote, leave_out_sent
from facilitator_console.log import LaptopId
from facilitator_console.opinions.ballots import Vote
from facilitator_console.opinions.commands import add_statement, offer_rewording, translate_statement
from facilitator_console.opinions.ids import StatementId
from facilitator_console.opinions.voting import statement_numbers, statements_waiting, votable, votes_closed
from facilitator_console.report.votes import vote_result
from facilitator_console.session.ids import SubmissionId
from tests.phones.house import House, Phone

TEXTS = ("Дорогу чистять до першого автобуса", "Мала школа працює <b>щодня</b>", "Батьки зустрічаються з радою")
AGREE, DISAGREE, SKIP = "agree", "disagree", "skip"


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    made = House(tmp_path / "dialogue.sqlite")
    made.begin(question="Що до зими?", form="statement_vote")
    made.let_in()
    yield made
    made.close()
    assert not made.bugs


def open_vote(house: House) -> list[StatementId]:
    for text in TEXTS:
        house.do(add_statement, text, language="uk")
    house.do(begin_vote)
    return [one.statement_id for one in votable(house.console.state)]


def number_on(page: str) -> str:
    found = re.search(r'name="statement" value="(\d+)"', page)
    assert found, page
    return found[1]


def vote(phone: Phone, how: str) -> str:
    """Vote on what the phone shows; its number."""
    number = number_on(phone.get("/vote").text)
    assert phone.post("/vote", statement=number, vote=how).status == 303
    return number


def test_a_statement_waits_for_the_team_and_its_phone_is_told_what_became_of_it(house: House) -> None:
    phone = house.phone()
    assert "Add a statement" in phone.get("/").words
    assert phone.submit("/statement", text="Питайте водіїв 👍🏽").goes_to == "/sent?new=1"
    (waiting,) = statements_waiting(house.console.state)
    assert waiting.text == "Питайте водіїв 👍🏽"
    house.do(accept_sent, waiting.statement_id)
    sent = house.console.state.submissions[SubmissionId(waiting.statement_id)]
    assert sent.outcome is Outcome.STATEMENT
    assert "It became" in phone.until("/sent", "It became a statement to vote on.")


def test_a_statement_that_is_too_long_is_refused_with_what_was_written_known(house: House) -> None:
    answer = house.phone().submit("/statement", text="х" * 141)
    assert answer.status == 200
    assert "at most 140 characters" in answer.words


def test_a_rewording_asks_its_author_and_only_them(house: House) -> None:
    author, other = house.phone(), house.phone()
    for text in ("Питайте", "Автобус"):
        author.submit("/statement", text=text)
    first, second = statements_waiting(house.console.state)
    house.do(offer_rewording, first.statement_id, "Питайте водіїв")
    assert "another wording" in author.until("/sent", "another wording")
    assert "another wording" not in other.get("/sent").words
    assert "Питайте водіїв" in author.get("/statement?offer=1").words
    author.post("/statement", offer="yes")
    assert [one.text for one in votable(house.console.state)] == ["Питайте водіїв"]
    house.do(offer_rewording, second.statement_id, "Автобус о сьомій")
    author.until("/sent", "another wording")
    author.post("/statement", offer="no")
    other.post("/statement", offer="yes")
    assert [one.text for one in statements_waiting(house.console.state)] == ["Автобус"]
    house.do(leave_out_sent, second.statement_id, "Нічого не каже.")
    assert "The team has read it." in author.until("/sent", "The team has read it.")


def test_one_statement_after_the_other_and_back_and_changed(house: House) -> None:
    open_vote(house)
    phone = house.phone()
    assert "Vote on the statements" in phone.until("/", "Vote on the statements")
    first_page = phone.get("/vote")
    assert "Statement 1 of 3" in first_page.words
    assert "no vote can be changed or taken back" in first_page.words
    assert "takes over the team’s laptop could find out which votes came from your phone" in first_page.words
    assert number_on(phone.get("/vote").text) == number_on(first_page.text), "it stays until it is voted on"
    numbers = [vote(phone, how) for how in (AGREE, DISAGREE, SKIP)]
    assert sorted(numbers) == ["1", "2", "3"]
    assert "You have seen all statements" in phone.get("/vote").words
    assert "Agree: change" in phone.get("/vote?mine=1").words
    again = phone.get(f"/vote?at={numbers[0]}")
    assert "Your vote so far Agree" in again.words
    assert phone.post("/vote", statement=numbers[0], vote=DISAGREE).goes_to == "/vote?mine=1"
    assert phone.get("/vote?mine=1").words.count("Disagree: change") == 2
    assert house.console.voting.turnout.voters == 1


def test_pressed_twice_it_counts_once_and_a_closed_vote_takes_nothing(house: House) -> None:
    known = open_vote(house)
    phone = house.phone()
    phone.until("/", "Vote on the statements")
    number = vote(phone, AGREE)
    phone.post("/vote", statement=number, vote=AGREE)
    house.do(end_vote)
    late = phone.post("/vote", statement="2", vote=AGREE)
    assert (late.status, late.goes_to) in {(303, "/vote"), (303, "/"), (200, "")}
    (closed,) = votes_closed(house.console.state)
    house.console.closing.wait()
    ballots = house.console.voting.ballots(closed.vote_id)
    assert list(ballots.votes) == [Vote.AGREE]
    assert set(ballots.statements) <= set(known)
    phone.until_goes("/vote", "/")


def test_a_translation_is_marked_and_the_original_beside_it(house: House) -> None:
    known = open_vote(house)
    house.do(translate_statement, known[0], "en", "The road is cleared", "О.")
    phone = house.phone()
    phone.until("/vote?at=1", "The road is cleared")
    page = phone.get("/vote?at=1")
    assert "Translated by the team" in page.words
    assert TEXTS[0] in page.words
    assert "О." not in page.words.replace(TEXTS[0], "")
    assert "&lt;b&gt;щодня" in phone.get("/vote?at=2").text


def test_one_phone_for_all_is_a_voter_for_each_person(house: House) -> None:
    open_vote(house)
    [card] = house.cards(1, kiosk=True)
    kiosk = house.phone(joined=False)
    kiosk.join(card)
    kiosk.until("/", "Vote on the statements")
    for person in range(3):
        for _ in TEXTS:
            vote(kiosk, AGREE if person else DISAGREE)
        done = kiosk.get("/vote")
        assert "Leave this page to the next person" in done.words
        assert "My votes" not in done.words
        kiosk.post("/vote", do="next_person")
    assert house.console.voting.turnout.voters == 3


def test_31_phones_and_12_papers_in_one_matrix(house: House) -> None:
    chance = random.Random(5)
    known = open_vote(house)
    numbers = statement_numbers(house.console.state)
    expected = dict.fromkeys(known, 0)
    phones = [house.phone() for _ in range(31)]
    phones[0].until("/", "Vote on the statements")
    for phone in phones:
        for _ in known:
            how = chance.choice([AGREE, AGREE, DISAGREE])
            number = vote(phone, how)
            (about,) = [one for one in known if str(numbers[one]) == number]
            expected[about] += how == AGREE
    for paper in range(1, 13):
        votes = {one: chance.choice([Vote.AGREE, Vote.DISAGREE]) for one in known}
        house.console.voting.cast(f"{PAPER}{paper}", votes)
        for one, cast in votes.items():
            expected[one] += cast is Vote.AGREE
    assert house.console.voting.turnout.voters == 43
    house.do(end_vote)
    (closed,) = votes_closed(house.console.state)
    house.console.closing.wait()
    report = house.console.voting.result(closed.vote_id)
    counted = {one.statement: one.total.agree for one in report.opinions.statements if one.total}
    assert counted == expected
    assert vote_result(report, dict(numbers.items())).voters == 43
    assert not house.console.voting.holds_key()


def test_phones_turned_off_and_on_again_are_the_same_voters(house: House) -> None:
    open_vote(house)
    phone = house.phone()
    phone.until("/", "Vote on the statements")
    number = vote(phone, AGREE)
    house.shut()
    house.let_in()
    assert house.phones.door is not None
    phone.port = house.phones.door.port
    assert "code on your card" in phone.get("/").words
    phone.join(house.phones.code)
    phone.until("/", "Vote on the statements")
    assert "Agree: change" in phone.get("/vote?mine=1").words
    phone.post("/vote", statement=number, vote=DISAGREE)
    house.phone().until("/", "Vote on the statements")
    assert house.console.voting.turnout.voters == 1


def test_a_vote_of_another_laptop_takes_phones_with_cards_alone(house: House) -> None:
    known = open_vote(house)
    by_qr, by_card, kiosk = house.phone(), house.phone(joined=False), house.phone(joined=False)
    by_card.join(house.cards(1)[0])
    kiosk.join(house.cards(1, kiosk=True)[0])
    opened = house.console.state.votes
    for vote_id, one in opened.items():
        opened[vote_id] = replace(one, laptops=(LaptopId("there"),))
    house.store.ballots.keep_key(house.console.session, b"k" * 32)
    by_qr.until("/", "Vote on the statements")
    assert "opened on another laptop" in by_qr.get("/vote").words
    assert by_qr.post("/vote", statement="1", vote=AGREE).goes_to == "/vote"
    for phone in (by_card, kiosk):
        vote(phone, AGREE)
    assert house.console.voting.turnout.voters == 2
    assert known
    house.store.ballots.forget_key(house.console.session)
    assert "has not been given the key" in kiosk.get("/vote").words
