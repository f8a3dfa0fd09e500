"""Logs for Hypothesis: events of every kind about few things by few writers, sense or nonsense."""

from __future__ import annotations

from enum import StrEnum
from types import NoneType, UnionType
from typing import Annotated, Any, Union, get_args, get_origin, get_type_hints

import msgspec
from hypothesis import strategies as st
from msgspec import UNSET, UnsetType

from facilitator_console.dialogue.codec import encode
from facilitator_console.dialogue.kinds import KINDS
from facilitator_console.log import Event, Instant, Subject, WriterId
from facilitator_console.session.order import key_between
from tests.helpers.controller import SESSION, START_MS

WRITERS = ("a", "b", "c")
LAPTOPS = ("laptop-a", "laptop-b", "a")
IDS = ("a.1", "a.2", "a.3", "b.1", "b.2", "c.1")
"""So few that events often speak of the same thing."""

NUMBERS = st.sampled_from((0, 1, 999, 30_000, 60_000, -7)) | st.integers(-(10**20), 10**20)
TEXTS = st.sampled_from(("", "need", "Потреба у безпеці", "«сімʼя»", "ї\n\t\u0000", "x" * 300))
STRUCTURAL = (
    "undone",
    "redone",
    "erased",
    "redacted",
    "speaking_forgotten",
    "clock_compared",
    "lead_taken",
    "run_started",
    "session_created",
)
TABLES = ("main", "a.2", "b.1")


def values(hint: Any, name: str = "") -> st.SearchStrategy[Any]:  # noqa: C901, PLR0911 - of any type, each its own
    """Values that a field of a body may have.

    Args:
        hint: The field's type.
        name: The field's name: texts for people are told from ids by it.
    """
    hint = getattr(hint, "__supertype__", hint)
    if get_origin(hint) is Annotated:
        bounds = get_args(hint)[1]
        return NUMBERS.map(lambda number: max(bounds.ge, min(number, bounds.le)))
    if get_origin(hint) in (Union, UnionType):
        return st.one_of([st.just(UNSET) if part is UnsetType else values(part, name) for part in get_args(hint)])
    if get_origin(hint) is tuple:
        return st.lists(values(get_args(hint)[0], name), max_size=2).map(tuple)
    if get_origin(hint) is dict and get_args(hint)[1] is Any:
        return st.dictionaries(st.sampled_from(("swap", "place")), st.none() | st.booleans() | TEXTS, max_size=2)
    if get_origin(hint) is dict:
        return st.dictionaries(st.sampled_from(IDS), values(get_args(hint)[1]), max_size=2)
    if hint is NoneType:
        return st.none()
    if issubclass(hint, msgspec.Struct):
        return st.builds(hint, **{part: values(of, part) for part, of in get_type_hints(hint).items()})
    if issubclass(hint, StrEnum):
        return st.sampled_from(list(hint))
    if hint is bool:
        return st.booleans()
    if hint is int:
        return _BY_NAME.get(name, NUMBERS)
    if name in _BY_NAME:
        return _BY_NAME[name]
    return TEXTS if name in {"text", "title", "name", "label", "question"} else st.sampled_from((*IDS, ""))


_BY_NAME: dict[str, st.SearchStrategy[Any]] = {
    "lamport": st.integers(0, 12),
    "seq": st.integers(0, 12),
    "era": st.integers(-1, 2),
    "writer": st.sampled_from(WRITERS),
    "table_id": st.sampled_from(TABLES),
    "laptop": st.sampled_from(LAPTOPS),
    "fields": st.sampled_from(("text", "title", "turn_id", "tags", "lamport", "laptop", "table_id", "era")),
    "date": st.sampled_from(("2026-11-28", "2026-02-30", "")),
    "time": st.sampled_from(("17:00", "24:61", "")),
    "key": st.sampled_from((key_between("", ""), key_between("V", ""), "", "10")),
}
"""Values of fields that mean more than their type says."""

BODY_OF = {
    kind.name: st.builds(kind.body, **{name: values(hint, name) for name, hint in get_type_hints(kind.body).items()})
    for kind in KINDS.values()
}


def bodies() -> st.SearchStrategy[msgspec.Struct]:
    """A body of any kind; those that reach back into the log come more often than their number."""
    return st.sampled_from((*KINDS, *STRUCTURAL * 2)).flatmap(BODY_OF.__getitem__)


class Draft(msgspec.Struct, frozen=True):
    """An event before it has its place in the log."""

    writer: str
    step: int
    at_ms: int
    subject: str
    kind: str
    text: str


def drafts() -> st.SearchStrategy[Draft]:
    """An event of any kind about anything, and now and then one that says nothing to anybody."""
    sense = bodies().map(encode)
    nonsense = st.tuples(
        st.sampled_from((*KINDS, "unheard_of")),
        st.sampled_from(("", "{", "null", "[]", '{"text":7}', '{"kind":"newest"}', '{"\ud800":1}', "[" * 99)),
    )
    said = st.integers(0, 9).flatmap(lambda chance: nonsense if chance == 0 else sense)
    return st.builds(
        lambda writer, step, at_ms, subject, kind_and_text: Draft(writer, step, at_ms, subject, *kind_and_text),
        st.sampled_from(WRITERS),
        st.integers(0, 2),
        st.integers(-5, 90_000).map(lambda ms: START_MS + ms) | st.integers(-(10**15), 10**15),
        st.sampled_from((*IDS, *IDS, "")),
        said,
    )


def logs(most: int = 36) -> st.SearchStrategy[list[Event]]:
    """Events of three writers, each with seq and lamport that rise; in the order of note_draft."""
    # Left alone, Hypothesis prefers lists so short that little happens in them.
    sizes = st.sampled_from((2, most // 2, most))
    return sizes.flatmap(lambda size: st.lists(drafts(), min_size=size - 2, max_size=size)).map(_sealed)


def _sealed(written: list[Draft]) -> list[Event]:
    seq = dict.fromkeys(WRITERS, 0)
    lamport = dict.fromkeys(WRITERS, 0)
    events = []
    for draft in written:
        seq[draft.writer] += 1
        lamport[draft.writer] += draft.step
        # Structural events are about the session; a few are not, which nobody of ours ever writes.
        subject = "" if draft.kind in STRUCTURAL and draft.at_ms % 4 else draft.subject
        events.append(
            Event(
                SESSION,
                WriterId(draft.writer),
                seq[draft.writer],
                lamport[draft.writer],
                Instant(draft.at_ms),
                draft.kind,
                Subject(subject),
                draft.text,
            )
        )
    return events
