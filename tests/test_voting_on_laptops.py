"""One vote on several laptops, on real stores: under one key a token is one voter, however the laptops meet."""

from __future__ import annotations

import itertools
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from facilitator_console.console import Console, VotesBrought, new_session, open_session, receive_session, take_votes
from facilitator_console.console.voting import PAPER
from facilitator_console.dialogue.voting import begin_vote, count_vote, end_vote, untold
from facilitator_console.log import Instant, LaptopId, Subject
from facilitator_console.opinions.ballots import Ballots, Vote, rows_of
from facilitator_console.opinions.commands import add_statement
from facilitator_console.opinions.ids import StatementId, VoteId
from facilitator_console.opinions.voting import laptops_counted, votable, voting_laptops
from facilitator_console.report.votes import Answer, ResultPart
from facilitator_console.runtime.laptop import Laptop
from facilitator_console.session.clock import SetClock
from facilitator_console.session.display import show_results
from facilitator_console.store.store import Store
from facilitator_console.sync.messages import BallotsBrought, Said, VotingKey, ballot_messages
from facilitator_console.sync.votes import TeamVotes
from facilitator_console.views.public_view import PublicKind, PublicView, public_view
from facilitator_console.views.vote_display import vote_figures, with_figures
from facilitator_console.words import UserError
from tests.helpers.controller import START_MS

LAPTOPS = ("olena", "taras", "nadia")
TOKENS = ("phone:1", "phone:2", "phone:3", f"{PAPER}1", f"{PAPER}2")
TEXTS = ("Дорогу чистять", "Школа працює", "Питайте водіїв")
EXAMPLES = settings(
    deadline=None,
    max_examples=6,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


def at_once(act: Callable[[], None]) -> None:
    act()


class Place(NamedTuple):
    """A laptop of the team with the session open."""

    laptop: LaptopId
    store: Store
    console: Console
    votes: TeamVotes


class Wires:
    """Carries what the laptops say of a vote; events are carried by hand, and both may be late."""

    def __init__(self, folder: Path, stack: ExitStack) -> None:
        self.said: list[tuple[str, Said]] = []
        self.places: list[Place] = []
        for name in LAPTOPS:
            store = stack.enter_context(Store.open(folder / f"{name}.sqlite"))
            laptop = Laptop(LaptopId(name))
            if not self.places:
                console = new_session(store, laptop, "Зустріч", clock=SetClock(START_MS), run_soon=at_once)
                for text in TEXTS:
                    console.dispatch(add_statement, text)
            else:
                first = self.places[0].console
                receive_session(store, first.session, list(first.history.events()), VotesBrought(), laptop)
                console = open_session(store, first.session, laptop, SetClock(START_MS), at_once)

            def tell(messages: object, name: str = name) -> None:
                self.said += [(name, one) for one in messages]  # type: ignore[attr-defined]

            self.places.append(Place(laptop.laptop_id, store, console, TeamVotes(console, laptop.laptop_id, tell)))

    def meet(self, one: Place, other: Place) -> None:
        """Bring each the events of the other, what each says of the vote, and the events of that."""
        self.bring_events(one, other)
        for giver, taker in ((one, other), (other, one)):
            for said in (*giver.votes.key(), *giver.votes.ballots()):
                self.hear(taker, said)
        self.bring_events(one, other)

    @staticmethod
    def bring_events(one: Place, other: Place) -> None:
        for giver, taker in ((one, other), (other, one)):
            new = [event for event in giver.console.history.events() if taker.console.history.lacks(event)]
            taker.console.receive(new).result()
            taker.console.closing.wait()
            taker.votes.follow(new)

    @staticmethod
    def hear(taker: Place, said: Said) -> None:
        if isinstance(said, VotingKey):
            taker.votes.take_key(said)
        elif isinstance(said, BallotsBrought):
            taker.votes.take_ballots(said)


@pytest.fixture
def wires(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Wires]:
    with ExitStack() as stack:
        yield Wires(tmp_path_factory.mktemp("team"), stack)


def ids(place: Place) -> list[StatementId]:
    return [one.statement_id for one in votable(place.console.state)]


def vote_of(place: Place) -> VoteId:
    return next(iter(place.console.state.votes))


def close(wires: Wires) -> None:
    console = wires.places[0].console
    assert isinstance(console.clock, SetClock)
    console.clock.advance(60_000)
    console.dispatch(end_vote)
    console.closing.wait()


ACTS = st.lists(
    st.tuples(
        st.integers(0, 2), st.sampled_from(TOKENS), st.integers(0, len(TEXTS) - 1), st.sampled_from(list(Vote)[:3])
    ),
    max_size=25,
)
MEETINGS = st.lists(st.tuples(st.integers(0, 2), st.integers(0, 2)), max_size=6)


@EXAMPLES
@given(acts=ACTS, meetings=MEETINGS)
def test_one_voter_one_vote_a_statement_on_however_many_laptops(
    tmp_path_factory: pytest.TempPathFactory, acts: list[tuple[int, str, int, Vote]], meetings: list[tuple[int, int]]
) -> None:
    with ExitStack() as stack:
        wires = Wires(tmp_path_factory.mktemp("team"), stack)
        first, second, third = wires.places
        first.console.dispatch(begin_vote)
        wires.meet(first, second)
        wires.meet(second, third)  # The key comes on from whom it was given to.
        known = ids(first)
        for at, token, statement, vote in acts:
            wires.places[at].console.voting.cast(token, {known[statement]: vote})
        close(wires)
        # In any order, again and again; in the end everybody has met.
        whole = [(0, 1), (0, 2), (1, 2), (0, 1)]
        for one, other in (*meetings, *whole, *meetings):
            if one != other:
                wires.meet(wires.places[one], wires.places[other])
        boxes = [sorted(rows_of(place.console.voting.ballots(vote_of(place)))) for place in wires.places]
        assert boxes[0] == boxes[1] == boxes[2]
        assert len({row[:2] for row in boxes[0]}) == len(boxes[0]), "one vote of a voter on a statement"
        expected = {(token, statement) for _, token, statement, _ in acts}
        assert len(boxes[0]) == len(expected)
        assert len({row[0] for row in boxes[0]}) == len({token for _, token, *_ in acts})
        assert {row[1:3] for row in boxes[0]} <= {(known[on], cast) for _, _, on, cast in acts}
        assert not any(place.console.voting.holds_key() for place in wires.places)


def test_a_vote_that_was_changed_more_often_counts_on_whichever_laptop(wires: Wires) -> None:
    first, second, _ = wires.places
    first.console.dispatch(begin_vote)
    wires.meet(first, second)
    statement = ids(first)[0]
    for vote in (Vote.AGREE, Vote.DISAGREE, Vote.AGREE):
        first.console.voting.cast(f"{PAPER}7", {statement: vote})
    second.console.voting.cast(f"{PAPER}7", {statement: Vote.DISAGREE})
    close(wires)
    wires.meet(first, second)
    wires.meet(first, second)
    for place in (first, second):
        assert list(place.console.voting.ballots(vote_of(place)).votes) == [Vote.AGREE]


def test_a_laptop_without_the_key_takes_no_votes_and_says_why(wires: Wires) -> None:
    first, second, _ = wires.places
    first.console.dispatch(begin_vote)
    second.console.receive(list(first.console.history.events())).result()
    with pytest.raises(UserError, match="has not been given the key"):
        second.console.voting.cast("phone:1", {ids(first)[0]: Vote.AGREE})
    assert second.console.voting.next_statement is not None
    wires.meet(first, second)
    second.console.voting.cast("phone:1", {ids(first)[0]: Vote.AGREE})
    assert first.console.voting.opened_here
    assert not second.console.voting.opened_here


def test_a_key_that_comes_before_its_vote_waits_for_it(wires: Wires) -> None:
    first, second, _ = wires.places
    first.console.dispatch(begin_vote)
    for said in first.votes.key():
        wires.hear(second, said)
    assert not second.console.voting.holds_key()
    events = list(first.console.history.events())
    second.console.receive(events).result()
    second.votes.follow(events)
    assert second.console.voting.holds_key()


def test_a_lost_key_comes_back_from_the_team_or_the_vote_is_to_be_closed(wires: Wires) -> None:
    first, second, _ = wires.places
    first.console.dispatch(begin_vote)
    wires.meet(first, second)
    statement = ids(first)[0]
    first.console.voting.cast("phone:1", {statement: Vote.AGREE})
    first.store.ballots.forget_key(first.console.session)
    with pytest.raises(UserError, match="was lost"):
        first.console.voting.cast("phone:1", {statement: Vote.DISAGREE})
    wires.meet(first, second)
    first.console.voting.cast("phone:1", {statement: Vote.DISAGREE})
    assert first.console.voting.turnout.voters <= 1
    close(wires)
    assert list(first.console.voting.ballots(vote_of(first)).votes) == [Vote.DISAGREE]


def test_whose_ballots_are_here_is_known_and_kept(wires: Wires) -> None:
    first, second, third = wires.places
    first.console.dispatch(begin_vote)
    wires.meet(first, second)
    wires.meet(first, third)
    wires.meet(first, second)
    for number, place in enumerate(wires.places):
        place.console.voting.cast(f"phone:{number}", {ids(first)[0]: Vote.AGREE})
    close(wires)
    wires.meet(first, second)
    wires.meet(first, second)
    vote = first.console.state.votes[vote_of(first)]
    assert (len(laptops_counted(vote, first.laptop)), len(voting_laptops(vote))) == (2, 3)
    wires.meet(third, first)
    wires.meet(third, second)  # What the third has of the first comes along.
    for one, other in itertools.combinations(wires.places, 2):
        wires.meet(one, other)
    for place in wires.places:
        vote = place.console.state.votes[vote_of(place)]
        assert len(laptops_counted(vote, place.laptop)) == len(voting_laptops(vote)) == 3
        assert len(place.console.voting.ballots(vote.vote_id).votes) == 3


@pytest.mark.parametrize("row", [(5, 1, 2**63), (5, 1, -1), (2**60, 1, 0), (5, 7, 0)])
def test_ballots_that_are_none_are_passed_over(wires: Wires, row: tuple[int, int, int]) -> None:
    first, *_ = wires.places
    first.console.dispatch(begin_vote)
    statement = ids(first)[0]
    first.console.voting.cast("phone:1", {statement: Vote.AGREE})
    close(wires)
    voter, vote, revision = row
    first.votes.take_ballots(
        BallotsBrought(vote_of(first), (voter,), (statement,), (vote,), (revision,), (LaptopId("far"),))
    )
    assert list(first.console.voting.ballots(vote_of(first)).votes) == [Vote.AGREE]


def test_who_brings_ballots_says_whose_in_each_message_and_which_is_the_last() -> None:
    rows = [(voter, "w.1", 1, 0) for voter in range(1, 25_001)]
    messages = list(ballot_messages(VoteId("w.9"), Ballots(*zip(*rows, strict=True)), {LaptopId("b"), LaptopId("a")}))
    assert [(one.laptops, one.last) for one in messages] == [(("a", "b"), False), (("a", "b"), True)]


def three_apart(wires: Wires) -> None:
    """Three laptops took votes on two statements; the vote is closed, and two of them have met since."""
    first, second, third = wires.places
    first.console.dispatch(begin_vote)
    wires.meet(first, second)
    wires.meet(first, third)
    wires.meet(first, second)
    for number in range(30):
        wires.places[number % 3].console.voting.cast(f"phone:{number}", dict.fromkeys(ids(first), Vote.AGREE))
    close(wires)
    wires.meet(first, second)
    wires.meet(first, second)


def told(place: Place) -> tuple[int, list[str]] | None:
    """How many are counted in the result that a laptop tells, and in which words; None where it tells none."""
    try:
        result = place.console.voting.result_in_words(vote_of(place))
    except UserError:
        return None
    return result.voters, [message.msgid for message in result.counted]


def test_a_result_waits_for_the_ballots_of_all_laptops(wires: Wires) -> None:
    first, second, _third = wires.places
    three_apart(wires)
    assert told(first) is None
    assert told(second) is None
    assert first.console.voting.words_at_hand() is None
    for one, other in itertools.combinations(wires.places, 2):
        wires.meet(one, other)
    for one, other in itertools.combinations(wires.places, 2):
        wires.meet(one, other)
    assert {(result or (0,))[0] for result in map(told, wires.places)} == {30}


def test_a_result_that_was_told_without_a_laptop_stays_what_it_was(wires: Wires) -> None:
    first, second, third = wires.places
    three_apart(wires)
    first.console.dispatch(count_vote, vote_of(first), first.laptop)
    before = told(first)
    assert before is not None
    assert before[0] == 20
    assert any("before the others’ came" in words for words in before[1])
    for _ in range(2):
        for one, other in itertools.combinations(wires.places, 2):
            wires.meet(one, other)
    assert told(first) == told(second) == before
    assert told(third) is None, "its own ballots can't be told apart from the others any more"
    # Nor do they come by a file.
    brought = VotesBrought(third.console.voting.ballots(vote_of(third)), laptop=third.laptop)
    take_votes(first.console, brought)
    assert told(first) == before


@pytest.mark.parametrize("is_later", [False, True])
def test_of_two_results_that_were_told_apart_the_first_in_the_agreed_order_stays(
    wires: Wires,
    is_later: bool,
) -> None:
    first, _second, third = wires.places
    three_apart(wires)
    wires.bring_events(first, third)  # It hears of the closing, and no ballots.
    later, earlier = (first, third) if is_later else (third, first)
    later.console.dispatch(add_statement, "Said later: its number in the order is higher")
    for place in (later, earlier):
        place.console.dispatch(count_vote, vote_of(place), place.laptop)
    results = {place.laptop: told(place) for place in (first, third)}
    assert [(result or (0,))[0] for result in results.values()] == [20, 10]
    for _ in range(2):
        for one, other in itertools.combinations(wires.places, 2):
            wires.meet(one, other)
    stays = results[earlier.laptop]
    assert [told(place) for place in wires.places] == ([None, None, stays] if is_later else [stays, stays, None])
    assert len({frozenset(place.console.state.votes[vote_of(place)].counted) for place in wires.places}) == 1


def test_a_statement_that_is_withdrawn_changes_nothing_that_is_told_of_the_others(wires: Wires) -> None:
    first, *_ = wires.places
    first.console.dispatch(begin_vote)
    one, other = ids(first)[:2]
    for number in range(24):
        votes = {one: Vote.AGREE if number % 2 else Vote.DISAGREE, other: Vote.AGREE}
        # Some voted on the one alone: without it they would be nobody.
        first.console.voting.cast(f"phone:{number}", votes if number > 3 else {one: votes[one]})
    close(wires)

    def rows() -> list[tuple[int, tuple[Answer, ...]]]:
        result = first.console.voting.result_in_words(vote_of(first))
        assert result.voters == 24
        every = (*result.shared, *result.differs, *result.others)
        return sorted((row.number, row.answers) for row in every if row.statement != one)

    before = rows()
    first.console.withdraw(Subject(one))
    assert rows() == before
    texts = [row.text for row in first.console.voting.result_in_words(vote_of(first)).others]
    assert TEXTS[0] not in texts
    assert "" not in texts


def on_screen(place: Place) -> PublicView:
    """What the room display of a laptop shows, once the result is computed there."""
    console, computed = place.console, threading.Event()
    console.voting.on_voted(computed.set)
    state, now_ms = console.state, Instant(START_MS + 120_000)
    if console.voting.for_room().heading is None and not untold(state, state.votes[vote_of(place)], place.laptop):
        assert computed.wait(60)
    figures = vote_figures(state, console.voting.turnout.voters, console.voting.for_room())
    return with_figures(public_view(state, now_ms), state, figures)


@pytest.mark.parametrize("part", list(ResultPart))
def test_the_room_displays_of_all_laptops_show_the_part_of_a_result_that_the_lead_shows(
    wires: Wires, part: ResultPart
) -> None:
    first, second, third = wires.places
    first.console.dispatch(begin_vote)
    wires.meet(first, second)
    alike, apart, _ = ids(first)
    for number in range(24):
        place = (first, second)[number % 2]
        votes = {alike: Vote.AGREE, apart: Vote.AGREE if number < 12 else Vote.DISAGREE}
        place.console.voting.cast(f"phone:{number}", votes)
    close(wires)
    wires.meet(first, second)
    first.console.dispatch(count_vote, vote_of(first), first.laptop)
    first.console.dispatch(show_results, Subject(vote_of(first)), part)
    wires.bring_events(first, second)
    wires.bring_events(first, third)
    shown = on_screen(first)
    assert shown.kind is PublicKind.TEXT
    assert on_screen(second) == shown
    # The ballots are not there yet.
    assert on_screen(third).kind is not PublicKind.TEXT
    wires.meet(second, third)
    assert on_screen(third) == shown
    again = open_session(first.store, first.console.session, Laptop(first.laptop), SetClock(START_MS), at_once)
    assert on_screen(first._replace(console=again)) == shown, "after the program began again too"
