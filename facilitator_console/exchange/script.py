"""A dialogue as a script: who is there, what is planned, and what happens when.

Plain data that the replay plays. A recorded meeting becomes one (exchange.meeting); the sample dialogue is one,
kept as JSON. Seats and places on the agenda count from 1; times count from the beginning of the meeting.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, TypeAlias

import msgspec

from facilitator_console.log import NO_TIME, Duration, Instant, NewEvent
from facilitator_console.notes.ids import GroupList
from facilitator_console.session.agenda import add_item
from facilitator_console.session.floor import QUIET_MS
from facilitator_console.session.ids import DEFAULT_FORMAT, Attribution, TurnKind
from facilitator_console.session.state import SessionState


class Step(msgspec.Struct, frozen=True, tag_field="do", forbid_unknown_fields=True):
    """Base of all that can happen.

    Attributes:
        at_ms: When.
    """

    at_ms: Duration


class StartItem(Step, frozen=True, tag="start_item"):
    """An agenda item begins; `item` is its place."""

    item: int


class StartTurn(Step, frozen=True, tag="start_turn"):
    """Somebody begins to speak."""

    seat: int
    kind: TurnKind = TurnKind.CONTRIBUTION


class EndTurn(Step, frozen=True, tag="end_turn"):
    """Who speaks stops; nobody is called."""


class Done(Step, frozen=True, tag="done"):
    """Who speaks is done; who is next begins."""


class JoinQueue(Step, frozen=True, tag="join_queue"):
    """Somebody asks to speak; a direct response answers whoever speaks."""

    seat: int
    kind: TurnKind = TurnKind.CONTRIBUTION


class SomeoneElse(Step, frozen=True, tag="someone_else"):
    """Someone without a seat speaks."""


class StartQuiet(Step, frozen=True, tag="start_quiet"):
    """Time to think begins."""

    length_ms: Duration = QUIET_MS


class EndQuiet(Step, frozen=True, tag="end_quiet"):
    """Time to think ends."""


class ResumeTurn(Step, frozen=True, tag="resume_turn"):
    """The turn that waited goes on."""


class NoteLine(Step, frozen=True, tag="note"):
    """A note line is written, tokens and all."""

    line: str


class Said(Step, frozen=True, tag="said"):
    """Something is noted word for word; it has no tokens."""

    text: str


class GroupListStep(Step, frozen=True, tag="list_entry"):
    """An entry is written on one of the group's lists."""

    group_list: GroupList = msgspec.field(name="list")
    text: str


class Undo(Step, frozen=True, tag="undo"):
    """The last action is taken back."""


class Close(Step, frozen=True, tag="close"):
    """The meeting ends."""


AnyStep: TypeAlias = (
    StartItem
    | StartTurn
    | EndTurn
    | Done
    | JoinQueue
    | SomeoneElse
    | StartQuiet
    | EndQuiet
    | ResumeTurn
    | NoteLine
    | Said
    | GroupListStep
    | Undo
    | Close
)


class PlannedItem(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An agenda item."""

    title: str
    question: str = ""
    format: str = DEFAULT_FORMAT
    planned_ms: Duration = NO_TIME
    turn_limit_ms: Duration = NO_TIME
    settings: dict[str, Any] = msgspec.field(default_factory=dict)


class Person(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Somebody in the room; `group` is the place of their group, 0 for none."""

    label: str = ""
    group: int = 0


class Script(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A whole dialogue.

    Attributes:
        title: The session's.
        people: By seat.
        agenda: In order.
        steps: In the order in which they happen.
        groups: Their names; an empty one gets a letter.
        language: In which it is held; empty where that is not known.
        attribution: What a note may say of its speaker.
    """

    title: str
    people: tuple[Person, ...]
    agenda: tuple[PlannedItem, ...]
    steps: tuple[AnyStep, ...]
    groups: tuple[str, ...] = ()
    language: str = ""
    attribution: Attribution = Attribution.NONE


def read_script(path: Path) -> Script:
    """Read a script that comes with the program; a wrong one is our bug, not bad input."""
    return msgspec.json.decode(path.read_bytes(), type=Script)


def add_planned(state: SessionState, now_ms: Instant, item: PlannedItem) -> list[NewEvent]:
    """Put an item as a template or a script plans it at the end of the agenda."""
    return add_item(
        state,
        now_ms,
        item.title,
        question=item.question,
        format=item.format,
        planned_ms=item.planned_ms,
        turn_limit_ms=item.turn_limit_ms,
        settings=item.settings,
    )
