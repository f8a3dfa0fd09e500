"""Whatever is cut, delayed, repeated, killed or wrongly set: all laptops end with the same, and nothing is lost."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from facilitator_console.dialogue.capture import capture
from facilitator_console.sync import link as linking
from facilitator_console.sync.messages import Batch, Offered, Wanted
from tests.sync.histories import TEN_YEARS_MS, Side, Step, Wire, World, run

STEPS = st.lists(st.tuples(st.integers(0, 10), st.integers(0, 3), st.integers(0, 2**16)), max_size=60)


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


def all_meet(world: World) -> list[Wire]:
    """All greet all, and measure their clocks; none has sent an event yet."""
    sides = world.sides
    wires = [Wire(side, other) for number, side in enumerate(sides) for other in sides[number + 1 :]]
    while any(link.phase < linking.Phase.ERASURES for wire in wires for link in wire.links):
        for wire in wires:
            for way in (0, 1):
                wire.deliver(way, 1)
        for side in sides:
            side.commit()
    return wires


def settle(world: World, wires: list[Wire], arrived: dict[str, list[str]]) -> None:
    """Let them talk until nothing is left to say; each commits only when nothing else happens."""
    while any(queue for wire in wires if not wire.is_cut for queue in wire.queues):
        for wire in wires:
            for way in (0, 1):
                first = next(iter(wire.queues[way]), None)
                if isinstance(first, Batch) and not wire.is_cut:
                    notes = [str(event.subject) for event in first.events if event.kind == "note_added"]
                    arrived.setdefault(wire.ends[1 - way].name, []).extend(notes)
                wire.deliver(way, 1)
        if not any(queue for wire in wires if not wire.is_cut for queue in wire.queues):
            for side in world.sides:
                side.commit()


def noted(side: Side) -> set[str]:
    return {str(note) for note in side.controller.state.notes}


def test_what_several_laptops_could_bring_comes_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(linking, "OFFERED_FROM", 1)
    world = World(4, [0, 0, 0])
    for side in world.sides:
        for number in range(3):
            side.do(capture, f"{number} of {side.name}")
        side.commit()
    own = {side.name: noted(side) for side in world.sides}
    arrived: dict[str, list[str]] = {}
    wires = all_meet(world)
    settle(world, wires, arrived)
    for side in world.sides:
        assert noted(side) == set().union(*own.values())
        assert sorted(arrived[side.name]) == sorted(noted(side) - own[side.name])
    assert all(link.is_level for wire in wires for link in wire.links)
    world.end()


@pytest.mark.parametrize("is_gone", [False, True])
def test_what_is_offered_is_asked_for_once_nothing_is_being_taken_in(
    monkeypatch: pytest.MonkeyPatch,
    is_gone: bool,
) -> None:
    monkeypatch.setattr(linking, "OFFERED_FROM", 1)
    world = World(3, [0, 0, 0])
    first, between, last = world.sides
    to_last, wire = Wire(first, last), Wire(between, last)
    settle(world, [to_last, wire], {})
    between.tell(between.controller.do(capture, "from far away") + between.controller.do(capture, "and more"))
    between.commit()
    assert isinstance(wire.queues[0][0], Offered)
    assert [link.is_level for link in wire.links] == [False, True], "an offer is no promise"
    first.do(capture, "one of the first")
    to_last.deliver(0, 1)
    wire.deliver(0, 1)
    assert not any(isinstance(said, Wanted) for said in wire.queues[1]), "it may be in what is being taken in"
    if is_gone:
        to_last.cut()
    else:
        last.commit()
    settle(world, [to_last, wire], {})
    assert noted(last) >= noted(between) != set()
    assert all(link.is_level for link in wire.links)
    world.end()


def test_words_that_come_after_their_erasure_are_empty_in_what_is_sent_on() -> None:
    world = World(2, [0, 0, 0])
    first, second = world.sides
    (written,) = [event for event in first.controller.do(capture, "a word") if event.kind == "note_added"]
    second.controller.erase(written.subject)
    second.keep()
    second.tell([written])
    (sent,) = [event for event in second.log.lacking({}, erasing=False) if event.subject == written.subject]
    assert not sent.body
