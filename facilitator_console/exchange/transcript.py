"""Reads what was said in a meeting, by utterance and topic, without times, in the JSON form of the QMSum collection.

`meeting_transcripts` is the list of utterances, `topic_list` names topics and their spans of utterances, counted
from 0. Everything else in the file passes by. Source: Zhong et al., QMSum (NAACL 2021).
"""

from __future__ import annotations

import json
from contextlib import suppress
from pathlib import Path
from typing import TypeVar

import msgspec

from facilitator_console.exchange.text_files import read_text
from facilitator_console.notes.commands import LONGEST_TEXT
from facilitator_console.words import Message, UserError, kept_label, say


class Utterance(msgspec.Struct, frozen=True):
    """Represents what one person said in one go."""

    content: str


class Topic(msgspec.Struct, frozen=True):
    """Represents the topic of a part of the meeting.

    Attributes:
        topic: Its name.
        relevant_text_span: First and last utterance of each stretch, counted from 0.
    """

    topic: str
    relevant_text_span: tuple[tuple[int, int], ...]

    @property
    def first(self) -> int:
        """Return the number of the topic's first utterance, counted from 0."""
        return min(first for first, _ in self.relevant_text_span)


P = TypeVar("P", Utterance, Topic)

_EXPECTED: dict[type[msgspec.Struct], Message] = {
    Utterance: say(
        "{path}: utterance {number} should have a text “content”. Correct it, or name another file.",
    ),
    Topic: say(
        "{path}: topic {number} should have a text “topic”, and “relevant_text_span”, a list of pairs of utterance "
        "numbers. Correct it, or name another file.",
    ),
}


class Transcript(msgspec.Struct, frozen=True):
    """Represents what was said in one meeting, in order."""

    meeting_transcripts: tuple[Utterance, ...]
    topic_list: tuple[Topic, ...] = ()


def read_transcript(path: Path) -> Transcript:
    """Read a transcript from a file.

    Raises:
        UserError: The file can't be read or is not such a transcript.
    """
    return parse_transcript(read_text(path), str(path))


def parse_transcript(text: str, path: str) -> Transcript:
    """Read a transcript from the text of a file.

    Args:
        text: The file's text.
        path: Where it came from, for the message.

    Raises:
        UserError: It is not JSON, or has another shape.
    """
    try:
        content = msgspec.json.decode(text)
    except msgspec.ValidationError:
        content = None  # A number of more digits than anybody counts to.
    except (msgspec.DecodeError, UnicodeError, RecursionError) as error:
        raise UserError(_no_json(text, path)) from error
    transcript = _converted(content, path)
    _check(transcript, path)
    return transcript


def _no_json(text: str, path: str) -> Message:
    with suppress(ValueError, RecursionError):
        json.loads(text)
        # JSON's own grammar lets half of a sign pass, such as \ud83d; no text can be made of it.
        return say(
            "{path} contains half of a character, usually a broken emoji. Remove it, or name another file.", path=path
        )
    return say("{path} is not JSON. Name a transcript in JSON.", path=path)


def _converted(content: object, path: str) -> Transcript:
    """Convert JSON to a transcript; an error names the number of the wrong part, counted from 1."""
    utterances = content.get("meeting_transcripts") if isinstance(content, dict) else None
    topics = content.get("topic_list", []) if isinstance(content, dict) else None
    if not isinstance(utterances, list) or not isinstance(topics, list):
        raise UserError(
            say(
                "{path} is JSON, but not the transcript of a meeting: a list “meeting_transcripts” is missing, or "
                "“topic_list” is not a list. Name another file.",
                path=path,
            )
        )
    checked_utterances = [_part(path, at, Utterance, found) for at, found in enumerate(utterances, 1)]
    checked_topics = [_part(path, at, Topic, found) for at, found in enumerate(topics, 1)]
    named = (msgspec.structs.replace(topic, topic=kept_label(topic.topic)) for topic in checked_topics)
    return Transcript(tuple(checked_utterances), tuple(named))


def _part(path: str, number: int, kind: type[P], found: object) -> P:
    try:
        # The collection writes utterance numbers as text.
        return msgspec.convert(found, kind, strict=False)
    except msgspec.ValidationError as error:
        raise UserError(Message(_EXPECTED[kind].msgid, {"path": path, "number": number})) from error


def _check(transcript: Transcript, path: str) -> None:
    for number, utterance in enumerate(transcript.meeting_transcripts, 1):
        if len(utterance.content) > LONGEST_TEXT:
            problem = say(
                "{path}: utterance {number} is longer than {most} characters. Divide it, or name another file.",
                path=path,
                number=number,
                most=LONGEST_TEXT,
            )
            raise UserError(problem)
    last = len(transcript.meeting_transcripts) - 1
    for number, topic in enumerate(transcript.topic_list, 1):
        if not topic.topic:
            problem = say(
                "{path}: topic {number} has no name. Give it one, or name another file.", path=path, number=number
            )
            raise UserError(problem)
        spans = topic.relevant_text_span
        if not spans or not all(0 <= first <= final <= last for first, final in spans):
            problem = say(
                "{path}: topic {number} names utterances that are not there. Correct it, or name another file.",
                path=path,
                number=number,
            )
            raise UserError(problem)
