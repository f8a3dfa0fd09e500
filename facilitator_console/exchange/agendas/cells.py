"""Reads the cells of an agenda's table: lengths, times of day, words for yes and no, formats by their names.

Each raises a UserError that says what is wrong with the cell, without its place.
"""

from __future__ import annotations

import html
import re
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any, NamedTuple, TypeVar

import msgspec

from facilitator_console.exchange.agendas.columns import NO, YES, Names, folded_name
from facilitator_console.exchange.workbooks import UNCOMPUTED
from facilitator_console.log import Duration
from facilitator_console.runtime.catalogues import LANGUAGES, load_catalogue
from facilitator_console.session.drafts import FIRST_HOUR
from facilitator_console.session.durations import HOUR_MS, read_duration
from facilitator_console.views.formats import VIEWS
from facilitator_console.words import Message, UserError, say

DAY_MS = 24 * HOUR_MS
FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")
"""A spreadsheet would compute a text that begins with one of these."""

_ERRORS = frozenset({"#REF!", "#N/A", "#VALUE!", "#NAME?", "#DIV/0!", "#NUM!", "#NULL!", UNCOMPUTED})
_CLOCK = re.compile(
    r"(?:\d{4}-\d\d-\d\d[ T])?(?P<hour>[01]?\d|2[0-3])[:.](?P<minute>[0-5]\d)(?:[:.](?P<second>[0-5]\d)(?:\.\d+)?)?"
    r"\s*(?P<half>[ap]\.?m\.?)?",
    re.IGNORECASE,
)
_RANGE = re.compile(r"(.+?)\s*[-–—]\s*(.+)")
_NUMBER = re.compile(r"\d+(?:[.,]\d+)?")
_SLUG = re.compile(r"[a-z][a-z0-9_]{0,39}")
_TAG = re.compile(r"<[^<>]{1,200}>")
_BREAKING_TAG = re.compile(r"<\s*(?:br|/p|/li|/div)\b[^<>]{0,50}>", re.IGNORECASE)
_FEW_DECIMALS, _SHORTEST_DAY_SHARE = 4, 0.05
_MOST_LEVEL = 9

_Kind = TypeVar("_Kind")


class ReadLength(NamedTuple):
    """Holds a length, and whether it was read as minutes and seconds where hours would be too many."""

    length_ms: Duration
    in_minutes: bool = False


def refuse_uncomputed(text: str) -> None:
    """Refuse a cell with a formula that has no result.

    Raises:
        UserError: It is one.
    """
    if text in _ERRORS:
        raise UserError(say("its formula has no result. Open the file in a spreadsheet program and save it there."))


def read_length(text: str, *, in_days: bool) -> ReadLength:
    """Read a length of time as people write it in a cell.

    Args:
        text: As typed, or as a workbook keeps a time.
        in_days: Bare numbers are shares of a day, as workbooks keep times.
    """
    if in_days and _NUMBER.fullmatch(text):
        return ReadLength(Duration(round(_number(text) * DAY_MS / 1000) * 1000))
    length_ms = read_duration(text)
    # Who types 10:00 into a spreadsheet for ten minutes gets ten hours; no item lasts so long.
    if ":" in text and length_ms >= FIRST_HOUR * HOUR_MS:
        return ReadLength(Duration(length_ms // 60), in_minutes=True)
    return ReadLength(length_ms)


def are_days(texts: Sequence[str]) -> bool:
    """Tell whether the numbers in a column of lengths are shares of a day: 0.0173611 for 25 minutes."""
    numbers = [text for text in texts if _NUMBER.fullmatch(text) and _number(text)]
    decimals = [len(re.split("[.,]", text)[-1]) for text in numbers if not text.isdecimal()]
    if not numbers or any(_number(text) >= 1 for text in numbers):
        return False
    return max(decimals, default=0) >= _FEW_DECIMALS or any(_number(text) < _SHORTEST_DAY_SHARE for text in numbers)


def read_clock(text: str) -> int:
    """Read a time of day: 14:00, 2:00 pm, a date with a time, a share of a day; in seconds."""
    second = found_clock(text)
    if second is None:
        raise UserError(say("“{text}” is not a time of day. Write it as 14:30.", text=text))
    return second


def found_clock(text: str) -> int | None:
    """Return the time of day that a text is, in seconds; None where it is none."""
    if read := _CLOCK.fullmatch(text):
        hour = int(read["hour"])
        if read["half"]:
            if not 1 <= hour <= 12:  # noqa: PLR2004 - the hours of half a day
                return None
            hour = hour % 12 + (12 if read["half"].lower().startswith("p") else 0)
        return hour * 3600 + int(read["minute"]) * 60 + int(read["second"] or 0)
    if _NUMBER.fullmatch(text) and not text.isdecimal() and _number(text) < 1:
        return round(_number(text) * DAY_MS / 1000) % (DAY_MS // 1000)
    return None


def found_range(text: str) -> tuple[int, int] | None:
    """Return beginning and end of what lasts from when till when: 14:00–14:10."""
    read = _RANGE.fullmatch(text)
    ends = (found_clock(read[1]), found_clock(read[2])) if read else (None, None)
    return (ends[0], ends[1]) if ends[0] is not None and ends[1] is not None else None


def is_time_of_day(text: str) -> bool:
    """Tell whether a text in a column that may hold both is rather a time of day than a length."""
    second = found_clock(text)
    return found_range(text) is not None or (second is not None and second >= FIRST_HOUR * 3600)


def read_yes(text: str) -> bool:
    """Read a word for yes or no."""
    return read_word(text, {True: YES, False: NO})


def read_word(text: str, words: Mapping[_Kind, Names]) -> _Kind:
    """Return what a word means, in any language."""
    name = folded_name(text)
    for meaning, names in words.items():
        if any(name == folded_name(known) for language in names for known in language):
            return meaning
    meant = tuple(names.en[0] for names in words.values())
    raise UserError(say("“{text}” is not one of: {words}.", text=text, words=meant))


def read_level(text: str) -> int:
    """Read how deep an item lies under others."""
    if text.isdecimal() and int(text) <= _MOST_LEVEL:
        return int(text)
    raise UserError(say("“{text}” is not a level. Write 0, 1, 2 …", text=text))


def read_settings(text: str) -> dict[str, Any]:
    """Read a format's settings, which stand there as JSON."""
    try:
        return msgspec.json.decode(text, type=dict[str, Any])
    except (msgspec.DecodeError, RecursionError) as error:
        raise UserError(say("the settings are not JSON, such as {example}.", example='{"order": "stack"}')) from error


def read_format(text: str) -> tuple[str, Message | None]:
    """Return the name of a format, by its name in any language; and a remark where there is none such."""
    name = format_names().get(folded_name(text)) or (text if _SLUG.fullmatch(text) else "")
    remark = None if name else say("“{text}” is not a format here; it becomes “all together”", text=text)
    return name, remark


@cache
def format_names() -> Mapping[str, str]:
    """Return the formats by what they are called in the program's languages, and by their stable names."""
    catalogues = [load_catalogue(language) for language in LANGUAGES]
    names = {folded_name(each.text(view.name)): name for each in catalogues for name, view in VIEWS.items()}
    return {folded_name(name): name for name in VIEWS} | names


def plain_text(text: str) -> str:
    """Return a text without the markup that web programs put around it."""
    if not (text.startswith("<") and text.endswith(">")):
        return text
    return html.unescape(_TAG.sub("", _BREAKING_TAG.sub("\n", text))).strip()


# -- texts that no spreadsheet computes ------------------------------------------------------------------


def defused(text: str) -> str:
    """Return a text with an apostrophe before it where a spreadsheet would compute it."""
    return f"'{text}" if text.lstrip("'").startswith(FORMULA_SIGNS) else text


def as_written(text: str) -> str:
    """Return a text without the apostrophe of `defused`."""
    return text[1:] if text.startswith("'") and text.lstrip("'").startswith(FORMULA_SIGNS) else text


def _number(text: str) -> float:
    return float(text.replace(",", "."))
