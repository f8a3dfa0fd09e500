"""Ids and the fixed words of a session: what an item, a turn, a person in the room can be.

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
"""Who speaks when it is nobody with a seat: the facilitator, an interpreter, a voice from the door."""


class TurnKind(StrEnum):
    """What a turn is."""

    CONTRIBUTION = "contribution"
    DIRECT_RESPONSE = "direct_response"
    CLARIFYING_QUESTION = "clarifying_question"
    POINT_OF_PROCESS = "point_of_process"
    SOMEONE_ELSE = "someone_else"


class Role(StrEnum):
    """What a person in the room is there for."""

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
    """What a note may say of its speaker; each step needs more consent."""

    NONE = "none"
    GROUP = "group"
    PSEUDONYM = "pseudonym"
    NAMED = "named"


class StopReason(StrEnum):
    """Why a table stood still."""

    FROZEN = "frozen"
    ITEM_PAUSED = "item_paused"
    ITEM_ENDED = "item_ended"


class ItemStatus(StrEnum):
    """Where an agenda item is."""

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
