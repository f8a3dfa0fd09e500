"""What was said in a meeting, by utterance and topic, without times: the JSON form of the QMSum collection.

`meeting_transcripts` is the list of utterances, `topic_list` names topics and their spans of utterances, counted
from 0. Everything else in the file passes by. Source: Zhong et al., QMSum (NAACL 2021).
"""

from __future__ import annotations

from pathlib import Path

import msgspec

from facilitator_console.exchange.text_files import read_text
from facilitator_console.notes.keeping import LONGEST_TEXT
from facilitator_console.words import UserError, say


class Utterance(msgspec.Struct, frozen=True):
    """What one person said in one go."""

    content: str


class Topic(msgspec.Struct, frozen=True):
    """What a part of the meeting was about.

    Attributes:
        topic: Its name.
        relevant_text_span: First and last utterance of each stretch, counted from 0.
    """

    topic: str
    relevant_text_span: tuple[tuple[int, int], ...]

    @property
    def first(self) -> int:
        """Its first utterance, counted from 0."""
        return min(first for first, _ in self.relevant_text_span)


class Transcript(msgspec.Struct, frozen=True):
    """What was said in one meeting, in order."""

    meeting_transcripts: tuple[Utterance, ...]
    topic_list: tuple[Topic, ...] = ()


def read_transcript(path: Path) -> Transcript:
    """Read a transcript from a file.

    Raises:
        UserError: The file can't be read or is no such transcript.
    """
    return parse_transcript(read_text(path), str(path))


def parse_transcript(text: str, path: str) -> Transcript:
    """Read a transcript.

    Args:
        text: The file's text.
        path: Where it came from, for the message.

    Raises:
        UserError: It is not JSON, or has another shape.
    """
    try:
        # The collection writes utterance numbers as text.
        transcript = msgspec.convert(msgspec.json.decode(text), Transcript, strict=False)
    except msgspec.ValidationError as error:
        problem = say("{path} is JSON, but no transcript of a meeting: {problem}.", path=path, problem=str(error))
        raise UserError(problem) from error
    except (msgspec.DecodeError, UnicodeError, RecursionError) as error:
        raise UserError(say("{path} is not JSON. Name a transcript in JSON.", path=path)) from error
    _check(transcript, path)
    return transcript


def _check(transcript: Transcript, path: str) -> None:
    for number, utterance in enumerate(transcript.meeting_transcripts):
        if len(utterance.content) > LONGEST_TEXT:
            problem = say(
                "{path}: utterance {number} is longer than {most} characters.",
                path=path,
                number=number,
                most=LONGEST_TEXT,
            )
            raise UserError(problem)
    last = len(transcript.meeting_transcripts) - 1
    for number, topic in enumerate(transcript.topic_list, 1):
        if not topic.topic.strip():
            raise UserError(say("{path}: topic {number} has no name.", path=path, number=number))
        spans = topic.relevant_text_span
        if not spans or not all(0 <= first <= final <= last for first, final in spans):
            problem = say("{path}: topic {number} names utterances that are not there.", path=path, number=number)
            raise UserError(problem)
