"""Reading what was said."""

import json
import unicodedata
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
        ("[1]", "not the transcript"),
        ("{}", "not the transcript"),
        ("9" * 5_000, "not the transcript"),
        ('{"meeting_transcripts": {"content": "x"}}', "not the transcript"),
        (_transcript([{"topic": " ", "relevant_text_span": [["0", "1"]]}]), "topic 1 has no name"),
        (_transcript([{"topic": "a", "relevant_text_span": []}]), "topic 1 names utterances"),
        (_transcript([{"topic": "a", "relevant_text_span": [["0", "3"]]}]), "topic 1 names utterances"),
        (_transcript([{"topic": "a", "relevant_text_span": [["-1", "1"]]}]), "topic 1 names utterances"),
        (_transcript([{"topic": "a", "relevant_text_span": [["2", "1"]]}]), "topic 1 names utterances"),
        (_transcript([], [{"content": "x" * 100_001}]), "utterance 1 is longer"),
        (_transcript([], [{"content": "x"}, {"content": None}]), "utterance 2 should have a text “content”"),
        (_transcript([], [{"content": "x"}, 7]), "utterance 2 should have a text “content”"),
        (_transcript([{"topic": "a", "relevant_text_span": [["x", "1"]]}]), "topic 1 should have a text “topic”"),
        (_transcript([{"topic": "\x1b\x07", "relevant_text_span": [[0, 0]]}]), "topic 1 has no name"),
        (_transcript({}), "“topic_list” is not a list"),
        ('{"meeting_transcripts": [{"content": "\\ud83d"}]}', "half of a character"),
        ('{"meeting_transcripts": [{"content": "a\\udc00b"}]}', "half of a character"),
    ],
)
def test_another_shape_is_refused_in_one_line(text: str, said: str) -> None:
    with pytest.raises(UserError, match=rf"^x\.json.*{said}") as refused:
        parse_transcript(text, "x.json")
    line = str(refused.value)
    assert "\n" not in line
    assert line.endswith(("ame another file.", "in JSON.", "Give it one, or name another file."))
    assert "$" not in line
    assert "Expected" not in line


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


def test_a_title_turns_nothing_around_and_has_letters_of_one_sign() -> None:
    topics = [{"topic": unicodedata.normalize("NFD", "Спокій\u202e\n і їжа"), "relevant_text_span": [[0, 0]]}]
    assert parse_transcript(_transcript(topics), "x").topic_list[0].topic == "Спокій і їжа"


def test_a_title_does_not_move_the_cursor() -> None:
    topics = [{"topic": " The\x1b[2J\nbus\x9b ", "relevant_text_span": [[0, 0]]}]
    (topic,) = parse_transcript(_transcript(topics), "x").topic_list
    assert topic.topic == "The[2J bus"
