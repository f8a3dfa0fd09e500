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


class Words:
    """Represents a rule for words that begin like those of a list, in whatever form they stand.

    A dictionary is asked for each beginning of a word: with lists of hundreds that is ten times as fast as a regular
    expression.
    """

    def __init__(self, kind: Kind, words: list[str], longest_end: int) -> None:
        """Take the beginnings.

        Args:
            kind: What they may be.
            words: Beginnings, in small letters; one with a full stop at its end is a whole word.
            longest_end: Letters that may follow.
        """
        self.kind = kind
        self._whole = {word[:-1] for word in words if word.endswith(".")}
        self._begun = {word for word in words if not word.endswith(".")}
        self._lengths = {len(word) for word in self._begun}
        self._longest_end = longest_end

    def finds(self, word: str) -> bool:
        """Tell whether the list has a word, which is in small letters and has plain apostrophes."""
        if word in self._whole:
            return True
        return any(
            word[:length] in self._begun
            for length in self._lengths
            if length <= len(word) <= length + self._longest_end
        )


_WORD = re.compile(r"[^\W\d_]+(?:['’ʼ-][^\W\d_]+)*")
_PART = re.compile(r"[^\W\d_]+(?:['’ʼ][^\W\d_]+)*")
_PLAIN = str.maketrans({"’": "'", "ʼ": "'"})


def words_in(text: str) -> list[tuple[int, int, str]]:
    """Return the words of a text, and the parts of those with hyphens: place, end, and how they are looked up."""
    found = []
    for word in _WORD.finditer(text):
        places = [word.span()]
        if "-" in word[0]:
            places += [part.span() for part in _PART.finditer(text, word.start(), word.end())]
        found += [(start, end, text[start:end].lower().translate(_PLAIN)) for start, end in places]
    return found


def pattern(kind: Kind, regex: str, flags: int = re.IGNORECASE) -> Rule:
    """Make a rule from a regular expression, written over several lines where that reads better."""
    return Rule(kind, re.compile(regex, flags | re.VERBOSE))
