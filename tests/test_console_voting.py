"""Voting through the console, on a real store: turnout without votes, the draw, closing for good, one matrix."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from pathlib import Path
from random import Random

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from facilitator_console.console import Console, new_session, open_session
from facilitator_console.console.vote_closing import digest_of
from facilitator_console.console.voting import PAPER
from facilitator_console.dialogue.voting import begin_vote, end_vote
from facilitator_console.log import LaptopId, WorkPhase
from facilitator_console.opinions.ballots import Ballots, Vote
from facilitator_console.opinions.commands import add_statement, merge_statement, reject_statement
from facilitator_console.opinions.conversation import session_conversation
from facilitator_console.opinions.ids import StatementId
from facilitator_console.opinions.voting import NO_BALLOTS, votable, votes_closed
from facilitator_console.runtime.laptop import Laptop
from facilitator_console.session.clock import SetClock
from facilitator_console.store.store import Store
from facilitator_console.words import UserError
from tests.helpers.controller import START_MS
from tests.helpers.saving import wait_until_saved

US = Laptop(LaptopId("ours"))
TEXTS = ("Дорогу чистять", "Школа працює", "Питайте водіїв", "Квиток безплатний")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.open(tmp_path / "dialogue.sqlite") as store:
        yield store


def begun(store: Store, *, opened: bool = True) -> Console:
    console = new_session(store, US, "Зустріч", clock=SetClock(START_MS))
    for text in TEXTS:
        console.dispatch(add_statement, text)
    if opened:
        console.dispatch(begin_vote)
    return console


def ids(console: Console) -> list[StatementId]:
    return [one.statement_id for one in votable(console.state)]


def close(console: Console) -> None:
    assert isinstance(console.clock, SetClock)
    console.clock.advance(60_000)
    console.dispatch(end_vote)


def test_who_voted_on_what_is_counted_and_how_is_hidden(store: Store) -> None:
    console = begun(store)
    first, second, *_ = ids(console)
    console.voting.next_statement("a")  # Reads the votes.
    console.voting.cast("a", {first: Vote.AGREE, second: Vote.SKIP})
    console.voting.cast("b", {first: Vote.DISAGREE})
    turnout = console.voting.turnout
    assert (turnout.voters, turnout.by_statement[first], turnout.by_statement[second]) == (2, 2, 1)
    (vote,) = console.state.votes
    with pytest.raises(UserError, match="hidden from everyone"):
        console.voting.ballots(vote)
    with pytest.raises(UserError, match="hidden from everyone"):
        console.voting.result(vote)


def test_a_vote_can_be_looked_at_and_changed_until_the_closing(store: Store) -> None:
    console = begun(store)
    first, *_ = ids(console)
    console.voting.cast("a", {first: Vote.AGREE})
    console.voting.cast("a", {first: Vote.DISAGREE})
    assert console.voting.votes_of("a") == {first: Vote.DISAGREE}
    console.voting.cast("a", {first: Vote.TAKEN_BACK})
    assert console.voting.votes_of("a") == {}
    console.voting.cast("a", {first: Vote.AGREE})
    close(console)
    with pytest.raises(UserError, match="The vote is closed"):
        console.voting.cast("a", {first: Vote.DISAGREE})
    assert console.voting.votes_of("a") == {}, "nothing joins a token to its votes any more"


def test_only_what_is_voted_on_takes_votes(store: Store) -> None:
    console = begun(store)
    first, *_ = ids(console)
    console.dispatch(reject_statement, first, "Інша тема.")
    with pytest.raises(UserError, match="not voted on any more"):
        console.voting.cast("a", {first: Vote.AGREE})
    closed = begun(store, opened=False)
    with pytest.raises(UserError, match="No vote is open"):
        closed.voting.cast("a", {ids(closed)[0]: Vote.AGREE})


def test_one_statement_after_the_other_until_all_are_seen(store: Store) -> None:
    console = begun(store)
    seen = set()
    while (following := console.voting.next_statement("a")) is not None:
        assert following not in seen
        seen.add(following)
        console.voting.cast("a", {following: Vote.SKIP})
    assert seen == set(ids(console))
    assert console.voting.next_statement("b") is not None


def test_a_statement_that_few_have_seen_comes_up_more_often(store: Store) -> None:
    console = begun(store)
    *voted, fresh = ids(console)
    for number in range(20):
        console.voting.cast(f"n{number}", dict.fromkeys(voted, Vote.AGREE))
    draws = [console.voting.next_statement("new", at / 100) for at in range(100)]
    assert draws.count(fresh) > 40, "by chance alone it would be 25"


def test_votes_of_an_earlier_run_are_counted_in_a_thread(store: Store) -> None:
    console = begun(store)
    console.voting.cast("a", {ids(console)[0]: Vote.AGREE})
    wait_until_saved(store)
    again = open_session(store, console.session, US, SetClock(START_MS))
    told = threading.Event()
    again.voting.on_voted(told.set)
    assert again.voting.turnout.voters in {0, 1}, "it does not wait for the thread"
    assert told.wait(10)
    assert again.voting.turnout.voters == 1


# -- closing -------------------------------------------------------------------------------------------


def test_closing_destroys_the_key_and_says_which_ballots_there_were(store: Store) -> None:
    console = begun(store)
    first, *_ = ids(console)
    console.voting.cast("a", {first: Vote.AGREE})
    assert console.voting.holds_key()
    close(console)
    assert not console.voting.holds_key()
    (vote,) = console.state.votes.values()
    assert vote.digests == {US.laptop_id: digest_of(console.voting.ballots(vote.vote_id))}
    with pytest.raises(UserError, match="No vote is open"):
        console.dispatch(end_vote)


def test_a_vote_in_which_nobody_voted_says_so(store: Store) -> None:
    console = begun(store)
    close(console)
    (vote,) = console.state.votes.values()
    assert vote.digests == {US.laptop_id: NO_BALLOTS}
    assert digest_of(Ballots()) == NO_BALLOTS
    console.dispatch(begin_vote)


def test_an_opening_or_a_closing_is_not_undone(store: Store) -> None:
    console = begun(store)
    while (command := console.undo_stack.undoable(WorkPhase.RUN)) is not None:
        console.undo(command)
    assert not console.state.statements
    assert [one.closed_at_ms for one in console.state.votes.values()] == [0]


def test_what_was_decided_before_the_closing_is_not_undone_after_it(store: Store) -> None:
    console = begun(store)
    first, second, *_ = ids(console)
    console.dispatch(merge_statement, second, first)
    command = console.undo_stack.undoable()
    close(console)
    assert console.undo_stack.undoable() is None
    with pytest.raises(UserError, match="nothing to undo"):
        console.undo(command)


def test_a_crash_between_closing_and_destroying_is_made_good_at_the_next_opening(tmp_path: Path) -> None:
    path = tmp_path / "dialogue.sqlite"
    with Store.open(path) as store:
        console = begun(store)
        console.voting.cast("a", {ids(console)[0]: Vote.AGREE})
        console.recorder.listeners.clear()  # As if the program had ended before it heard of the closing.
        close(console)
        assert console.voting.holds_key()
    with Store.open(path) as store:
        again = open_session(store, console.session, US, SetClock(START_MS))
        assert not again.voting.holds_key()
        assert all(vote.digests for vote in again.state.votes.values())


def store_bytes(path: Path) -> bytes:
    return re.sub(rb"20\d\d-\d\d-\d\d.\d\d:\d\d:\d\d\.\d+", b"", path.read_bytes())


def voted(path: Path, order: list[int], monkeypatch: pytest.MonkeyPatch) -> bytes:
    """The bytes of a store and its log after the closing, where these five people voted in this order."""
    numbers = iter(range(1, 1000))
    monkeypatch.setattr("secrets.token_hex", lambda size=8: f"{next(numbers):0{2 * size}x}")
    monkeypatch.setattr("secrets.token_bytes", lambda size=32: b"k" * size)
    monkeypatch.setattr("facilitator_console.console.runs.read_clocks", lambda: (START_MS, 0, 0))
    with Store.open(path) as store:
        console = begun(store)
        for person in order:
            votes = (Vote.AGREE, Vote.DISAGREE, Vote.SKIP)
            cast = {statement: votes[(person + place) % 3] for place, statement in enumerate(ids(console))}
            console.voting.cast(f"{PAPER}{person}", cast)
        close(console)
        store.saver.wait(10**6, 5)
        wal = path.with_name(f"{path.name}-wal")
        assert not console.voting.holds_key()
        return store_bytes(path) + (wal.read_bytes() if wal.exists() and not wal.stat().st_size else b"")


def test_a_store_after_the_closing_does_not_tell_who_voted_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = voted(tmp_path / "one.sqlite", [1, 2, 3, 4, 5], monkeypatch)
    assert voted(tmp_path / "other.sqlite", [4, 2, 5, 1, 3], monkeypatch) == one


# -- one matrix ----------------------------------------------------------------------------------------

CASTS = st.lists(
    st.tuples(st.sampled_from("abc"), st.integers(0, 3), st.sampled_from([Vote.AGREE, Vote.DISAGREE, Vote.SKIP])),
    max_size=10,
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=8, deadline=None)
@given(CASTS, st.booleans(), st.randoms(use_true_random=False))
def test_what_is_counted_is_each_ones_last_vote_however_it_came(
    tmp_path_factory: pytest.TempPathFactory,
    casts: list[tuple[str, int, Vote]],
    merges: bool,
    chance: Random,
) -> None:
    with Store.open(tmp_path_factory.mktemp("votes") / "dialogue.sqlite") as store:
        console = begun(store)
        known = ids(console)
        for token, place, vote in casts:
            console.voting.cast(token, {known[place]: vote})
            # A vote that is cast again as it was changes nothing.
            console.voting.cast(token, {known[place]: vote})
        if merges:
            console.dispatch(merge_statement, known[1], known[0])
        close(console)
        held = votes_closed(console.state)
        if not casts:
            assert not held
            return
        ballots = console.voting.ballots(held[0].vote_id)
        rows = list(zip(ballots.voters, ballots.statements, ballots.votes, ballots.revisions, strict=True))
        chance.shuffle(rows)
        union = Ballots(*map(list, zip(*(rows + rows[: len(rows) // 2]), strict=True)))
        one, other = (session_conversation(console.state, held[0], each).matrix for each in (ballots, union))
        assert np.array_equal(one.votes, other.votes)
        assert np.array_equal(one.seen, other.seen)
        last = {(token, place): vote for token, place, vote in casts}
        if merges:  # On what is merged away the ballot on the other one counts, where there is one.
            for token in "abc":
                moved = last.pop((token, 1), None)
                if moved is not None:
                    last.setdefault((token, 0), moved)
        totals = [[list(last.values()).count(vote)] for vote in (Vote.AGREE, Vote.DISAGREE, Vote.SKIP)]
        counted = one.votes[one.seen].astype(int).tolist()
        assert [[counted.count(int(vote))] for vote in (Vote.AGREE, Vote.DISAGREE, Vote.SKIP)] == totals
