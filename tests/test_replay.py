"""Real meetings and the sample dialogue, played through the whole program into a real store."""

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
from msgspec.structs import replace

from facilitator_console.app.replay import EPOCH_MS, play
from facilitator_console.console import Console
from facilitator_console.dialogue.capture import tables_to_sum_up
from facilitator_console.dialogue.ids import Wish
from facilitator_console.exchange.meeting import meeting_script
from facilitator_console.exchange.rttm import parse_rttm, read_rttm
from facilitator_console.exchange.script import BallotStep, Script, read_script
from facilitator_console.exchange.transcript import Transcript, Utterance, read_transcript
from facilitator_console.log import Erased, LaptopId, RunStarted, Undone
from facilitator_console.notes.codebook import CODEBOOK, typed_names
from facilitator_console.notes.ids import LISTS_OF_THE_GROUP, Column, Flag
from facilitator_console.notes.state import entries_on
from facilitator_console.opinions.ids import Status
from facilitator_console.opinions.voting import statements_in, votes_closed
from facilitator_console.report.votes import Answer, ResultRow
from facilitator_console.runtime.catalogues import LANGUAGES, load_catalogue
from facilitator_console.runtime.laptop import Laptop
from facilitator_console.runtime.resource_files import resource_path
from facilitator_console.session.ids import MAIN, ItemStatus, TurnKind
from facilitator_console.session.people import group_of
from facilitator_console.store.store import Store
from tests.e2e.command import AMI, MEETINGS
from tests.helpers.saving import answers

LAPTOP = Laptop(LaptopId("one"), "this start of the machine")
SAMPLES = {name: f"samples/bus-and-school.{name}.json" for name in ("en", "uk")}


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.open(tmp_path / "dialogue.sqlite") as opened:
        yield opened


def _talk_ms(store: Store) -> dict[str, int]:
    return dict(answers(store, "SELECT label, talk_ms FROM talk_time_by_participant"))


def _floor_ms(path: Path) -> dict[str, float]:
    """Talk time by the floor rule, reckoned from the file in seconds and without the program."""
    rows = [line.split() for line in path.read_text(encoding="utf-8").splitlines()]
    segments = sorted(((float(row[3]), float(row[4]), row[7]) for row in rows), key=lambda segment: segment[0])
    ends = [start for start, _, _ in segments[1:]] + [float("inf")]
    held: dict[str, float] = {}
    for (start, duration, speaker), next_start in zip(segments, ends, strict=True):
        held[speaker] = held.get(speaker, 0) + 1000 * min(duration, next_start - start)
    return held


@pytest.mark.skipif(not AMI.is_dir(), reason="the shared meetings are not here")
@pytest.mark.parametrize("meeting", MEETINGS)
def test_talk_time_of_a_real_meeting_agrees_with_the_floor_rule(meeting: str, store: Store) -> None:
    recording, transcript = AMI / f"{meeting}.rttm", read_transcript(AMI / f"{meeting}.transcript.json")
    console = play(meeting_script(read_rttm(recording), transcript), store, LAPTOP)

    expected = _floor_ms(recording)
    held = _talk_ms(store)
    assert list(held) == list(expected)
    assert all(abs(held[speaker] - expected[speaker]) <= 20 for speaker in expected)

    state = console.state
    said = [utterance.content.strip() for utterance in transcript.meeting_transcripts]
    assert [note.text for note in state.notes.values()] == said
    assert {note.participant_id for note in state.notes.values()} == {""}
    firsts = sorted(transcript.topic_list, key=lambda topic: topic.first)
    assert [item.title for item in state.items.values()] == [topic.topic for topic in firsts]
    assert {item.status for item in state.items.values()} == {ItemStatus.DONE}
    assert state.info.closed_at_ms
    assert len(state.turns) == len(read_rttm(recording).segments)


def _played(text: str, store: Store, *said: str) -> Console:
    transcript = Transcript(tuple(Utterance(content) for content in said))
    return play(meeting_script(parse_rttm(text, "x"), transcript), store, LAPTOP)


MEETING = """
SPEAKER village 1 3.0 4.0 <NA> <NA> Друга <NA> <NA>
SPEAKER village 1 1.0 2.5004 <NA> <NA> A <NA> <NA>
SPEAKER village 1 5.0 9.0 <NA> <NA> Друга <NA> <NA>
SPEAKER village 1 5.0 1.0 <NA> <NA> A <NA> <NA>
"""


def test_a_small_meeting_by_hand(store: Store) -> None:
    console = _played(MEETING, store)
    rows = answers(store, "SELECT label, turns, talk_ms FROM talk_time_by_participant")
    assert rows == [("A", 2, 3000), ("Друга", 2, 2000)]
    started = [turn.started_at_ms - EPOCH_MS for turn in console.state.turns.values()]
    assert started == [1000, 3000, 5000, 5000]
    assert console.state.info.closed_at_ms == EPOCH_MS + 14_000
    assert console.state.info.title == "village"


def test_what_was_said_is_no_note_line(store: Store) -> None:
    said = ("=12 +7 #need !", "“All of it.”", "№потреба")
    notes = _played(MEETING, store, *said).state.notes.values()
    assert [(note.text, note.tags, note.flags) for note in notes] == [(text, (), frozenset()) for text in said]


def test_everything_is_saved_and_the_machine_clock_of_the_run_is_not_the_meetings(store: Store) -> None:
    console = _played(MEETING, store)
    saves = console.saves
    assert (saves.waiting, saves.why) == (0, None)
    events = list(store.log.read(console.session))
    # The beginning of the run is saved together with the first command.
    assert len({event.lamport for event in events}) == saves.committed + 1
    run = next(entry.body for entry in console.history if isinstance(entry.body, RunStarted))
    assert run.boot_id == ""
    assert min(event.at_ms for event in events) == EPOCH_MS


# -- the sample dialogue ---------------------------------------------------------------------------------


@pytest.fixture(params=SAMPLES)
def sample(request: pytest.FixtureRequest) -> Script:
    return read_script(resource_path(SAMPLES[request.param]))


def test_the_sample_has_something_of_everything(sample: Script, store: Store) -> None:
    console = play(sample, store, LAPTOP, names=typed_names(map(load_catalogue, LANGUAGES)))
    state = console.state
    sizes = [sum(1 for person in state.participants if group_of(state, person) == group) for group in state.groups]
    assert sizes == [11, 13]
    assert {person.label for person in state.participants.values()} == {""}
    assert {turn.kind for turn in state.turns.values()} == set(TurnKind)
    assert {turn.participant_id for turn in state.turns.values()} >= state.participants.keys()
    assert {item.status for item in state.items.values()} == {ItemStatus.DONE}
    # Every tag is of the codebook in whichever language it is typed: no tag of somebody's own by a slip.
    assert {tag for note in state.notes.values() for tag in note.tags} == CODEBOOK.keys()
    flags = [flag for note in state.notes.values() for flag in note.flags]
    assert flags.count(Flag.QUOTE) == 4
    assert (len(state.notes), len(state.themes)) == (124, 6)
    assert not tables_to_sum_up(state)
    assert {theme.column for theme in state.themes.values()} == set(Column)
    assert [len(entries_on(state, group_list)) for group_list in LISTS_OF_THE_GROUP] == [4, 3, 3]
    assert sum(1 for entry in console.history if isinstance(entry.body, Undone)) == 1
    assert not state.queue
    # From phones: a hand that gave no seat, words read aloud, texts at two tables, one that was erased.
    spoke = [turn for turn in state.turns.values() if turn.entry_id and not turn.participant_id]
    assert len(spoke) == 3
    assert len({sent.table_id for sent in state.submissions.values()} - {MAIN}) == 2
    assert [sent.wish for sent in state.submissions.values()].count(Wish.STATEMENT) == 6
    assert len(state.submissions) == 6 + 4
    assert sum(1 for entry in console.history if isinstance(entry.body, Erased)) == 1
    assert [count.connections for count in state.phone_counts.values()] == [19]
    assert sum(item.planned_ms for item in state.items.values()) == 180 * 60_000
    assert 165 * 60_000 < state.info.closed_at_ms - state.info.created_at_ms < 180 * 60_000
    assert len({item.format for item in state.items.values()}) >= 5


def test_the_vote_of_the_sample_went_through_every_hand_and_is_closed(sample: Script, store: Store) -> None:
    console = play(sample, store, LAPTOP)
    state = console.state
    became = Counter(statement.status for statement in state.statements.values())
    # Nine are voted on: four that a phone sent and the team accepted, one of them as its author agreed to say it.
    assert became == {Status.NEW: 5, Status.ACCEPTED: 4, Status.MERGED: 1, Status.REWORDED: 1, Status.REJECTED: 1}
    (vote,) = votes_closed(state)
    voted = statements_in(state, vote.vote_id)
    assert len(voted) == 9
    ballots = store.ballots.read(console.session)
    assert len(set(ballots.voters)) == len(state.participants) == 24
    assert set(ballots.statements) == set(voted)
    assert not store.ballots.has_key(console.session)
    papers = [step.paper for step in sample.steps if isinstance(step, BallotStep) and step.paper]
    assert len(papers) <= sum(printing.count for printing in state.printings.values())


def test_the_result_of_the_sample_shares_and_divides_and_shows_nobody_who_stood_alone(
    sample: Script, store: Store
) -> None:
    told = play(sample, store, LAPTOP).voting.last_in_words()
    assert told is not None
    assert [[row.number for row in part] for part in (told.shared, told.differs)] == [[1, 5, 6, 8, 9], [2, 4, 7]]
    assert [people for people, _area in told.sets] == [13, 11]

    # One alone disagrees with what is shared by all others: had they agreed, every word would be the same.
    (alone,) = (at for at, step in enumerate(sample.steps) if isinstance(step, BallotStep) and step.votes[4] == "-")
    steps = list(sample.steps)
    ballot = steps[alone]
    assert isinstance(ballot, BallotStep)
    steps[alone] = replace(ballot, votes=f"{ballot.votes[:4]}++{ballot.votes[6:]}")
    assert ballot.votes[4:6] == "--"
    otherwise = play(replace(sample, steps=tuple(steps)), store, LAPTOP).voting.last_in_words()
    assert otherwise is not None
    assert [_words(part) for part in (told.shared, told.differs, told.others)] == [
        _words(part) for part in (otherwise.shared, otherwise.differs, otherwise.others)
    ]


def _words(rows: Iterable[ResultRow]) -> list[tuple[int, tuple[Answer, ...]]]:
    return [(row.number, row.answers) for row in rows]


def test_both_samples_tell_the_same() -> None:
    english, ukrainian = (json.loads(resource_path(name).read_bytes()) for name in SAMPLES.values())
    words = {"title", "question", "line", "text", "language", "place", "reason"}
    assert _without(english, words) == _without(ukrainian, words)


def _without(value: object, words: set[str]) -> object:
    if isinstance(value, dict):
        return {key: _without(inner, words) for key, inner in value.items() if key not in words}
    if isinstance(value, list):
        return [_without(inner, words) for inner in value]
    return value
