"""The policy of a report: whom it may show together, and what it is known to lack.

It is for internal reports. A public one needs more (what was open in earlier exports, which quotes are confirmed), so
none is offered until all of that is there.
"""

from __future__ import annotations

import msgspec

from facilitator_console.log import Instant
from facilitator_console.session.disclosure import USUAL, DisclosurePolicy


class ReportPolicy(msgspec.Struct, frozen=True):
    """Holds what every section of a report keeps to.

    Attributes:
        small_groups: How few people may be shown together.
        as_of_ms: The time up to which a running item counts; None: the last event in the room.
        is_complete: Whether no event is known to be missing from the log.
    """

    small_groups: DisclosurePolicy = USUAL
    as_of_ms: Instant | None = None
    is_complete: bool = True


INTERNAL = ReportPolicy()
