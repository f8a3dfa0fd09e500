"""What a store holds, in numbers: by these copies are compared with what they were made of."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from sqlcipher3.dbapi2 import Connection

from facilitator_console.log import Event, SessionId
from facilitator_console.opinions.ballots import Ballots


class Holdings(NamedTuple):
    """How much a store holds.

    Attributes:
        events: Number of events, by session; sessions without any are not in it.
        ballots: Number of ballots.
    """

    events: Mapping[SessionId, int]
    ballots: int = 0

    def covers(self, other: Holdings) -> bool:
        """Whether there is as much of each session, and as many ballots, as in another."""
        events = all(self.events.get(session, 0) >= number for session, number in other.events.items())
        return events and self.ballots >= other.ballots


NOTHING = Holdings({}, -1)
"""What a copy holds that can't be read: less than an empty store."""


def holdings(connection: Connection) -> Holdings:
    """What a store of any version holds.

    Raises:
        sqlcipher3.dbapi2.Error: It is damaged, or the world failed.
    """
    tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")}
    events: dict[SessionId, int] = {}
    ballots = 0
    if "events" in tables:
        events = dict(connection.execute("SELECT session, count(*) FROM events GROUP BY session").fetchall())
    if "ballots" in tables:
        (ballots,) = connection.execute("SELECT count(*) FROM ballots").fetchone()
    return Holdings(events, ballots)


def holdings_of(events: Iterable[Event], ballots: Mapping[SessionId, Ballots]) -> Holdings:
    """What a store of these events and ballots holds, where some of them may be repeated."""
    identities = {(event.session, event.writer, event.seq) for event in events}
    cast = {
        (session, *vote) for session, box in ballots.items() for vote in zip(box.voters, box.statements, strict=True)
    }
    return Holdings(Counter(session for session, _, _ in identities), len(cast))
