"""Whatever is cut, delayed, repeated, killed or wrongly set: all laptops end with the same, and nothing is lost."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from facilitator_console.dialogue.capture import capture
from tests.sync.histories import TEN_YEARS_MS, Step, Wire, World, run

STEPS = st.lists(st.tuples(st.integers(0, 10), st.integers(0, 3), st.integers(0, 2**16)), max_size=60)


@settings(max_examples=60)
@given(st.integers(2, 4), st.lists(st.integers(-TEN_YEARS_MS, TEN_YEARS_MS), min_size=3, max_size=3), STEPS)
def test_all_laptops_end_with_the_same(count: int, wrong_ms: list[int], steps: list[Step]) -> None:
    run(count, wrong_ms, steps)


def test_no_erased_word_travels_to_who_only_heard_of_the_erasure() -> None:
    world = World(3, [0, 0, 0])
    first, between, last = world.sides
    first.do(capture, "a word")
    first.commit()
    note = next(iter(first.controller.state.notes))
    world.meet(first, between)
    between.controller.erase(note)
    between.keep()
    between.commit()
    wire = Wire(between, last)
    while not last.controller.history.withdrawn:
        for way in (0, 1):
            wire.deliver(way, 1)
            between.commit()
            last.commit()
    assert not last.controller.state.notes
    wire.cut()
    world.meet(first, last)  # Asserts that no word of it is in what is sent.
    assert [str(subject) for subject in first.controller.history.withdrawn] == [note]


def test_words_that_come_after_their_erasure_are_empty_in_what_is_sent_on() -> None:
    world = World(2, [0, 0, 0])
    first, second = world.sides
    (written,) = [event for event in first.controller.do(capture, "a word") if event.kind == "note_added"]
    second.controller.erase(written.subject)
    second.keep()
    second.tell([written])
    (sent,) = [event for event in second.log.lacking({}, erasing=False) if event.subject == written.subject]
    assert not sent.body
