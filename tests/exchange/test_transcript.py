"""Reading what was said."""

import json
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from facilitator_console.exchange.transcript import Transcript, parse_transcript
from facilitator_console.words import UserError


def _transcript(topics: object, utterances: object = ({"speaker": "A", "content": "one"},) * 3) -> str:
    return json.dumps({"topic_list": topics, "meeting_transcripts": utterances, "general_query_list": []})


def test_spans_may_be_written_as_text_or_numbers() -> None:
    topics = [
        {"topic": "bus", "relevant_text_span": [["2", "2"], ["1", "2"]]},
        {"topic": "school", "relevant_text_span": [[0, 0]]},
    ]
    assert [topic.first for topic in parse_transcript(_transcript(topics), "x").topic_list] == [1, 0]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("hello", "is not JSON"),
        ("[" * 200_000, "is not JSON"),
        ("[1]", "no transcript"),
        ("{}", "no transcript"),
        ("9" * 5_000, "no transcript"),
        ('{"meeting_transcripts": {"content": "x"}}', "no transcript"),
        (_transcript([{"topic": " ", "relevant_text_span": [["0", "1"]]}]), "topic 1 has no name"),
        (_transcript([{"topic": "a", "relevant_text_span": []}]), "topic 1 names utterances"),
        (_transcript([{"topic": "a", "relevant_text_span": [["0", "3"]]}]), "topic 1 names utterances"),
        (_transcript([{"topic": "a", "relevant_text_span": [["-1", "1"]]}]), "topic 1 names utterances"),
        (_transcript([{"topic": "a", "relevant_text_span": [["2", "1"]]}]), "topic 1 names utterances"),
        (_transcript([], [{"content": "x" * 100_001}]), "utterance 0 is longer"),
    ],
)
def test_another_shape_is_refused_in_one_line(text: str, said: str) -> None:
    with pytest.raises(UserError, match=rf"^x\.json.*{said}") as refused:
        parse_transcript(text, "x.json")
    assert "\n" not in str(refused.value)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["meeting_transcripts", "topic_list", "content", "topic"]), inner, max_size=3)
    ),
)


@given(JSON)
def test_any_json_is_read_or_refused(value: object) -> None:
    with suppress(UserError):
        assert isinstance(parse_transcript(json.dumps(value), "x"), Transcript)
