"""The note line: leading tokens become fields and leave the text.

`#need` or `№потреба` a tag (`№5` stays text), `=12` the seat, `+12` a seat into the queue, `!` for the report;
a text wholly in quotation marks is a quote. Tokens behind the first other word stay text.
"""

from __future__ import annotations

import re
from typing import NamedTuple

QUOTATION_MARKS = (("«", "»"), ("“", "”"), ("„", "“"), ('"', '"'))

_TOKEN = re.compile(
    r"""\s*(?:
        [#№](?P<tag>[^\W\d][\w'’ʼ-]*)      # a tag begins with a letter
        | =(?P<seat>\d{1,5})
        | \+(?P<queue>\d{1,5})
        | (?P<report>!)
    )(?=\s|$)""",
    re.VERBOSE,
)


class CaptureLine(NamedTuple):
    """What a note line says.

    Attributes:
        text: What is left for the note, without quotation marks around it; may be empty.
        tags: As typed, without their sign.
        seat: Whose words; 0 where none is named.
        queue: Seats for the queue, in the order typed.
        for_report: Whether it is meant for the report.
        is_quote: Whether the words are the speaker's own.
    """

    text: str
    tags: tuple[str, ...] = ()
    seat: int = 0
    queue: tuple[int, ...] = ()
    for_report: bool = False
    is_quote: bool = False


def parse_line(line: str) -> CaptureLine:
    """Read a note line. Any text is a note line; what is no token is text."""
    tags: list[str] = []
    queue: list[int] = []
    seat, for_report, at = 0, False, 0
    while token := _TOKEN.match(line, at):
        at = token.end()
        if token["tag"]:
            tags.append(token["tag"])
        elif token["seat"]:
            seat = int(token["seat"])
        elif token["queue"]:
            queue.append(int(token["queue"]))
        else:
            for_report = True
    text, is_quote = _unquoted(line[at:].strip())
    return CaptureLine(text, tuple(dict.fromkeys(tags)), seat, tuple(dict.fromkeys(queue)), for_report, is_quote)


def _unquoted(text: str) -> tuple[str, bool]:
    for opening, closing in QUOTATION_MARKS:
        inner = text[1:-1]
        whole = len(text) > 2 and text[0] == opening and text[-1] == closing  # noqa: PLR2004 - two marks and a word
        if whole and opening not in inner and closing not in inner:
            return inner.strip(), True
    return text, False
