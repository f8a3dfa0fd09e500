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
ShownId = NewType("ShownId", str)
StretchId = NewType("StretchId", str)
LanguageId = NewType("LanguageId", str)
ConsentId = NewType("ConsentId", str)
"""Names the event by which a consent was last given or withdrawn: `writer.seq`."""
SubmissionId = NewType("SubmissionId", str)
"""Names a text that came from a phone."""
AttributeId = NewType("AttributeId", str)
"""A fixed word for an optional attribute of a person, such as an age band."""
RoundPart = NewType("RoundPart", str)
"""A format's own word for a part of an item."""
Place = NewType("Place", str)
"""The place of somebody in an item: a table's id, a pair's number, or `INSIDE` a fishbowl."""
ReasonId = NewType("ReasonId", str)
"""Names why somebody was next: a fixed word of the speaking order, or `BY_HAND`."""

NO_ITEM = ItemId("")
NO_GROUP = GroupId("")
NO_ENTRY = EntryId("")
NO_TURN = TurnId("")
NO_ROUND = RoundId("")
NO_PART = RoundPart("")
NO_ATTRIBUTE = AttributeId("")
NO_REASON = ReasonId("")
NO_CONSENT = ConsentId("")
NO_SUBMISSION = SubmissionId("")
NO_LANGUAGE = LanguageId("")
BY_HAND = ReasonId("by_hand")
"""Somebody was chosen although another one was next."""
INSIDE = Place("inside")
OUTSIDE = Place("")
"""Takes somebody out of the place that they had."""
MAIN = TableId("main")
"""The plenary: all together."""
ALL_TABLES = TableId("")
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
    TABLE_HOST = "table_host"
    INTERPRETER = "interpreter"
    EXPERT = "expert"
    OBSERVER = "observer"


class LaptopRole(StrEnum):
    """Names what is done at a laptop of the team, beside leading."""

    NOTE_TAKER = "note_taker"
    TIMEKEEPER = "timekeeper"
    MODERATOR = "moderator"
    TECHNICAL_HOST = "technical_host"
    CARE_PERSON = "care_person"
    EXPERT = "expert"
    """It only watches: it is shown a view of the session, and has nothing of its log."""


class Attribution(StrEnum):
    """Names how much a note may tell of its speaker; each step needs more consent."""

    NONE = "none"
    GROUP = "group"
    PSEUDONYM = "pseudonym"
    NAMED = "named"


class FreezeReason(StrEnum):
    """Names why everything was frozen; it stays in the internal record."""

    UNSAID = ""
    ALERT = "alert"
    MINUTE_OF_SILENCE = "minute_of_silence"
    HARD_MOMENT = "hard_moment"
    POWER = "power"
    OTHER = "other"


class StretchKind(StrEnum):
    """Names the stretches of time in which the room did not simply talk."""

    FROZEN = "frozen"
    ITEM_PAUSED = "item_paused"
    QUIET = "quiet"


class Shrinks(StrEnum):
    """Names how an item may lose time when the rest of the plan is adjusted."""

    BY_SHARE = "by_share"
    """The item gives as much as the others, in proportion to its length."""
    TO_LEAST = "to_least"
    """Down to its own `least_ms`, no further."""
    FIXED = "fixed"
    """The item loses nothing."""


class AtEnd(StrEnum):
    """Names what happens when an item's time is over."""

    GO_ON = "go_on"
    """Its clock counts the time over."""
    STOP = "stop"
    """It is paused."""
    LOAD_NEXT = "load_next"
    """It ends, and the next item waits to be started."""


class Shows(StrEnum):
    """Names what the lead puts on the room display instead of what the room does."""

    ROOM = "room"
    """Nothing instead: what the room does."""
    AGREEMENTS = "agreements"
    MESSAGE = "message"
    THEME = "theme"
    """One theme, large, for the read-back."""
    RESULTS = "results"
    """The results of a vote that is closed."""
    JOIN = "join"
    """The display says how phones join."""
    CONCLUSION = "conclusion"
    """One conclusion of the experts, large, for people to answer."""


class ConsentUse(StrEnum):
    """Names the uses of somebody's words and name that need their consent."""

    NAMED_NOTES = "named_notes"
    """Notes of what they said carry their label."""
    QUOTES = "quotes"
    """Their own words are quoted."""
    NAMED_SPEAKER = "named_speaker"
    """Their label is shown where they open a dialogue."""


class Purpose(StrEnum):
    """Names what a session is for."""

    DIALOGUE = "dialogue"
    MARATHON = "marathon"
    """Not a meeting: sessions belong to it, its items are its stages, its statements are the collection."""
    EXPERTS = "experts"
    """The experts, who watched, conclude apart from the others."""
    COLLECTION = "collection"
    REHEARSAL = "rehearsal"


class StopReason(StrEnum):
    """Names the reasons for which a table was stopped."""

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
OUTSIDE_BALANCE = OUTSIDE_QUEUE | {Role.INTERPRETER, Role.FACILITATOR, Role.CO_FACILITATOR}
"""The roles that do not count in the balance: those who watch, and those who carry the talk over."""

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
