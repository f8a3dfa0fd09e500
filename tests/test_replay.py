"""Real meetings and the sample dialogue, played through the whole program into a real store."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from facilitator_console.app.replay import EPOCH_MS, play
from facilitator_console.console import Console
from facilitator_console.exchange.meeting import meeting_script
from facilitator_console.exchange.rttm import parse_rttm, read_rttm
from facilitator_console.exchange.script import Script, read_script
from facilitator_console.exchange.transcript import Transcript, Utterance, read_transcript
from facilitator_console.log import Erased, LaptopId, RunStarted, Undone
from facilitator_console.notes.codebook import CODEBOOK, typed_names
from facilitator_console.notes.ids import LISTS_OF_THE_GROUP, Column, Flag
from facilitator_console.notes.state import entries_on
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
    assert (len(state.notes), len(state.themes)) == (120, 6)
    assert {theme.column for theme in state.themes.values()} == set(Column)
    assert [len(entries_on(state, group_list)) for group_list in LISTS_OF_THE_GROUP] == [4, 3, 3]
    assert sum(1 for entry in console.history if isinstance(entry.body, Undone)) == 1
    assert not state.queue
    # From phones: a hand that gave no seat, words read aloud, texts at two tables, one that was erased.
    spoke = [turn for turn in state.turns.values() if turn.entry_id and not turn.participant_id]
    assert len(spoke) == 3
    assert len({sent.table_id for sent in state.submissions.values()} - {MAIN}) == 2
    assert len(state.submissions) == 4
    assert sum(1 for entry in console.history if isinstance(entry.body, Erased)) == 1
    assert [count.connections for count in state.phone_counts.values()] == [19]
    assert 165 * 60_000 < state.info.closed_at_ms - state.info.created_at_ms < 180 * 60_000
    assert len({item.format for item in state.items.values()}) >= 5


def test_both_samples_tell_the_same() -> None:
    english, ukrainian = (json.loads(resource_path(name).read_bytes()) for name in SAMPLES.values())
    words = {"title", "question", "line", "text", "language", "place"}
    assert _without(english, words) == _without(ukrainian, words)


def _without(value: object, words: set[str]) -> object:
    if isinstance(value, dict):
        return {key: _without(inner, words) for key, inner in value.items() if key not in words}
    if isinstance(value, list):
        return [_without(inner, words) for inner in value]
    return value
