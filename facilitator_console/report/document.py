"""Defines a report as blocks, in no language and for no format: what sections make, and what files are made from.

What the program says is a Message, what people wrote is text. Each block has the ids that it rests on; they serve the
program alone and stand in no file, since an id tells which laptop wrote, and when.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from enum import Enum, auto
from typing import NamedTuple, TypeAlias

import msgspec

from facilitator_console.dialogue.ids import Audience, CellId
from facilitator_console.log import Subject
from facilitator_console.notes.ids import TagId
from facilitator_console.words import Message, say

Text: TypeAlias = str | Message
Cell: TypeAlias = "str | Message | int | None"
"""A cell of a table; None where there is nothing to say."""


class Rank(Enum):
    """Names how a paragraph stands on the page."""

    BODY = auto()
    SMALL = auto()
    ENTRY = auto()


class Code(msgspec.Struct, frozen=True):
    """Represents a tag of the codebook, for programs that analyse texts.

    Attributes:
        tag_id: Stands in no file.
        name: For people.
        color: As #RRGGBB.
        depth: How deep it stands in the tree; 0 at its top.
        description: What it is for; may be empty.
    """

    tag_id: TagId
    name: Message
    color: str
    depth: int = 0
    description: str = ""


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
        tags: Of a note, whether a heading says them or not.
        translations: Its words in other languages, by language; a report in one of them shows that one beside them.
    """

    text: Text
    rank: Rank = Rank.BODY
    number: int = 0
    aside: Message | None = None
    rests_on: tuple[Subject, ...] = ()
    tags: tuple[TagId, ...] = ()
    translations: Mapping[str, str] = {}


class Quote(msgspec.Struct, frozen=True):
    """Represents somebody's own words; see `Paragraph`. Who said them is told, if at all, in its `aside`."""

    text: str
    number: int = 0
    aside: Message | None = None
    rests_on: tuple[Subject, ...] = ()
    tags: tuple[TagId, ...] = ()
    translations: Mapping[str, str] = {}


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
    """Represents a table of a report.

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
    """Represents a count, with its name."""

    name: Message
    count: int


class Bars(msgspec.Struct, frozen=True):
    """Represents counts of one whole, drawn as bars on one scale, from nothing to all.

    Attributes:
        name: Stable, as of a table.
        of: What the names are: the first column, where it stands as a table.
        unit: What is counted: the second column.
    """

    name: str
    title: Message
    of: Column
    unit: Column
    bars: tuple[Bar, ...]
    caption: Message | None = None
    rests_on: tuple[Subject, ...] = ()

    @property
    def total(self) -> int:
        """Return the sum of all parts."""
        return sum(bar.count for bar in self.bars)


Block: TypeAlias = Heading | Paragraph | Quote | Table | Bars


class Section(msgspec.Struct, frozen=True):
    """Represents a section with its title; one without blocks is never made.

    Attributes:
        name: Stable, for programs and file names.
        open_cells: Figures about people that stand in it, by name, without the figures; see disclosure.earlier.
        hidden: How many rows are merged or left out since they are of few people.
    """

    name: str
    title: Message
    blocks: tuple[Block, ...]
    open_cells: tuple[CellId, ...] = ()
    hidden: int = 0


class Document(msgspec.Struct, frozen=True):
    """Represents a report as blocks, before any format.

    Attributes:
        title: The session's; may be empty.
        day: The day of the meeting where it took place, or its month or year; None where that is not known or not told.
        sections: In their order.
        is_complete: Whether no event is known to be missing from the record.
        audience: For whom it is.
        place: Of the meeting, as exactly as it may be told.
        codes: The codebook: each before those below it.
        of_marathon: It is the report of several sessions on one theme.
    """

    title: str
    day: date | None
    sections: tuple[Section, ...]
    is_complete: bool = True
    audience: Audience = Audience.INTERNAL
    place: Message | None = None
    codes: tuple[Code, ...] = ()
    of_marathon: bool = False

    @property
    def is_public(self) -> bool:
        """Tell whether it is for everyone."""
        return self.audience is Audience.PUBLIC

    @property
    def mark(self) -> Message:
        """Return what stands on every page, sheet and file."""
        return say("Public report") if self.is_public else say("Internal")


class Spot(NamedTuple):
    """Represents a part of a page, counted from 0; its edges are parts of the page's width and height, from 0 to 1."""

    page: int
    left: float
    top: float
    right: float
    bottom: float


class PlacedBlock(NamedTuple):
    """Represents a block where it stands on pages.

    Attributes:
        section: Its name.
        spots: One for each page that it stands on.
    """

    section: str
    block: Block
    spots: tuple[Spot, ...]


KIND = say("Summary of the meeting")
FOR_WHOM = say("For the participants and their team. Please do not pass it on.")
NOT_NAMED = say("Nobody is named. Small numbers are left out.")


def opening(document: Document) -> Iterator[Message]:
    """Yield the lines below the title."""
    if not document.is_complete:
        yield say("Part of the record is missing.")
    if document.of_marathon:
        yield say("Report of the marathon · {day}", day=document.day) if document.day else say("Report of the marathon")
    else:
        yield say("Summary of the meeting · {day}", day=document.day) if document.day else KIND
    if document.place:
        yield document.place
    yield NOT_NAMED if document.is_public else FOR_WHOM


def as_table(block: Table | Bars) -> Table:
    """Return the figures of a picture as a table, for formats that draw nothing and for who can't see it."""
    if isinstance(block, Table):
        return block
    rows: tuple[tuple[Cell, ...], ...] = tuple((bar.name, bar.count) for bar in block.bars)
    return Table(block.name, block.title, (block.of, block.unit), rows, caption=block.caption, rests_on=block.rests_on)
