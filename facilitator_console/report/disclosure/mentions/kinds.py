"""Names what a mention may be, and makes rules from lists of beginnings of words."""

from __future__ import annotations

import re
from enum import StrEnum
from typing import NamedTuple

from facilitator_console.runtime.resource_files import resource_path


class Kind(StrEnum):
    """Names what a mention may be."""

    NAME = "name"
    PLACE = "place"
    DATE = "date"
    JOB = "job"
    KIN = "kin"
    PHONE = "phone"
    DOCUMENT = "document"
    CONTACT = "contact"
    COUNT = "count"
    MILITARY = "military"
    STRIKE = "strike"
    ONLY_ONE = "only_one"


class Mention(NamedTuple):
    """Represents words of a text that may show somebody; `end` is exclusive, both in code points."""

    start: int
    end: int
    kind: Kind


class Rule(NamedTuple):
    """Represents a rule: its first group, or the whole match, is the mention."""

    kind: Kind
    pattern: re.Pattern[str]


def word_list(name: str) -> list[str]:
    """Return the words of a list in resources/mentions; lines that begin with # tell what it is."""
    lines = resource_path(f"mentions/{name}.txt").read_text(encoding="utf-8").splitlines()
    return [word for line in lines if not line.startswith("#") for word in line.split()]


def beginnings(kind: Kind, words: list[str], longest_end: int = 6) -> Rule:
    """Make a rule for words that begin like these, in whatever form they stand; the case doesn't matter.

    Args:
        kind: What they may be.
        words: Beginnings; one with a full stop at its end is a whole word.
        longest_end: Letters that may follow.
    """
    whole = sorted((re.escape(word[:-1]) for word in words if word.endswith(".")), key=len, reverse=True)
    begun = sorted((re.escape(word) for word in words if not word.endswith(".")), key=len, reverse=True)
    parts = [rf"(?:{'|'.join(begun)})[^\W\d_]{{0,{longest_end}}}"] if begun else []
    parts += [rf"(?:{'|'.join(whole)})"] if whole else []
    return Rule(kind, re.compile(rf"(?<![^\W_])(?:{'|'.join(parts)})(?![^\W_])".replace("'", "['’ʼ]"), re.IGNORECASE))


def pattern(kind: Kind, regex: str, flags: int = re.IGNORECASE) -> Rule:
    """Make a rule from a regular expression, written over several lines where that reads better."""
    return Rule(kind, re.compile(regex, flags | re.VERBOSE))
