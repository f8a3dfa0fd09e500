"""The syntax of the note line: leading tokens become fields and leave the text.

`#need` or `№потреба` a tag (`№5` stays text), `=12` the seat, `+12` a seat into the queue, `!` for the report;
a text wholly in quotation marks is a quote. Tokens behind the first other word stay text.
"""

from __future__ import annotations

import re
import unicodedata
from enum import StrEnum
from typing import NamedTuple

QUOTATION_MARKS = (("«", "»"), ("“", "”"), ("„", "“"), ('"', '"'))

_TAG = r"[#№](?P<tag>[^\W\d_][\w'’ʼ-]*+)"  # It begins with a letter.
_TOKEN = re.compile(
    rf"""\s*(?:
        {_TAG}
        | =(?P<seat>\d{{1,5}})
        | \+(?P<queue>\d{{1,5}})
        | (?P<report>!)
    )(?=\s|$)""",
    re.VERBOSE,
)
_TAG_OR_SEAT = rf"{_TAG}|=(?P<seat>\d{{1,5}})|\+(?P<queue>\d{{1,5}})"
_LATE = re.compile(rf"(?<=\s)(?:{_TAG_OR_SEAT})(?=[\s.,;:!?]|$)")
# What nobody means as a token stays unsaid: +2,5 and +380501234567, "!!" and "!=".
_STUCK = re.compile(rf"\s*(?:(?:{_TAG_OR_SEAT})(?=[^\w\s](?!\d))|(?P<report>!)(?=[\w«“„\"]))")


class CaptureLine(NamedTuple):
    """Holds the fields of a note line.

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


class TokenKind(StrEnum):
    """Names what a token at the beginning of a note line becomes; the values are the groups of `_TOKEN`."""

    TAG = "tag"
    SEAT = "seat"
    QUEUE = "queue"
    REPORT = "report"


class Token(NamedTuple):
    """Represents a token at its place in the line.

    Attributes:
        start: Place of its sign.
        end: Place behind its last letter.
        word: Without its sign; the sign itself for the report.
    """

    kind: TokenKind
    start: int
    end: int
    word: str


def tokens(line: str, *, queues: bool = True) -> tuple[Token, ...]:
    """Return the tokens at the beginning of a note line, in order.

    Args:
        line: As typed.
        queues: Whether `+12` is a token; else it is text like any other word.
    """
    found: list[Token] = []
    masked = _without_marks(line)
    while match := _TOKEN.match(masked, found[-1].end if found else 0):
        token = _token(line, match)
        if token.kind is TokenKind.QUEUE and not queues:
            break
        found.append(token)
    return tuple(found)


def late_tokens(line: str, *, queues: bool = True) -> tuple[Token, ...]:
    """Return tokens that stand behind the first other word, in order: they stay text. `queues` as above."""
    found = tokens(line, queues=queues)
    at = found[-1].end if found else 0
    late = (_token(line, match) for match in _LATE.finditer(_without_marks(line)))
    return tuple(
        token for token in late if line[at : token.start].strip() and (queues or token.kind is not TokenKind.QUEUE)
    )


def stuck_token(line: str, *, queues: bool = True) -> Token | None:
    """Return the next token if only a space were behind it, as in `!text` and `#need, water`; it stays text.

    `queues` as above.
    """
    found = tokens(line, queues=queues)
    match = _STUCK.match(_without_marks(line), found[-1].end if found else 0)
    token = _token(line, match) if match else None
    return token if token and (queues or token.kind is not TokenKind.QUEUE) else None


def _without_marks(line: str) -> str:
    """Replace combining marks, sign for sign: a mark that a letter carries (й as two signs) is part of its word."""
    if line.isascii():
        return line
    return "".join("_" if unicodedata.category(sign)[0] == "M" else sign for sign in line)


def _token(line: str, match: re.Match[str]) -> Token:
    kind = TokenKind(str(match.lastgroup))
    start, end = match.span(kind)
    return Token(kind, start - (kind is not TokenKind.REPORT), end, line[start:end])


def parse_line(line: str, *, queues: bool = True) -> CaptureLine:
    """Read a note line. Any text is a note line; what is not a token is text. `queues` as above."""
    found = tokens(line, queues=queues)
    words = {kind: [token.word for token in found if token.kind is kind] for kind in TokenKind}
    tags, queue = words[TokenKind.TAG], [int(word) for word in words[TokenKind.QUEUE]]
    seat = int(next(reversed(words[TokenKind.SEAT]), 0))
    for_report = bool(words[TokenKind.REPORT])
    at = found[-1].end if found else 0
    text, is_quote = _unquoted(line[at:].strip())
    return CaptureLine(text, tuple(dict.fromkeys(tags)), seat, tuple(dict.fromkeys(queue)), for_report, is_quote)


def without_seats(line: str) -> str:
    """Return the line without the seats that it names: they tell who said it, and who wanted to speak."""
    for token in reversed((*tokens(line), *late_tokens(line))):
        if token.kind in {TokenKind.SEAT, TokenKind.QUEUE}:
            line = line[: token.start] + line[token.end :].lstrip()
    return line


def _unquoted(text: str) -> tuple[str, bool]:
    for opening, closing in QUOTATION_MARKS:
        inner = text[1:-1]
        whole = len(text) > 2 and text[0] == opening and text[-1] == closing  # noqa: PLR2004 - two marks and a word
        if whole and opening not in inner and closing not in inner:
            return inner.strip(), True
    return text, False
