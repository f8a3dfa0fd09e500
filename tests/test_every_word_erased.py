"""Every word that a person typed can be erased: one planted in each field is then in no byte of the store."""

from __future__ import annotations

import json
from pathlib import Path
from random import Random

import msgspec
import pytest

from facilitator_console.console import Console, new_session, open_session, rewriting_field, translating_field
from facilitator_console.dialogue.capture import capture
from facilitator_console.dialogue.codec import decode
from facilitator_console.dialogue.history import History
from facilitator_console.dialogue.ids import SectionId
from facilitator_console.dialogue.kinds import KINDS
from facilitator_console.dialogue.reporting import add_paragraph
from facilitator_console.dialogue.typed_words import typed_texts
from facilitator_console.log import ERASING, Event, Instant, LaptopId, SessionId, Subject
from facilitator_console.notes.commands import add_list_entry
from facilitator_console.notes.ids import Column, GroupList
from facilitator_console.notes.tag_commands import add_tag
from facilitator_console.notes.themes import add_theme
from facilitator_console.report.export import FORMATS, export
from facilitator_console.report.sections import make_report
from facilitator_console.runtime.laptop import Laptop
from facilitator_console.session.clock import SetClock
from facilitator_console.store import copies
from facilitator_console.store.derived.rows import all_rows
from facilitator_console.store.saver import Batch
from facilitator_console.store.store import Store
from facilitator_console.words.message import ENGLISH
from tests.report.reading import everything_in

SAMPLES = json.loads((Path(__file__).parent / "_reference" / "events-0.1.0.json").read_text(encoding="utf-8"))
LEFT_OUT = {*ERASING, "undone", "redone", "note_removed"}
CYRILLIC, LATIN = "абвгджзклмнпрстфхцчш", "bcdfghjklmnpqrstvwxz"


def planted_samples() -> tuple[list[Event], dict[str, str]]:
    """The samples with a word of its own in each text field, and by word the kind and field."""
    random, words, events = Random(14), dict[str, str](), []
    for sample in SAMPLES:
        if sample["kind"] in LEFT_OUT:
            continue
        body = dict(sample["body"])
        kind = KINDS[sample["kind"]]
        for place, field in enumerate(kind.texts):
            if isinstance(body.get(field), str):
                word = "".join(random.choices((CYRILLIC, LATIN)[place % 2], k=24))
                words[word] = f"{sample['kind']}.{field}"
                body[field] = word
        event = msgspec.convert({**sample, "body": json.dumps(body, ensure_ascii=False)}, Event)
        assert decode(event) is not None
        events.append(event)
    return events, words


def shown_in(console: Console, file_format: str, words: dict[str, str]) -> set[str]:
    """Where the words come from that stand anywhere in a report of this format."""
    written = everything_in(export(make_report(console.state), ENGLISH, file_format))
    return {where for word, where in words.items() if word in written or word[:12] in written}


def in_bytes(folder: Path, words: dict[str, str], name: str = "*") -> set[str]:
    found = set()
    for path in folder.glob(name):
        data = path.read_bytes()
        found |= {where for word, where in words.items() if word[:12].encode() in data or word[12:].encode() in data}
    return found


@pytest.fixture(scope="module")
def planted(tmp_path_factory: pytest.TempPathFactory) -> tuple[Console, Store, dict[str, str]]:
    """A dialogue with a planted word in every field that can be typed."""
    events, words = planted_samples()
    store = Store.open(tmp_path_factory.mktemp("words") / "dialogue.sqlite")
    session = SessionId(SAMPLES[0]["session"])
    batch = Batch(tuple(events), all_rows(session, History(events).state))
    assert store.saver.wait(store.saver.submit(batch), 20)
    return open_session(store, session, Laptop(LaptopId("here")), SetClock(Instant(1_800_000_000_000))), store, words


def test_every_word_that_was_typed_is_listed_erased_and_then_in_no_byte(
    planted: tuple[Console, Store, dict[str, str]],
) -> None:
    console, store, words = planted
    assert in_bytes(store.path.parent, words) == set(words.values())
    listed = {text.text for text in typed_texts(console.history)}
    assert {where for word, where in words.items() if word not in listed} == set()
    note_id = next(iter(console.state.notes))
    drafts = {"".join(Random(n).choices(LATIN, k=24)): f"draft {n}" for n in range(2)}
    over = (rewriting_field(note_id), translating_field(note_id, "en"))
    for field, word in zip(over, drafts, strict=True):
        console.keep_draft(word, field)
    # The samples are told one by one, and hardly any of them stands in a report: these do.
    stands = {
        "".join(Random(place).choices(CYRILLIC, k=24)): place for place in ("note", "tag", "entry", "theme", "own")
    }
    note, tag, entry, theme, own = stands
    words |= stands
    console.dispatch(capture, f"! #{tag} {note}")
    console.dispatch(add_list_entry, GroupList.OUTCOMES, entry)
    console.dispatch(add_theme, Column.SHARED, theme)
    console.dispatch(add_paragraph, SectionId("summary"), own)
    assert store.saver.wait(console.saves.committed + console.saves.waiting, 20)
    told = {file_format: shown_in(console, file_format, words) for file_format in FORMATS}
    assert all(found & {"note", "tag"} for found in told.values()), "else their absence would show nothing"
    assert told["pdf"] >= {*stands.values()}
    with store.log.connection() as connection:
        copies.copy_before_migration(connection, store.path, 0)
    (copied,) = copies.copies_of(store.path)
    assert in_bytes(store.path.parent, words, copied.name)
    console.erase_words(typed_texts(console.history))
    while texts := typed_texts(console.history):  # What an erasure uncovered, such as an earlier wording.
        console.erase_words(texts)
    assert console.drafted_fields() == frozenset()
    assert store.saver.close().waiting == 0
    assert in_bytes(store.path.parent, {**words, **drafts}) == set()
    assert not any(word in event.body for event in console.history.events() for word in words)
    for file_format in FORMATS:
        assert shown_in(console, file_format, words) == set(), file_format


def test_withdrawing_a_note_takes_the_tag_that_was_typed_with_it(tmp_path: Path) -> None:
    with Store.open(tmp_path / "dialogue.sqlite") as store:
        console = new_session(store, Laptop(LaptopId("here")), "Осінь", clock=SetClock(Instant(10**12)))
        console.dispatch(capture, "#zqwxsecrettag #shared words")
        console.dispatch(capture, "#shared other")
        console.dispatch(add_tag, "zqwxkept")
        first = next(iter(console.state.notes))
        console.withdraw(Subject(first))
        assert store.saver.close().waiting == 0
        names = {tag.name for tag in console.state.tags.values() if tag.name}
        assert names == {"shared", "zqwxkept"}
        assert b"zqwxsecrettag" not in b"".join(path.read_bytes() for path in tmp_path.iterdir())
