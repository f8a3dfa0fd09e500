"""Whatever happened, events of every kind about the things that there are: nothing internal is on the public view."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from typing import Any

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from facilitator_console.dialogue.capture import capture
from facilitator_console.dialogue.kinds import KINDS
from facilitator_console.dialogue.reading_back import show_theme
from facilitator_console.dialogue.state import State
from facilitator_console.log import THE_SESSION, NewEvent, Subject
from facilitator_console.notes.commands import add_list_entry
from facilitator_console.notes.ids import Column, GroupList
from facilitator_console.notes.themes import add_theme
from facilitator_console.session import room_events as rev
from facilitator_console.session.consent import consents
from facilitator_console.session.display import show_room
from facilitator_console.session.floor import freeze, give_reason, release
from facilitator_console.session.ids import ConsentUse, FreezeReason, Shows
from facilitator_console.views.public_view import PublicKind, PublicView, public_view
from tests.helpers.cafe import Cafe
from tests.helpers.controller import SessionController
from tests.helpers.played import played
from tests.helpers.strategies import BODY_OF, IDS, STRUCTURAL
from tests.views.test_public_view import strings

PLANTED = "таємниця"
QUESTION = frozenset({"item_added.title", "item_added.question", "item_edited.title", "item_edited.question"})
AGREEMENTS = frozenset({"list_entry_added.text", "list_entry_edited.text", "note_added.text", "note_edited.text"})
"""A note may be put on the list of agreements, in its words."""
LABELS = frozenset({"participant_added.label", "participant_edited.label"})
ALLOWED: Mapping[PublicKind, frozenset[str]] = {
    PublicKind.TEXT: AGREEMENTS | {"display_set.text", "submission_added.text"},
    PublicKind.THEME: frozenset({"theme_added.title", "theme_added.text", "theme_edited.title", "theme_edited.text"}),
    PublicKind.CONCLUSION: AGREEMENTS,
    PublicKind.PAUSE: frozenset({"clocks_frozen.shelter"}),
    PublicKind.JOIN: frozenset(),
}
"""Whose words may stand there; on every other kind the question."""
KIND_NAMES = (
    *(name for name in KINDS if name not in STRUCTURAL),
    *[name for name, kind in KINDS.items() if kind.texts and name not in STRUCTURAL] * 2,
)
"""Those with words of people come more often."""
THINGS = {
    "item_": "items",
    "participant_": "participants",
    "group_": "groups",
    "tag_": "tags",
    "table_": "talk_tables",
    "note_": "notes",
    "list_entry_": "list_entries",
    "theme_": "themes",
    "statement_": "statements",
    "submission_": "submissions",
}
"""What a kind is about, by how it begins; others are about anything."""


def known_ids(state: State) -> list[str]:
    """The ids of all that there is."""
    tables: Mapping[str, Mapping[str, Any]] = state.tables()
    left_out = {"rooms", "places", "places_before", "translations"}
    return sorted({str(key) for name, table in tables.items() for key in table if name not in left_out} - {""})


def about(value: Any, meant: Mapping[str, str]) -> Any:
    """A body's value that speaks of things that there are."""
    if isinstance(value, str):
        return meant.get(value, value)
    if isinstance(value, dict):
        return {meant.get(name, name): about(part, meant) for name, part in value.items()}
    return [about(part, meant) for part in value] if isinstance(value, list) else value


def anything(meeting: SessionController, data: st.DataObject) -> None:
    """An event of any kind, whose texts say which field of which kind they are; or what puts something on display."""
    there = known_ids(meeting.state)
    meant = {one: data.draw(st.sampled_from(there)) for one in IDS}
    kind = KINDS[data.draw(st.sampled_from(KIND_NAMES))]
    raw = about(msgspec.to_builtins(data.draw(BODY_OF[kind.name])), meant)
    for field in kind.texts:
        if field != "language" and (field not in raw or isinstance(raw[field], str)):
            raw[field] = f"{PLANTED} {kind.name}.{field}"
    body = msgspec.convert(raw, kind.body)
    if kind.name.endswith(("_added", "_opened", "_drawn")):
        meeting.write(NewEvent(body))
    else:
        things = next((name for start, name in THINGS.items() if kind.name.startswith(start)), "")
        known = [*getattr(meeting.state, things)] if things else []
        meeting.write(NewEvent(body, Subject(data.draw(st.sampled_from(known or (*there, ""))))))
    put_on_display(meeting, data)


def written_over(meeting: SessionController) -> None:
    """All that people typed says from now on which field of which kind it is."""
    for start, things in THINGS.items():
        kind = KINDS.get(f"{start}edited")
        if kind is None or not kind.texts:
            continue
        texts = {field: f"{PLANTED} {kind.name}.{field}" for field in kind.texts}
        for one in [*getattr(meeting.state, things)]:
            with suppress(msgspec.ValidationError):
                meeting.write(NewEvent(msgspec.convert(texts, kind.body), Subject(one)))


def put_on_display(meeting: SessionController, data: st.DataObject) -> None:
    """Now and then something of the session is put on the display, or taken off."""
    state, what = meeting.state, data.draw(st.integers(0, 8))
    if what == 0:
        meeting.do(show_room)
    elif state.room.frozen and not state.info.closed_at_ms:
        meeting.do(release)
    elif what == 1 and (themes := [one for one, theme in state.themes.items() if not theme.removed]):
        meeting.do(show_theme, data.draw(st.sampled_from(themes)))
    elif what in {2, 3}:
        shows = Shows.AGREEMENTS if what == 2 else data.draw(st.sampled_from(Shows))
        of = data.draw(st.sampled_from(("", *state.submissions, *state.list_entries, *state.notes)))
        text = f"{PLANTED} display_set.text" if shows is Shows.MESSAGE and not of else ""
        meeting.write(NewEvent(rev.DisplaySet(shows, text=text, of_id=Subject(of)), THE_SESSION))


def nothing_internal(state: State, view: PublicView) -> None:
    """Hold the promise on one view."""
    texts = [*strings(msgspec.to_builtins(view))]
    said = {word for text in texts for word in text.split() if PLANTED in text and "." in word}
    allowed = ALLOWED.get(view.kind, QUESTION)
    if any(consents(state, who, ConsentUse.NAMED_SPEAKER) for who in state.participants):
        allowed |= LABELS
    assert said <= allowed, view.kind
    assert {text for text in texts if text in set(known_ids(state))} == set()
    if view.kind is PublicKind.TEXT and view.lines:
        agreed = {one.text for one in state.list_entries.values() if one.group_list is GroupList.AGREEMENTS}
        assert {*view.lines} <= agreed
    seats = {person.seat for person in state.participants.values()}
    shown = {view.next_seat, view.speaking} - {None}
    at_places = {seat for seats in view.sets for seat in seats} | {seat for one in view.tables for seat in one.seats}
    assert shown | at_places <= seats
    if view.kind is PublicKind.TALK:  # Who was not heard is told by no list: at most who is called next.
        assert not at_places


@settings(max_examples=30)
@given(played(laptops=1, most=20), st.data())
def test_nothing_internal_whatever_happened(controllers: list[SessionController], data: st.DataObject) -> None:
    (meeting,) = controllers
    if not meeting.state.info.closed_at_ms:
        meeting.write(*release(meeting.state, meeting.now_ms))
        for group_list in GroupList:
            meeting.do(add_list_entry, group_list, group_list)
        meeting.do(add_theme, Column.SHARED, "a theme")
        meeting.do(capture, "a note")
    written_over(meeting)
    nothing_internal(meeting.state, public_view(meeting.state, meeting.now_ms))
    for _ in range(data.draw(st.sampled_from((4, 24)))):
        anything(meeting, data)
        for on_phones in (False, True):
            nothing_internal(meeting.state, public_view(meeting.state, meeting.now_ms, on_phones=on_phones))


@settings(max_examples=20)
@given(st.data())
def test_nothing_internal_at_tables_and_while_all_is_frozen(data: st.DataObject) -> None:
    meeting = Cafe(8)
    written_over(meeting)
    for _ in range(data.draw(st.sampled_from((4, 24)))):
        anything(meeting, data)
        nothing_internal(meeting.state, public_view(meeting.state, meeting.now_ms))
    if not meeting.state.room.frozen and not meeting.state.info.closed_at_ms:
        meeting.do(freeze)
        reason = data.draw(st.sampled_from(FreezeReason))
        meeting.do(
            give_reason, reason, other=f"{PLANTED} clocks_frozen.other", shelter=f"{PLANTED} clocks_frozen.shelter"
        )
        nothing_internal(meeting.state, public_view(meeting.state, meeting.now_ms))
