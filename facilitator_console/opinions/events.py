"""Defines the events of statements, as bodies without logic; opinions.kinds registers them.

Ballots are not events: see `ballots`.

A text that people vote on never changes: rewording and splitting make new statements, which name the one that they
are made from, and close it. Texts and reasons live only in bodies about their own statement, so that withdrawing it
takes all of them.
"""

from __future__ import annotations

from facilitator_console.log.fold import Body
from facilitator_console.opinions.ids import NO_STATEMENT, Source, StatementId


class StatementAdded(Body, frozen=True):
    """Adds a statement; `made_from` is the one that it rewords or is a part of. `meta`: about the voters themselves."""

    text: str
    language: str = ""
    source: Source = Source.SEED
    meta: bool = False
    made_from: StatementId = NO_STATEMENT


class StatementTranslated(Body, frozen=True):
    """Adds a statement's text in another language, or a better one. Subject: the statement."""

    language: str
    text: str
    translated_by: str


class StatementAccepted(Body, frozen=True):
    """Opens a statement for votes, whatever was decided before. Subject: the statement."""

    reason: str = ""


class StatementRejected(Body, frozen=True):
    """Closes a statement, which is not counted either. Subject: the statement."""

    reason: str


class StatementMerged(Body, frozen=True):
    """Closes a statement that says the same as another, on which its ballots count. Subject: the statement."""

    kept: StatementId
    reason: str = ""


class StatementReworded(Body, frozen=True):
    """Closes a statement in favour of the one that was made from it. Subject: the statement."""

    reason: str = ""


class StatementSplit(Body, frozen=True):
    """Closes a statement in favour of those that were made from it. Subject: the statement."""

    reason: str = ""
