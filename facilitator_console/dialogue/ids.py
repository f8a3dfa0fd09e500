"""Ids and fixed words of what comes in from phones and of what leaves as a report. Values are stored for ever."""

from __future__ import annotations

from enum import StrEnum
from typing import NewType

AnswerId = NewType("AnswerId", str)
SectionId = NewType("SectionId", str)
"""A fixed word: see report/sections."""
ParagraphId = NewType("ParagraphId", str)
ExportId = NewType("ExportId", str)
QuestionId = NewType("QuestionId", str)
FormatId = NewType("FormatId", str)
"""A file's form: a fixed word, see report/export."""
CellId = NewType("CellId", str)
"""A cell of a table of a report that was not hidden: section, row and column, without its figure."""
ChoiceId = NewType("ChoiceId", str)
RuleId = NewType("RuleId", str)
"""A fixed word for how a question was drawn."""
CodeHash = NewType("CodeHash", str)


class Wish(StrEnum):
    """Names what whoever sent a text wants to be done with it."""

    TEAM = "team"
    """The team alone is to read it."""
    READ_ALOUD = "read_aloud"
    STATEMENT = "statement"
    ANSWER = "answer"


class Outcome(StrEnum):
    """Names what became of a text from a phone."""

    WAITS = ""
    NOTE = "note"
    QUEUE = "queue"
    STATEMENT = "statement"
    ANSWER = "answer"
    SHOWN = "shown"
    NOTHING = "nothing"


class Audience(StrEnum):
    """Names for whom a report is."""

    INTERNAL = "internal"
    PUBLIC = "public"


class MentionDecision(StrEnum):
    """Names what is done with a possible name, place or date before a report leaves."""

    KEEP = "keep"
    REPLACE = "replace"
    LEAVE_OUT = "leave_out"
