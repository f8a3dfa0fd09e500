"""The policy on small groups: how few people may be shown together.

Talk balance, opinion map and report follow the same policy, so that no group is hidden in one place and shown in
another. What follows from it for figures (what would let a hidden one be worked out) is with those who show them:
report.disclosure for talk time, opinions.findings for votes.
"""

from __future__ import annotations

from typing import NamedTuple


class DisclosurePolicy(NamedTuple):
    """Holds the rule for what may be shown of few people.

    Attributes:
        smallest_group: People that a group, a set of similar answers or a figure needs at least.
    """

    smallest_group: int

    def allows(self, people: int) -> bool:
        """Tell whether so many people may be shown together."""
        return people >= self.smallest_group


USUAL = DisclosurePolicy(5)
"""The usual policy: in a table for publishing, cells below 5 are hidden (terms.md, "Doing no harm"): of four people
whose part is known, each knows three, and those around them can guess who said what."""
STRICT = DisclosurePolicy(10)
"""The policy for rooms in which even five would be looked for by somebody outside. Why it was chosen is not stored."""
