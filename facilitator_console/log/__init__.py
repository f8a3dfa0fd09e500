"""The log: what happened, in envelopes that any store can keep and any laptop can merge.

Here live the envelope, the agreed order, the events about events (undo, erasure, runs) and the
protocol that every store fulfils. The log knows nothing of agendas or notes, and reads no clock.
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
    NewEvent,
    SessionId,
    Subject,
    WriterId,
    agreed_order,
    blanked,
    command_of,
    sealed,
)
from facilitator_console.log.event_log import EventLog, MemoryLog
from facilitator_console.log.structural import (
    ERASED,
    KINDS,
    Erased,
    Redone,
    RunStarted,
    Undone,
    as_kept,
    erased_subjects,
)

__all__ = [
    "ERASED",
    "KINDS",
    "MOST_LAMPORT",
    "MOST_MS",
    "NO_TIME",
    "THE_SESSION",
    "CommandId",
    "Duration",
    "Erased",
    "Event",
    "EventLog",
    "Instant",
    "LaptopId",
    "MemoryLog",
    "NewEvent",
    "Redone",
    "RunStarted",
    "SessionId",
    "Subject",
    "Undone",
    "WriterId",
    "agreed_order",
    "as_kept",
    "blanked",
    "command_of",
    "erased_subjects",
    "sealed",
]
