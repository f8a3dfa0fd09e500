"""Makes a script from a recording and a transcript. It is pure: it uses no files and no clock.

The floor rule, since one person has the floor: a segment takes the floor at its start, whoever had it before;
the floor is empty between the end of that person's segment and the next start.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from heapq import merge
from itertools import accumulate

from facilitator_console.exchange.rttm import Recording, Segment
from facilitator_console.exchange.script import (
    AnyStep,
    Close,
    EndTurn,
    Person,
    Said,
    Script,
    StartItem,
    StartTurn,
)
from facilitator_console.exchange.transcript import Transcript
from facilitator_console.log import Duration
from facilitator_console.session.drafts import ItemDraft

NOTHING_SAID = Transcript(())


def meeting_script(recording: Recording, transcript: Transcript = NOTHING_SAID) -> Script:
    """Make a script from a recorded meeting.

    Speakers are seated in the order in which they first speak. Topics are agenda items, by their first utterance; a
    meeting of which no topics are known is one item, so that its length is known. Utterances are noted without a
    speaker: the transcript has no times, so they are spread between the first start and the last end by their share of
    the words.
    """
    segments = recording.segments
    seats = {speaker: seat for seat, speaker in enumerate(dict.fromkeys(s.speaker for s in segments), 1)}
    begins_ms = segments[0].start_ms
    ends_ms = max(segment.end_ms for segment in segments)
    said_at_ms = _spread(transcript, begins_ms, ends_ms)
    topics = sorted(transcript.topic_list, key=lambda topic: topic.first)
    items_at_ms = [said_at_ms[topic.first] for topic in topics] or [begins_ms]
    room = _room_steps(segments, seats, items_at_ms)
    # A merge is stable: what the room does at an instant comes before what is noted at it.
    steps = merge(room, _said_steps(transcript, said_at_ms), key=lambda step: step.at_ms)
    return Script(
        title=recording.name,
        people=tuple(Person(speaker) for speaker in seats),
        agenda=tuple(map(_planned, [topic.topic for topic in topics] or [recording.name])),
        steps=(*steps, Close(ends_ms)),
    )


def _planned(title: str) -> ItemDraft:
    return ItemDraft(title, format="open_floor")


def _spread(transcript: Transcript, begins_ms: int, ends_ms: int) -> list[Duration]:
    """Return when each utterance begins, in ms."""
    words = [len(utterance.content.split()) for utterance in transcript.meeting_transcripts]
    total = sum(words) or 1
    before = accumulate(words, initial=0)
    return [Duration(begins_ms + round((ends_ms - begins_ms) * count / total)) for count in before]


def _said_steps(transcript: Transcript, said_at_ms: Sequence[Duration]) -> Iterator[AnyStep]:
    for utterance, at_ms in zip(transcript.meeting_transcripts, said_at_ms, strict=False):
        if utterance.content.strip():
            yield Said(at_ms, utterance.content)


def _room_steps(
    segments: Sequence[Segment], seats: dict[str, int], topics_at_ms: Sequence[Duration]
) -> Iterator[AnyStep]:
    """Yield turns by the floor rule, and the items between them.

    An item begins at the first start of a turn at or after its topic's beginning, and before that turn, so that it
    cuts none. Of several that could begin, the one whose topic began first does, the others at the next starts.
    """
    begun = 0
    for segment, following in zip(segments, [*segments[1:], None], strict=True):
        if begun < len(topics_at_ms) and topics_at_ms[begun] <= segment.start_ms:
            begun += 1
            yield StartItem(segment.start_ms, begun)
        yield StartTurn(segment.start_ms, seats[segment.speaker])
        if following is None or segment.end_ms <= following.start_ms:
            yield EndTurn(segment.end_ms)
        elif following.speaker == segment.speaker:
            yield EndTurn(following.start_ms)
