"""What each release wrote is read for ever: tests/_reference/events-RELEASE.json holds a sample of every kind.

A new kind goes into the file of the release that it comes with; a sample of a release that is out never changes.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import msgspec
import pytest

import facilitator_console
from facilitator_console.dialogue.codec import decode, encode
from facilitator_console.dialogue.history import History
from facilitator_console.dialogue.kinds import KINDS
from facilitator_console.log import Event, command_of

FILES = sorted((Path(__file__).parent.parent / "_reference").glob("events-*.json"))
SAMPLES = {path.stem.removeprefix("events-"): json.loads(path.read_text(encoding="utf-8")) for path in FILES}
EACH = [(release, sample) for release, samples in SAMPLES.items() for sample in samples]


def as_event(sample: dict[str, Any]) -> Event:
    """The event of a sample, whose body is written out in the file."""
    return msgspec.convert({**sample, "body": json.dumps(sample["body"], ensure_ascii=False)}, Event)


def test_no_kind_of_this_release_is_missing() -> None:
    assert {sample["kind"] for sample in SAMPLES[facilitator_console.__version__]} == set(KINDS)


@pytest.mark.parametrize(("release", "sample"), EACH, ids=[f"{release} {sample['kind']}" for release, sample in EACH])
def test_every_sample_is_still_read_field_by_field(release: str, sample: dict[str, Any]) -> None:
    body = decode(as_event(sample))
    assert body is not None, f"{sample['kind']} of release {release} can’t be read any more"
    if sample["kind"] in KINDS:
        kind, text = encode(body)
        assert kind == sample["kind"]
        assert json.loads(text) == sample["body"]


@pytest.mark.parametrize("sample", SAMPLES[facilitator_console.__version__], ids=lambda sample: sample["kind"])
def test_every_field_of_this_release_is_in_its_sample(sample: dict[str, Any]) -> None:
    fields = msgspec.structs.fields(KINDS[sample["kind"]].body)
    assert set(sample["body"]) == {field.name for field in fields}


def test_the_samples_of_0_1_0_fold_to_what_they_meant() -> None:
    """They are one dialogue; each table has something of it."""
    samples = SAMPLES["0.1.0"]
    history = History(map(as_event, samples))
    state = history.state
    assert history.unreadable == 0
    assert {name: len(table) for name, table in state.tables().items()} == {
        "rooms": 2,
        "talk_tables": 1,
        "items": 2,
        "groups": 1,
        "participants": 1,
        "consents": 1,
        "laptops": 1,
        "queue": 0,
        "passes": 1,
        "turns": 1,
        "rounds": 1,
        "places": 1,
        "places_before": 0,
        "planned_places": 1,
        "stretches": 3,
        "displays": 1,
        "gaps": 1,
        "talk_sums": 0,
        "sums_ahead": 1,  # Of the second forgetting, which is not among them.
        "notes": 1,
        "tags": 0,
        "list_entries": 1,
        "marks": 1,
        "themes": 1,
        "themed": 1,
        "checks": 1,
        "objections": 1,
        "translations": 1,
        "statements": 2,
        "moderation": 5,
        "votes": 1,
        "submissions": 1,
        "phone_counts": 1,
        "answers": 1,
        "sections": 1,
        "paragraphs": 1,
        "quote_confirmations": 1,
        "mentions": 1,
        "exports": 1,
        "printings": 1,
        "questions": 1,
        "runs": 1,
        "unled": 0,
    }
    undone = next(sample["body"] for sample in samples if sample["kind"] == "undone")
    target = next(event for event in map(as_event, samples) if event.lamport == undone["lamport"])
    assert not history.is_undone(command_of(target))
    (turn,) = state.turns.values()
    (line,) = state.list_entries.values()
    assert (turn.talk_ms, turn.limit_ms, line.text, state.info.title) == (
        3000,
        150_000,
        "We listen to the end",
        "Light",
    )
