"""Defines what other programs may ask the window that has a store open, and its answers: one line of JSON each.

They only ask. One thing can be done to a session in this way: to record that a report leaves. The transport is
ui.one_window.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from typing import Any, TypeVar

import msgspec

from facilitator_console.log import Event, SessionId


class Want(Enum):
    """Names what is asked for."""

    FRONT = "front"
    """Asks the window to come to the front."""
    CONTENTS = "contents"
    EVENTS = "events"
    """Asks for the events of one session, also those that are not saved yet."""
    BALLOTS = "ballots"
    """Asks for the ballots of one session; there are none while a vote is open."""
    VOTING_KEY = "voting_key"
    """Asks for the key of the vote of one session that is open, for a file to another laptop of the team."""
    UNSAVED = "unsaved"
    """Asks for the events that are not saved yet."""
    PUBLISH = "publish"
    """Asks to record that a report of a session leaves, if it may."""


class Wish(msgspec.Struct, frozen=True):
    """Represents what is chosen of a report that leaves; see `report.publication.Chosen`."""

    file_format: str
    language: str
    smallest_group: int
    place: str
    date: str
    quotes: bool
    audience: str = "public"


class Question(msgspec.Struct, frozen=True):
    """Represents a question that the window asks before it acts.

    Attributes:
        want: What is asked for.
        session: Of which session, where that matters.
        wish: Of the report to publish.
    """

    want: Want
    session: SessionId = SessionId("")
    wish: Wish | None = None


class Published(msgspec.Struct, frozen=True):
    """Represents what became of a wish to publish.

    Attributes:
        at_ms: When it was recorded, on the session's time line; 0 where it was not.
        refusal: Why not, in the window's language.
    """

    at_ms: int
    refusal: str = ""


class Contents(msgspec.Struct, frozen=True):
    """Represents what a store holds.

    Attributes:
        sessions: The fields of each `ListedSession`; what was left in the middle first, then the latest.
        missing: How many events are known to be missing, by session.
    """

    sessions: tuple[tuple[Any, ...], ...]
    missing: Mapping[SessionId, int]


Events = tuple[Event, ...]
Form = TypeVar("Form")


def line_of(what: object) -> bytes:
    """Encode a question or an answer as a line to send."""
    return msgspec.json.encode(what) + b"\n"


def read_line(line: bytes, form: type[Form]) -> Form | None:
    """Decode a line; None where it is cut short, or of another version of this program."""
    if not line.endswith(b"\n"):
        return None
    try:
        return msgspec.json.decode(line, type=form)
    except msgspec.MsgspecError:
        return None
