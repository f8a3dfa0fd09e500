"""Bodies as JSON and back: tolerant towards what is not known, exact in what is."""

from __future__ import annotations

import json

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from facilitator_console.dialogue import codec
from facilitator_console.dialogue.codec import decode, encode
from facilitator_console.dialogue.history import History
from facilitator_console.dialogue.kinds import KINDS
from facilitator_console.dialogue.state import State
from facilitator_console.log import NOTHING_ERASED, Event, SessionId, Subject, WriterId, with_erasures
from facilitator_console.notes.events import NoteAdded, NoteEdited
from facilitator_console.notes.ids import Version
from facilitator_console.session.events import ItemAdded, ParticipantEdited
from tests.helpers.controller import SESSION, START_MS
from tests.helpers.strategies import BODY_OF


def event(kind: str, body: str) -> Event:
    return Event(SessionId("s"), WriterId("w"), 1, 1, START_MS, kind, Subject("w.1"), body)


@pytest.mark.parametrize("kind", KINDS)
@given(data=st.data())
def test_every_kind_comes_back_as_it_was(kind: str, data: st.DataObject) -> None:
    body = data.draw(BODY_OF[kind])
    named, text = encode(body)
    assert named == kind
    assert decode(event(kind, text)) == body
    assert json.loads(text) is not None


def test_each_body_has_one_kind() -> None:
    assert len({kind.body for kind in KINDS.values()}) == len(KINDS)


def test_fields_that_a_later_release_added_are_passed_over() -> None:
    assert decode(event("note_added", '{"text":"words","mood":{"is":"new"}}')) == NoteAdded("words")


def test_fields_that_an_earlier_release_did_not_have_get_their_defaults() -> None:
    assert decode(event("item_added", '{"title":"Needs","key":"V"}')) == ItemAdded("Needs", "V")


def test_an_edit_says_nothing_of_what_it_leaves() -> None:
    _, text = encode(ParticipantEdited(label=""))
    assert json.loads(text) == {"label": ""}
    assert decode(event("participant_edited", text)) == ParticipantEdited(label="")


UNREADABLE = [
    ("unheard_of", '{"text":"words"}'),
    ("item_added", '{"title":"Needs","key":"V","settings":"telepathy"}'),
    ("note_added", '{"text":7}'),
    ("note_added", "{}"),
    ("note_added", "not JSON"),
    ("note_added", '{"text":"\ud800"}'),
    ("note_added", '{"text":"\\ud800"}'),
    ("note_added", '{"text":"words","new":' + "[" * 100_000 + "]" * 100_000 + "}"),
    ("turn_extended", '{"by_ms":' + "9" * 5000 + "}"),
    ("turn_extended", '{"by_ms":1e400}'),
    ("erased", '{"subject":"\ud800"}'),
    ("erased", '{"new":' + "[" * 100_000),
    ("undone", '{"writer":"w"}'),
    ("", "{}"),
]


@pytest.mark.parametrize(("kind", "body"), UNREADABLE, ids=range(len(UNREADABLE)))
def test_what_can_not_be_read_is_kept_skipped_and_counted(kind: str, body: str) -> None:
    unreadable = event(kind, body)
    history = History([unreadable])
    assert decode(unreadable) is None
    assert with_erasures(NOTHING_ERASED, [unreadable]) is NOTHING_ERASED
    assert history.unreadable == 1
    assert [entry.event for entry in history] == [unreadable]
    assert history.state.tables() == State().tables()


def test_a_blank_body_is_erased_not_unreadable() -> None:
    assert decode(event("note_added", "")) is None
    assert History([event("note_added", "")]).unreadable == 0


@given(st.text(), st.sampled_from([*KINDS, "unheard_of"]))
def test_any_body_decodes_or_does_not(text: str, kind: str) -> None:
    decode(event(kind, text))
    with_erasures(NOTHING_ERASED, [event(kind, text)])


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


@given(
    st.dictionaries(
        st.sampled_from(("text", "title", "key", "writer", "lamport", "by_ms", "subject")) | st.text(), JSON
    )
)
def test_any_json_under_any_kind_folds(body: dict[str, object]) -> None:
    for kind in KINDS:
        history = History([event(kind, json.dumps(body))])
        assert len(history) == 1


class TestUpcasters:
    """A changed meaning is a new kind, and the old one is lifted to it."""

    @pytest.fixture(autouse=True)
    def _old_kinds(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Two kinds of an imagined past: the first was replaced by the second, that by the present one."""
        monkeypatch.setitem(
            codec.UPCASTERS, "note_written", lambda old: ("note_rewritten", {"words": old["words"], "over": old["on"]})
        )
        monkeypatch.setitem(
            codec.UPCASTERS, "note_rewritten", lambda old: ("note_edited", {"base": old["over"], "text": old["words"]})
        )
        monkeypatch.setitem(codec.UPCASTERS, "forgotten", lambda old: ("never_was", old))

    def test_an_old_kind_is_lifted_through_all_that_came_after(self) -> None:
        lifted = decode(event("note_written", '{"words":"water","on":"w.1"}'))
        assert (
            lifted
            == NoteEdited(Version("w.1"), "water")
            == decode(event("note_rewritten", '{"words":"water","over":"w.1"}'))
        )

    @pytest.mark.parametrize("body", ["{}", '{"words":7,"on":"w.1"}', "[]", "nonsense", '{"words":null}'])
    def test_an_old_body_that_is_none_is_unreadable(self, body: str) -> None:
        assert decode(event("note_written", body)) is None

    def test_a_kind_without_a_present_one_is_unreadable(self) -> None:
        assert decode(event("forgotten", "{}")) is None

    def test_a_lifted_event_folds(self) -> None:
        kind, text = encode(NoteAdded("fire"))
        old = msgspec.structs.replace(event("note_written", '{"words":"water","on":"w.1"}'), seq=2, lamport=2)
        history = History([event(kind, text), old])
        (note,) = history.state.notes.values()
        assert note.text == "water"


@pytest.mark.parametrize("planned_ms", [10**30, -(2**47), 2**46 + 1])
def test_a_length_beyond_all_time_can_not_be_read(planned_ms: int) -> None:
    event = Event(SESSION, WriterId("a"), 1, 1, START_MS, "item_added", Subject("a.1"), "")
    body = msgspec.json.encode({"title": "x", "key": "V", "planned_ms": planned_ms}).decode()
    assert decode(msgspec.structs.replace(event, body=body)) is None
