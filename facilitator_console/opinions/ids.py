"""Defines ids and fixed words of statements. Values are stored, so they never change their meaning."""

from __future__ import annotations

from enum import StrEnum
from typing import NewType

StatementId = NewType("StatementId", str)
VoteId = NewType("VoteId", str)
Digest = NewType("Digest", str)
"""The digest of the ballots that one laptop collected, sorted."""
ModerationId = NewType("ModerationId", str)
"""Names the event by which something was decided about a statement: `writer.seq`."""

PrintingId = NewType("PrintingId", str)
"""Names one printing of paper ballots."""

NO_STATEMENT = StatementId("")


class Source(StrEnum):
    """Represents where a statement comes from."""

    SEED = "seed"
    PARTICIPANT = "participant"


class Status(StrEnum):
    """Represents the status of a statement; only new and accepted ones are open for votes."""

    NEW = "new"
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    MERGED = "merged"
    REWORDED = "reworded"
    SPLIT = "split"


OPEN = frozenset({Status.NEW, Status.ACCEPTED})
