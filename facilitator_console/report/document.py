"""Defines a report as blocks, in no language and for no format: what sections make, and what files are made from.

What the program says is a Message, what people wrote is text. Each block has the ids that it rests on; they serve the
program alone and stand in no file, since an id tells which laptop wrote, and when.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from enum import Enum, auto
from typing import TypeAlias

import msgspec

from facilitator_console.log import Subject
from facilitator_console.words import Message, Percent, say

Text: TypeAlias = str | Message
Cell: TypeAlias = "str | Message | int | None"
"""A cell of a table; None where there is nothing to say."""


class Rank(Enum):
    """Names how a paragraph stands on the page."""

    BODY = auto()
    SMALL = auto()
    ENTRY = auto()


class Heading(msgspec.Struct, frozen=True):
    """Represents a heading within a section.

    Attributes:
        level: 2 or 3; the section's own title is 1.
    """

    text: Text
    level: int = 2
    rests_on: tuple[Subject, ...] = ()


class Paragraph(msgspec.Struct, frozen=True):
    """Represents a paragraph, or an entry of a list.

    Attributes:
        number: Names a note, so that people can speak of it; 0 for none.
        aside: What the program adds, such as further tags.
    """

    text: Text
    rank: Rank = Rank.BODY
    number: int = 0
    aside: Message | None = None
    rests_on: tuple[Subject, ...] = ()


class Quote(msgspec.Struct, frozen=True):
    """Represents somebody's own words; see `Paragraph`. Who said them is never told."""

    text: str
    number: int = 0
    aside: Message | None = None
    rests_on: tuple[Subject, ...] = ()


class Column(msgspec.Struct, frozen=True):
    """Represents a column of a table.

    Attributes:
        name: Stable, for programs.
        title: For people; says the unit.
        about: What stands in it, for the data dictionary.
        is_number: Its cells are numbers.
    """

    name: str
    title: Message
    about: Message
    is_number: bool = False


class Table(msgspec.Struct, frozen=True):
    """Represents a table.

    Attributes:
        name: Stable, unique in the report, for programs and file names.
        title: For people, above it.
        total: A last row; empty for none.
        caption: What has to be known to read it.
    """

    name: str
    title: Message
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    total: tuple[Cell, ...] = ()
    caption: Message | None = None
    rests_on: tuple[Subject, ...] = ()


class Bar(msgspec.Struct, frozen=True):
    """Represents a part of a whole, in whole per cent."""

    name: Message
    share: int


class Bars(msgspec.Struct, frozen=True):
    """Represents parts of a whole, drawn as bars on one scale."""

    name: str
    title: Message
    bars: tuple[Bar, ...]
    caption: Message
    rests_on: tuple[Subject, ...] = ()


class Row(msgspec.Struct, frozen=True):
    """Represents a row of a figure: a share in whole per cent for each part."""

    name: Message
    shares: tuple[int, ...]


class Figure(msgspec.Struct, frozen=True):
    """Represents shares that change from part to part, drawn as columns from the beginning to the end."""

    name: str
    title: Message
    rows: tuple[Row, ...]
    caption: Message
    rests_on: tuple[Subject, ...] = ()


Block: TypeAlias = Heading | Paragraph | Quote | Table | Bars | Figure


class Section(msgspec.Struct, frozen=True):
    """Represents a section with its title; one without blocks is never made.

    Attributes:
        name: Stable, for programs and file names.
    """

    name: str
    title: Message
    blocks: tuple[Block, ...]


class Document(msgspec.Struct, frozen=True):
    """Represents a report.

    Attributes:
        title: The session's; may be empty.
        day: The day of the meeting where it took place; None where that is not known.
        is_complete: Whether no event is known to be missing from the record.
    """

    title: str
    day: date | None
    sections: tuple[Section, ...]
    is_complete: bool = True


MARK = say("Internal")
"""Stands on every page, sheet and file."""
KIND = say("Summary of the meeting")
FOR_WHOM = say("For the participants and their team. Please do not pass it on.")


def opening(document: Document) -> Iterator[Message]:
    """Yield the lines below the title."""
    if not document.is_complete:
        yield say("Part of the record is missing.")
    yield say("Summary of the meeting · {day}", day=document.day) if document.day else KIND
    yield FOR_WHOM


def as_table(block: Table | Bars | Figure) -> Table:
    """Return the figures of a picture as a table, for formats that draw nothing and for who can't see it."""
    if isinstance(block, Table):
        return block
    group = Column("group", say("Group"), say("The name of the group; “Others” are small groups together."))
    if isinstance(block, Bars):
        share = Column("share_percent", say("Share"), say("Whole per cent; the column adds up to 100."), is_number=True)
        rows: tuple[tuple[Cell, ...], ...] = tuple((bar.name, bar.share) for bar in block.bars)
        return Table(block.name, block.title, (group, share), rows, caption=block.caption)
    parts = tuple(
        Column(
            f"part_{at}_percent",
            say("{number}", number=at),
            say("Whole per cent in part {number}, counted from the beginning.", number=at),
            is_number=True,
        )
        for at in range(1, len(block.rows[0].shares) + 1)
    )
    rows = tuple((row.name, *row.shares) for row in block.rows)
    return Table(block.name, block.title, (group, *parts), rows, caption=block.caption)


def percent(share: int) -> Message:
    """Return a share as each language writes it."""
    return say("{share}", share=Percent(share))
