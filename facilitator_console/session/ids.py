"""Ids and fixed words of a session: statuses of items, kinds of turns, roles of people.

Values are the English ids of the field; they are stored, so they never change their meaning.
"""

from __future__ import annotations

from enum import StrEnum
from typing import NewType

ItemId = NewType("ItemId", str)
GroupId = NewType("GroupId", str)
ParticipantId = NewType("ParticipantId", str)
EntryId = NewType("EntryId", str)
TurnId = NewType("TurnId", str)
GapId = NewType("GapId", str)
TableId = NewType("TableId", str)
RoundId = NewType("RoundId", str)

NO_ITEM = ItemId("")
NO_GROUP = GroupId("")
NO_ENTRY = EntryId("")
NO_TURN = TurnId("")
NO_ROUND = RoundId("")
MAIN = TableId("main")
"""The plenary: all together."""
DEFAULT_FORMAT = "plenary"
"""The format of an item that names none."""
SOMEONE_ELSE = ParticipantId("")
"""Stands for a speaker without a seat: the facilitator, an interpreter, a voice from the door."""


class TurnKind(StrEnum):
    """Names the kinds of turns."""

    CONTRIBUTION = "contribution"
    DIRECT_RESPONSE = "direct_response"
    CLARIFYING_QUESTION = "clarifying_question"
    POINT_OF_PROCESS = "point_of_process"
    SOMEONE_ELSE = "someone_else"


class Role(StrEnum):
    """Names the reasons for which a person is in the room."""

    PARTICIPANT = "participant"
    SPEAKER = "speaker"
    FACILITATOR = "facilitator"
    CO_FACILITATOR = "co_facilitator"
    NOTE_TAKER = "note_taker"
    TIMEKEEPER = "timekeeper"
    INTERPRETER = "interpreter"
    EXPERT = "expert"
    OBSERVER = "observer"


class Attribution(StrEnum):
    """Names how much a note may tell of its speaker; each step needs more consent."""

    NONE = "none"
    GROUP = "group"
    PSEUDONYM = "pseudonym"
    NAMED = "named"


class StopReason(StrEnum):
    """Names the reasons for which a table stood still."""

    FROZEN = "frozen"
    ITEM_PAUSED = "item_paused"
    ITEM_ENDED = "item_ended"


class ItemStatus(StrEnum):
    """Names the states of an agenda item."""

    PLANNED = "planned"
    RUNNING = "running"
    PAUSED = "paused"
    DONE = "done"
    SKIPPED = "skipped"


OUTSIDE_QUEUE = frozenset({Role.EXPERT, Role.OBSERVER})
"""Experts watch and may not intervene."""
OUTSIDE_BALANCE = OUTSIDE_QUEUE | {Role.INTERPRETER}

RANK = {
    TurnKind.POINT_OF_PROCESS: 0,
    TurnKind.CLARIFYING_QUESTION: 1,
    TurnKind.DIRECT_RESPONSE: 2,
    TurnKind.CONTRIBUTION: 3,
}
"""Order of kinds in the queue, lowest first."""
INTERPOSING = frozenset({TurnKind.POINT_OF_PROCESS, TurnKind.CLARIFYING_QUESTION, TurnKind.SOMEONE_ELSE})
"""These pause the turn that runs; when they are done, it goes on."""
COUNTED = frozenset({TurnKind.CONTRIBUTION, TurnKind.DIRECT_RESPONSE})
"""Turns that count as having been heard."""
