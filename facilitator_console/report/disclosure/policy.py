"""The policy of a report: for whom it is, whom it may show together, and how exactly it tells place and date.

Every section and every format keeps to the one policy object. What a public report leaves out before any section sees
it is in disclosure.publishable.
"""

from __future__ import annotations

from enum import StrEnum

import msgspec

from facilitator_console.dialogue.ids import Audience
from facilitator_console.log import Duration, Instant
from facilitator_console.report.votes import VoteResult
from facilitator_console.session.disclosure import USUAL, DisclosurePolicy

WITHDRAWAL_MS = Duration(7 * 24 * 3_600_000)
"""The time after the closing for which somebody's own words wait, so that they can still be withdrawn (terms.md)."""


class PlaceShown(StrEnum):
    """Names how exactly a report tells the place."""

    EXACT = "exact"
    OBLAST = "oblast"
    REGION = "region"
    NONE = "none"


class DateShown(StrEnum):
    """Names how exactly a report tells the day."""

    DAY = "day"
    MONTH = "month"
    YEAR = "year"
    NONE = "none"


class ReportPolicy(msgspec.Struct, frozen=True):
    """Holds what every section of a report keeps to.

    Attributes:
        audience: For whom it is.
        small_groups: How few people may be shown together.
        quotes: Whether confirmed quotes may stand in a public report; see `may_quote`.
        place: How exactly the place is told.
        date: How exactly the day is told.
        withheld: Families of figures that were public once and have changed since; see disclosure.earlier.
        as_of_ms: The time up to which a running item counts; None: the last event in the room.
        is_complete: Whether no event is known to be missing from the log.
        votes: What came out of the vote that was closed last, where it was computed: ballots are not part of the log.
    """

    audience: Audience = Audience.INTERNAL
    small_groups: DisclosurePolicy = USUAL
    quotes: bool = True
    place: PlaceShown = PlaceShown.EXACT
    date: DateShown = DateShown.DAY
    withheld: frozenset[str] = frozenset()
    as_of_ms: Instant | None = None
    is_complete: bool = True
    votes: VoteResult | None = None

    @property
    def is_public(self) -> bool:
        """Tell whether it is for everyone."""
        return self.audience is Audience.PUBLIC

    def as_words(self) -> dict[str, str | int | bool]:
        """Return what an event keeps of it: fixed words and numbers, no figures of the room."""
        return {
            "smallest_group": self.small_groups.smallest_group,
            "quotes": self.quotes,
            "place": str(self.place),
            "date": str(self.date),
        }


INTERNAL = ReportPolicy()
PUBLIC = ReportPolicy(audience=Audience.PUBLIC, quotes=False, place=PlaceShown.OBLAST, date=DateShown.MONTH)
"""The most that a public report tells by default: no quotes before they are confirmed and their time is over."""
PUBLIC_PLACES = (PlaceShown.OBLAST, PlaceShown.REGION, PlaceShown.NONE)
PUBLIC_DATES = (DateShown.MONTH, DateShown.YEAR, DateShown.NONE)


def withdrawal_ends_ms(closed_at_ms: Instant) -> Instant | None:
    """Return until when words can be withdrawn before they are public; None while the session is not closed."""
    return Instant(closed_at_ms + WITHDRAWAL_MS) if closed_at_ms else None


def may_quote(closed_at_ms: Instant, now_ms: Instant) -> bool:
    """Tell whether the time to withdraw one's words is over."""
    ends_ms = withdrawal_ends_ms(closed_at_ms)
    return ends_ms is not None and now_ms >= ends_ms
