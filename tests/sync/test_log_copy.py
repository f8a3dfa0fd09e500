"""What a laptop tells the others of the events that it has."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from msgspec.structs import replace

from facilitator_console.log import Event, Instant, SessionId, Subject, WriterId, blanked
from facilitator_console.sync.log_copy import LogCopy


def note(writer: str, seq: int, text: str = "said") -> Event:
    body = f'{{"text":"{text}","era":0}}'
    return Event(
        SessionId("s"), WriterId(writer), seq, seq, Instant(seq), "note_added", Subject(f"{writer}.{seq}"), body
    )


def erased(subject: str) -> Event:
    body = f'{{"subject":"{subject}"}}'
    return Event(SessionId("s"), WriterId("c"), 1, 9, Instant(9), "erased", Subject(""), body)


NOTES = [note("a", 1), note("a", 2), note("b", 1)]


@pytest.mark.parametrize(
    ("then", "differ"),
    [
        ([note("a", 3)], {"a"}),
        ([note("b", 4)], {"b"}),
        ([blanked(NOTES[2])], {"b"}),
        ([erased("a.1")], {"a", "c"}),
        (NOTES, set()),
        ([replace(NOTES[0], body=NOTES[1].body)], set()),
    ],
)
def test_digests_that_were_told_before_follow_what_comes(then: Sequence[Event], differ: set[str]) -> None:
    copy = LogCopy(NOTES)
    told = copy.digests()
    copy.add(then)
    now = copy.digests()
    assert {writer for writer in now if now[writer] != told.get(writer)} == differ
    assert now == LogCopy([*NOTES, *then]).digests()
