"""Reads who spoke when, in the RTTM format of speaker recordings.

A line is `SPEAKER recording channel start_s duration_s <NA> <NA> speaker <NA> <NA>`; other kinds of lines and
`;;` comments pass by. Source: NIST, The 2009 Rich Transcription Evaluation Plan, appendix A.
"""

from __future__ import annotations

import math
import re
from pathlib import Path
from typing import NamedTuple

from facilitator_console.exchange.text_files import read_text
from facilitator_console.log import Duration
from facilitator_console.words import Message, UserError, kept_label, say

LONGEST_S = 24 * 60 * 60
LONGEST_NAME = 100
MOST_NAMES = 20
"""The most recordings that are named in the message where it is not clear which one is meant."""

SPEAKER = "SPEAKER"
OTHER_KINDS = frozenset(
    {
        *("SEGMENT", "NOSCORE", "NO_RT_METADATA", "LEXEME", "NON-LEX", "NON-SPEECH"),
        *("FILLER", "EDIT", "IP", "SU", "CB", "A/P", "SPKR-INFO"),
    }
)
FEWEST_FIELDS, MOST_FIELDS = 8, 10
"""The numbers of fields of a line: behind the speaker, a confidence and a look-ahead may follow; both are numbers."""
NOT_AVAILABLE = "<NA>"

_NUMBER = re.compile(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?")


class Segment(NamedTuple):
    """Represents a stretch of time in which one person spoke.

    Attributes:
        speaker: As in the file.
        start_ms: From the beginning of the recording, to the nearest millisecond.
        end_ms: Likewise; not before the start.
    """

    speaker: str
    start_ms: Duration
    end_ms: Duration


class Recording(NamedTuple):
    """Represents who spoke when in one meeting.

    Attributes:
        name: As in the file.
        segments: By start; in the file's order where starts are equal. They may overlap.
    """

    name: str
    segments: tuple[Segment, ...]


def read_rttm(path: Path, chosen: str = "") -> Recording:
    """Read one recording from a file.

    Args:
        path: The file.
        chosen: The recording's name, where there are several in it.

    Raises:
        UserError: The file can't be read or is not RTTM, and the message names the line; or it contains several
            recordings and none is chosen, or none of this name, and the message names them.
    """
    return parse_rttm(read_text(path), str(path), chosen)


def parse_rttm(text: str, path: str, chosen: str = "") -> Recording:
    """Read one recording from the text of a file.

    Args:
        text: The file's text.
        path: Where it came from, for the message.
        chosen: The recording's name, where there are several.

    Raises:
        UserError: A line is wrong, or nobody speaks, or it is not clear which recording is meant.
    """
    recordings: dict[str, list[tuple[float, Segment]]] = {}
    for number, line in enumerate(text.split("\n"), 1):
        fields = line.split()
        if not fields or fields[0].startswith(";;") or fields[0] in OTHER_KINDS:
            continue
        try:
            name, start_s, segment = _segment(fields)
        except UserError as error:
            problem = say(
                "{path}, line {line}: {problem} Correct the line, or name another file.",
                path=path,
                line=number,
                problem=error.message,
            )
            raise UserError(problem) from error
        recordings.setdefault(name, []).append((start_s, segment))
    if not recordings:
        raise UserError(say("{path} contains no line that begins with SPEAKER. Name an RTTM file.", path=path))
    name = kept_label(chosen) or _only(tuple(recordings), path)
    if name not in recordings:
        raise UserError(
            say(
                "There is no recording “{name}” in {path}. It contains: {names}.",
                name=name,
                path=path,
                names=_listed(tuple(recordings)),
            )
        )
    starts = sorted(recordings[name], key=lambda entry: entry[0])
    return Recording(name, tuple(segment for _, segment in starts))


def _only(names: tuple[str, ...], path: str) -> str:
    """Return the name of the only recording.

    Raises:
        UserError: There are several.
    """
    if len(names) > 1:
        raise UserError(
            say(
                "{path} contains {count} recordings: {names}. Choose one with --recording.",
                path=path,
                count=len(names),
                names=_listed(names),
            )
        )
    return names[0]


def _listed(names: tuple[str, ...]) -> tuple[str, ...] | str:
    """Return all names; of many the first ones, and a sign that there are more."""
    return names if len(names) <= MOST_NAMES else ", ".join((*names[:MOST_NAMES], "…"))


def _segment(fields: list[str]) -> tuple[str, float, Segment]:
    """Return the recording's name, the start in seconds, and the segment from the fields of one line."""
    if fields[0] != SPEAKER:
        raise UserError(say("this is not a line of an RTTM file; it should begin with SPEAKER."))
    if len(fields) < FEWEST_FIELDS:
        raise UserError(
            say("there are {count} fields instead of at least {least}.", count=len(fields), least=FEWEST_FIELDS)
        )
    if len(fields) > MOST_FIELDS or not all(map(_is_figure, fields[FEWEST_FIELDS:])):
        raise UserError(say("there is more than one word for the speaker. Write names without blanks."))
    start_s = _seconds(fields[3], say("the start is not a number of seconds."), say("the start is negative."))
    duration_s = _seconds(fields[4], say("the duration is not a number of seconds."), say("the duration is negative."))
    end_s = start_s + duration_s
    if end_s > LONGEST_S:
        raise UserError(say("the segment ends later than 24 hours after the beginning."))
    name, speaker = kept_label(fields[1]), kept_label(fields[7])
    if speaker in ("", NOT_AVAILABLE):
        raise UserError(say("no speaker is named."))
    if max(len(name), len(speaker)) > LONGEST_NAME:
        raise UserError(say("a name is longer than {most} characters.", most=LONGEST_NAME))
    return name, start_s, Segment(speaker, _whole_ms(start_s), _whole_ms(end_s))


def _is_figure(field: str) -> bool:
    return field == NOT_AVAILABLE or _NUMBER.fullmatch(field) is not None


def _seconds(field: str, if_no_number: Message, if_negative: Message) -> float:
    seconds = float(field) if _NUMBER.fullmatch(field) else math.nan
    if not math.isfinite(seconds):
        raise UserError(if_no_number)
    if seconds < 0:
        raise UserError(if_negative)
    return seconds


def _whole_ms(seconds: float) -> Duration:
    return Duration(round(seconds * 1000))
