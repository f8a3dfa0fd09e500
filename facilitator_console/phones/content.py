"""Defines the blocks that a page for phones consists of; the template resources/web/page.html writes each of them.

A page says what is on it, and nothing of HTML: text from people is text, whatever signs are in it.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import NamedTuple, TypeAlias

from facilitator_console.words import Message


class Look(StrEnum):
    """Names how a button looks."""

    MAIN = "main"
    """The one thing to do here."""
    PLAIN = "plain"
    QUIET = "quiet"


class Heading(NamedTuple):
    """Writes the question, or what the page is about."""

    text: Message
    block: str = "heading"


class Words(NamedTuple):
    """Writes a sentence or two."""

    text: Message
    quiet: bool = False
    block: str = "words"


class Notice(NamedTuple):
    """Writes what is the case now, in a box; it is read aloud by itself where somebody can't see it."""

    title: Message
    text: Message | None = None
    block: str = "notice"


class Steps(NamedTuple):
    """Shows how far one has come: `done` of `of`."""

    text: Message
    done: int
    of: int
    block: str = "steps"


class Space(NamedTuple):
    """Keeps what follows at the foot of the screen, where the thumb is."""

    block: str = "space"


class Link(NamedTuple):
    """Leads to another page; as a button, or as a line of text where it has no look."""

    text: Message
    to: str
    look: Look | None = Look.PLAIN
    block: str = "link"


class Button(NamedTuple):
    """Does something by one press; pressed twice it does no more than once."""

    text: Message
    to: str
    look: Look = Look.PLAIN
    fields: tuple[tuple[str, str], ...] = ()
    block: str = "button"


class Buttons(NamedTuple):
    """Puts a few short links or buttons into one row."""

    of: tuple[Link | Button, ...]
    block: str = "row"


class Field(NamedTuple):
    """Asks for something: a long text, a line, a number, or yes or no.

    Attributes:
        most: Of a text, how many characters; they are counted where there is script.
        value: What stands in it at first; of a choice anything but nothing means yes.
    """

    name: str
    text: Message
    kind: str = "long"
    most: int = 0
    hint: Message | None = None
    value: str = ""
    block: str = "field"


class Form(NamedTuple):
    """Asks for fields and sends them; sent twice they count once."""

    to: str
    fields: tuple[Field, ...]
    send: Message
    hidden: tuple[tuple[str, str], ...] = ()
    block: str = "form"


class Fold(NamedTuple):
    """Shows a line, and the rest once somebody taps it."""

    text: Message
    inside: tuple[Block, ...]
    block: str = "fold"


Block: TypeAlias = "Heading | Words | Notice | Steps | Space | Link | Button | Buttons | Field | Form | Fold"

Content: TypeAlias = tuple[Block, ...]
"""The content of a page, from top to bottom."""


def refilled(content: Content, fields: Mapping[str, str]) -> Content:
    """Return a page with what somebody had typed back in its forms."""
    return tuple(
        block._replace(fields=tuple(field._replace(value=fields.get(field.name, "")) for field in block.fields))
        if isinstance(block, Form)
        else block
        for block in content
    )
