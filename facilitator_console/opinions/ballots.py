"""Defines ballots as they are stored: who voted, on what, how, and in which revision.

Here lives what a ballot can say. Which of several ballots counts is settled in `matrix`, where all of them are seen
at once. A ballot leads to no device and no time: a voter is a random number given at joining.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import IntEnum
from typing import TypeAlias

import msgspec

Id: TypeAlias = int | str
"""Names a voter or a statement. In one conversation all voters are of one type, and so are all statements."""


class Vote(IntEnum):
    """Represents what a ballot says. The numbers are stored, and are those of Polis' exports."""

    DISAGREE = -1
    SKIP = 0
    AGREE = 1
    TAKEN_BACK = 2


FIRST_WINS = (Vote.TAKEN_BACK, Vote.SKIP, Vote.DISAGREE, Vote.AGREE)
"""The order in which votes win among ballots with equal revisions: the one that claims least comes first."""


class Ballots(msgspec.Struct, frozen=True):
    """Represents any number of ballots, in columns of equal length, in any order, repeated or not.

    A union of two laptops' ballots is one set of columns after the other.

    Attributes:
        voters: Who voted.
        statements: On what.
        votes: How: the numbers of `Vote`.
        revisions: Whole numbers; of one voter's ballots on one statement the highest counts.
    """

    voters: Sequence[Id] = ()
    statements: Sequence[Id] = ()
    votes: Sequence[int] = ()
    revisions: Sequence[int] = ()


NO_BALLOTS = Ballots()


def rows_of(ballots: Ballots) -> list[tuple[int, str, int, int]]:
    """Return ballots as they lie in a store, one after the other: voter, statement, vote, revision."""
    columns = (ballots.voters, ballots.statements, ballots.votes, ballots.revisions)
    return [(int(voter), str(of), int(vote), revision) for voter, of, vote, revision in zip(*columns, strict=True)]
