"""The log: what happened, in envelopes that any store can keep and any laptop can merge.

Here live the envelope, the agreed order, the events about events (undo, erasure, runs), the registration of kinds
and the protocol that every store fulfils. The log knows nothing of agendas or notes, and reads no clock.
"""

from facilitator_console.log.envelope import (
    MOST_LAMPORT,
    MOST_MS,
    NO_TIME,
    THE_SESSION,
    CommandId,
    Duration,
    Event,
    Instant,
    LaptopId,
    Made,
    NewEvent,
    SessionId,
    Subject,
    WriterId,
    agreed_order,
    command_of,
    identity_of,
    sealed,
)
from facilitator_console.log.erasure import (
    ERASING,
    NOTHING_ERASED,
    Erasures,
    as_kept,
    blanked,
    is_same_event,
    with_erasures,
)
from facilitator_console.log.event_log import EventLog, MemoryLog
from facilitator_console.log.fold import Body, Entities, Stamp
from facilitator_console.log.kinds import Handler, Kind, Namer, WorkPhase, WrittenBy
from facilitator_console.log.structural import (
    KINDS,
    ClockCompared,
    Erased,
    Redacted,
    Redone,
    RunStarted,
    SpeakingForgotten,
    Undone,
)

__all__ = [
    "ERASING",
    "KINDS",
    "MOST_LAMPORT",
    "MOST_MS",
    "NOTHING_ERASED",
    "NO_TIME",
    "THE_SESSION",
    "Body",
    "ClockCompared",
    "CommandId",
    "Duration",
    "Entities",
    "Erased",
    "Erasures",
    "Event",
    "EventLog",
    "Handler",
    "Instant",
    "Kind",
    "LaptopId",
    "Made",
    "MemoryLog",
    "Namer",
    "NewEvent",
    "Redacted",
    "Redone",
    "RunStarted",
    "SessionId",
    "SpeakingForgotten",
    "Stamp",
    "Subject",
    "Undone",
    "WorkPhase",
    "WriterId",
    "WrittenBy",
    "agreed_order",
    "as_kept",
    "blanked",
    "command_of",
    "identity_of",
    "is_same_event",
    "sealed",
    "with_erasures",
]
