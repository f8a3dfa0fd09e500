"""Ids and fixed words of what is written down. Values are stored, so they never change their meaning."""

from __future__ import annotations

from enum import StrEnum
from typing import NewType

NoteId = NewType("NoteId", str)
TagId = NewType("TagId", str)
ListEntryId = NewType("ListEntryId", str)
MarkId = NewType("MarkId", str)
ThemeId = NewType("ThemeId", str)
ObjectionId = NewType("ObjectionId", str)
Version = NewType("Version", str)
"""Names the event that last set a text: `writer.seq`."""

NO_MARK = MarkId("")
NO_TAG = TagId("")
NO_NOTE = NoteId("")
NO_THEME = ThemeId("")


class Flag(StrEnum):
    """Names the uses of a note, apart from what it is about."""

    QUOTE = "quote"
    PARKING_LOT = "parking_lot"
    SENSITIVE = "sensitive"
    FOR_REPORT = "for_report"


class TagColor(StrEnum):
    """Names the colours of tags; which one it is says nothing about what the tag is worth."""

    GREY = "grey"
    BLUE = "blue"
    RED = "red"
    GREEN = "green"
    VIOLET = "violet"
    YELLOW = "yellow"
    TEAL = "teal"


class GroupList(StrEnum):
    """Names the lists that belong to the whole group."""

    AGREEMENTS = "agreements"
    OUTCOMES = "outcomes"
    PARKING_LOT = "parking_lot"
    CONCLUSIONS = "conclusions"
    """The list of experts, in the session of their own."""


LISTS_OF_THE_GROUP = (GroupList.AGREEMENTS, GroupList.OUTCOMES, GroupList.PARKING_LOT)
"""The lists that every dialogue has, as they stand on the pages."""


class MarkState(StrEnum):
    """Names what a mark says of its moment, or of the stretch that it begins."""

    MOMENT = ""
    """A moment that is worth a note."""
    LOUD = "loud"
    SEVERAL_AT_ONCE = "several_at_once"
    CALM = "calm"
    TENSE = "tense"
    TIRED = "tired"


class Column(StrEnum):
    """Names the columns of the board of themes."""

    SHARED = "shared"
    DIFFERENT = "different"
    OPEN = "open"


class CheckStatus(StrEnum):
    """Names how far a text was checked with the group."""

    DRAFT = "draft"
    CHECKED = "checked"
    APPROVED = "approved"
