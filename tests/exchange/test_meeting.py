"""From a recording to a script: the floor rule, items between turns, notes spread by words."""

from hypothesis import given
from hypothesis import strategies as st

from facilitator_console.exchange.meeting import meeting_script
from facilitator_console.exchange.rttm import Recording, Segment
from facilitator_console.exchange.script import Close, EndTurn, Said, StartItem, StartTurn
from facilitator_console.exchange.transcript import Topic, Transcript, Utterance
from facilitator_console.log import Duration


def _recording(*segments: tuple[str, int, int]) -> Recording:
    return Recording("m", tuple(Segment(who, Duration(start), Duration(end)) for who, start, end in segments))


def _transcript(said: tuple[str, ...], *topics: tuple[str, int]) -> Transcript:
    return Transcript(
        tuple(Utterance(text) for text in said), tuple(Topic(name, ((first, first),)) for name, first in topics)
    )


def test_a_segment_takes_the_floor_and_what_it_cut_does_not_come_back() -> None:
    script = meeting_script(_recording(("A", 0, 100), ("B", 20, 30), ("A", 50, 60)))
    assert [person.label for person in script.people] == ["A", "B"]
    assert script.steps == (
        StartItem(Duration(0), 1),
        StartTurn(Duration(0), 1),
        StartTurn(Duration(20), 2),
        EndTurn(Duration(30)),
        StartTurn(Duration(50), 1),
        EndTurn(Duration(60)),
        Close(Duration(100)),
    )


def test_a_second_segment_of_the_holder_is_a_turn_of_its_own() -> None:
    script = meeting_script(_recording(("A", 0, 100), ("A", 20, 30)))
    assert script.steps[1:4] == (StartTurn(Duration(0), 1), EndTurn(Duration(20)), StartTurn(Duration(20), 1))


def test_a_meeting_without_topics_is_one_item_as_long_as_the_meeting() -> None:
    script = meeting_script(_recording(("A", 1000, 2000), ("B", 4000, 5000)))
    assert [item.title for item in script.agenda] == ["m"]
    assert script.steps[0] == StartItem(Duration(1000), 1)
    assert script.steps[-1] == Close(Duration(5000))


def test_notes_are_spread_by_their_share_of_the_words_and_empty_ones_left_out() -> None:
    script = meeting_script(
        _recording(("A", 1000, 2000), ("B", 4000, 5000)), _transcript(("one", "two three", " ", "four"))
    )
    said = [step for step in script.steps if isinstance(step, Said)]
    assert said == [Said(Duration(1000), "one"), Said(Duration(2000), "two three"), Said(Duration(4000), "four")]


def test_an_item_begins_at_the_next_start_and_cuts_no_turn() -> None:
    script = meeting_script(
        _recording(("A", 0, 10), ("B", 10, 45), ("A", 50, 100)), _transcript(("a b", "c d", "e f", "g h"), ("bus", 1))
    )
    steps = [step for step in script.steps if not isinstance(step, Said)]
    assert steps[-5:] == [
        EndTurn(Duration(45)),
        StartItem(Duration(50), 1),
        StartTurn(Duration(50), 1),
        EndTurn(Duration(100)),
        Close(Duration(100)),
    ]


def test_of_overlapping_topics_the_earliest_begins_and_the_other_at_the_next_start() -> None:
    recording = _recording(("A", 0, 1), ("B", 90, 91), ("A", 95, 96), ("B", 97, 100))
    script = meeting_script(recording, _transcript(("a", "b", "c", "d", "e"), ("late", 2), ("early", 1), ("end", 4)))
    assert [item.title for item in script.agenda] == ["early", "late", "end"]
    started = [step for step in script.steps if isinstance(step, StartItem)]
    assert started == [StartItem(Duration(90), 1), StartItem(Duration(95), 2), StartItem(Duration(97), 3)]


def test_a_topic_behind_the_last_start_stays_planned() -> None:
    script = meeting_script(_recording(("A", 0, 100)), _transcript(("a", "b"), ("end", 1)))
    assert len(script.agenda) == 1
    assert not [step for step in script.steps if isinstance(step, StartItem)]


SEGMENTS = st.lists(st.tuples(st.sampled_from("ABC"), st.integers(0, 200), st.integers(0, 60)), min_size=1, max_size=25)


def floor_by_the_millisecond(segments: list[tuple[str, int, int]]) -> dict[str, int]:
    """Who held the floor how long, found another way: millisecond by millisecond."""
    held: dict[str, int] = {}
    for at_ms in range(max(end for _, _, end in segments)):
        begun = [segment for segment in segments if segment[1] <= at_ms]
        if begun:
            latest = max(start for _, start, _ in begun)
            who, _, end = [segment for segment in begun if segment[1] == latest][-1]
            if at_ms < end:
                held[who] = held.get(who, 0) + 1
    return held


@given(SEGMENTS, st.lists(st.text("ab ", max_size=9), max_size=8), st.data())
def test_turns_hold_the_floor_as_the_rule_says(
    drawn: list[tuple[str, int, int]], said: list[str], data: st.DataObject
) -> None:
    segments = sorted(((who, start, start + length) for who, start, length in drawn), key=lambda segment: segment[1])
    firsts = data.draw(st.lists(st.integers(0, len(said) - 1), max_size=4)) if said else []
    topics = tuple((f"t{place}", first) for place, first in enumerate(firsts))
    script = meeting_script(_recording(*segments), _transcript(tuple(said), *topics))

    held: dict[str, int] = {}
    open_turn: StartTurn | None = None
    before_ms = 0
    for step in script.steps:
        assert step.at_ms >= before_ms
        before_ms = step.at_ms
        if isinstance(step, Said):
            continue
        if open_turn:
            who = script.people[open_turn.seat - 1].label
            held[who] = held.get(who, 0) + step.at_ms - open_turn.at_ms
            # An item may only begin where its next turn begins too, or it would have cut the one before.
            if isinstance(step, StartItem):
                assert step.at_ms in {start for _, start, _ in segments}
        open_turn = step if isinstance(step, StartTurn) else None
    assert {who: ms for who, ms in held.items() if ms} == floor_by_the_millisecond(segments)
