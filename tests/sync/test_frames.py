"""Frames: whole whatever pieces they come in, capped, and harmless whatever bytes they are."""

from __future__ import annotations

import struct
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from facilitator_console.sync.frames import MOST_FRAME, MOST_INFLATED, Frames, frame
from facilitator_console.sync.messages import Backstage, Message
from facilitator_console.sync.ranges import Ranges
from facilitator_console.words import PeerError
from tests.sync import fuzz


@given(st.lists(st.text(max_size=900), max_size=5), st.integers(1, 97))
def test_messages_come_through_in_any_pieces(texts: list[str], piece: int) -> None:
    texts = [text.encode(errors="replace").decode() for text in texts]
    content = b"".join(frame(Backstage(text)) for text in texts)
    reader: Frames[Message] = Frames(Message)
    read = [message for at in range(0, len(content), piece) for message in reader.feed(content[at : at + piece])]
    assert read == [Backstage(text) for text in texts]
    assert reader.is_empty


@pytest.mark.parametrize(
    "content",
    [
        struct.pack(">IB", MOST_FRAME + 1, 0),
        struct.pack(">IB", len(fuzz.BOMB), 1) + fuzz.BOMB,
        struct.pack(">IB", 1, 7) + b"x",
        struct.pack(">IB", 9, 1) + zlib.compress(b"")[:9].ljust(9, b"x"),
    ],
    ids=["too long", "a bomb", "an unknown sign", "not deflated"],
)
def test_what_is_too_large_or_not_understood_is_refused(content: bytes) -> None:
    with pytest.raises(PeerError):
        Frames[Message](Message).feed(content)
    assert len(fuzz.BOMB) < MOST_INFLATED / 100


def test_ten_thousand_wild_frames_are_refused_or_read() -> None:
    assert fuzz.run(10_000, seed=18) > 0


def test_a_laptop_of_the_team_that_makes_no_sense_is_refused_or_heard() -> None:
    assert fuzz.talk(1_000, seed=18) >= 1_000


@given(st.lists(st.integers(1, 60)), st.lists(st.tuples(st.integers(1, 60), st.integers(1, 60))))
def test_ranges_are_the_set_of_their_numbers(numbers: list[int], pairs: list[tuple[int, int]]) -> None:
    ranges = Ranges(pairs)
    meant = {number for first, last in pairs for number in range(first, last + 1)} | set(numbers)
    for number in numbers:
        ranges.add(number)
    assert {number for number in range(70) if number in ranges} == meant
    assert ranges == Ranges((number, number) for number in meant)
    other = Ranges((number, number) for number in numbers)
    rest = {number for first, last in pairs for number in range(first, last + 1)} - set(numbers)
    assert Ranges(pairs).without(other) == Ranges((number, number) for number in rest)
    assert Ranges(pairs).union(other) == ranges
    assert all(later[0] > first[1] + 1 for first, later in zip(ranges.pairs(), ranges.pairs()[1:], strict=False))
